//! Another program's database, as it may be met.

use std::collections::BTreeSet;

use super::*;

const TABLE: &str = "credential";

/// A directory with a database of the sign-in `cred_1`, with a log as its journal or without.
struct TempPlace(tempfile::TempDir);

impl TempPlace {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("opencode.db")
    }

    fn beside(&self, end: &str) -> PathBuf {
        beside(&self.path(), end)
    }

    /// Made and left open.
    fn made(&self, journal: &str) -> Connection {
        let owner = Connection::open(self.path()).unwrap();
        owner.pragma_update(None, "journal_mode", journal).unwrap();
        owner
            .execute_batch(
                "CREATE TABLE credential (id TEXT, active INTEGER);
                INSERT INTO credential VALUES ('cred_1', NULL)",
            )
            .unwrap();
        owner
    }

    /// As it is when its owner came to a sudden end: what is newest is in the log alone, and the
    /// index is gone, as after a start of the computer from a copy.
    fn left_behind(&self) {
        let other = Self::new();
        let _owner = other.made("WAL");
        for end in ["", "-wal"] {
            fs::copy(other.beside(end), self.beside(end)).unwrap();
        }
    }

    fn names(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn read(&self) -> Rows {
        read(&self.path(), Selection::all(TABLE))
    }

    /// Its one sign-in was read.
    fn assert_read(&self, what: &str) {
        let table = self.read();
        let table = table.unwrap_or_else(|fault| panic!("{what}: {fault:?}"));
        let ids: Vec<_> = table
            .unwrap()
            .rows
            .into_iter()
            .map(|row| row[0].clone())
            .collect();
        assert_eq!(ids, [Cell::Text("cred_1".into())], "{what}");
    }
}

