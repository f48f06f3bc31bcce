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
pub(crate) const ITS_OWN: &str = "zhipu";
pub(crate) const ROW: &str = "zhipuai-coding-plan";

pub(crate) const USUAL: &str = "CREATE TABLE credential (
    id TEXT PRIMARY KEY, integration_id TEXT NOT NULL, label TEXT NOT NULL, value TEXT NOT NULL,
    method_id TEXT, active INTEGER, time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL
);";

/// A database of this schema with the one row, some hundred kilobytes of something else before it.
pub(crate) fn make(path: &Path, schema: &str, insert: &str) -> Connection {
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

pub(crate) const INSERT: &str =
    "INSERT INTO credential VALUES ('cred_1', ?1, '', ?2, NULL, 1, 1, 1)";

/// As OpenCode makes it, but for its journal.
pub(crate) fn usual(path: &Path) -> Connection {
    make(path, USUAL, INSERT)
}

/// Whatever was laid out before, at the database and beside it, is gone.
pub(crate) fn clean(place: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        clear(Path::new(&format!("{}{end}", place.display())));
    }
}

/// What its look-out is where it is in this form.
pub(crate) fn expect(scenario: &Scenario, cell: &str, outcome: &str, is_its_own: bool) -> Value {
    expect_where(scenario, None, cell, outcome, is_its_own)
}

pub(crate) fn expect_where(
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
pub(crate) fn scene() -> (Scenario, PathBuf) {
    let scenario = scenario();
    let place = scenario.home.path(DATABASE);
    (scenario, place)
}

#[test]
pub(crate) fn the_database_in_every_form() {
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
pub(crate) fn a_database_of_every_schema() {
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
pub(crate) fn rows_that_are_no_sign_ins_are_dropped_alone_and_named() {
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
pub(crate) fn a_database_locked_by_its_owner_in_either_journal() {
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

#[test]
pub(crate) fn a_hostile_schema_computes_nothing() {
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
pub(crate) fn stores_in_a_directory_that_is_none_or_is_closed() {
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
