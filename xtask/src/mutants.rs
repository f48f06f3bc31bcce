//! `cargo xtask mutants [-- ARGS]`: which changes of alerts, schedule, problems and pace core's own
//! tests do not notice, by cargo-mutants. ARGS go to it, such as `--file` or `--re`. No part of
//! `test`: every one of some hundred changes is built and tried. What is left stands in
//! docs/MUTANTS.md.

use std::process::{Command, ExitCode};

use crate::steps::step;
use crate::tools::MUTANTS;
use crate::tree::Tree;

/// Where it looks, unless it is told otherwise.
const FILES: [&str; 4] = [
    "crates/core/src/engine/alerts/**",
    "crates/core/src/engine/schedule.rs",
    "crates/core/src/problem/**",
    "crates/core/src/pace.rs",
];

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
        .args(["--timeout", "60"]);
    if !rest.iter().any(|argument| argument == "--file") {
        mutants.args(FILES.iter().flat_map(|file| ["--file", file]));
    }
    mutants.args(rest).args(["--", "--lib", "--locked"]);
    step(mutants)?;
    Ok(ExitCode::SUCCESS)
}
