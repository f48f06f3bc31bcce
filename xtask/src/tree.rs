//! Where things lie in this repository.

use std::path::{Path, PathBuf};

/// The packages of the programs, by name.
pub(crate) const PROGRAMS: [&str; 3] = ["plimsoll", "plimsoll-popup", "plimsollctl"];

/// This repository, from its root.
pub(crate) struct Tree {
    root: PathBuf,
}

impl Tree {
    /// The repository that this program was built from.
    pub(crate) fn here() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or("xtask does not lie in a repository")?
            .to_path_buf();
        Ok(Self { root })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path given from the root, with `/` between its parts.
    pub(crate) fn at(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The folder of the page.
    pub(crate) fn page(&self) -> PathBuf {
        self.at("ui")
    }
}
