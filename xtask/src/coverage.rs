//! `cargo xtask coverage`: which lines of core and the providers their own tests reach, by
//! cargo-llvm-cov. Fails under 90 %. No part of `test`: everything is compiled once more for it.

use std::env;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::packages::Family;
use crate::setup;
use crate::steps::step;
use crate::tools::LLVM_COV;
use crate::tree::Tree;

pub(crate) fn coverage(tree: &Tree) -> Result<ExitCode, String> {
    let mut coverage = Command::new(LLVM_COV.there(tree)?);
    coverage
        .current_dir(tree.root())
        .args(["llvm-cov", "--locked", "--summary-only"])
        .args(["--package", "plimsoll-core"])
        .args(["--package", "plimsoll-providers"])
        .args(["--fail-under-lines", "90"]);
    // The tools must be of the compiler's own LLVM. Elsewhere rustup's `llvm-tools` are found.
    if Family::here() == Some(Family::Debian) {
        let version = llvm()?;
        setup::install_missing(Family::Debian, &[&format!("llvm-{version}")])?;
        let tools = format!("/usr/lib/llvm-{version}/bin");
        coverage
            .env("LLVM_COV", format!("{tools}/llvm-cov"))
            .env("LLVM_PROFDATA", format!("{tools}/llvm-profdata"));
    }
    step(coverage)?;
    Ok(ExitCode::SUCCESS)
}

/// The major version of the compiler's LLVM.
fn llvm() -> Result<u32, String> {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let answer = Command::new(compiler)
        .args(["--version", "--verbose"])
        .output()
        .map_err(|error| format!("rustc: {error}"))?;
    major(&String::from_utf8_lossy(&answer.stdout))
        .ok_or_else(|| "rustc does not say which LLVM it has".to_owned())
}

fn major(answer: &str) -> Option<u32> {
    let version = answer
        .lines()
        .find_map(|line| line.strip_prefix("LLVM version: "))?;
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_version_of_llvm_is_read_from_the_compilers_answer() {
        let answer = "rustc 1.95.0 (59807616e 2026-04-14)\nrelease: 1.95.0\nLLVM version: 22.1.2\n";
        assert_eq!(major(answer), Some(22));
        assert_eq!(major("nonsense"), None);
    }
}
