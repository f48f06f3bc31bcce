//! `cargo xtask soak`: twenty accounts at 200 times the pace with faults at random, for some
//! minutes. What it asserts stands in tests/tests/soak.rs.

use std::process::ExitCode;

use crate::setup::{self, Chore};
use crate::steps::{cargo, step};
use crate::tree::Tree;

const MINUTES: &str = "10";

pub(crate) fn soak(tree: &Tree, arguments: &[String]) -> Result<ExitCode, String> {
    let minutes = match arguments {
        [] => MINUTES,
        [option, minutes] if option == "--minutes" && minutes.parse::<u32>().is_ok() => minutes,
        _ => return Err("soak takes --minutes and a whole number".to_owned()),
    };
    setup::set_up(tree, Chore::Test)?;
    let mut soak = cargo(tree, ["test", "--locked", "--package", "plimsoll-tests"]);
    soak.args(["--test", "soak", "--test", "chaos"]);
    soak.args(["--", "--ignored", "--nocapture"]);
    soak.env("SOAK_MINUTES", minutes);
    step(soak)?;
    Ok(ExitCode::SUCCESS)
}
