//! The spelling of what is written in English: code, comments, documents. What is no mistake stands in
//! `typos.toml`.

use std::process::Command;

use crate::steps::step;
use crate::tools::TYPOS;
use crate::tree::Tree;

pub(crate) fn check(tree: &Tree) -> Result<(), String> {
    let mut check = Command::new(TYPOS.there(tree)?);
    check
        .current_dir(tree.root())
        .args(["--format", "brief", "."]);
    step(check)
}
