//! `plimsoll.db`: what is to outlast the program. Opening it and bringing it up to date is here,
//! what is in it in a file for each subject. No secret is in it.

mod alerts;
mod compaction;
mod history;
mod keeper;
mod last;

use std::{
    cell::Cell,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use plimsoll_core::{engine::Changes, settings::Settings, snapshot::AccountState};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

pub use history::Which;
pub use keeper::{Keeper, Looked};

/// How a database of version N becomes one of version N + 1. Only ever added to. Version 0 may
/// have the first table already.
const STEPS: &[&str] = &[
    last::TABLE,
    history::TABLES,
    alerts::TABLES,
    last::ASKED,
    history::TERMS,
];

/// Another program that writes is waited for this long.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the database did not do what it was asked.
pub type Fault = rusqlite::Error;

/// The open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    kept_aside: Option<PathBuf>,
    compacted: Cell<Option<Instant>>,
}

impl Store {
    /// Opens the database or makes it; a corrupt one is kept aside and a new one begun.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        crate::paths::make_parent(path).map_err(other)?;
        match Self::prepare(path) {
            Err(error) if is_corrupt(&error) => {
                let aside = keep_aside(path).map_err(other)?;
                let store = Self::prepare(path)?;
                store.go_on_from(&aside)?;
                Ok(Self {
                    kept_aside: Some(aside),
                    ..store
                })
            }
            opened => opened,
        }
    }

    /// Takes over what can still be read of the accounts in a damaged database.
    fn go_on_from(&self, damaged: &Path) -> rusqlite::Result<()> {
        let kept = Self::look(damaged).and_then(|store| store.restore_accounts());
        let transaction = self.begin()?;
        for kept in kept.unwrap_or_default() {
            last::keep_query(&transaction, &kept)?;
            last::keep_reading(&transaction, &kept.state)?;
        }
        transaction.commit()
    }

    /// Opens a database that is there, to read; it is left as it is, also where nothing can be
    /// written.
    pub fn look(path: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = |connection: Connection| {
            connection.busy_timeout(PATIENCE)?;
            version(&connection)?;
            Ok(Self::with(connection, path))
        };
        match Connection::open_with_flags(path, flags).and_then(open) {
            Err(error) if is_unwritable(&error) => {
                // Without a place for SQLite's side files only a promise helps: nobody can write.
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                Connection::open_with_flags(immutable(path), flags).and_then(open)
            }
            opened => opened,
        }
    }

    /// From now on another program that writes is waited for only so long: for a program that has
    /// one thread for everything, and is given what was not kept again.
    pub fn wait_at_most(&self, patience: Duration) -> rusqlite::Result<()> {
        self.connection.busy_timeout(patience)
    }

    /// Where the file went that was here before and could not be used, if there was one.
    pub fn kept_aside(&self) -> Option<&Path> {
        self.kept_aside.as_deref()
    }

    /// Keeps the newest reading of an account, and adds it to the history.
    pub fn remember(&self, state: &AccountState, settings: &Settings) -> rusqlite::Result<()> {
        let changes = Changes {
            reading: Some(state.clone()),
            ..Changes::default()
        };
        self.keep(&changes, settings)
    }

    /// Keeps what one step brought, the reading and what is told of it: all of it, or nothing when
    /// that fails or the program ends. Now and then a reading sets off the folding of what is old,
    /// in a thread of its own.
    pub fn keep(&self, changes: &Changes, settings: &Settings) -> rusqlite::Result<()> {
        let transaction = self.begin()?;
        if let Some(state) = &changes.reading {
            last::keep_reading(&transaction, state)?;
            history::record(&transaction, state, settings.interval())?;
        }
        // What stays of one that is gone is among what was asked.
        for key in &changes.gone {
            last::forget(&transaction, key)?;
        }
        for kept in &changes.queried {
            last::keep_query(&transaction, kept)?;
        }
        alerts::keep(&transaction, changes)?;
        transaction.commit()?;
        if changes.reading.is_some() {
            self.compact_now_and_then(settings.keep_history_days);
        }
        Ok(())
    }

    /// Adds a reading to the history alone, for one that is not the newest any more.
    fn add_to_history(&self, state: &AccountState, settings: &Settings) -> rusqlite::Result<()> {
        let transaction = self.begin()?;
        history::record(&transaction, state, settings.interval())?;
        transaction.commit()
    }

    fn prepare(path: &Path) -> rusqlite::Result<Self> {
        // The account names are nobody else's affair. SQLite gives the files that it lays beside
        // the database the same permissions, so they must be right before it is opened.
        // It may be a link to where its owner keeps such files.
        let file = path.canonicalize();
        crate::paths::open_private(file.as_deref().unwrap_or(path)).map_err(other)?;
        let connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // In WAL mode a crash of the system may cost the newest rows and nothing else.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let check: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
        if check != "ok" {
            return Err(failure(rusqlite::ffi::SQLITE_CORRUPT, None));
        }
        let store = Self::with(connection, path);
        store.bring_up_to_date()?;
        Ok(store)
    }

    fn with(connection: Connection, path: &Path) -> Self {
        Self {
            connection,
            path: path.to_owned(),
            kept_aside: None,
            compacted: Cell::new(None),
        }
    }

    /// Another program may be at it at the same time: the version is looked at inside.
    fn bring_up_to_date(&self) -> rusqlite::Result<()> {
        if version(&self.connection)? == STEPS.len() {
            return Ok(());
        }
        let transaction = self.begin()?;
        let reached = version(&transaction)?;
        for (number, step) in (1_i64..).zip(STEPS).skip(reached) {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
        transaction.commit()
    }

    /// A transaction that writes: it waits for its turn here and not half-way through.
    fn begin(&self) -> rusqlite::Result<rusqlite::Transaction<'_>> {
        rusqlite::Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
    }

    /// At the first reading, and then at most once an hour.
    fn compact_now_and_then(&self, keep_days: u32) {
        const OFTEN: Duration = Duration::from_hours(1);
        if self
            .compacted
            .get()
            .is_some_and(|last| last.elapsed() < OFTEN)
        {
            return;
        }
        self.compacted.set(Some(Instant::now()));
        compaction::in_a_thread(self.path.clone(), keep_days);
    }
}

