//! `cargo xtask bench history`: a measurement in an optimised build, without a limit that fails it.
//! The figures are for the pages in docs.

use std::process::ExitCode;

use crate::steps::{cargo, step};
use crate::tree::Tree;

/// What can be measured.
pub(crate) fn bench(tree: &Tree, rest: &[String]) -> Result<ExitCode, String> {
    match rest {
        [name] if name == "history" => {
            step(cargo(
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
            ))?;
            Ok(ExitCode::SUCCESS)
        }
        _ => Err("there is `cargo xtask bench history`".to_owned()),
    }
}
