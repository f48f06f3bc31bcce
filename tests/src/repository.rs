//! The repository as its rules see it: its files, its packages.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// The folder that everything is in.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this package is in the repository")
}

/// A file of the repository.
pub struct Source {
    /// From the root, with `/` between its parts.
    pub path: String,
    pub bytes: Vec<u8>,
}

impl Source {
    /// Its content, unless it is a picture or the like.
    pub fn text(&self) -> Option<&str> {
        let text = str::from_utf8(&self.bytes).ok()?;
        (!text.contains('\0')).then_some(text)
    }

    pub fn has_ending(&self, ending: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|known| known == ending)
    }
}

/// Every file that is not a result: what `.gitignore` names is left out.
pub fn sources() -> Vec<Source> {
    let ignored = fs::read_to_string(root().join(".gitignore")).expect("the list is there");
    let mut skipped: Vec<PathBuf> = ignored
        .lines()
        .filter_map(|line| line.strip_prefix('/'))
        .map(|line| root().join(line))
        .collect();
    skipped.push(root().join(".git"));
    let mut found = Vec::new();
    let mut waiting = vec![root().to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of ours can be listed") {
            let path = entry.expect("a folder of ours can be listed").path();
            if skipped.contains(&path) || path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                waiting.push(path);
            } else {
                let relative = path.strip_prefix(root()).expect("it is below the root");
                let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
                let bytes = fs::read(&path).expect("a file of ours can be read");
                found.push(Source {
                    path: parts.join("/"),
                    bytes,
                });
            }
        }
    }
    found
}

/// A member of the workspace.
pub struct Package {
    pub name: String,
    /// What it is built from, for tests and building too.
    pub dependencies: Vec<Dependency>,
}

/// What a package names in its manifest.
pub struct Dependency {
    pub name: String,
    /// A member of the workspace.
    pub is_ours: bool,
    /// For its tests only.
    pub is_for_tests: bool,
}

/// The members of the workspace, as cargo understands them.
pub fn packages() -> Vec<Package> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(cargo)
        .current_dir(root())
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = list(&metadata["packages"])
        .into_iter()
        .map(|package| Package {
            name: text(&package["name"]),
            dependencies: list(&package["dependencies"])
                .iter()
                .map(|dependency| Dependency {
                    name: text(&dependency["name"]),
                    is_ours: dependency["path"].is_string(),
                    is_for_tests: dependency["kind"] == "dev",
                })
                .collect(),
        });
    packages.collect()
}