/// Steps that the database has been through. A newer program's database is left alone.
fn version(connection: &Connection) -> rusqlite::Result<usize> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let steps = usize::try_from(version).ok();
    steps.filter(|steps| *steps <= STEPS.len()).ok_or_else(|| {
        let why = format!("made by a newer Plimsoll (version {version} of the database)");
        failure(rusqlite::ffi::SQLITE_MISMATCH, Some(why))
    })
}

/// What lies beside a database belongs to it: left there, it would be played into the next one.
fn keep_aside(database: &Path) -> std::io::Result<PathBuf> {
    let named = |middle: &str, end: &str| format!("{}{middle}{end}", database.display());
    for end in ["", "-wal", "-shm"] {
        match fs::rename(named("", end), named(".broken", end)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(PathBuf::from(named(".broken", "")))
}

/// A database as a URI that promises that nobody writes it.
pub(crate) fn immutable(path: &Path) -> String {
    let path = path.as_os_str().as_encoded_bytes();
    // Without an empty host of its own a path of two slashes would have one.
    let start = if path.starts_with(b"/") {
        "file://"
    } else {
        "file:"
    };
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/\\:-_.".contains(byte);
    let letter = |byte: &u8| {
        if is_plain(byte) {
            char::from(*byte).to_string()
        } else {
            format!("%{byte:02x}")
        }
    };
    let path: String = path.iter().map(letter).collect();
    format!("{start}{path}?immutable=1")
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

fn failure(code: i32, why: Option<String>) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), why)
}

/// Whether the file is no database, or a damaged one.
pub fn is_corrupt(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
    )
}

fn is_unwritable(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

#[cfg(test)]
mod tests;
