//! OpenCode 2's database. One sign-in is in it, the others are in the old file: whatever becomes of
//! the database, those of the file are shown, and its own as well as long as it can be read.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

use plimsoll_tests::{
    forms::{Form, clear, lay_pipe, set_mode},
    world::World,
};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::{AUTH_FILE, EVERYONE, Expected, check, run, world};

const DATABASE: &str = ".local/share/opencode/opencode.db";
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
    let before = "CREATE TABLE message (text TEXT); INSERT INTO message VALUES (zeroblob(200000));";
    database.execute_batch(before).unwrap();
    database.execute_batch(schema).unwrap();
    let value = json!({ "type": "key", "key": "planted-key-zhipu.made-up-0001" });
    let columns = params![ROW, value.to_string()];
    assert_eq!(database.execute(insert, columns).unwrap(), 1);
    database
}

const INSERT: &str = "INSERT INTO credential VALUES ('cred_1', ?1, '', ?2, NULL, 1, 1, 1)";

/// As OpenCode makes it, but for its journal.
fn usual(path: &Path) -> Connection {
    make(path, USUAL, INSERT)
}

/// Whatever was laid out before, at the database and beside it, is gone.
fn clean(place: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        clear(Path::new(&format!("{}{end}", place.display())));
    }
}

/// What its look-out is where it is in this form.
fn expect(world: &World, cell: &str, outcome: &str, is_its_own: bool) -> Value {
    expect_where(world, None, cell, outcome, is_its_own)
}

fn expect_where(
    world: &World,
    read_only: Option<&Path>,
    cell: &str,
    outcome: &str,
    is_its_own: bool,
) -> Value {
    let place = world.home.path(DATABASE);
    let status = check(
        world,
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
    let from = world.home.path(from);
    assert_eq!(own["origin"]["path"], from.to_str().unwrap(), "{cell}");
    status
}

/// A world, and where its database would be.
fn scene() -> (World, PathBuf) {
    let world = world();
    let place = world.home.path(DATABASE);
    (world, place)
}

#[test]
fn the_database_in_every_form() {
    let (mut world, place) = scene();
    let elsewhere = tempfile::tempdir().unwrap();
    let whole = elsewhere.path().join("whole.db");
    drop(usual(&whole));
    let whole = fs::read(whole).unwrap();
    for form in Form::ALL {
        world.home.arrange(|_| form.lay(&place, &whole));
        let outcome = match form {
            Form::Missing | Form::DeadLink => "missing",
            Form::LinkLoop | Form::Directory | Form::Pipe | Form::Closed => "unreadable",
            // Nothing is written yet.
            Form::Empty => "read",
            Form::Half
            | Form::Marked
            | Form::Null
            | Form::List
            | Form::Deep
            | Form::NoText
            | Form::Huge => "damaged",
        };
        expect(&world, &format!("{form:?}"), outcome, false);
    }
}

#[test]
fn a_database_of_every_schema() {
    let (mut world, place) = scene();
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
        world.home.arrange(|_| {
            clean(&place);
            drop(make(&place, schema, insert));
        });
        expect(&world, cell, "read", is_its_own);
        let doctor = run(&world, &["doctor", "--json"]).json();
        let named = json!(["credential: columns"]);
        let dropped = if cell == "unknown" { named } else { json!([]) };
        assert_eq!(doctor["dropped"], dropped, "{cell}");
    }
}

#[test]
fn rows_that_are_no_sign_ins_are_dropped_alone_and_named() {
    let (mut world, place) = scene();
    world.home.arrange(|_| {
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
    expect(&world, "rows", "read", true);
    let doctor = run(&world, &["doctor", "--json"]).json();
    let mut dropped: Vec<&str> = doctor["dropped"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    dropped.sort_unstable();
    let mut wanted = vec!["?: integration_id", "sample: key", "sample: type"];
    wanted.extend(["sample: value"; 4]);
    assert_eq!(dropped, wanted);
}

#[test]
fn a_database_that_its_owner_keeps_to_itself_in_either_kind_of_journal() {
    let delete = ("DELETE", "BEGIN EXCLUSIVE");
    let log = (
        "WAL",
        "PRAGMA locking_mode = EXCLUSIVE; INSERT INTO message VALUES ('');",
    );
    thread::scope(|scope| {
        for (journal, lock) in [delete, log] {
            scope.spawn(move || {
                let (mut world, place) = scene();
                let mut owner = None;
                world.home.arrange(|_| {
                    let database = usual(&place);
                    let set = |name, value: &str| database.pragma_update(None, name, value);
                    set("journal_mode", journal).unwrap();
                    set("wal_autocheckpoint", "0").unwrap();
                    owner = Some(database);
                });
                // Only now: a look at the file by its owner's process ends the lock.
                let owner = owner.unwrap();
                owner.execute_batch(lock).unwrap();
                expect(&world, journal, "locked", false);
                world.home.arrange(|_| drop(owner));
            });
        }
    });
}

/// What is newest is in the log beside the database alone.
fn lay_with_log(place: &Path) {
    clean(place);
    let elsewhere = tempfile::tempdir().unwrap();
    let original = elsewhere.path().join("original.db");
    let empty = Connection::open(&original).unwrap();
    empty.pragma_update(None, "journal_mode", "WAL").unwrap();
    empty.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    let _written = usual(&original);
    for end in ["", "-wal"] {
        let from = format!("{}{end}", original.display());
        fs::copy(from, format!("{}{end}", place.display())).unwrap();
    }
}

#[test]
fn a_log_beside_the_database_that_cannot_be_used_as_usual() {
    let (mut world, place) = scene();
    let directory = place.parent().unwrap();
    let beside = |end: &str| PathBuf::from(format!("{}{end}", place.display()));
    world.home.arrange(|_| lay_with_log(&place));
    expect(&world, "log alone", "read", true);
    world.home.arrange(|_| lay_with_log(&place));
    expect_where(
        &world,
        Some(directory),
        "on a read-only mount",
        "read",
        true,
    );
    world.home.arrange(|_| set_mode(directory, 0o500));
    expect(
        &world,
        "in a directory that cannot be written to",
        "read",
        true,
    );
    world.home.arrange(|_| {
        set_mode(directory, 0o700);
        lay_with_log(&place);
        fs::create_dir(beside("-shm")).unwrap();
    });
    expect(&world, "a directory as its index", "read", true);
    world.home.arrange(|_| {
        lay_with_log(&place);
        set_mode(&beside("-wal"), 0);
    });
    expect(&world, "a log that may not be read", "unreadable", false);
    world.home.arrange(|_| {
        lay_with_log(&place);
        clear(&beside("-wal"));
        lay_pipe(&beside("-wal"));
    });
    // To SQLite this is an empty one.
    expect(&world, "a pipe as its log", "read", false);
    world.home.arrange(|_| {
        lay_with_log(&place);
        fs::write(beside("-wal"), vec![b'x'; 100_000]).unwrap();
    });
    expect(&world, "a log of something else", "read", false);
}

#[test]
fn stores_in_a_directory_that_is_none_or_is_closed() {
    let (mut world, place) = scene();
    let directory = place.parent().unwrap().to_owned();
    let auth = world.home.path(AUTH_FILE);
    for (closed, outcome) in [(true, "unreadable"), (false, "missing")] {
        world.home.arrange(|_| {
            if closed {
                set_mode(&directory, 0);
            } else {
                clear(&directory);
                fs::write(&directory, "").unwrap();
            }
        });
        for place in [&place, &auth] {
            check(
                &world,
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
