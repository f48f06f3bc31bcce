//! The file itself: older, newer, damaged, without room, and for nobody else.

use super::*;

#[test]
fn a_database_from_before_the_history_gets_one() {
    let place = TempPlace::new();
    let old = Connection::open(place.path()).unwrap();
    old.execute_batch(last::TABLE).unwrap();
    last::keep_reading(&old, &state()).unwrap();
    drop(old);
    let looked = Store::look(&place.path()).unwrap();
    assert_eq!(looked.restore().unwrap(), [state()]);
    assert_eq!(looked.history(&Which::default()).unwrap(), []);
    let store = place.store();
    assert_eq!(store.restore().unwrap(), [state()]);
    remember(&store, &reading(0, 10.0, Reset::Unknown));
    assert_eq!(only(&store).intervals.len(), 1);
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let place = TempPlace::new();
    let newer = place.store();
    newer
        .connection
        .pragma_update(None, "user_version", 99)
        .unwrap();
    drop(newer);
    for opened in [Store::open(&place.path()), Store::look(&place.path())] {
        let said = opened.unwrap_err().to_string();
        assert!(said.contains("newer Plimsoll"), "{said}");
    }
    assert!(!place.directory.path().join("plimsoll.db.broken").exists());
}

#[test]
fn a_corrupt_database_is_kept_aside_and_said_to_be() {
    let place = TempPlace::new();
    fs::write(place.path(), vec![b'x'; 4096]).unwrap();
    let store = place.store();
    assert_eq!(store.restore().unwrap(), []);
    let aside = place.directory.path().join("plimsoll.db.broken");
    assert_eq!(store.kept_aside(), Some(aside.as_path()));
    assert_eq!(fs::read(aside).unwrap(), [b'x'; 4096]);
    drop(store);
    assert_eq!(place.store().kept_aside(), None);
}

#[test]
fn looking_at_a_corrupt_database_moves_nothing() {
    let place = TempPlace::new();
    fs::write(place.path(), vec![b'x'; 4096]).unwrap();
    assert!(is_corrupt(&Store::look(&place.path()).unwrap_err()));
    assert_eq!(fs::read(place.path()).unwrap(), [b'x'; 4096]);
}

#[test]
fn what_lies_beside_a_corrupt_database_goes_with_it() {
    let place = TempPlace::new();
    let path = place.path();
    let wal = place.directory.path().join("plimsoll.db-wal");
    fs::write(&path, "x").unwrap();
    fs::write(&wal, "old").unwrap();
    keep_aside(&path).unwrap();
    assert!(!path.exists() && !wal.exists());
    let aside = place.directory.path().join("plimsoll.db.broken-wal");
    assert_eq!(fs::read(aside).unwrap(), b"old");
}

#[test]
fn damage_behind_the_first_page_is_noticed() {
    let place = TempPlace::new();
    remember(&place.store(), &state());
    let mut bytes = fs::read(place.path()).unwrap();
    bytes[4096..].fill(b'x');
    fs::write(place.path(), bytes).unwrap();
    assert_eq!(place.store().restore().unwrap(), []);
    assert!(place.directory.path().join("plimsoll.db.broken").exists());
}

#[test]
fn a_full_disk_costs_the_new_reading_and_nothing_else() {
    let place = TempPlace::new();
    let store = place.store();
    remember(&store, &reading(0, 10.0, Reset::Unknown));
    let pages: i64 = store
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    let limit = |pages: i64| {
        store
            .connection
            .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
            .unwrap();
    };
    limit(pages);
    let mut minute = 0;
    let error = loop {
        minute += 5;
        let next = reading(minute, 10.0 + minute as f64, Reset::Unknown);
        if let Err(error) = store.remember(&next, &Settings::default()) {
            break error;
        }
    };
    assert_eq!(error.sqlite_error_code(), Some(ErrorCode::DiskFull));
    let kept = (minute / 5) as usize;
    assert_eq!(only(&store).intervals.len(), kept);
    let newest = store.restore().unwrap()[0].reading.clone().unwrap();
    assert_eq!(newest.at, at(minute - 5), "half a reading was kept");

    limit(pages + 100);
    remember(&store, &reading(minute, 99.0, Reset::Unknown));
    assert_eq!(only(&store).intervals.len(), kept + 1);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_database_or_what_lies_beside_it() {
    use std::os::unix::fs::PermissionsExt;
    let place = TempPlace::new();
    let store = place.store();
    remember(&store, &state());
    for entry in fs::read_dir(place.directory.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
    }
}

#[test]
fn what_can_still_be_read_of_a_damaged_database_is_gone_on_from() {
    let place = TempPlace::new();
    let store = place.store();
    for minute in 0..2000 {
        remember(
            &store,
            &reading(minute, f64::from(minute as i32 % 90), Reset::Unknown),
        );
    }
    drop(store);
    let known = place.store().restore().unwrap();
    let mut bytes = fs::read(place.path()).unwrap();
    // The last page is one of the history.
    let last = bytes.len() - 4096;
    bytes[last..].fill(b'x');
    fs::write(place.path(), bytes).unwrap();
    let store = place.store();
    assert!(store.kept_aside().is_some());
    assert_eq!(store.restore().unwrap(), known);
}
