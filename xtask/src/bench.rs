//! `cargo xtask bench [NAME…]`: the budgets, on the programs as they are shipped; `--check` is the
//! part of them that a test can hold. And two more measurements, `bench history` and `bench page`, whose figures are for the pages in docs.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::setup::{self, Chore};
use crate::steps::{cargo, npm, step};
use crate::tree::Tree;

/// Where the table is left for programs.
const TABLE: &str = "target/bench.json";

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
        [flag] if flag == "--check" => {
            setup::set_up(tree, Chore::Test)?;
            release(tree)?;
            check(tree)?;
        }
        names => {
            setup::set_up(tree, Chore::Test)?;
            release(tree)?;
            // Optimised, so that the played services answer at once.
            step(measure(tree, &["--profile", "measure"], "build", &[]))?;
            let mut run = measure(tree, &["--profile", "measure"], "run", names);
            run.arg(format!("--json={}", tree.at(TABLE).display()));
            step(run)?;
            println!("The same for programs: {TABLE}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What does not depend on the clock, against its budgets; the programs are built already.
pub(crate) fn check(tree: &Tree) -> Result<(), String> {
    step(measure(tree, &[], "run", &["--check".to_owned()]))
}

fn release(tree: &Tree) -> Result<(), String> {
    // One by one: each with its own features alone.
    for package in ["plimsoll", "plimsollctl"] {
        let words = [
            "build",
            "--release",
            "--locked",
            "--bins",
            "--package",
            package,
        ];
        step(cargo(tree, words))?;
    }
    let words = ["build", "--release", "--locked", "--package", "plimsoll"];
    let mut bare = cargo(tree, words);
    bare.args(["--example", "bare_window"]);
    step(bare)
}

fn measure(tree: &Tree, profile: &[&str], verb: &str, names: &[String]) -> Command {
    let mut command = cargo(tree, [verb, "--locked", "--package", "plimsoll-tests"]);
    command.args(profile).args(["--example", "bench"]);
    if verb == "run" {
        let programs = tree.root().join(Path::new("target/release"));
        command.env("PLIMSOLL_PROGRAMS", programs);
        command.arg("--").args(names);
    }
    command
}
