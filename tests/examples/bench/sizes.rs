//! What is shipped: the programs, the page, and how much of others is in the programs.

use std::{
    collections::BTreeSet,
    env, fs,
    io::{self, Write},
    path::Path,
    process::Command,
};

use flate2::{Compression, write::GzEncoder};
use plimsoll_tests::{programs::program, repository};

use crate::table::Row;

pub(crate) fn rows() -> Vec<Row> {
    let one = |row: Row, value: f64| Row {
        values: vec![value],
        ..row
    };
    let mut rows = Vec::new();
    for (what, name, limit) in [
        ("stripped: resident", "plimsoll", 12.0),
        ("stripped: window", "plimsoll-popup", 8.0),
        ("stripped: command line", "plimsollctl", 10.0),
    ] {
        let bytes = fs::metadata(program(name)).expect("it is built").len();
        let row = Row::fixed(what, "MB", vec![]).at_most(limit);
        rows.push(one(row, bytes as f64 / 1e6).peer("26.3 in one"));
    }
    let page = repository::root().join("ui/dist/assets");
    let bytes = at_start(&page).expect("the page is built");
    rows.push(
        one(
            Row::fixed("page: JavaScript and CSS at the start, gzip", "kB", vec![]),
            bytes as f64 / 1000.0,
        )
        .at_most(45.0)
        .peer("91"),
    );
    for (what, package, limit) in [
        ("crates in the resident", "plimsoll", 300.0),
        ("crates in the window", "plimsoll-popup", 420.0),
        ("crates in the command line", "plimsollctl", 220.0),
    ] {
        rows.push(one(Row::fixed(what, "", vec![]), crates(package)).at_most(limit));
    }
    rows
}

/// What is loaded before the first card is seen while all is well: the page's own parts, and the
/// words of one language, the largest. What is loaded when it is wanted has a name of its own, and
/// so have the words of problems; the marks of the services are a picture.
fn at_start(assets: &Path) -> io::Result<usize> {
    let (mut own, mut views) = (0, 0);
    for entry in fs::read_dir(assets)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let bytes = packed(&fs::read(&path)?)?;
        match name.split_once('-') {
            Some(("index", _)) => own += bytes,
            Some(("view", _)) => views = bytes.max(views),
            _ => {}
        }
    }
    Ok(own + views)
}

fn packed(bytes: &[u8]) -> io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// How many others are compiled into a package's programs on this system.
fn crates(package: &str) -> f64 {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(repository::root());
    cargo.args([
        "tree",
        "--locked",
        "--edges=normal",
        "--prefix=none",
        "--format={p}",
    ]);
    let said = cargo
        .args(["--package", package])
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let lines = text.lines().map(|line| line.trim_end_matches(" (*)"));
    let all: BTreeSet<&str> = lines
        .filter(|it| !it.is_empty() && !it.contains('/'))
        .collect();
    all.len() as f64
}
