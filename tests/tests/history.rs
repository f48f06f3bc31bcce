//! `plimsollctl history` on a database that the tray app would have left.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::fs;

use jiff::{SignedDuration, Timestamp};
use plimsoll_tests::{
    golden::{assert_golden, without},
    home::Store,
    proxy::Door,
    scenario::Scenario,
    services,
    stored_readings::{DATABASE, StoredReading},
};
use serde_json::{Value, json};

/// Nobody is asked.
fn scenario() -> Scenario {
    Scenario::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None)
}

/// A morning of two services: use, a gap, a reset, a value that stays.
fn with_history() -> Scenario {
    let hours = Timestamp::now() - SignedDuration::from_hours(3);
    with_history_from(hours)
}

fn with_history_from(start: Timestamp) -> Scenario {
    let scenario = scenario();
    let at = |minutes| start + SignedDuration::from_mins(minutes);
    let told = |minute: i64, used, reset: i64| {
        let windows = [
            ("session", used, (reset - minute) * 60),
            ("weekly", 12.0, (6000 - minute) * 60),
        ];
        StoredReading::new("openai", at(minute), &windows)
    };
    scenario.keep(&[
        told(0, 10.0, 90),
        told(5, 10.0, 90),
        told(10, 37.4, 90),
        told(85, 62.25, 90),
        told(92, 0.0, 390),
        told(97, 1.5, 390),
        StoredReading::new("zai", at(0), &[("session", 99.7, 600)]),
    ]);
    scenario
}

#[test]
fn a_history_is_a_table_json_or_csv() {
    // Moments that do not change, and that will not be old before this test is.
    let scenario = with_history_from("2099-11-23T09:00:00Z".parse().unwrap());
    for (format, file) in [
        ("table", "history.txt"),
        ("json", "history.json"),
        ("csv", "history.csv"),
    ] {
        let said = scenario.plimsollctl(&["history", "--format", format]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{format}");
        assert_golden(file, &without("at", &said.out));
    }
    let french = scenario.plimsollctl(&["history", "--lang", "fr"]);
    let chinese = scenario.plimsollctl(&["history", "--lang", "zh"]);
    assert_golden("history.fr.txt", &french.out);
    assert_golden("history.zh.txt", &chinese.out);
}

#[test]
fn a_part_is_asked_for_by_provider_window_and_age() {
    let scenario = with_history();
    let windows = |arguments: &[&str]| {
        let all = [&["history", "--format", "json"], arguments].concat();
        let said = scenario.plimsollctl(&all);
        assert_eq!(said.code == Some(3), said.json()["rows"] == json!([]));
        let json = said.json();
        let rows = json["rows"].as_array().unwrap().iter();
        let name = |row: &Value| format!("{}/{}", row["provider"], row["window"]);
        let mut windows: Vec<String> = rows.map(name).collect();
        windows.dedup();
        windows.join(" ").replace('"', "")
    };
    assert_eq!(windows(&[]), "openai/session openai/weekly zai/session");
    assert_eq!(windows(&["--provider", "zai"]), "zai/session");
    assert_eq!(windows(&["--window", "weekly"]), "openai/weekly");
    assert_eq!(windows(&["--account", "nobody"]), "");
    assert_eq!(windows(&["--since", "1m"]), "");
    assert_eq!(
        windows(&["--since", "110m"]),
        "openai/session openai/weekly"
    );
    assert_eq!(windows(&["--since", "5200w"]), windows(&[]));
}

#[test]
fn wrong_words_are_wrong_usage() {
    let scenario = with_history();
    for arguments in [
        &["--provider", "nobody"][..],
        &["--since", "yesterday"],
        &["--since", "é"],
        &["--format", "xml"],
        &["--yes"],
        &["--wipe"],
    ] {
        let said = scenario.plimsollctl(&[&["history"], arguments].concat());
        assert_eq!(said.code, Some(64), "{arguments:?} {}", said.err);
        assert_eq!(said.out, "");
    }
    assert_eq!(scenario.plimsollctl(&["history"]).code, Some(0));
}

#[test]
fn a_wiped_history_leaves_the_file_and_keeps_the_newest() {
    let scenario = with_history();
    let said = scenario.plimsollctl(&["history", "--wipe", "--yes", "--provider", "zai"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(said.out, "The history of one window was removed.\n");
    assert_eq!(
        scenario.plimsollctl(&["history", "--provider", "zai"]).code,
        Some(3)
    );
    assert_eq!(scenario.plimsollctl(&["history"]).code, Some(0));
    let said = scenario.plimsollctl(&["history", "--wipe", "--yes"]);
    assert_eq!(said.out, "The history of 2 windows was removed.\n");
    let said = scenario.plimsollctl(&["history"]);
    assert_eq!(said.code, Some(3));
    assert!(said.err.contains("nothing is kept"), "{}", said.err);
    assert_eq!(scenario.plimsollctl(&["status", "--cached"]).code, Some(0));
}

#[test]
fn without_a_database_there_is_no_history_and_none_is_made() {
    let scenario = scenario();
    for arguments in [&["history"][..], &["history", "--wipe", "--yes"]] {
        assert_eq!(scenario.plimsollctl(arguments).code, Some(3));
    }
    assert!(!scenario.home.path(DATABASE).exists());
}

#[test]
fn a_damaged_database_is_told_and_left_to_its_owner() {
    let scenario = scenario();
    let path = scenario.home.path(DATABASE);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "no database at all, however long it is").unwrap();
    let said = scenario.plimsollctl(&["history"]);
    assert_eq!(said.code, Some(69));
    assert!(said.err.contains("damaged"), "{}", said.err);
    assert!(path.exists() && !path.with_extension("db.broken").exists());

    let said = scenario.plimsollctl(&["history", "--wipe", "--yes"]);
    assert_eq!(said.code, Some(0));
    assert!(said.err.contains("plimsoll.db.broken"), "{}", said.err);
    assert!(path.with_extension("db.broken").exists());
}

/// In a name space of its own, where the database's directory can be read and not written.
#[cfg(target_os = "linux")]
#[test]
fn a_file_system_that_cannot_be_written_to_is_read_all_the_same() {
    use std::process::Command;

    use plimsoll_tests::programs::program;

    let scenario = with_history();
    let script = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" || exit 99
        touch \"$1/new\" 2>/dev/null && exit 98
        \"$2\" history && \"$2\" status --cached >/dev/null || exit 97
        \"$2\" history --wipe --yes; exit $?";
    let directory = scenario.home.path(DATABASE);
    let output = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", script, "sh"])
        .arg(directory.parent().unwrap())
        .arg(program("plimsollctl"))
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .envs(&scenario.variables)
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(69), "{err}");
    assert!(err.contains("the history cannot be used"), "{err}");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        shown.contains("OpenAI (ada@example.org), 5-hour window"),
        "{shown}"
    );
    assert_eq!(scenario.plimsollctl(&["history"]).out, shown);
}
