//! OpenCode 2's database. One sign-in is in it, the others are in the old file: whatever becomes of
//! the database, those of the file are shown, and its own as well as long as it can be read.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

use plimsoll_tests::{
    file_corruption::{Corruption, clear, set_mode},
    scenario::Scenario,
};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::{AUTH_FILE, EVERYONE, Expected, check, run, scenario};

pub(crate) const DATABASE: &str = ".local/share/opencode/opencode.db";
/// Whose sign-in is in it. The old file has the same.
const ITS_OWN: &str = "zhipu";
const ROW: &str = "zhipuai-coding-plan";

const USUAL: &str = "CREATE TABLE credential (
    id TEXT PRIMARY KEY, integration_id TEXT NOT NULL, label TEXT NOT NULL, value TEXT NOT NULL,
    method_id TEXT, active INTEGER, time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL
);";

/// A database of this schema with the one row, some hundred kilobytes of something else before it.
fn make(path: &Path, schema: &str, insert: &str) -> Connection {
    let database = Connection::open(path).unwrap();
    let before = "CREATE TABLE session_v2 (id TEXT); CREATE TABLE message (text TEXT);
        INSERT INTO message VALUES (zeroblob(200000));";
    database.execute_batch(before).unwrap();
    database.execute_batch(schema).unwrap();
    let value = json!({ "type": "key", "key": "planted-key-zhipu.made-up-0001" });
    let columns = params![ROW, value.to_string()];
    assert_eq!(database.execute(insert, columns).unwrap(), 1);
    database
}

const INSERT: &str = "INSERT INTO credential VALUES ('cred_1', ?1, '', ?2, NULL, 1, 1, 1)";

/// As OpenCode makes it, but for its journal.
pub(crate) fn usual(path: &Path) -> Connection {
    make(path, USUAL, INSERT)
}

/// Whatever was laid out before, at the database and beside it, is gone.
fn clean(place: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        clear(Path::new(&format!("{}{end}", place.display())));
    }
}

/// What its look-out is where it is in this form.
fn expect(scenario: &Scenario, cell: &str, outcome: &str, is_its_own: bool) -> Value {
    expect_where(scenario, None, cell, outcome, is_its_own)
}

fn expect_where(
    scenario: &Scenario,
    read_only: Option<&Path>,
    cell: &str,
    outcome: &str,
    is_its_own: bool,
) -> Value {
    let place = scenario.home.path(DATABASE);
    let status = check(
        scenario,
        &Expected {
            cell: format!("database {cell}"),
            place: &place,
            outcome,
            readings: &EVERYONE,
            read_only,
        },
    );
    let accounts = status["accounts"].as_array().unwrap();
    let own = accounts
        .iter()
        .find(|it| it["provider"] == ITS_OWN)
        .unwrap();
    let from = if is_its_own { DATABASE } else { AUTH_FILE };
    let from = scenario.home.path(from);
    assert_eq!(own["origin"]["path"], from.to_str().unwrap(), "{cell}");
    status
}

/// A world, and where its database would be.
fn scene() -> (Scenario, PathBuf) {
    let scenario = scenario();
    let place = scenario.home.path(DATABASE);
    (scenario, place)
}

#[test]
fn the_database_in_every_form() {
    let (mut scenario, place) = scene();
    let elsewhere = tempfile::tempdir().unwrap();
    let whole = elsewhere.path().join("whole.db");
    drop(usual(&whole));
    let whole = fs::read(whole).unwrap();
    for form in Corruption::ALL {
        scenario.home.arrange(|_| form.lay(&place, &whole));
        let outcome = match form {
            Corruption::Missing | Corruption::DeadLink => "missing",
            Corruption::LinkLoop
            | Corruption::Directory
            | Corruption::Pipe
            | Corruption::Closed => "unreadable",
            // Nothing is written yet.
            Corruption::Empty => "read",
            Corruption::Half
            | Corruption::Marked
            | Corruption::Null
            | Corruption::List
            | Corruption::Deep
            | Corruption::NoText
            | Corruption::Huge => "damaged",
        };
        expect(&scenario, &format!("{form:?}"), outcome, false);
    }
}

