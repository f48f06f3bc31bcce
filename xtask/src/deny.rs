//! `cargo xtask deny`: whether everything we depend on has a licence, a source and a version that
//! `deny.toml` lets in. Without the list of known weaknesses, which is to be had only online.

use std::process::{Command, ExitCode};

use crate::steps::{cargo, step};
use crate::tools::DENY;
use crate::tree::Tree;

pub(crate) fn deny(tree: &Tree) -> Result<ExitCode, String> {
    // The other systems' crates are looked at too, and a build here does not load those.
    step(cargo(tree, ["fetch", "--locked"]))?;
    // A skip that nothing needs any more is taken out.
    let mut check = Command::new(DENY.there(tree)?);
    check.current_dir(tree.root()).args([
        "--offline",
        "--locked",
        "check",
        "--deny",
        "unmatched-skip",
        "licenses",
        "bans",
        "sources",
    ]);
    step(check)?;
    Ok(ExitCode::SUCCESS)
}
