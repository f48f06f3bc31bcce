//! A table of another program's SQLite database. Nothing is made or changed beside it where that
//! can be helped, what its schema says to compute is not, and a reading that hangs costs one thread
//! and the one store.

use std::{
    collections::BTreeMap,
    fs,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant, SystemTime},
};

use plimsoll_core::ports::{Cell, ReadFault, Table};
use rusqlite::{
    Connection, ErrorCode, OpenFlags, config::DbConfig, limits::Limit, params_from_iter,
    types::ValueRef,
};

use super::{FILE_BYTES, unreadable};

/// After this long a reading is given up, whatever it waits for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Its owner's lock is waited for this long.
const BUSY: Duration = Duration::from_secs(5);
/// What is in it may take this long to be gone through.
const QUERY: Duration = Duration::from_secs(3);
const ROWS: usize = 1000;
/// More tables than any program has.
const TABLES: usize = 1000;
/// No value of a sign-in is larger; one that is counts as none.
const CELL_BYTES: usize = 1024 * 1024;

const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
/// SQLite's way to files in which no lock is taken.
const WITHOUT_LOCKS: &str = if cfg!(windows) {
    "win32-none"
} else {
    "unix-none"
};

type Rows = Result<Option<Table>, ReadFault>;

/// A table's rows: all, or those with one of some texts in a column.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Selection {
    table: String,
    only: Option<(String, Vec<String>)>,
}

impl Selection {
    pub(super) fn all(table: &str) -> Self {
        Self {
            table: table.to_owned(),
            only: None,
        }
    }

    pub(super) fn of(table: &str, column: &str, texts: &[&str]) -> Self {
        let texts = texts.iter().map(|it| (*it).to_owned()).collect();
        Self {
            table: table.to_owned(),
            only: Some((column.to_owned(), texts)),
        }
    }

    /// The condition, and what stands for its parameters; a column that is not there has no text.
    fn condition(&self, columns: &[String]) -> (String, &[String]) {
        match &self.only {
            None => (String::new(), &[]),
            Some((column, _)) if !columns.contains(column) => ("WHERE 0".to_owned(), &[]),
            Some((column, texts)) => {
                let places = vec!["?"; texts.len()].join(", ");
                (format!("WHERE {} IN ({places})", quoted(column)), texts)
            }
        }
    }
}

pub(super) fn read(database: &Path, wanted: Selection) -> Rows {
    // No thread is begun for what is not there.
    if matches!(look(database), Ok(None)) {
        return Err(ReadFault::Missing);
    }
    in_time(database, PATIENCE, move |database| {
        read_table(database, &wanted, BUSY)
    })
}

/// The databases that are being read, each since when. A thread that hangs is never another's
/// reason to hang: its database is not opened again until it ends.
static UNDER_WAY: Mutex<BTreeMap<PathBuf, Instant>> = Mutex::new(BTreeMap::new());
static ENDED: Condvar = Condvar::new();

/// Reads in a thread that is left to itself when it takes too long: opening a pipe, or a file on a
/// server that is gone, cannot be called off.
fn in_time(
    database: &Path,
    patience: Duration,
    read: impl FnOnce(&Path) -> Rows + Send + 'static,
) -> Rows {
    let hangs = || ReadFault::Unreadable {
        reason: format!("reading it does not end (given up after {patience:?})"),
    };
    let turn = Turn::take(database, patience).ok_or_else(hangs)?;
    let (sender, answer) = mpsc::channel();
    let read = move || {
        let rows = read(&turn.0);
        drop(turn);
        // Nobody waits any more for what comes too late.
        let _ = sender.send(rows);
    };
    let started = thread::Builder::new().name("store".into()).spawn(read);
    started.map_err(|error| unreadable(&error))?;
    answer
        .recv_timeout(patience)
        .unwrap_or_else(|_| Err(hangs()))
}

/// The right to read a database, until it is dropped.
struct Turn(PathBuf);

