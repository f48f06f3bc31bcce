//! The stores together: precedence, selection, remarks, and stores that cannot be read.

use plimsoll_core::{
    model::{NoteCode, Outcome},
    ports::{Cell, ReadFault, Table},
    testing::FakeMachine,
};

use super::*;

const AUTH: &str = ".local/share/opencode/auth.json";
const DATABASE: &str = ".local/share/opencode/opencode.db";

fn key(key: &str) -> String {
    format!(r#"{{"type":"key","key":"{key}"}}"#)
}

/// Rows of id, integration, active, created, value.
fn table(rows: &[(&str, &str, Option<i64>, i64, String)]) -> Table {
    Table {
        columns: ["id", "integration_id", "active", "time_created", "value"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows
            .iter()
            .map(|(id, integration, active, created, value)| {
                vec![
                    Cell::Text((*id).to_owned()),
                    Cell::Text((*integration).to_owned()),
                    active.map_or(Cell::Null, Cell::Integer),
                    Cell::Integer(*created),
                    Cell::Text(value.clone()),
                ]
            })
            .collect(),
        ..Table::default()
    }
}

/// The table whose presence tells OpenCode 2.
fn of_two(machine: FakeMachine) -> FakeMachine {
    machine.with_table(DATABASE, "session_v2", Table::default())
}

/// The keys with their notes, in order.
fn keys(machine: &FakeMachine) -> Vec<String> {
    entries(machine, &["openai"])
        .entries
        .iter()
        .map(|entry| {
            let Kind::Key(key) = &entry.kind else {
                return "oauth".to_owned();
            };
            let notes: Vec<_> = entry.notes.iter().map(|note| note.code).collect();
            match notes.as_slice() {
                [] => key.clone(),
                [NoteCode::Inactive] => format!("{key} inactive"),
                [NoteCode::OldStore] => format!("{key} old"),
                other => format!("{key} {other:?}"),
            }
        })
        .collect()
}

fn outcome(machine: &FakeMachine, end: &str) -> Outcome {
    let places = entries(machine, &["openai"]).places;
    let place = places.into_iter().find(|place| place.path.ends_with(end));
    place.unwrap().outcome
}

#[test]
fn the_database_wins_and_orders_its_rows_as_opencode_does() {
    let machine = of_two(FakeMachine::new())
        .file(AUTH, r#"{"openai":{"type":"api","key":"stale"}}"#)
        .with_table(
            DATABASE,
            "credential",
            table(&[
                ("a", "openai", None, 9, key("never-chosen")),
                ("b", "openai", Some(0), 3, key("older")),
                ("c", "openai", Some(0), 5, key("newer")),
                ("d", "openai", Some(1), 1, key("chosen")),
                ("e", "openai", Some(0), 5, key("newer-id")),
                ("f", "xai", Some(1), 1, key("other")),
            ]),
        );
    assert_eq!(
        keys(&machine),
        [
            "chosen",
            "newer-id inactive",
            "newer inactive",
            "older inactive",
            "never-chosen inactive"
        ]
    );
}

#[test]
fn a_provider_only_in_the_old_file_is_marked() {
    let file = r#"{"openai":{"type":"api","key":"one"}}"#;
    let machine = FakeMachine::new().file(AUTH, file);
    assert_eq!(keys(&machine), ["one"]);
    let sessions_only = machine
        .clone()
        .with_table(DATABASE, "session", Table::default());
    assert_eq!(keys(&sessions_only), ["one"]);
    let in_use = of_two(machine.clone()).with_table(DATABASE, "credential", table(&[]));
    assert_eq!(keys(&in_use), ["one old"]);
    let external = r#"{"type":"external","methodID":"x"}"#.to_owned();
    let elsewhere = of_two(machine).with_table(
        DATABASE,
        "credential",
        table(&[("a", "openai", Some(1), 1, external)]),
    );
    assert_eq!(keys(&elsewhere), Vec::<String>::new());
}

#[test]
fn opencode_1_uses_its_file_whatever_its_database_holds() {
    let file = r#"{"openai":{"type":"api","key":"in-use"}}"#;
    let machine = FakeMachine::new().file(AUTH, file);
    let empty = machine
        .clone()
        .with_table(DATABASE, "credential", table(&[]))
        .with_table(DATABASE, "session", Table::default());
    assert_eq!(keys(&empty), ["in-use"]);
    let rows = table(&[
        ("a", "openai", Some(1), 2, key("row")),
        ("b", "openai", Some(0), 1, key("older-row")),
        ("c", "openai", Some(0), 1, key("in-use")),
    ]);
    let further = machine.with_table(DATABASE, "credential", rows.clone());
    assert_eq!(
        keys(&further),
        ["in-use", "row inactive", "older-row inactive"]
    );
    let alone = FakeMachine::new().with_table(DATABASE, "credential", rows);
    assert_eq!(
        keys(&alone),
        ["row", "in-use inactive", "older-row inactive"]
    );
}

#[test]
fn the_usual_database_tells_the_version_and_a_preview_does_not() {
    let preview = ".local/share/opencode/opencode-next.db";
    let file = r#"{"openai":{"type":"api","key":"one"}}"#;
    let rows = || table(&[("a", "xai", Some(1), 1, key("other"))]);
    let machine = FakeMachine::new()
        .file(AUTH, file)
        .with_table(preview, "credential", rows())
        .with_table(preview, "session_v2", Table::default());
    assert_eq!(keys(&machine), ["one old"]);
    let both = machine.with_table(DATABASE, "credential", rows());
    assert_eq!(keys(&both), ["one"]);
    assert_eq!(keys(&of_two(both)), ["one old"]);
}

#[test]
fn rows_that_are_too_many_are_named() {
    let rows = Table {
        unread: 30,
        ..table(&[("a", "openai", Some(1), 1, key("one"))])
    };
    let machine = FakeMachine::new().with_table(DATABASE, "credential", rows);
    let Outcome::Read { entries, dropped } = outcome(&machine, ".db") else {
        panic!("not read");
    };
    assert_eq!(entries, 31);
    assert_eq!(dropped, ["credential: 30 more rows, not read"]);
}

#[test]
fn an_early_schema_channels_and_another_database_name_are_known() {
    let early = Table {
        columns: vec!["connector_id".to_owned(), "value".to_owned()],
        rows: vec![vec![
            Cell::Text("openai".to_owned()),
            Cell::Text(key("early")),
        ]],
        ..Table::default()
    };
    let channel = ".local/share/opencode/opencode-next.db";
    let machine = FakeMachine::new().with_table(channel, "credential", early);
    assert_eq!(keys(&machine), ["early"]);
    for (variable, value, expected) in [
        ("OPENCODE_DISABLE_CHANNEL_DB", "1", 0),
        ("OPENCODE_DB", "opencode-next.db", 1),
        (
            "OPENCODE_DB",
            "/home/ada/.local/share/opencode/opencode-next.db",
            1,
        ),
        ("OPENCODE_DB", ":memory:", 0),
    ] {
        let machine = machine.clone().set(variable, value);
        assert_eq!(keys(&machine).len(), expected, "{variable}={value}");
    }
}

#[test]
fn the_variable_stands_in_the_place_of_the_file() {
    let machine = FakeMachine::new()
        .file(AUTH, r#"{"openai":{"type":"api","key":"file"}}"#)
        .set(
            "OPENCODE_AUTH_CONTENT",
            r#"{"openai/":{"type":"api","key":"variable"}}"#,
        );
    let all = entries(&machine, &["openai"]);
    assert_eq!(keys(&machine), ["variable"]);
    assert_eq!(all.entries[0].origin.path, None);
    assert_eq!(all.entries[0].origin.entry, "OPENCODE_AUTH_CONTENT");
    let broken = machine.set("OPENCODE_AUTH_CONTENT", "{");
    assert_eq!(keys(&broken), ["file"]);
}

#[test]
fn an_entry_that_does_not_fit_is_dropped_alone_and_named() {
    let machine = FakeMachine::new().file(
        AUTH,
        "\u{feff}{\"openai\":{\"type\":\"api\",\"key\":\"good\"},\"xai\":{\"type\":\"api\",\"key\":5},
          \"github-copilot\":{\"type\":\"oauth\",\"access\":\"a\",\"expires\":\"soon\"},\"x\":7,
          \"https://internal.example\":{\"type\":\"wellknown\",\"key\":\"A\",\"token\":\"b\"}}",
    );
    assert_eq!(keys(&machine), ["good"]);
    let Outcome::Read {
        entries,
        mut dropped,
    } = outcome(&machine, "auth.json")
    else {
        panic!("not read");
    };
    dropped.sort();
    assert_eq!(entries, 5);
    assert_eq!(dropped, ["github-copilot: expires", "x: type", "xai: key"]);
}

#[test]
fn a_store_that_cannot_be_read_says_why() {
    for (content, line) in [
        (&b"{\n  \"openai\": "[..], Some(2)),
        (b"", Some(1)),
        (b"\xff\x00", Some(1)),
        (b"null", None),
        (b"[]", None),
        (b"\"text\"", None),
    ] {
        let found = outcome(&FakeMachine::new().file(AUTH, content), "auth.json");
        let Outcome::Damaged { line: found, .. } = found else {
            panic!("{found:?}");
        };
        assert_eq!(found, line, "{content:?}");
    }
    let huge = FakeMachine::new().file(AUTH, vec![b' '; 4 * 1024 * 1024 + 1]);
    let Outcome::Unreadable { reason } = outcome(&huge, "auth.json") else {
        panic!("read");
    };
    assert!(reason.contains("4194305"), "{reason}");
    let reason = "held by another".to_owned();
    let fault = ReadFault::Locked {
        reason: reason.clone(),
    };
    let locked = FakeMachine::new().fault(DATABASE, fault);
    assert_eq!(outcome(&locked, ".db"), Outcome::Locked { reason });
    assert_eq!(outcome(&FakeMachine::new(), ".db"), Outcome::Missing);
}

#[test]
fn a_file_in_the_middle_of_being_written_is_read_again() {
    let whole = br#"{"openai":{"type":"api","key":"whole"}}"#.to_vec();
    let machine = FakeMachine::new().versions(AUTH, vec![Vec::new(), b"{".to_vec(), whole]);
    assert_eq!(keys(&machine), ["whole"]);
}

#[test]
fn the_refresh_token_is_read_only_when_asked_for() {
    let machine = FakeMachine::new().file(
        AUTH,
        r#"{"github-copilot":{"type":"oauth","access":"gho_sampleA","refresh":"gho_sampleB","expires":0}}"#,
    );
    let refresh = |all: Entries| match all.entries.into_iter().next().map(|entry| entry.kind) {
        Some(Kind::Oauth(oauth)) => oauth.refresh,
        _ => panic!("no sign-in"),
    };
    assert_eq!(refresh(entries(&machine, &["github-copilot"])), None);
    assert_eq!(
        refresh(entries_with_refresh(&machine, &["github-copilot"])).as_deref(),
        Some("gho_sampleB")
    );
}

#[test]
fn the_same_account_in_two_directories_counts_once() {
    let mut machine = FakeMachine::new()
        .file(AUTH, r#"{"openai":{"type":"api","key":"one"}}"#)
        .file(
            "/second/auth.json",
            r#"{"openai":{"type":"api","key":"two"}}"#,
        )
        .file(
            "/third/auth.json",
            r#"{"openai":{"type":"api","key":"one"}}"#,
        );
    machine.opencode_directories = vec!["/second".into(), "/third".into()];
    assert_eq!(keys(&machine), ["one", "two"]);
}
