//! `cargo xtask bench history | page`: measurements in optimised builds, without a limit that fails
//! them. The figures are for the pages in docs.

use std::process::ExitCode;

use crate::setup::{self, Chore};
use crate::steps::{cargo, npm, step};
use crate::tree::Tree;

/// What can be measured.
pub(crate) fn bench(tree: &Tree, rest: &[String]) -> Result<ExitCode, String> {
    match rest {
        [name] if name == "history" => step(cargo(
            tree,
            [
                "run",
                "--locked",
                "--profile",
                "measure",
                "--package",
                "plimsoll-runtime",
                "--example",
                "history_bench",
            ],
        ))?,
        [name] if name == "page" => {
            setup::set_up(tree, Chore::Test)?;
            let page = tree.page().ok_or("there is no page")?;
            step(npm(&page, ["run", "bench"]))?;
        }
        _ => return Err("there are `cargo xtask bench history` and `… bench page`".to_owned()),
    }
    Ok(ExitCode::SUCCESS)
}