impl Turn {
    /// `None` when the one before does not end.
    fn take(database: &Path, patience: Duration) -> Option<Self> {
        let mut under_way = UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(since) = under_way.get(database) {
            let left = patience.checked_sub(since.elapsed())?;
            let waited = ENDED.wait_timeout(under_way, left);
            under_way = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        under_way.insert(database.to_owned(), Instant::now());
        Some(Self(database.to_owned()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut under_way = UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.remove(&self.0);
        ENDED.notify_all();
    }
}

fn read_table(database: &Path, wanted: &Selection, busy: Duration) -> Rows {
    let before = FileSet::of(database)?;
    // Nothing is in it yet, and SQLite would take away a log beside it.
    if before.database.length == 0 {
        return Ok(None);
    }
    let is_quiet = keeps_a_log(database).map_err(|error| unreadable(&error))?
        && before.journal.as_ref().is_none_or(|it| it.length == 0);
    if is_quiet
        && before.index.is_none()
        && let Some(read) = undisturbed(database, &before, wanted)?
    {
        return read;
    }
    match as_usual(database, wanted, busy) {
        // Its index is not to be used, or there is no place for a log.
        Err(error) if is_quiet && is_cannot_open(&error) => {
            let read = undisturbed(database, &before, wanted)?;
            read.unwrap_or_else(|| Err(fault(&error)))
        }
        read => read.map_err(|error| fault(&error)),
    }
}

fn as_usual(
    database: &Path,
    wanted: &Selection,
    busy: Duration,
) -> rusqlite::Result<Option<Table>> {
    let connection = Connection::open_with_flags(database, FLAGS)?;
    connection.busy_timeout(busy)?;
    query(connection, wanted, QUERY)
}

/// Reads one that nobody writes, without a lock; `None` when somebody came meanwhile. Whoever has a
/// database with a log open has the log's index in use; only one that keeps the database to itself
/// makes none, and every change after a start is first in the log.
fn undisturbed(
    database: &Path,
    before: &FileSet,
    wanted: &Selection,
) -> Result<Option<Rows>, ReadFault> {
    let connection = at_rest(database, before)?;
    let read = query(connection, wanted, QUERY).map_err(|error| fault(&error));
    Ok((FileSet::of(database)? == *before).then_some(read))
}

/// A database and what SQLite may have beside it, as they are at one moment.
#[derive(PartialEq)]
struct FileSet {
    database: Seen,
    journal: Option<Seen>,
    log: Option<Seen>,
    /// The log's index in shared memory.
    index: Option<Seen>,
}

#[derive(PartialEq)]
struct Seen {
    length: u64,
    changed: Option<SystemTime>,
}

impl FileSet {
    /// SQLite opens whatever has the right name, and would wait for a pipe's writer: all of it has
    /// to be ordinary files.
    fn of(database: &Path) -> Result<Self, ReadFault> {
        let beside = |end: &str| {
            look(&beside(database, end)).map_err(|error| ReadFault::Unreadable {
                reason: format!("{error} ({end})"),
            })
        };
        Ok(Self {
            database: look(database)
                .map_err(|error| unreadable(&error))?
                .ok_or(ReadFault::Missing)?,
            journal: beside("-journal")?,
            log: beside("-wal")?,
            index: beside("-shm")?,
        })
    }
}

fn beside(database: &Path, end: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// `None` where nothing is.
fn look(path: &Path) -> std::io::Result<Option<Seen>> {
    match fs::metadata(path) {
        Ok(about) if about.is_file() => Ok(Some(Seen {
            length: about.len(),
            changed: about.modified().ok(),
        })),
        Ok(_) => Err(std::io::Error::new(ErrorKind::InvalidInput, "not a file")),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether its header names a log as its journal.
fn keeps_a_log(database: &Path) -> std::io::Result<bool> {
    let mut header = Vec::new();
    let file = crate::paths::open_to_read(database)?;
    file.take(20).read_to_end(&mut header)?;
    Ok(header.starts_with(b"SQLite format 3\0") && header.ends_with(&[2, 2]))
}

/// Opens one that nobody has open, without a trace: as usual SQLite would lay a log and an index
/// beside it and leave them there, or fail where nothing can be written.
fn at_rest(database: &Path, files: &FileSet) -> Result<Connection, ReadFault> {
    if files.log.as_ref().is_none_or(|log| log.length == 0) {
        let flags = FLAGS | OpenFlags::SQLITE_OPEN_URI;
        let opened = Connection::open_with_flags(crate::store::immutable(database), flags);
        return opened.map_err(|error| fault(&error));
    }
    // For the system's own words when it may not be read.
    crate::paths::open_to_read(&beside(database, "-wal")).map_err(|error| unreadable(&error))?;
    let open = || {
        let connection = Connection::open_with_flags_and_vfs(database, FLAGS, WITHOUT_LOCKS)?;
        // Before anything is read: at its end it would take itself for the last user of the log,
        // and the log away.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        // The index is in our own memory then.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        Ok(connection)
    };
    open().map_err(|error| fault(&error))
}

fn query(
    mut connection: Connection,
    wanted: &Selection,
    time: Duration,
) -> rusqlite::Result<Option<Table>> {
    guard(&mut connection, time)?;
    rows(&connection, wanted)
}

/// Whoever made the database may have made it against its readers.
fn guard(connection: &mut Connection, time: Duration) -> rusqlite::Result<()> {
    for (setting, value) in [
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    ] {
        connection.set_db_config(setting, value)?;
    }
    let most = i32::try_from(FILE_BYTES).unwrap_or(i32::MAX);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, most)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, most)?;
    // From the first step on: a wait for a lock has a limit of its own.
    let mut since = None;
    let is_over = move || since.get_or_insert_with(Instant::now).elapsed() >= time;
    connection.progress_handler(100, Some(is_over))
}

fn rows(connection: &Connection, wanted: &Selection) -> rusqlite::Result<Option<Table>> {
    let table = wanted.table.as_str();
    // One moment's view for all that follows.
    let connection = connection.unchecked_transaction()?;
    // A virtual table is read by code that its rows can mislead.
    let known = "SELECT count(*) FROM sqlite_master
        WHERE type = 'table' AND name = ?1 AND sql LIKE 'CREATE TABLE %'";
    let tables: i64 = connection.query_row(known, [table], |row| row.get(0))?;
    if tables == 0 {
        return Ok(None);
    }
    let others = format!(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name != ?1 LIMIT {TABLES}"
    );
    let siblings = connection
        .prepare(&others)?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    // Those that are written, without those that would be computed.
    let columns = connection
        .prepare("SELECT name FROM pragma_table_info(?1)")?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    let values: Vec<String> = columns.iter().map(|name| value(name)).collect();
    let values = values.join(", ");
    let (condition, texts) = wanted.condition(&columns);
    let from = format!("FROM {} {condition}", quoted(table));
    let mut statement = connection.prepare(&format!("SELECT {values} {from} LIMIT {ROWS}"))?;
    let mut found = statement.query(params_from_iter(texts))?;
    let (mut rows, mut bytes) = (Vec::new(), 0);
    while let Some(row) = found.next()? {
        let cells = (0..columns.len()).map(|index| row.get_ref(index).map(cell));
        let cells = cells.collect::<rusqlite::Result<Vec<Cell>>>()?;
        bytes += cells.iter().map(size).sum::<usize>();
        if bytes as u64 > FILE_BYTES {
            let too_big = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_TOOBIG);
            return Err(rusqlite::Error::SqliteFailure(too_big, None));
        }
        rows.push(cells);
    }
    let count = format!("SELECT count(*) {from}");
    let all: i64 = connection.query_row(&count, params_from_iter(texts), |row| row.get(0))?;
    let unread = usize::try_from(all)
        .unwrap_or_default()
        .saturating_sub(rows.len());
    Ok(Some(Table {
        columns,
        rows,
        unread,
        siblings,
    }))
}

/// The value of a column, or NULL where it is too large; that is known without reading it.
fn value(column: &str) -> String {
    let name = quoted(column);
    format!("CASE WHEN octet_length({name}) <= {CELL_BYTES} THEN {name} END")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
    }
}

fn size(cell: &Cell) -> usize {
    let beyond = match cell {
        Cell::Null | Cell::Integer(_) | Cell::Real(_) => 0,
        Cell::Text(text) => text.len(),
        Cell::Blob(bytes) => bytes.len(),
    };
    size_of::<Cell>() + beyond
}

fn is_cannot_open(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure)
    )
}

fn fault(error: &rusqlite::Error) -> ReadFault {
    let reason = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => ReadFault::Locked { reason },
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => ReadFault::Damaged { reason },
        Some(ErrorCode::TooBig) => ReadFault::Unreadable {
            reason: "its table is larger than 4 MiB".into(),
        },
        Some(ErrorCode::OperationInterrupted) => ReadFault::Unreadable {
            reason: "going through it takes too long".into(),
        },
        _ => ReadFault::Unreadable { reason },
    }
}

#[cfg(test)]
mod tests;
