//! `plimsoll.db`: the newest reading of each account, for the next start and for
//! `status --cached`. No secret is in it.

use std::{fs, io::ErrorKind, path::Path, time::Duration};

use plimsoll_core::model::{Account, AccountKey, AccountState, Note, Reading};
use rusqlite::{Connection, ErrorCode, params};

/// The open database.
#[derive(Debug)]
pub struct Store(Connection);

impl Store {
    /// Opens the database or makes it; a corrupt one is kept aside and a new one begun.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        crate::paths::make_parent(path).map_err(other)?;
        match Self::prepare(path) {
            Err(error) if is_corrupt(&error) => {
                keep_aside(path).map_err(other)?;
                Self::prepare(path)
            }
            opened => opened,
        }
    }

    fn prepare(path: &Path) -> rusqlite::Result<Self> {
        // The account names are nobody else's affair. SQLite gives the files that it lays beside
        // the database the same permissions, so they must be right before it is opened.
        crate::paths::open_private(path).map_err(other)?;
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS last (
                provider TEXT NOT NULL, account TEXT NOT NULL, described TEXT NOT NULL,
                notes TEXT NOT NULL, reading TEXT NOT NULL, PRIMARY KEY (provider, account)
            ) WITHOUT ROWID",
        )?;
        let check: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
        if check == "ok" {
            return Ok(Self(connection));
        }
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        Err(rusqlite::Error::SqliteFailure(code, None))
    }

    /// Keeps the newest reading of an account.
    pub fn remember(&self, state: &AccountState) -> rusqlite::Result<()> {
        let Some(reading) = &state.reading else {
            return Ok(());
        };
        let json = |value: serde_json::Result<String>| value.map_err(other);
        let described = json(serde_json::to_string(&state.account))?;
        let notes = json(serde_json::to_string(&state.notes))?;
        let reading = json(serde_json::to_string(reading))?;
        let key = &state.account.key;
        self.0.execute(
            "INSERT OR REPLACE INTO last VALUES (?1, ?2, ?3, ?4, ?5)",
            params![key.provider, key.id, described, notes, reading],
        )?;
        Ok(())
    }

    /// Everything kept; a row that is not understood is left out.
    pub fn recall(&self) -> rusqlite::Result<Vec<AccountState>> {
        let mut statement = self
            .0
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

    /// Drops what is kept of an account.
    pub fn forget(&self, key: &AccountKey) -> rusqlite::Result<()> {
        let sql = "DELETE FROM last WHERE provider = ?1 AND account = ?2";
        self.0.execute(sql, params![key.provider, key.id])?;
        Ok(())
    }
}

/// What lies beside a database belongs to it: left there, it would be played into the next one.
fn keep_aside(database: &Path) -> std::io::Result<()> {
    for end in ["", "-wal", "-shm"] {
        let named = |middle: &str| format!("{}{middle}{end}", database.display());
        match fs::rename(named(""), named(".broken")) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

fn is_corrupt(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
    )
}

#[cfg(test)]
mod tests {
    use plimsoll_core::model::{Origin, Usage};

    use super::*;

    fn state() -> AccountState {
        let origin = Origin {
            path: None,
            entry: "SAMPLE".into(),
        };
        let key = AccountKey::new("sample", "a");
        let account = Account {
            key,
            label: Some("ada".into()),
            plan: None,
            origin,
        };
        let at = "2026-11-23T12:00:00Z".parse().unwrap();
        let reading = Some(Reading {
            usage: Usage::default(),
            at,
        });
        AccountState {
            account,
            notes: vec![],
            reading,
            problem: None,
            busy: false,
            next: None,
        }
    }

    #[test]
    fn what_is_remembered_is_recalled_after_a_new_start() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("plimsoll").join("plimsoll.db");
        Store::open(&path).unwrap().remember(&state()).unwrap();
        let store = Store::open(&path).unwrap();
        assert_eq!(store.recall().unwrap(), [state()]);
        store.forget(&state().account.key).unwrap();
        assert_eq!(store.recall().unwrap(), []);
    }

    #[test]
    fn a_corrupt_database_is_kept_aside() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("plimsoll.db");
        fs::write(&path, vec![b'x'; 4096]).unwrap();
        assert_eq!(Store::open(&path).unwrap().recall().unwrap(), []);
        assert!(directory.path().join("plimsoll.db.broken").exists());
    }

    #[test]
    fn what_lies_beside_a_corrupt_database_goes_with_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("plimsoll.db");
        let wal = directory.path().join("plimsoll.db-wal");
        fs::write(&path, "x").unwrap();
        fs::write(&wal, "old").unwrap();
        keep_aside(&path).unwrap();
        assert!(!path.exists() && !wal.exists());
        let aside = directory.path().join("plimsoll.db.broken-wal");
        assert_eq!(fs::read(aside).unwrap(), b"old");
    }

    #[test]
    fn damage_behind_the_first_page_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("plimsoll.db");
        Store::open(&path).unwrap().remember(&state()).unwrap();
        let mut bytes = fs::read(&path).unwrap();
        bytes[4096..].fill(b'x');
        fs::write(&path, bytes).unwrap();
        assert_eq!(Store::open(&path).unwrap().recall().unwrap(), []);
        assert!(directory.path().join("plimsoll.db.broken").exists());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_database_or_what_lies_beside_it() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("plimsoll.db");
        let store = Store::open(&path).unwrap();
        store.remember(&state()).unwrap();
        for entry in fs::read_dir(directory.path()).unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{:?}", entry.file_name());
        }
    }
}
