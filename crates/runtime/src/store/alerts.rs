//! What was told of each account and what the desktop has, as rows of JSON. What it means is
//! core's.

use plimsoll_core::{
    alerts::{AccountAlerts, Posted},
    engine::Changes,
    model::AccountKey,
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{Store, other};

pub(super) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS alerts (
        provider TEXT NOT NULL, account TEXT NOT NULL, told TEXT NOT NULL,
        PRIMARY KEY (provider, account)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS posted (
        one INTEGER PRIMARY KEY CHECK (one = 1), letters TEXT NOT NULL
    );
";

pub(super) fn keep(within: &Transaction<'_>, changes: &Changes) -> rusqlite::Result<()> {
    for (key, alerts) in &changes.alerts {
        let told = serde_json::to_string(alerts).map_err(other)?;
        within.execute(
            "INSERT OR REPLACE INTO alerts VALUES (?1, ?2, ?3)",
            params![key.provider, key.id, told],
        )?;
    }
    if let Some(posted) = &changes.posted {
        let letters = serde_json::to_string(posted).map_err(other)?;
        within.execute("INSERT OR REPLACE INTO posted VALUES (1, ?1)", [letters])?;
    }
    Ok(())
}

impl Store {
    /// What was told before; a row that is not understood counts as nothing told.
    pub fn restore_alerts(&self) -> rusqlite::Result<(Vec<(AccountKey, AccountAlerts)>, Posted)> {
        Ok((accounts(&self.connection)?, posted(&self.connection)?))
    }
}

fn accounts(database: &Connection) -> rusqlite::Result<Vec<(AccountKey, AccountAlerts)>> {
    let mut statement = database.prepare("SELECT provider, account, told FROM alerts")?;
    let rows = statement.query_map([], |row| {
        let texts: (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(texts)
    })?;
    let mut accounts = Vec::new();
    for row in rows {
        let (provider, id, told) = row?;
        let told = serde_json::from_str(&told).ok();
        accounts.extend(told.map(|told| (AccountKey { provider, id }, told)));
    }
    Ok(accounts)
}

fn posted(database: &Connection) -> rusqlite::Result<Posted> {
    let sql = "SELECT letters FROM posted";
    let letters = database.query_row(sql, [], |row| row.get::<_, String>(0));
    let letters = letters.optional()?;
    let posted = letters.and_then(|letters| serde_json::from_str(&letters).ok());
    Ok(posted.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use plimsoll_core::{
        settings::Settings,
        testing::{noon, read},
    };

    use super::*;

    fn memory() -> Changes {
        let key = AccountKey::new("sample", "a");
        let posted = r#"{"paused_until":"2026-11-23T12:00:00Z"}"#;
        Changes {
            reading: Some(read(key.clone(), [], noon())),
            queried: Vec::new(),
            gone: Vec::new(),
            alerts: vec![(
                key,
                serde_json::from_str(r#"{"plan":{"name":"Plus"}}"#).unwrap(),
            )],
            posted: Some(serde_json::from_str(posted).unwrap()),
        }
    }

    #[test]
    fn a_reading_and_its_alerts_are_saved_together() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("plimsoll.db");
        let (store, settings) = (Store::open(&path).unwrap(), Settings::default());
        let rename = |sql| store.connection.execute_batch(sql).unwrap();
        rename("ALTER TABLE posted RENAME TO elsewhere");
        assert!(store.keep(&memory(), &settings).is_err());
        assert_eq!(store.restore().unwrap(), []);
        rename("ALTER TABLE elsewhere RENAME TO posted");
        assert_eq!(store.restore_alerts().unwrap(), (vec![], Posted::default()));
        store.keep(&memory(), &settings).unwrap();
        let store = Store::open(&path).unwrap();
        assert_eq!(store.restore().unwrap().len(), 1);
        let (alerts, posted) = store.restore_alerts().unwrap();
        assert_eq!((alerts, Some(posted)), (memory().alerts, memory().posted));
    }

    #[test]
    fn rows_that_are_not_understood_count_as_nothing_told() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("plimsoll.db")).unwrap();
        let odd =
            "INSERT INTO alerts VALUES ('sample', 'a', '[1'); INSERT INTO posted VALUES (1, '7')";
        store.connection.execute_batch(odd).unwrap();
        assert_eq!(store.restore_alerts().unwrap(), (vec![], Posted::default()));
    }
}
