//! `cargo xtask bench [NAME…]`: the budgets, on the programs as they are shipped; `--check` is the
//! part of them that a test can hold. And two more measurements, `bench history` and `bench page`, whose figures are for the pages in docs.

use std::process::{Command, ExitCode};

use crate::package::release_folder;
use crate::setup::{self, Chore};
use crate::steps::{built, cargo, npm, step};
use crate::tree::{PROGRAMS, Tree};

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
            let page = tree.page();
            step(npm(&page, ["run", "bench"]))?;
        }
        [flag] if flag == "--check" => {
            setup::set_up(tree, Chore::Test)?;
            release(tree)?;
            step(measure(tree, &[], "build", &[])?)?;
            check(tree)?;
        }
        names => {
            setup::set_up(tree, Chore::Test)?;
            release(tree)?;
            // Optimised, so that the played services answer at once.
            step(measure(tree, &["--profile", "measure"], "build", &[])?)?;
            let mut run = measure(tree, &["--profile", "measure"], "run", names)?;
            run.arg(format!("--json={}", tree.at(TABLE).display()));
            step(run)?;
            println!("The same for programs: {TABLE}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What does not depend on the clock, against its budgets, and times beside what they are compared
/// with. The programs are built already, and so is the measurement, which comes with the tests.
pub(crate) fn check(tree: &Tree) -> Result<(), String> {
    bare_window(tree)?;
    let mut command = Command::new(built("examples/bench")?);
    command.current_dir(tree.root()).arg("--check");
    step(with_programs(command)?)
}

fn release(tree: &Tree) -> Result<(), String> {
    // One by one: each with its own features alone.
    for package in PROGRAMS {
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
    bare_window(tree)
}

/// What the window is compared with.
fn bare_window(tree: &Tree) -> Result<(), String> {
    let words = [
        "build",
        "--release",
        "--locked",
        "--package",
        "plimsoll-popup",
    ];
    let mut bare = cargo(tree, words);
    bare.args(["--example", "bare_window"]);
    step(bare)
}

fn measure(tree: &Tree, profile: &[&str], verb: &str, names: &[String]) -> Result<Command, String> {
    let mut command = cargo(tree, [verb, "--locked", "--package", "plimsoll-tests"]);
    command.args(profile).args(["--example", "bench"]);
    if verb == "run" {
        command.arg("--").args(names);
    }
    with_programs(command)
}

/// What is measured is what is shipped.
fn with_programs(mut command: Command) -> Result<Command, String> {
    command.env("PLIMSOLL_PROGRAMS", release_folder()?);
    Ok(command)
}