#[test]
fn a_database_of_every_schema() {
    let (mut scenario, place) = scene();
    let older = "CREATE TABLE credential (id TEXT PRIMARY KEY, connector_id TEXT, value TEXT);";
    let newer = "CREATE TABLE credential (
        vault BLOB, value TEXT, integration_id TEXT, id TEXT, label TEXT, active INTEGER,
        time_created INTEGER, shared_with TEXT
    ); CREATE TABLE vault (id TEXT); PRAGMA user_version = 999;";
    let unknown = "CREATE TABLE credential (id TEXT, sealed TEXT);";
    let absent = "CREATE TABLE credentials (id TEXT, value TEXT);";
    for (cell, schema, insert, is_its_own) in [
        ("usual", USUAL, INSERT, true),
        (
            "older",
            older,
            "INSERT INTO credential VALUES ('cred_1', ?1, ?2)",
            true,
        ),
        (
            "newer",
            newer,
            "INSERT INTO credential VALUES (x'00ff', ?2, ?1, 'cred_1', '', 1, 1, '[]')",
            true,
        ),
        (
            "unknown",
            unknown,
            "INSERT INTO credential VALUES (?1, ?2)",
            false,
        ),
        (
            "absent",
            absent,
            "INSERT INTO credentials VALUES (?1, ?2)",
            false,
        ),
    ] {
        scenario.home.arrange(|_| {
            clean(&place);
            drop(make(&place, schema, insert));
        });
        expect(&scenario, cell, "read", is_its_own);
        let doctor = run(&scenario, &["doctor", "--json"]).json();
        let named = json!(["credential: columns"]);
        let dropped = if cell == "unknown" { named } else { json!([]) };
        assert_eq!(doctor["dropped"], dropped, "{cell}");
    }
}

