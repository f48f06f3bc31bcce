//! `cargo xtask new-provider` in a copy of this repository: the service that it makes is built, and
//! found by the real program.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{fs, path::Path, process::Command};

use plimsoll_tests::{programs::program, repository::root, scenario::Said};
use serde_json::{Value, json};

const ID: &str = "acme";

#[test]
fn a_new_service_is_built_and_found() {
    // On the disk of what was built, whose files it shares.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let copy = folder.path().join("copy");
    copy_sources(&copy);
    let target = folder.path().join("target");
    share_what_was_built(&target);

    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(&copy);
        succeed(command.env("CARGO_TARGET_DIR", &target));
    };
    cargo(&["xtask", "new-provider", ID, "--name", "Acme AI"]);
    // The packages that were built together before, so that what they need is there.
    let packages = ["plimsoll", "plimsoll-popup", "plimsollctl"];
    let packages = packages.map(|name| ["--package", name]).concat();
    cargo(
        &[
            &["build", "--locked", "--offline", "--bin", "plimsollctl"],
            &*packages,
        ]
        .concat(),
    );

    let home = folder.path().join("home");
    let file = home.join(".local/share/opencode/auth.json");
    let entry = json!({ "type": "oauth", "access": "sample-access", "refresh": "sample-refresh",
                        "expires": 4_102_444_800_000_u64 });
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, json!({ ID: entry }).to_string()).unwrap();
    let mut doctor = Command::new(target.join("debug/plimsollctl"));
    doctor.args(["doctor", "--json"]).env_clear();
    let said = Said::of(doctor.env("HOME", home));
    let accounts = &said.json()["accounts"];
    let providers: Vec<&Value> = accounts
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["provider"])
        .collect();
    assert_eq!(providers, [ID], "{}", said.out);
}

/// What git knows of or would.
fn copy_sources(to: &Path) {
    let mut git = Command::new("git");
    git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let listed = git.current_dir(root()).output().unwrap();
    let names = String::from_utf8(listed.stdout).unwrap();
    for name in names.split_terminator('\0') {
        let from = root().join(name);
        if name.starts_with("fuzz/corpus/") || !from.is_file() {
            continue;
        }
        let to = to.join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

/// Crates of others need not be built again: cargo replaces files and writes into none.
fn share_what_was_built(target: &Path) {
    let debug = program("plimsollctl");
    let debug = debug.parent().unwrap();
    let to = target.join("debug");
    fs::create_dir_all(&to).unwrap();
    let mut copy = Command::new("cp");
    copy.args(["--archive", "--link"]);
    copy.args([".fingerprint", "build", "deps"].map(|name| debug.join(name)));
    succeed(copy.arg(&to));
}

fn succeed(command: &mut Command) {
    let ended = command.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{command:?}: {said}");
}
