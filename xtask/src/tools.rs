//! Cargo's helpers that a chore calls: each at one version, built on first use into `target/tools`
//! and nowhere else, so that a machine need not have them and its own ones are not touched.

use std::path::PathBuf;

use crate::steps::{cargo, step};
use crate::tree::Tree;

/// Looks at licences, sources and double versions of what we depend on.
pub(crate) const DENY: Tool = Tool {
    name: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
};

/// Builds and runs what is in `fuzz`.
pub(crate) const FUZZ: Tool = Tool {
    name: "cargo-fuzz",
    program: "cargo-fuzz",
    version: "0.13.2",
};

/// Says which lines the tests reach.
pub(crate) const LLVM_COV: Tool = Tool {
    name: "cargo-llvm-cov",
    program: "cargo-llvm-cov",
    version: "0.9.1",
};

/// Says which changes of the code the tests do not notice.
pub(crate) const MUTANTS: Tool = Tool {
    name: "cargo-mutants",
    program: "cargo-mutants",
    version: "27.1.0",
};

/// Finds misspelt words.
pub(crate) const TYPOS: Tool = Tool {
    name: "typos-cli",
    program: "typos",
    version: "1.52.0",
};

/// One helper at the version that the chores were tried with.
pub(crate) struct Tool {
    /// The crate.
    name: &'static str,
    program: &'static str,
    version: &'static str,
}

impl Tool {
    /// The program, built now if it is not there yet.
    pub(crate) fn there(&self, tree: &Tree) -> Result<PathBuf, String> {
        let folder = tree.at(&format!("target/tools/{}-{}", self.name, self.version));
        let program =
            folder
                .join("bin")
                .join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX));
        if program.is_file() {
            return Ok(program);
        }
        // Unoptimised it is built in half the time, and it runs for seconds.
        let mut install = cargo(tree, ["install", "--locked", "--debug", "--root"]);
        install
            .arg(&folder)
            .arg(format!("{}@{}", self.name, self.version));
        step(install)?;
        Ok(program)
    }
}
