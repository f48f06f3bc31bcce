//! The newest reading of each account, for the next start and for `status --cached`.

use plimsoll_core::model::{Account, AccountKey, AccountState, Note, Reading};
use rusqlite::{Connection, params};

use super::{Store, other};

pub(super) const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS last (
        provider TEXT NOT NULL, account TEXT NOT NULL, described TEXT NOT NULL,
        notes TEXT NOT NULL, reading TEXT NOT NULL, PRIMARY KEY (provider, account)
    ) WITHOUT ROWID";

/// Keeps the newest reading of an account.
pub(super) fn keep(connection: &Connection, state: &AccountState) -> rusqlite::Result<()> {
    let Some(reading) = &state.reading else {
        return Ok(());
    };
    let json = |value: serde_json::Result<String>| value.map_err(other);
    let described = json(serde_json::to_string(&state.account))?;
    let notes = json(serde_json::to_string(&state.notes))?;
    let reading = json(serde_json::to_string(reading))?;
    let key = &state.account.key;
    connection.execute(
        "INSERT OR REPLACE INTO last VALUES (?1, ?2, ?3, ?4, ?5)",
        params![key.provider, key.id, described, notes, reading],
    )?;
    Ok(())
}

impl Store {
    /// Everything kept; a row that is not understood is left out.
    pub fn recall(&self) -> rusqlite::Result<Vec<AccountState>> {
        let mut statement = self
            .connection
            .prepare("SELECT described, notes, reading FROM last")?;
        let rows = statement.query_map([], |row| {
            let texts: (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(texts)
        })?;
        let mut states = Vec::new();
        for row in rows {
            let (described, notes, reading) = row?;
            let account: Result<Account, _> = serde_json::from_str(&described);
            let notes: Vec<Note> = serde_json::from_str(&notes).unwrap_or_default();
            let reading: Result<Reading, _> = serde_json::from_str(&reading);
            if let (Ok(account), Ok(reading)) = (account, reading) {
                let reading = Some(reading);
                let state = AccountState {
                    account,
                    notes,
                    reading,
                    problem: None,
                    busy: false,
                    next: None,
                };
                states.push(state);
            }
        }
        Ok(states)
    }

    /// Drops the newest reading that is kept of an account.
    pub fn forget(&self, key: &AccountKey) -> rusqlite::Result<()> {
        let sql = "DELETE FROM last WHERE provider = ?1 AND account = ?2";
        self.connection
            .execute(sql, params![key.provider, key.id])?;
        Ok(())
    }
}
