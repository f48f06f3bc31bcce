//! A database that an earlier version wrote is read as before: what `tests/fixtures/stored.sql` holds
//! comes out under the same names, whatever the code calls them since.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{fs, path::Path};

use plimsoll_core::{engine::Changes, settings::Settings};
use plimsoll_runtime::store::Store as Database;
use plimsoll_tests::{
    golden::{assert_golden, without},
    home::Store,
    proxy::Door,
    scenario::Scenario,
    stored_readings::DATABASE,
};
use rusqlite::Connection;

/// When the fixture was written.
const THEN: &str = "@2026-11-27 16:55:00";

fn write(database: &Path) {
    let text = include_str!("../fixtures/stored.sql");
    fs::create_dir_all(database.parent().unwrap()).unwrap();
    let connection = Connection::open(database).unwrap();
    connection.execute_batch(text).unwrap();
}

#[test]
fn status_and_history_of_an_older_database_keep_their_names() {
    let mut scenario = Scenario::signed_in(&[], Store::AuthFile, Door::Shut, |_, _, _| None);
    write(&scenario.home.path(DATABASE));
    scenario.variables.insert("TZ", "UTC".to_owned());
    scenario.variables.insert("FAKETIME", THEN.to_owned());
    let preload = "/usr/$LIB/faketime/libfaketimeMT.so.1".to_owned();
    scenario.variables.insert("LD_PRELOAD", preload);
    for (name, arguments) in [
        ("stored-status.json", &["status", "--cached", "--json"][..]),
        ("stored-history.json", &["history", "--format", "json"]),
        ("stored-metrics.txt", &["metrics"]),
    ] {
        let said = scenario.plimsollctl(arguments);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert_golden(name, &without("at", &said.out));
    }
}

#[test]
fn what_was_told_is_stored_under_the_same_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plimsoll.db");
    write(&path);
    let texts = |sql: &str| -> String {
        let connection = Connection::open(&path).unwrap();
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let queries = [
        "SELECT told FROM alerts",
        "SELECT letters FROM posted",
        "SELECT asked FROM last WHERE provider = 'zai'",
    ];
    let before = queries.map(texts);
    let store = Database::open(&path).unwrap();
    let (alerts, posted) = store.restore_alerts().unwrap();
    let changes = Changes {
        queried: store.restore_accounts().unwrap(),
        alerts,
        posted: Some(posted),
        ..Changes::default()
    };
    for table in ["alerts", "posted"] {
        let connection = Connection::open(&path).unwrap();
        connection
            .execute(&format!("DELETE FROM {table}"), [])
            .unwrap();
    }
    store.keep(&changes, &Settings::default()).unwrap();
    assert_eq!(queries.map(texts), before);
}
