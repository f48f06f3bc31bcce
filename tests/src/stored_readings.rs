//! Readings as the tray app would have kept them, for the commands that tell of them. The program
//! lays out the database; what is in it is written here as it is kept, so that a change of the
//! form shows.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::scenario::Scenario;

/// Below the home directory.
pub const DATABASE: &str = ".local/share/plimsoll/plimsoll.db";
pub const ACCOUNT: &str = "11111111-2222-3333-4444-555555555555";

/// One reading: when, and each window with its used percent and the seconds to its reset.
pub struct StoredReading {
    pub provider: &'static str,
    pub account: &'static str,
    pub at: Timestamp,
    pub windows: Vec<(&'static str, f64, i64)>,
    /// The window that the service blocks, whatever its percentage.
    pub blocked: Option<&'static str>,
}

/// Every newest reading becomes so much older, and the query that brought it.
pub fn age_by(scenario: &Scenario, age: SignedDuration) {
    let database = Connection::open(scenario.home.path(DATABASE)).unwrap();
    let older = "UPDATE last SET reading = json_set(reading, '$.at', strftime(
        '%Y-%m-%dT%H:%M:%SZ', json_extract(reading, '$.at'), ?1))
        WHERE reading <> 'null'";
    let seconds = format!("-{} seconds", age.as_secs());
    assert!(database.execute(older, [&seconds]).unwrap() > 0);
    let older = "UPDATE last SET asked = json_set(asked, '$.asked.at', strftime(
        '%Y-%m-%dT%H:%M:%SZ', json_extract(asked, '$.asked.at'), ?1))
        WHERE json_extract(asked, '$.asked.at') IS NOT NULL";
    database.execute(older, [seconds]).unwrap();
}

impl StoredReading {
    pub fn new(
        provider: &'static str,
        at: Timestamp,
        windows: &[(&'static str, f64, i64)],
    ) -> Self {
        let windows = windows.to_vec();
        Self {
            provider,
            account: ACCOUNT,
            at,
            windows,
            blocked: None,
        }
    }

    /// The same with this window blocked.
    #[must_use]
    pub fn blocked(self, window: &'static str) -> Self {
        Self {
            blocked: Some(window),
            ..self
        }
    }

    /// The same, of another account.
    #[must_use]
    pub fn of(self, account: &'static str) -> Self {
        Self { account, ..self }
    }

    fn described(&self) -> Value {
        json!({
            "key": { "provider": self.provider, "id": self.account },
            "label": "ada@example.org",
            "plan": "Plus",
            "origin": { "path": null, "entry": "sample" },
        })
    }

    fn reading(&self) -> Value {
        let window = |(id, used, left): &(&str, f64, i64)| {
            let label = match *id {
                "session" => {
                    json!({ "id": "window-hours", "args": { "hours": { "number": 5.0 } } })
                }
                _ => json!({ "id": "window-weekly", "args": {} }),
            };
            json!({
                "id": id,
                "kind": id,
                "label": label,
                "scope": "all",
                "used": used,
                "amount": null,
                "reset": { "at": self.at + SignedDuration::from_secs(*left) },
                "length": format!("PT{}H", hours(id)),
                "limit_reached": *used >= 100.0 || self.blocked == Some(*id),
            })
        };
        let windows: Vec<Value> = self.windows.iter().map(window).collect();
        json!({
            "usage": {
                "plan": null, "label": null, "windows": windows, "balances": [], "notes": [],
                "endpoint": null, "measured_at": null, "fault": null,
            },
            "at": self.at,
        })
    }
}

fn hours(window: &str) -> i64 {
    if window == "session" { 5 } else { 24 * 7 }
}

impl Scenario {
    /// Holds the lock that the tray app holds while it runs, until it is dropped.
    pub fn pretend_that_the_app_runs(&self) -> fs::File {
        let path = self.home.path("../run/plimsoll/plimsoll.lock");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let lock = fs::File::create(path).unwrap();
        lock.lock().unwrap();
        lock
    }

    /// Keeps readings as the tray app does: the newest of each account, and the history.
    pub fn keep(&self, readings: &[StoredReading]) {
        let path = self.home.path(DATABASE);
        if !path.exists() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
            // An empty file is an empty database: this brings it up to date.
            let said = self.plimsollctl(&["history", "--wipe", "--yes"]);
            assert_eq!(said.code, Some(0), "{}", said.err);
        }
        let database = Connection::open(path).unwrap();
        for kept in readings {
            let described = kept.described().to_string();
            let reading = kept.reading().to_string();
            let newest =
                "INSERT OR REPLACE INTO last (provider, account, described, notes, reading)
                VALUES (?1, ?2, ?3, '[]', ?4)";
            let columns = params![kept.provider, kept.account, described, reading];
            database.execute(newest, columns).unwrap();
            for (window, used, left) in &kept.windows {
                let seconds = hours(window) * 3600;
                let series = "INSERT OR IGNORE INTO series (provider, account, window, length)
                    VALUES (?1, ?2, ?3, ?4)";
                let columns = params![kept.provider, kept.account, window, seconds];
                database.execute(series, columns).unwrap();
                let at = kept.at.as_second();
                let stretch = "INSERT INTO stretch SELECT id, ?4, ?4, ?5, ?6, 0 FROM series
                    WHERE provider = ?1 AND account = ?2 AND window = ?3";
                let used = (used * 1000.0).round() as i64;
                let columns = params![kept.provider, kept.account, window, at, used, at + left];
                database.execute(stretch, columns).unwrap();
            }
        }
    }

    /// Keeps an hour and a day that ended so many hours ago, as folding leaves them.
    pub fn keep_span(&self, provider: &str, window: &str, hours_ago: i64) {
        let database = Connection::open(self.home.path(DATABASE)).unwrap();
        for seconds in [3600, 24 * 3600] {
            let begins = self.now.as_second() / seconds * seconds - hours_ago * 3600 - seconds;
            let span = "INSERT INTO span SELECT id, ?3, ?4, 1000, 3000, 4000, 3500, 1, 0, 1800
                FROM series WHERE provider = ?1 AND window = ?2";
            let columns = params![provider, window, seconds, begins];
            database.execute(span, columns).unwrap();
        }
    }
}
