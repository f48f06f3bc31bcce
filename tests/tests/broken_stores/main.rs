//! The stores of sign-ins in every form that a disk may have them in, through `plimsollctl`: it
//! ends, says what is the matter with which file, and goes on showing the accounts of all others.
//! What a right store means is proved with the providers.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{fs, path::Path, process::Command};

mod beside_database;
mod databases;
mod files;
mod races;

use jiff::Timestamp;
use plimsoll_tests::{
    file_corruption::as_anyone,
    home::Store,
    programs::program,
    proxy::{Door, Reply, SeenRequest},
    scenario::{Said, Scenario},
    services::{ALL, Service, usage_of_openai},
};
use serde_json::{Value, json};

const AUTH_FILE: &str = ".local/share/opencode/auth.json";

/// Who signs in here: the services whose stores are broken.
const EVERYONE: [&str; 5] = ["openai", "zhipu", "zai", "copilot", "antigravity"];

/// Every service answers well, also to the Codex command line's own sign-in; GitHub's report is
/// closed to the token of the user's own file.
fn answer(service: &Service, asked: &SeenRequest, now: Timestamp) -> Option<Reply> {
    let account = asked.header("chatgpt-account-id").unwrap_or_default();
    if account.starts_with("99999999-") {
        return Some(usage_of_openai(5.0, 6.0, now));
    }
    if asked.path.starts_with("/users/") {
        return Some(Reply::json(403, &json!({ "message": "sample" })));
    }
    (service.answer)(asked, now)
}

fn scenario() -> Scenario {
    Scenario::signed_in(&services(), Store::AuthFile, Door::Open, answer)
}

fn services() -> Vec<Service> {
    let is_here = |it: &&Service| EVERYONE.contains(&it.id);
    ALL.iter().filter(is_here).copied().collect()
}

/// `plimsollctl` as one whom permissions hold for. One that hangs is ended.
fn run(scenario: &Scenario, arguments: &[&str]) -> Said {
    run_where(scenario, None, arguments)
}

/// The same, where this directory is on a file system that cannot be written to.
fn run_where(scenario: &Scenario, read_only: Option<&Path>, arguments: &[&str]) -> Said {
    let mut command = Command::new("timeout");
    command.args(["-k", "1", "60"]);
    if let Some(directory) = read_only {
        let script = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" || exit 99
            touch \"$1/new\" 2>/dev/null && exit 98
            shift; exec \"$@\"";
        command.args([
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
        ]);
        command.arg(directory);
    }
    command.args(as_anyone());
    let said = scenario.run(command.arg(program("plimsollctl")).args(arguments));
    assert_ne!(said.code, Some(124), "{arguments:?} did not end");
    said
}

/// What one store is expected to be.
struct Expected<'a> {
    /// For the words of a failure.
    cell: String,
    /// Where the program says that it looked.
    place: &'a Path,
    outcome: &'a str,
    /// Who gives numbers.
    readings: &'a [&'a str],
    /// A directory that cannot be written to.
    read_only: Option<&'a Path>,
}

/// The program's two ways to tell of stores, against what is expected. Gives the status.
fn check(scenario: &Scenario, expected: &Expected<'_>) -> Value {
    let Expected { cell, outcome, .. } = expected;
    let place = expected.place.to_str().unwrap();
    // What was kept of an earlier cell is no part of this one.
    let _ = fs::remove_dir_all(scenario.home.path(".local/share/plimsoll"));
    let said = run_where(scenario, expected.read_only, &["status", "--json"]);
    let code = if expected.readings.is_empty() { 3 } else { 0 };
    assert_eq!(said.code, Some(code), "{cell}: {} {}", said.out, said.err);
    let status = said.json();
    let of_place = |list: &Value| -> Vec<Value> {
        let all = list.as_array().unwrap().iter();
        all.filter(|it| it["path"] == place).cloned().collect()
    };
    let searched = of_place(&status["searched"]);
    assert_eq!(searched.len(), 1, "{cell}: {}", status["searched"]);
    assert_eq!(searched[0]["outcome"], *outcome, "{cell}: {status}");
    let problems = of_place(&status["problems"]);
    let codes: Vec<&Value> = problems.iter().map(|it| &it["code"]).collect();
    if matches!(*outcome, "read" | "missing") {
        assert!(codes.is_empty(), "{cell}: {codes:?}");
    } else {
        assert_eq!(codes, [&format!("store-{outcome}")], "{cell}");
        let why = problems[0]["why"].as_str().unwrap();
        let more = why.strip_prefix(place).unwrap_or_default();
        assert!(more.len() > 4 && why.len() < 400, "{cell}: {why}");
        assert!(!problems[0]["fix"].as_array().unwrap().is_empty(), "{cell}");
    }
    let accounts = status["accounts"].as_array().unwrap();
    let gives = |account: &&Value| !account["windows"].as_array().unwrap().is_empty();
    let mut readings: Vec<&str> = accounts
        .iter()
        .filter(gives)
        .filter_map(|account| account["provider"].as_str())
        .collect();
    readings.sort_unstable();
    let mut wanted = expected.readings.to_vec();
    wanted.sort_unstable();
    assert_eq!(readings, wanted, "{cell}: {status}");
    let doctor = run_where(scenario, expected.read_only, &["doctor"]);
    assert_eq!(doctor.code, Some(0), "{cell}: {}", doctor.err);
    let line = doctor.out.lines().find_map(|line| {
        let words = line.trim().strip_prefix(place)?.strip_prefix("  ")?;
        Some(words.to_owned())
    });
    let start = match *outcome {
        "read" => "read",
        "missing" => "not there",
        "unreadable" => "cannot be opened: ",
        other => &format!("{other}: "),
    };
    let line = line.unwrap_or_else(|| panic!("{cell}: {}", doctor.out));
    assert!(line.starts_with(start), "{cell}: {line}");
    assert_eq!(doctor.err, "", "{cell}");
    scenario.home.assert_untouched();
    status
}
