//! A database that is away for a while, or is another one all at once.

use super::*;

const PATIENCE: Duration = Duration::from_millis(1);

fn memory(minute: i64, used: f64) -> Changes {
    Changes {
        reading: Some(reading(minute, used, Reset::Unknown)),
        ..Changes::default()
    }
}

fn keep(keeper: &mut Keeper, minute: i64) -> bool {
    let kept = keeper.keep(&memory(minute, minute as f64), &Settings::default());
    kept.is_ok()
}

/// The minutes of which the history at this place has a value.
fn minutes(place: &TempPlace) -> Vec<i64> {
    let store = Store::look(&place.path()).unwrap();
    let found = short(&only(&store).intervals);
    found.into_iter().map(|it| it.0).collect()
}

fn opened(looked: &Looked) -> bool {
    matches!(looked, Looked::Opened { aside: None })
}

#[test]
fn a_store_opened_late_gets_all_readings() {
    let place = TempPlace::new();
    fs::create_dir(place.path()).unwrap();
    let mut keeper = Keeper::new(place.path(), PATIENCE);
    assert!(matches!(keeper.look(), Looked::Failed(_)));
    for minute in [0, 5, 10, 10] {
        assert!(!keep(&mut keeper, minute));
    }
    fs::remove_dir(place.path()).unwrap();
    assert!(opened(&keeper.look()));
    assert!(matches!(keeper.look(), Looked::AsBefore));
    assert!(keep(&mut keeper, 15));
    assert_eq!(minutes(&place), [0, 5, 10, 15]);
    let known = keeper.store().unwrap().restore().unwrap();
    assert_eq!(known[0].reading.as_ref().unwrap().at, at(15));
}

#[test]
fn a_removed_or_replaced_store_is_opened_again() {
    type Deed = fn(&Path);
    let beside = |path: &Path, end: &str| PathBuf::from(format!("{}{end}", path.display()));
    let deeds: [Deed; 5] = [
        |path| {
            for end in ["", "-wal", "-shm"] {
                fs::remove_file(format!("{}{end}", path.display())).unwrap();
            }
        },
        |path| fs::remove_file(path).unwrap(),
        |path| fs::remove_file(format!("{}-wal", path.display())).unwrap(),
        |path| fs::remove_dir_all(path.parent().unwrap()).unwrap(),
        // A copy from before takes its place.
        |path| {
            let new = path.with_extension("new");
            drop(Store::open(&new).unwrap());
            for end in ["-wal", "-shm"] {
                fs::remove_file(format!("{}{end}", path.display())).unwrap();
            }
            fs::rename(new, path).unwrap();
        },
    ];
    for (number, deed) in deeds.into_iter().enumerate() {
        let place = TempPlace::new();
        let path = place.directory.path().join("plimsoll/plimsoll.db");
        let mut keeper = Keeper::new(path.clone(), PATIENCE);
        assert!(opened(&keeper.look()));
        assert!(keep(&mut keeper, 0));
        assert!(beside(&path, "-wal").exists());
        deed(&path);
        assert!(!keep(&mut keeper, 5), "{number}");
        assert!(opened(&keeper.look()), "{number}");
        assert!(keep(&mut keeper, 10), "{number}");
        let store = Store::look(&path).unwrap();
        let found = short(&only(&store).intervals);
        let found: Vec<i64> = found.into_iter().map(|it| it.0).collect();
        assert!(found.ends_with(&[5, 10]), "{number}: {found:?}");
    }
}

#[test]
fn what_another_program_writes_moves_nothing() {
    let place = TempPlace::new();
    let mut keeper = Keeper::new(place.path(), PATIENCE);
    keeper.look();
    assert!(keep(&mut keeper, 0));
    let other = place.store();
    remember(&other, &reading(1, 1.0, Reset::Unknown));
    drop(other);
    let vacuum = Connection::open(place.path()).unwrap();
    vacuum
        .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(vacuum);
    assert!(matches!(keeper.look(), Looked::AsBefore));
    assert!(keep(&mut keeper, 2));
    assert_eq!(minutes(&place), [0, 1, 2]);
}

#[test]
fn a_locked_store_stays_open_and_gets_all_readings_later() {
    let place = TempPlace::new();
    let mut keeper = Keeper::new(place.path(), PATIENCE);
    keeper.look();
    assert!(keep(&mut keeper, 0));
    let other = Connection::open(place.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(!keep(&mut keeper, 5));
    assert!(!keep(&mut keeper, 10));
    other.execute_batch("ROLLBACK").unwrap();
    assert!(keep(&mut keeper, 15));
    assert_eq!(minutes(&place), [0, 5, 10, 15]);
}

#[test]
fn a_store_damaged_while_open_is_kept_aside() {
    let place = TempPlace::new();
    let mut keeper = Keeper::new(place.path(), PATIENCE);
    keeper.look();
    assert!(keep(&mut keeper, 0));
    let broken = keeper.store().unwrap();
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    broken
        .connection
        .query_row(checkpoint, [], |_| Ok(()))
        .unwrap();
    // In place, as a bad disk does it; what is remembered of the file is looked at again.
    let mut bytes = fs::read(place.path()).unwrap();
    bytes[4096..].fill(b'x');
    fs::write(place.path(), bytes).unwrap();
    broken
        .connection
        .execute_batch("PRAGMA shrink_memory")
        .unwrap();
    let other = Connection::open(place.path()).unwrap();
    let newest = i64::try_from(STEPS.len()).unwrap();
    other.pragma_update(None, "user_version", newest).unwrap();
    drop(other);
    assert!(!keep(&mut keeper, 5));
    assert!(matches!(keeper.look(), Looked::Opened { aside: Some(_) }));
    assert!(keep(&mut keeper, 10));
    assert_eq!(minutes(&place), [5, 10]);
}

#[test]
fn what_was_known_is_restored_once_even_when_read_only() {
    let place = TempPlace::new();
    let mut keeper = Keeper::new(place.path(), PATIENCE);
    assert!(keeper.restore_once().is_none(), "there is none yet");
    keeper.look();
    assert!(keep(&mut keeper, 0));
    assert_eq!(keeper.restore_once().unwrap().0.len(), 1);
    assert!(keeper.restore_once().is_none());
    drop(keeper);
    // One that was not opened.
    let mut keeper = Keeper::new(place.path(), PATIENCE);
    assert_eq!(keeper.restore_once().unwrap().0.len(), 1);
}
