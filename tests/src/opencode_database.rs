//! OpenCode 2's database as it is while OpenCode runs: WAL mode, open in a second connection that
//! keeps writing. The table of sign-ins itself stays as it was planted.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

use rusqlite::{Connection, params};
use serde_json::{Value, json};

/// An open database; its writer ends when it is dropped.
pub struct OpenCodeDatabase {
    path: PathBuf,
    stop: Option<Sender<()>>,
    end: Option<Sender<()>>,
    writer: Option<JoinHandle<()>>,
}

/// A row of the table of sign-ins: integration and value.
pub type Row = (String, String);

impl OpenCodeDatabase {
    /// `entries` are those of an `auth.json`; they are laid down as OpenCode's own import does.
    pub fn new(path: &Path, entries: &[(&str, Value)], millis: i64) -> Self {
        let database = Connection::open(path).unwrap();
        database.pragma_update(None, "journal_mode", "WAL").unwrap();
        // What is written stays in the log file, so that the database itself can be compared.
        database
            .pragma_update(None, "wal_autocheckpoint", 0)
            .unwrap();
        database
            .execute_batch(
                "CREATE TABLE credential (
                    id TEXT PRIMARY KEY, integration_id TEXT NOT NULL, label TEXT NOT NULL,
                    value TEXT NOT NULL, method_id TEXT, active INTEGER,
                    time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL
                );
                CREATE TABLE session_v2 (id TEXT PRIMARY KEY, title TEXT);
                CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT NOT NULL);",
            )
            .unwrap();
        for (number, (id, entry)) in entries.iter().enumerate() {
            database
                .execute(
                    "INSERT INTO credential VALUES (?1, ?2, '', ?3, NULL, 1, ?4, ?4)",
                    params![
                        format!("cred_{number}"),
                        id,
                        imported(entry).to_string(),
                        millis
                    ],
                )
                .unwrap();
        }
        let (stop, stopped) = channel();
        let (end, ended) = channel();
        let writer = thread::spawn(move || {
            keep_writing(&database, &stopped);
            // Its last user takes the log file away.
            let _: Result<(), _> = ended.recv();
        });
        Self {
            path: path.to_owned(),
            stop: Some(stop),
            end: Some(end),
            writer: Some(writer),
        }
    }

    /// OpenCode renews its sign-ins: into the log file, as everything that it writes.
    pub fn sign_in_again(&self, entries: &[(&str, Value)]) {
        let database = Connection::open(&self.path).unwrap();
        database.busy_timeout(Duration::from_secs(5)).unwrap();
        database
            .pragma_update(None, "wal_autocheckpoint", 0)
            .unwrap();
        for (id, entry) in entries {
            let value = imported(entry).to_string();
            let changed = database.execute(
                "UPDATE credential SET value = ?2 WHERE integration_id = ?1",
                params![id, value],
            );
            assert_eq!(changed.unwrap(), 1, "no sign-in of {id}");
        }
    }

    /// OpenCode goes on being open, and writes no more.
    pub fn rest(&mut self) {
        drop(self.stop.take());
    }

    /// OpenCode ends.
    pub fn close(&mut self) {
        drop(self.stop.take());
        drop(self.end.take());
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }

    /// The sign-ins that are in it now.
    pub fn rows(&self) -> Vec<Row> {
        let database = Connection::open(&self.path).unwrap();
        let mut rows = database
            .prepare("SELECT integration_id, value FROM credential ORDER BY id")
            .unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }
}

impl Drop for OpenCodeDatabase {
    fn drop(&mut self) {
        self.close();
    }
}

fn keep_writing(database: &Connection, stopped: &Receiver<()>) {
    let pause = Duration::from_millis(1);
    while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        database
            .execute("INSERT INTO message (text) VALUES ('sample')", [])
            .unwrap();
    }
}

/// The `value` of a row that was made from an entry of `auth.json`.
fn imported(entry: &Value) -> Value {
    if entry["type"] == "api" {
        return json!({ "type": "key", "key": entry["key"] });
    }
    let mut value = entry.clone();
    let account = value
        .as_object_mut()
        .and_then(|value| value.remove("accountId"));
    value["methodID"] = json!("oauth");
    if let Some(account) = account {
        value["metadata"] = json!({ "accountID": account });
    }
    value
}
