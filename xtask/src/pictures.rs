//! `cargo xtask pictures`: takes the pictures of the documentation anew, from what the tests of the
//! page and of the real desktop have seen. Which there are stands in docs/pictures.md.

use std::fs;
use std::process::ExitCode;

use crate::setup::{self, Chore};
use crate::steps::{build, cargo, npm, step};
use crate::tree::{PROGRAMS, Tree};

/// The states of the page that the documentation shows: state, language, colours.
const OF_PAGE: &[&str] = &[
    "usual-en-light",
    "usual-fr-dark",
    "offline-en-dark",
    "problem-quota-not-shared-en-light",
    "nothing-zh-Hans-light",
    "settings-usual-en-light",
    "past-usual-en-light",
];

pub(crate) fn pictures(tree: &Tree) -> Result<ExitCode, String> {
    setup::set_up(tree, Chore::Test)?;
    let page = tree.page();
    step(npm(&page, ["run", "e2e", "--", "states.spec"]))?;
    build(tree, &PROGRAMS)?;
    step(cargo(
        tree,
        [
            "test",
            "--locked",
            "-p",
            "plimsoll-tests",
            "--test",
            "pictures",
        ],
    ))?;
    let folder = tree.at("docs/pictures");
    let mut taken: Vec<_> = OF_PAGE
        .iter()
        .map(|name| page.join(format!("test-results/pictures/{name}.png")))
        .collect();
    let seen = tree.at("target/tmp/pictures");
    let entries = fs::read_dir(&seen).map_err(|error| format!("{}: {error}", seen.display()))?;
    taken.extend(entries.flatten().map(|entry| entry.path()));
    for from in taken {
        let name = from.file_name().unwrap_or_default();
        fs::copy(&from, folder.join(name))
            .map_err(|error| format!("{}: {error}", from.display()))?;
    }
    println!("The pictures lie in {}.", folder.display());
    Ok(ExitCode::SUCCESS)
}
