//! `cargo xtask mutants [-- ARGS]`: which changes of alerts, schedule, problems and pace core's own
//! tests do not notice, by cargo-mutants. ARGS go to it, such as `--file` or `--re`. No part of
//! `test`: every one of some hundred changes is built and tried. What is left stands in
//! docs/reports/mutants.md.

use std::fs;
use std::process::{Command, ExitCode};

use crate::steps::step_that_ends;
use crate::tools::MUTANTS;
use crate::tree::Tree;

/// Where it looks, unless it is told otherwise.
const FILES: [&str; 4] = [
    "crates/core/src/engine/alerts/**",
    "crates/core/src/engine/schedule.rs",
    "crates/core/src/problem/**",
    "crates/core/src/forecast/straight.rs",
];

/// What it ends with when all was noticed, when some was not, and when some never ended, whatever
/// else there was.
const ENDS: [i32; 3] = [0, 2, 3];

pub(crate) fn mutants(tree: &Tree, rest: &[String]) -> Result<ExitCode, String> {
    let mut mutants = Command::new(MUTANTS.there(tree)?);
    mutants
        .current_dir(tree.root())
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        // Without it every change that the random lives notice is made small first.
        .env("PROPTEST_MAX_SHRINK_ITERS", "0")
        .args(["mutants", "--output", "target", "--copy-target", "false"])
        .args(["--package", "plimsoll-core"])
        .args(["--test-package", "plimsoll-core"])
        // Of the building too: after `--` it would hold for the running alone, and every change
        // would be linked into core's other tests.
        .args(["--cargo-arg=--lib", "--cargo-arg=--locked"]);
    if !is_given(rest, "--timeout", "-t") {
        mutants.args(["--timeout", "60"]);
    }
    if !is_given(rest, "--file", "-f") {
        mutants.args(FILES.iter().flat_map(|file| ["--file", file]));
    }
    mutants.args(rest);
    if step_that_ends(mutants, &ENDS)? == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let missed = tree.at("target/mutants.out/missed.txt");
    let text =
        fs::read_to_string(&missed).map_err(|error| format!("{}: {error}", missed.display()))?;
    match text.lines().count() {
        // Tests that hang have noticed it too.
        0 => Ok(ExitCode::SUCCESS),
        count => Err(format!("{count} unnoticed: see {}", missed.display())),
    }
}

/// Whether an option is among these arguments, in any of the ways of writing it.
fn is_given(rest: &[String], long: &str, short: &str) -> bool {
    rest.iter().any(|argument| {
        let after = argument.strip_prefix(long);
        after.is_some_and(|after| after.is_empty() || after.starts_with('='))
            || argument.starts_with(short)
    })
}

#[cfg(test)]
mod tests {
    use super::is_given;

    #[test]
    fn an_option_is_found_however_it_is_written() {
        for (argument, given) in [
            ("--file", true),
            ("--file=crates/core/src/forecast/straight.rs", true),
            ("-f", true),
            ("-fcrates/core/src/forecast/straight.rs", true),
            ("--files", false),
            ("--re", false),
            ("-F", false),
        ] {
            assert_eq!(is_given(&[argument.to_owned()], "--file", "-f"), given);
        }
    }
}
