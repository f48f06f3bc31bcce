//! Where things lie in this repository, and which parts of the workspace are there.

use std::fs;
use std::path::{Path, PathBuf};

/// This repository, from its root.
pub(crate) struct Tree {
    root: PathBuf,
    members: Vec<String>,
}

impl Tree {
    /// The repository that this program was built from.
    pub(crate) fn here() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or("xtask does not lie in a repository")?
            .to_path_buf();
        let manifest = root.join("Cargo.toml");
        let text = fs::read_to_string(&manifest)
            .map_err(|error| format!("{}: {error}", manifest.display()))?;
        Ok(Self {
            members: members(&text),
            root,
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path given from the root, with `/` between its parts.
    pub(crate) fn at(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The folder of the page, if it has come to this tree.
    pub(crate) fn page(&self) -> Option<PathBuf> {
        let folder = self.at("ui");
        folder.join("package.json").is_file().then_some(folder)
    }

    /// The name of the package in this folder, if the folder is a workspace member.
    pub(crate) fn package_in(&self, folder: &str) -> Option<String> {
        if !self.members.iter().any(|member| member == folder) {
            return None;
        }
        package_name(&fs::read_to_string(self.at(folder).join("Cargo.toml")).ok()?)
    }

    /// The package with the two programs of the desktop app.
    pub(crate) fn desktop_app(&self) -> Option<String> {
        self.package_in("src-tauri")
    }

    /// The package with `plimsollctl`.
    pub(crate) fn command_line(&self) -> Option<String> {
        self.package_in("crates/cli")
    }
}

fn members(manifest: &str) -> Vec<String> {
    let list = manifest
        .split_once("\nmembers")
        .and_then(|(_, after)| after.split_once('['))
        .and_then(|(_, after)| after.split_once(']'))
        .map_or("", |(list, _)| list);
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn package_name(manifest: &str) -> Option<String> {
    let (_, package) = manifest.split_once("[package]")?;
    package.lines().find_map(|line| {
        let value = line.trim().strip_prefix("name")?.trim_start();
        let value = value.strip_prefix('=')?.trim();
        Some(value.trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::{members, package_name};

    #[test]
    fn members_are_read_over_several_lines_and_default_members_are_not_taken_for_them() {
        let text = "[workspace]\ndefault-members = [\"a\"]\nmembers = [\n  \"a\",\n  \"b/c\",\n]\n";
        assert_eq!(members(text), ["a", "b/c"]);
    }

    #[test]
    fn the_name_of_a_package_is_the_one_in_its_own_section() {
        let text = "[package]\nname = \"sample\"\n\n[[bin]]\nname = \"other\"\n";
        assert_eq!(package_name(text).as_deref(), Some("sample"));
    }
}