fn reason(read: Rows) -> String {
    match read {
        Err(ReadFault::Unreadable { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[cfg(unix)]
fn lay_pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

#[test]
fn a_database_is_read_while_another_connection_writes() {
    let place = TempPlace::new();
    let writer = place.made("WAL");
    writer
        .execute_batch("BEGIN IMMEDIATE; INSERT INTO credential VALUES ('x', 1)")
        .unwrap();
    let table = place.read().unwrap().unwrap();
    assert_eq!(table.columns, ["id", "active"]);
    assert_eq!(table.rows, [[Cell::Text("cred_1".into()), Cell::Null]]);
    assert_eq!(read(&place.path(), Selection::all("other")), Ok(None));
    fs::write(place.0.path().join("bad.db"), vec![b'x'; 4096]).unwrap();
    let bad = read(&place.0.path().join("bad.db"), Selection::all(TABLE));
    assert!(matches!(bad, Err(ReadFault::Damaged { .. })), "{bad:?}");
}

#[test]
fn a_locked_database_is_locked() {
    let place = TempPlace::new();
    let owner = place.made("DELETE");
    owner.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let read = read_table(
        &place.path(),
        &Selection::all(TABLE),
        Duration::from_millis(20),
    );
    assert!(matches!(read, Err(ReadFault::Locked { .. })), "{read:?}");
}

#[test]
fn an_empty_database_costs_what_is_beside_it_nothing() {
    let place = TempPlace::new();
    place.left_behind();
    fs::write(place.path(), "").unwrap();
    fs::write(place.beside("-journal"), [0; 512]).unwrap();
    let before = ["-wal", "-journal"].map(|end| fs::read(place.beside(end)).unwrap());
    assert_eq!(place.read(), Ok(None));
    let after = ["-wal", "-journal"].map(|end| fs::read(place.beside(end)).unwrap());
    assert!(after == before);
}

#[cfg(unix)]
#[test]
fn what_is_beside_a_database_has_to_be_a_file() {
    for end in ["-journal", "-wal", "-shm"] {
        for is_pipe in [true, false] {
            let place = TempPlace::new();
            drop(place.made("WAL"));
            let beside = place.beside(end);
            if is_pipe {
                lay_pipe(&beside);
            } else {
                fs::create_dir(&beside).unwrap();
            }
            let read = reason(place.read());
            assert_eq!(read, format!("not a file ({end})"));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_read_that_hangs_is_given_up_and_blocks_no_other() {
    let (place, other) = (TempPlace::new(), TempPlace::new());
    let pipe = place.path();
    lay_pipe(&pipe);
    let opens = |_: &Path| Ok(None);
    let hangs = {
        let pipe = pipe.clone();
        move |_: &Path| {
            fs::File::open(pipe).unwrap();
            Ok(None)
        }
    };
    let brief = Duration::from_millis(50);
    let since = Instant::now();
    assert!(reason(in_time(&pipe, brief, hangs)).contains("does not end"));
    assert!(since.elapsed() < Duration::from_secs(5));
    // The next one does not even begin, and others are not held up.
    let second = in_time(&pipe, brief, opens);
    assert!(reason(second).contains("does not end"));
    assert_eq!(in_time(&other.path(), brief.max(PATIENCE), opens), Ok(None));
    fs::File::options().write(true).open(&pipe).unwrap();
    assert_eq!(in_time(&pipe, PATIENCE, opens), Ok(None));
}

#[test]
fn two_who_want_the_same_database_take_turns() {
    static INSIDE: Mutex<()> = Mutex::new(());
    let place = TempPlace::new();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let read = in_time(&place.path(), PATIENCE, |_| {
                    let _alone = INSIDE.try_lock().unwrap();
                    thread::sleep(Duration::from_millis(5));
                    Ok(None)
                });
                assert_eq!(read, Ok(None));
            });
        }
    });
}

#[test]
fn a_database_that_nobody_has_open_is_read_without_a_trace() {
    let place = TempPlace::new();
    drop(place.made("WAL"));
    place.assert_read("closed");
    assert_eq!(place.names(), ["opencode.db".to_owned()].into());
    place.left_behind();
    let log = fs::read(place.beside("-wal")).unwrap();
    place.assert_read("with a log");
    assert_eq!(
        place.names(),
        ["opencode.db", "opencode.db-wal"].map(str::to_owned).into()
    );
    assert!(fs::read(place.beside("-wal")).unwrap() == log);
}

#[test]
fn the_last_reader_of_a_log_leaves_it() {
    let place = TempPlace::new();
    drop(place.made("WAL"));
    let log = vec![b'x'; 100_000];
    fs::write(place.beside("-wal"), &log).unwrap();
    place.assert_read("a log of something else");
    assert!(fs::read(place.beside("-wal")).unwrap() == log);
}

#[test]
fn what_was_read_while_its_owner_came_does_not_count() {
    let place = TempPlace::new();
    drop(place.made("WAL"));
    let before = FileSet::of(&place.path()).unwrap();
    assert!(
        undisturbed(&place.path(), &before, &Selection::all(TABLE))
            .unwrap()
            .is_some()
    );
    let owner = Connection::open(place.path()).unwrap();
    owner.execute_batch("DELETE FROM credential").unwrap();
    assert_eq!(
        undisturbed(&place.path(), &before, &Selection::all(TABLE)),
        Ok(None)
    );
    assert!(place.read().unwrap().unwrap().rows.is_empty());
}

#[test]
fn a_place_with_signs_of_an_address_in_its_name_is_read() {
    for name in [
        "a b",
        "a?b#c",
        "100%",
        "ä",
        "a%20b",
        "it's \"so\"",
        "&=;,+@!$",
    ] {
        let place = TempPlace::new();
        let directory = place.0.path().join(name);
        fs::create_dir(&directory).unwrap();
        let path = directory.join("opencode.db");
        drop(place.made("WAL"));
        fs::rename(place.path(), &path).unwrap();
        assert!(
            matches!(read(&path, Selection::all(TABLE)), Ok(Some(_))),
            "{name}"
        );
        let twice = PathBuf::from(format!("/{}", path.display()));
        assert!(
            matches!(read(&twice, Selection::all(TABLE)), Ok(Some(_))),
            "{name}"
        );
        assert_eq!(fs::read_dir(directory).unwrap().count(), 1, "{name}");
    }
}

/// A database of this schema and nothing else.
fn of_schema(schema: &str) -> TempPlace {
    let place = TempPlace::new();
    let owner = Connection::open(place.path()).unwrap();
    owner.execute_batch(schema).unwrap();
    place
}

#[test]
fn nothing_of_a_schema_is_computed() {
    let endless = "hex(zeroblob(200000000))";
    let column = of_schema(&format!(
        "CREATE TABLE credential (id TEXT, value TEXT GENERATED ALWAYS AS ({endless}), more TEXT);
        INSERT INTO credential VALUES ('cred_1', 'm')"
    ));
    let table = column.read().unwrap().unwrap();
    assert_eq!(table.columns, ["id", "more"]);
    assert_eq!(table.rows.len(), 1);
    let view = of_schema(&format!(
        "CREATE VIEW credential AS SELECT {endless} AS value"
    ));
    assert_eq!(view.read(), Ok(None));
    let code = of_schema("CREATE VIRTUAL TABLE credential USING fts5(id, value)");
    assert_eq!(code.read(), Ok(None));
    // One that passes itself off as a table.
    let owner = Connection::open(view.path()).unwrap();
    owner.pragma_update(None, "writable_schema", true).unwrap();
    let pass = "UPDATE sqlite_master SET type = 'table'";
    owner.execute_batch(pass).unwrap();
    drop(owner);
    assert!(matches!(view.read(), Err(ReadFault::Damaged { .. })));
}

#[test]
fn a_guarded_connection_computes_nothing_large() {
    let place = of_schema("CREATE VIEW seen AS SELECT 1 AS value");
    let mut connection = Connection::open_with_flags(place.path(), FLAGS).unwrap();
    guard(&mut connection, QUERY).unwrap();
    let ask = |query| connection.query_row(query, [], |row| row.get::<_, i64>(0));
    let large = ask("SELECT length(hex(zeroblob(3000000)))").unwrap_err();
    assert_eq!(large.sqlite_error_code(), Some(ErrorCode::TooBig));
    assert!(ask("SELECT value FROM seen").is_err());
    assert_eq!(ask("SELECT 1"), Ok(1));
}

#[test]
fn values_and_tables_that_are_too_large_are_not_read() {
    let rows = |count: usize, bytes: usize| {
        of_schema(&format!(
            "CREATE TABLE credential (id TEXT, value TEXT);
            WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT {count})
            INSERT INTO credential SELECT 'cred_' || n, CAST(zeroblob({bytes}) AS TEXT) FROM number;
            INSERT INTO credential VALUES ('last', x'00')"
        ))
    };
    let table = rows(2, 30_000_000).read().unwrap().unwrap();
    assert_eq!(table.rows[1], [Cell::Text("cred_2".into()), Cell::Null]);
    assert_eq!(
        table.rows[2],
        [Cell::Text("last".into()), Cell::Blob(vec![0])]
    );
    let table = rows(3, CELL_BYTES).read().unwrap().unwrap();
    assert!(table.rows.iter().take(3).all(|row| row[1] != Cell::Null));
    assert!(reason(rows(4, CELL_BYTES).read()).contains("4 MiB"));
}

#[test]
fn a_query_that_takes_too_long_is_ended() {
    let place = of_schema(
        "CREATE TABLE credential (id TEXT);
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 1000)
        INSERT INTO credential SELECT n FROM number",
    );
    let open = || Connection::open_with_flags(place.path(), FLAGS).unwrap();
    let ended =
        query(open(), &Selection::all(TABLE), Duration::ZERO).map_err(|error| fault(&error));
    assert!(reason(ended).contains("too long"));
    assert_eq!(
        query(open(), &Selection::all(TABLE), QUERY)
            .unwrap()
            .unwrap()
            .rows
            .len(),
        ROWS
    );
}

/// An editor keeps whatever its extensions like beside its sign-in.
#[test]
fn of_a_large_table_the_wanted_rows_are_read_alone() {
    let place = TempPlace::new();
    let owner = Connection::open(place.path()).unwrap();
    let made = "CREATE TABLE items (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB);
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 3000)
        INSERT INTO items SELECT 'other-' || n, zeroblob(4000) FROM number;
        INSERT INTO items VALUES ('token', 'plain'), ('mail', x'6279746573'), ('big', zeroblob(5000000));";
    owner.execute_batch(made).unwrap();
    let read = |column: &str, texts: &[&str]| {
        let table = read(&place.path(), Selection::of("items", column, texts));
        table.unwrap().unwrap()
    };
    let table = read("key", &["mail", "token", "missing", "big"]);
    let values: Vec<_> = table
        .rows
        .iter()
        .map(|row| row[1].text_or_bytes())
        .collect();
    assert_eq!(
        (values, table.unread),
        (vec![None, Some("bytes"), Some("plain")], 0)
    );
    assert_eq!(read("name", &["token"]).rows.len(), 0);
    let told = read("key", &["x' OR 'x' = 'x"]);
    assert_eq!((told.rows.len(), told.unread), (0, 0));
}