#[test]
fn rows_that_are_no_sign_ins_are_dropped_alone_and_named() {
    let (mut scenario, place) = scene();
    scenario.home.arrange(|_| {
        let database = usual(&place);
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        let wide = format!("{{\"type\":\"key\",\"key\":{}5}}", " ".repeat(30_000_000));
        let add = "INSERT INTO credential VALUES (?1, 'sample', '', ?2, NULL, 1, 1, 1)";
        for (id, value) in [("a", &deep), ("b", &wide), ("c", &"\0".to_owned())] {
            database.execute(add, params![id, value]).unwrap();
        }
        let more = "INSERT INTO credential VALUES
            ('d', 'sample', '', x'00ff80', 'x', 'x', 'x', 'x'),
            ('e', 'sample', '', CAST(x'ff7b7d' AS TEXT), NULL, NULL, 1, 1),
            ('f', x'00', '', '{}', NULL, NULL, 1, 1),
            ('g', 'sample', '', 7, NULL, 1.5, 1, 1)";
        database.execute_batch(more).unwrap();
    });
    expect(&scenario, "rows", "read", true);
    let doctor = run(&scenario, &["doctor", "--json"]).json();
    let mut dropped: Vec<&str> = doctor["dropped"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    dropped.sort_unstable();
    let mut wanted = vec!["?: integration_id", "sample: type"];
    // The one of 30 MB is among them.
    wanted.extend(["sample: value"; 5]);
    assert_eq!(dropped, wanted);
}

#[test]
fn a_database_locked_by_its_owner_in_either_journal() {
    let delete = ("DELETE", "BEGIN EXCLUSIVE", "locked");
    // All that was written to the end is in the log, and can be had without its lock.
    let log = (
        "WAL",
        "PRAGMA locking_mode = EXCLUSIVE; INSERT INTO message VALUES ('');",
        "read",
    );
    thread::scope(|scope| {
        for (journal, lock, outcome) in [delete, log] {
            scope.spawn(move || {
                let (mut scenario, place) = scene();
                let mut owner = None;
                scenario.home.arrange(|_| {
                    let database = usual(&place);
                    let set = |name, value: &str| database.pragma_update(None, name, value);
                    set("journal_mode", journal).unwrap();
                    set("wal_autocheckpoint", "0").unwrap();
                    owner = Some(database);
                });
                // Only now: a look at the file by its owner's process ends the lock.
                let owner = owner.unwrap();
                owner.execute_batch(lock).unwrap();
                expect(&scenario, journal, outcome, outcome == "read");
                scenario.home.arrange(|_| drop(owner));
            });
        }
    });
}

/// What is newest is in the log beside the database alone.
fn lay_with_log(place: &Path) {
    lay_ended_suddenly(place, &["", "-wal"]);
}

/// As its owner leaves it when it is killed.
fn lay_left_behind(place: &Path) {
    lay_ended_suddenly(place, &["", "-wal", "-shm"]);
}

fn lay_ended_suddenly(place: &Path, ends: &[&str]) {
    clean(place);
    let elsewhere = tempfile::tempdir().unwrap();
    let original = elsewhere.path().join("original.db");
    let empty = Connection::open(&original).unwrap();
    empty.pragma_update(None, "journal_mode", "WAL").unwrap();
    empty.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    let _written = usual(&original);
    for end in ends {
        let from = format!("{}{end}", original.display());
        fs::copy(from, format!("{}{end}", place.display())).unwrap();
    }
}

fn beside(place: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", place.display()))
}

#[test]
fn a_database_at_rest_is_read_without_trace_or_copy() {
    let (mut scenario, place) = scene();
    let directory = place.parent().unwrap();
    // Whoever wanted to lay down a copy would find no place for it.
    for ours in ["../tmp", "../run"] {
        let ours = scenario.home.path(ours);
        scenario.home.arrange(|_| set_mode(&ours, 0o500));
    }
    for has_log in [true, false] {
        let lay = || {
            lay_with_log(&place);
            if !has_log {
                // Its last user takes the log in.
                usual_again(&place);
            }
        };
        let assert_alone = || {
            assert_eq!(beside(&place, "-wal").exists(), has_log);
            assert!(!beside(&place, "-shm").exists());
        };
        scenario.home.arrange(|_| lay());
        expect(&scenario, &format!("log: {has_log}"), "read", true);
        assert_alone();
        let cell = format!("on a read-only mount, log: {has_log}");
        expect_where(&scenario, Some(directory), &cell, "read", true);
        assert_alone();
        scenario.home.arrange(|_| set_mode(directory, 0o500));
        let cell = format!("in a directory that cannot be written to, log: {has_log}");
        expect(&scenario, &cell, "read", true);
        scenario.home.arrange(|_| set_mode(directory, 0o700));
        assert_alone();
    }
}

/// Somebody has had it open to write, and has closed it.
fn usual_again(place: &Path) {
    let owner = Connection::open(place).unwrap();
    owner
        .execute_batch("INSERT INTO message VALUES ('')")
        .unwrap();
}

#[test]
fn a_left_behind_index_does_not_block_its_database() {
    let (mut scenario, place) = scene();
    let directory = place.parent().unwrap();
    let index = beside(&place, "-shm");
    scenario.home.arrange(|_| lay_left_behind(&place));
    expect_where(&scenario, Some(directory), "read-only mount", "read", true);
    scenario.home.arrange(|_| set_mode(directory, 0o500));
    expect(&scenario, "closed directory", "read", true);
    scenario.home.arrange(|_| set_mode(&index, 0o400));
    expect(&scenario, "closed directory, closed index", "read", true);
    scenario.home.arrange(|_| set_mode(&index, 0));
    expect(&scenario, "closed directory, index of others", "read", true);
    scenario.home.arrange(|_| set_mode(directory, 0o700));
    expect(&scenario, "index of others", "read", true);
    scenario.home.arrange(|_| {
        lay_left_behind(&place);
        clear(&beside(&place, "-wal"));
    });
    expect_where(
        &scenario,
        Some(directory),
        "without its log, read-only mount",
        "read",
        false,
    );
    expect(&scenario, "without its log", "read", false);
}

#[test]
fn an_empty_database_costs_the_log_beside_it_nothing() {
    let (mut scenario, place) = scene();
    scenario.home.arrange(|_| {
        lay_with_log(&place);
        fs::write(&place, "").unwrap();
    });
    let log = fs::read(beside(&place, "-wal")).unwrap();
    expect(
        &scenario,
        "a restore that begins with the log",
        "read",
        false,
    );
    assert!(fs::read(beside(&place, "-wal")).unwrap() == log);
}

#[test]
fn a_log_beside_the_database_that_cannot_be_used_as_usual() {
    let (mut scenario, place) = scene();
    scenario.home.arrange(|_| {
        lay_with_log(&place);
        set_mode(&beside(&place, "-wal"), 0);
    });
    expect(&scenario, "a log that may not be read", "unreadable", false);
    for end in ["-wal", "-shm", "-journal"] {
        for form in [
            Corruption::Pipe,
            Corruption::Directory,
            Corruption::LinkLoop,
        ] {
            scenario.home.arrange(|_| {
                lay_with_log(&place);
                form.lay(&beside(&place, end), b"");
            });
            let cell = format!("{form:?} as its {end}");
            let status = expect(&scenario, &cell, "unreadable", false);
            let why = status["problems"][0]["why"].as_str().unwrap();
            assert!(why.contains(end), "{cell}: {why}");
        }
    }
    scenario.home.arrange(|_| {
        lay_with_log(&place);
        fs::write(beside(&place, "-wal"), vec![b'x'; 100_000]).unwrap();
    });
    expect(&scenario, "a log of something else", "read", false);
}

#[test]
fn a_hostile_schema_computes_nothing() {
    let (mut scenario, place) = scene();
    let column = "CREATE TABLE credential (
        id TEXT, integration_id TEXT, given TEXT,
        value TEXT GENERATED ALWAYS AS (hex(zeroblob(200000000)))
    );";
    scenario.home.arrange(|_| {
        clean(&place);
        drop(make(
            &place,
            column,
            "INSERT INTO credential VALUES ('cred_1', ?1, ?2)",
        ));
    });
    expect(&scenario, "a column that is computed", "read", false);
    let doctor = run(&scenario, &["doctor", "--json"]).json();
    assert_eq!(doctor["dropped"], json!(["credential: columns"]));
    scenario.home.arrange(|_| {
        clean(&place);
        let view = "ALTER TABLE credential RENAME TO stored_readings;
            CREATE VIEW credential AS SELECT id, integration_id, hex(zeroblob(200000000)) AS value
            FROM stored_readings;";
        usual(&place).execute_batch(view).unwrap();
    });
    expect(&scenario, "a view", "read", false);
    scenario.home.arrange(|_| {
        clean(&place);
        let many =
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 5)
            INSERT INTO credential
            SELECT n, 'sample', '', CAST(zeroblob(1000000) AS TEXT), NULL, 1, 1, 1 FROM number;";
        usual(&place).execute_batch(many).unwrap();
    });
    let status = expect(&scenario, "a table of 5 MB", "unreadable", false);
    let why = status["problems"][0]["why"].as_str().unwrap();
    assert!(why.contains("4 MiB"), "{why}");
}

#[test]
fn stores_in_a_directory_that_is_none_or_is_closed() {
    let (mut scenario, place) = scene();
    let directory = place.parent().unwrap().to_owned();
    let auth = scenario.home.path(AUTH_FILE);
    for (closed, outcome) in [(true, "unreadable"), (false, "missing")] {
        scenario.home.arrange(|_| {
            if closed {
                set_mode(&directory, 0);
            } else {
                clear(&directory);
                fs::write(&directory, "").unwrap();
            }
        });
        for place in [&place, &auth] {
            check(
                &scenario,
                &Expected {
                    cell: format!("directory closed: {closed}"),
                    place,
                    outcome,
                    readings: &["openai", "antigravity"],
                    read_only: None,
                },
            );
        }
    }
}
