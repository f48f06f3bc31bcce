//! The page's TypeScript types are those that Rust makes. `UPDATE_BINDINGS=1` writes them anew.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by ending"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use plimsoll_core::{intent::Intent, view::View};
use ts_rs::{Config, TS};

#[test]
fn the_pages_types_are_fresh() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/bindings");
    let made = tempfile::tempdir().unwrap();
    export(made.path());
    if env::var_os("UPDATE_BINDINGS").is_some() {
        let _ = fs::remove_dir_all(&committed);
        export(&committed);
    }
    let (made, committed) = (texts(made.path()), texts(&committed));
    assert!(
        made == committed,
        "ui/src/bindings is not what Rust makes; write it anew with \
         `UPDATE_BINDINGS=1 cargo test --package plimsoll-core --test bindings`"
    );
}

fn export(directory: &Path) {
    let config = Config::new()
        .with_large_int("number")
        .with_out_dir(directory);
    View::export_all(&config).unwrap();
    Intent::export_all(&config).unwrap();
}

/// Every file below a directory by its path.
fn texts(directory: &Path) -> BTreeMap<PathBuf, String> {
    let mut texts = BTreeMap::new();
    let mut left = vec![directory.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(directory).unwrap().to_owned();
                texts.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    texts
}
