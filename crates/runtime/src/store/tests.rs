//! The database through its own door: what is kept, folded, and lost to nobody.

use std::process::{Command, Stdio};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    engine::{Asked, Kept},
    history::{Span, Stretch, WindowHistory},
    model::{
        Account, AccountKey, Origin, Percent, Reading, Reset, Scope, Usage, Window, WindowKind,
    },
    problem::{Code, Problem},
    text::Message,
};

use super::*;

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn at(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn state() -> AccountState {
    let origin = Origin {
        path: None,
        entry: "SAMPLE".into(),
    };
    let account = Account {
        key: AccountKey::new("sample", "a"),
        label: Some("ada".into()),
        plan: None,
        origin,
    };
    AccountState {
        account,
        notes: vec![],
        reading: Some(Reading {
            usage: Usage::default(),
            at: now(),
        }),
        problem: None,
        busy: false,
        next: None,
    }
}

/// A reading of one window of five hours.
fn reading(minute: i64, used: f64, reset: Reset) -> AccountState {
    let window = Window {
        id: "session".into(),
        kind: WindowKind::Session,
        label: Message::new("window-hours"),
        scope: Scope::All,
        used: Percent::used(used),
        amount: None,
        reset,
        length: Some(SignedDuration::from_hours(5)),
        limit_reached: false,
    };
    let usage = Usage {
        windows: vec![window],
        ..Usage::default()
    };
    AccountState {
        reading: Some(Reading {
            usage,
            at: at(minute),
        }),
        ..state()
    }
}

struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self { directory }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("plimsoll.db")
    }

    fn store(&self) -> Store {
        let store = Store::open(&self.path()).unwrap();
        // These tests fold by themselves.
        store.compacted.set(Some(Instant::now()));
        store
    }
}

fn remember(store: &Store, state: &AccountState) {
    store.remember(state, &Settings::default()).unwrap();
}

fn only(store: &Store) -> WindowHistory {
    let mut found = store.history(&Which::default()).unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// Minutes of begin and end, use, and whether a gap was before.
fn short(stretches: &[Stretch]) -> Vec<(i64, i64, f64, bool)> {
    let minute = |moment: Timestamp| moment.duration_since(now()).as_mins();
    stretches
        .iter()
        .map(|it| {
            let used = it.used.unwrap().get();
            (minute(it.from), minute(it.until), used, it.after_gap)
        })
        .collect()
}

#[test]
fn what_is_remembered_is_recalled_after_a_new_start() {
    let place = Place::new();
    let path = place.directory.path().join("plimsoll").join("plimsoll.db");
    remember(&Store::open(&path).unwrap(), &state());
    let store = Store::open(&path).unwrap();
    assert_eq!(store.recall().unwrap(), [state()]);
    let gone = Memory {
        gone: vec![state().account.key],
        ..Memory::default()
    };
    store.keep(&gone, &Settings::default()).unwrap();
    assert_eq!(store.recall().unwrap(), []);
}

#[test]
fn what_came_of_asking_is_kept_beside_the_reading_and_without_one() {
    let place = Place::new();
    let store = place.store();
    let until = at(7);
    let kept = |minute: i64| {
        let mut kept = Kept {
            state: state(),
            asked: Some(Asked {
                at: Some(at(minute)),
                fingerprint: Some(u64::MAX),
                failures: 2,
            }),
        };
        let limited = Problem::new(Code::RateLimited).not_before(until);
        kept.state.problem = Some(limited);
        kept.state.next = Some(until);
        kept
    };
    let keep = |kept: &Kept| {
        let memory = Memory {
            asked: vec![kept.clone()],
            ..Memory::default()
        };
        store.keep(&memory, &Settings::default()).unwrap();
    };
    let mut first = kept(1);
    first.state.reading = None;
    keep(&first);
    assert_eq!(store.recall_kept().unwrap(), [first]);
    remember(&store, &state());
    keep(&Kept {
        state: AccountState {
            reading: None,
            ..kept(2).state
        },
        ..kept(2)
    });
    assert_eq!(store.recall_kept().unwrap(), [kept(2)]);
    // A reading alone says nothing else of the query.
    remember(&store, &state());
    assert_eq!(store.recall_kept().unwrap(), [kept(2)]);
    // Of one that was kept by an older program its own moment is known.
    let old = "UPDATE last SET asked = NULL";
    store.connection.execute(old, []).unwrap();
    let asked = store.recall_kept().unwrap().remove(0).asked.unwrap();
    let read_at = state().reading.unwrap().at;
    assert_eq!((asked.at, asked.fingerprint), (Some(read_at), None));
}

#[test]
fn of_two_values_within_one_second_the_later_one_holds() {
    let place = Place::new();
    let store = place.store();
    let reset = Reset::At(at(200));
    let told = |minute: i64, milliseconds: i64, used: f64| {
        let mut state = reading(minute, used, reset);
        let reading = state.reading.as_mut().unwrap();
        reading.at += SignedDuration::from_millis(milliseconds);
        remember(&store, &state);
    };
    told(0, 100, 20.0);
    told(0, 900, 45.0);
    assert_eq!(short(&only(&store).stretches), [(0, 0, 45.0, true)]);
    // Where the earlier one had lasted, it ends before.
    told(5, 100, 45.0);
    told(5, 900, 50.0);
    let kept = only(&store).stretches;
    assert_eq!(short(&kept), [(0, 4, 45.0, true), (5, 5, 50.0, false)]);
    assert_eq!(kept[0].until, at(5) - SignedDuration::from_secs(1));
}

#[test]
fn a_value_that_stays_is_one_stretch_and_a_gap_is_told_from_it() {
    let place = Place::new();
    let store = place.store();
    let reset = Reset::At(at(200));
    for (minute, used) in [(0, 10.0), (5, 10.0), (10, 10.0), (15, 12.0), (50, 12.0)] {
        remember(&store, &reading(minute, used, reset));
    }
    // Told again is nothing new, told late finds its place.
    remember(&store, &reading(50, 12.0, reset));
    remember(&store, &reading(20, 11.0, reset));
    remember(&store, &reading(55, 12.0, Reset::At(at(201))));
    let expected = [
        (0, 10, 10.0, true),
        (15, 15, 12.0, false),
        (20, 20, 11.0, false),
        (50, 55, 12.0, true),
    ];
    assert_eq!(short(&only(&store).stretches), expected);
}

#[test]
fn an_hour_and_a_reset_end_a_stretch_though_the_value_stays() {
    let place = Place::new();
    let store = place.store();
    for (minute, reset) in [(55, 200), (60, 200), (65, 500)] {
        remember(&store, &reading(minute, 7.0, Reset::At(at(reset))));
    }
    let expected = [
        (55, 55, 7.0, true),
        (60, 60, 7.0, false),
        (65, 65, 7.0, false),
    ];
    assert_eq!(short(&only(&store).stretches), expected);
}

#[test]
fn every_kind_of_reset_comes_back_as_it_was() {
    let place = Place::new();
    let store = place.store();
    let resets = [Reset::At(at(200)), Reset::NotStarted, Reset::Unknown];
    for (minute, reset) in (0..).step_by(5).zip(resets) {
        remember(&store, &reading(minute, 1.0 + minute as f64, reset));
    }
    let told = only(&store).stretches;
    assert_eq!(told.iter().map(|it| it.reset).collect::<Vec<_>>(), resets);
}

#[test]
fn what_is_old_is_folded_into_hours_and_later_into_days() {
    let place = Place::new();
    let store = place.store();
    let reset = Reset::At(at(600));
    // Half a percent every five minutes for three hours.
    for step in 0..36_i32 {
        let minute = i64::from(step) * 5;
        remember(&store, &reading(minute, f64::from(step) / 2.0, reset));
    }
    let days = |days: i64| now() + SignedDuration::from_hours(24 * days);
    store.compact(90, days(6)).unwrap();
    assert_eq!(only(&store).stretches.len(), 36);

    store.compact(90, days(8)).unwrap();
    let folded = only(&store);
    assert_eq!(folded.stretches, []);
    let spent = |spans: &[Span]| spans.iter().map(|it| it.spent).collect::<Vec<_>>();
    assert_eq!(spent(&folded.hours), [5.5, 6.0, 6.0]);
    assert_eq!(folded.hours[1].first, Percent::used(6.0));

    store.compact(90, days(92)).unwrap();
    let folded = only(&store);
    assert_eq!(folded.hours, []);
    assert_eq!(spent(&folded.days), [17.5]);
    assert_eq!(folded.days[0].high, Percent::used(17.5));
    assert_eq!(folded.days[0].known, SignedDuration::from_mins(175));
}

#[test]
fn days_go_on_from_what_was_folded_before_them() {
    let place = Place::new();
    let store = place.store();
    let reset = Reset::At(at(6000));
    remember(&store, &reading(11 * 60 + 55, 10.0, reset));
    remember(&store, &reading(12 * 60 + 5, 16.0, reset));
    store
        .compact(90, now() + SignedDuration::from_hours(24 * 9))
        .unwrap();
    let spent: Vec<f64> = only(&store).hours.iter().map(|it| it.spent).collect();
    assert_eq!(spent, [0.0, 6.0]);
}

#[test]
fn rows_for_a_time_that_was_folded_are_added_to_it() {
    let place = Place::new();
    let store = place.store();
    let later = now() + SignedDuration::from_hours(24 * 8);
    for minutes in [[0, 5], [20, 25]] {
        for minute in minutes {
            let used = minute as f64;
            remember(&store, &reading(minute, used, Reset::At(at(200))));
        }
        store.compact(90, later).unwrap();
    }
    let hours = only(&store).hours;
    assert_eq!(hours.len(), 1);
    assert_eq!(hours[0].high, Percent::used(25.0));
    assert_eq!(hours.iter().map(|it| it.spent).collect::<Vec<_>>(), [10.0]);
}

#[test]
fn a_part_of_the_history_is_asked_for_and_wiped_by_name() {
    let place = Place::new();
    let store = place.store();
    remember(&store, &reading(0, 10.0, Reset::Unknown));
    remember(&store, &reading(300, 10.0, Reset::Unknown));
    let mut other = reading(0, 5.0, Reset::Unknown);
    other.account.key = AccountKey::new("other", "b");
    remember(&store, &other);

    let provider = |id: &str| Which {
        provider: Some(id.to_owned()),
        ..Which::default()
    };
    let since = Which {
        since: Some(at(200)),
        ..provider("sample")
    };
    let found = store.history(&since).unwrap();
    assert_eq!(short(&found[0].stretches), [(300, 300, 10.0, true)]);
    assert_eq!(store.wipe(&provider("sample")).unwrap(), 1);
    assert_eq!(only(&store).account.provider, "other");
    assert_eq!(store.wipe(&Which::default()).unwrap(), 1);
    assert_eq!(store.history(&Which::default()).unwrap(), []);
    assert_eq!(store.recall().unwrap().len(), 2);
}

#[test]
fn a_database_from_before_the_history_gets_one_and_keeps_what_it_has() {
    let place = Place::new();
    let old = Connection::open(place.path()).unwrap();
    old.execute_batch(last::TABLE).unwrap();
    last::keep_reading(&old, &state()).unwrap();
    drop(old);
    let looked = Store::look(&place.path()).unwrap();
    assert_eq!(looked.recall().unwrap(), [state()]);
    assert_eq!(looked.history(&Which::default()).unwrap(), []);
    let store = place.store();
    assert_eq!(store.recall().unwrap(), [state()]);
    remember(&store, &reading(0, 10.0, Reset::Unknown));
    assert_eq!(only(&store).stretches.len(), 1);
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let place = Place::new();
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
    let place = Place::new();
    fs::write(place.path(), vec![b'x'; 4096]).unwrap();
    let store = place.store();
    assert_eq!(store.recall().unwrap(), []);
    let aside = place.directory.path().join("plimsoll.db.broken");
    assert_eq!(store.kept_aside(), Some(aside.as_path()));
    assert_eq!(fs::read(aside).unwrap(), [b'x'; 4096]);
    drop(store);
    assert_eq!(place.store().kept_aside(), None);
}

#[test]
fn looking_at_a_corrupt_database_moves_nothing() {
    let place = Place::new();
    fs::write(place.path(), vec![b'x'; 4096]).unwrap();
    assert!(is_corrupt(&Store::look(&place.path()).unwrap_err()));
    assert_eq!(fs::read(place.path()).unwrap(), [b'x'; 4096]);
}

#[test]
fn what_lies_beside_a_corrupt_database_goes_with_it() {
    let place = Place::new();
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
    let place = Place::new();
    remember(&place.store(), &state());
    let mut bytes = fs::read(place.path()).unwrap();
    bytes[4096..].fill(b'x');
    fs::write(place.path(), bytes).unwrap();
    assert_eq!(place.store().recall().unwrap(), []);
    assert!(place.directory.path().join("plimsoll.db.broken").exists());
}

#[test]
fn a_full_disk_costs_the_new_reading_and_nothing_else() {
    let place = Place::new();
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
    assert_eq!(only(&store).stretches.len(), kept);
    let newest = store.recall().unwrap()[0].reading.clone().unwrap();
    assert_eq!(newest.at, at(minute - 5), "half a reading was kept");

    limit(pages + 100);
    remember(&store, &reading(minute, 99.0, Reset::Unknown));
    assert_eq!(only(&store).stretches.len(), kept + 1);
}

#[test]
fn two_programs_write_and_a_third_folds_without_a_lock_error() {
    let place = Place::new();
    drop(place.store());
    let writer = |name: &'static str| {
        let path = place.path();
        std::thread::spawn(move || {
            let store = Store::open(&path).unwrap();
            store.compacted.set(Some(Instant::now()));
            for step in 0..400 {
                let mut state = reading(step * 5, step as f64 / 4.0, Reset::Unknown);
                state.account.key = AccountKey::new("sample", name);
                remember(&store, &state);
            }
        })
    };
    let writers = [writer("a"), writer("b")];
    let store = place.store();
    let later = now() + SignedDuration::from_hours(24 * 10);
    while !writers.iter().all(std::thread::JoinHandle::is_finished) {
        store.compact(90, later).unwrap();
        Store::look(&place.path())
            .unwrap()
            .history(&Which::default())
            .unwrap();
    }
    for writer in writers {
        writer.join().unwrap();
    }
    store.compact(90, later).unwrap();
    let found = store.history(&Which::default()).unwrap();
    assert_eq!(found.len(), 2);
    for window in found {
        assert_eq!(window.stretches.len(), 0);
        let last = window.hours.last().unwrap().last;
        assert_eq!(last, Percent::used(99.75));
    }
}

const WRITER: &str = "PLIMSOLL_STORE_TEST_WRITES_TO";

/// Writes until it is killed when the test below starts it; on its own it does nothing.
#[test]
fn the_writer_that_is_killed() {
    let Some(path) = std::env::var_os(WRITER) else {
        return;
    };
    let store = Store::open(Path::new(&path)).unwrap();
    for step in 0.. {
        remember(&store, &reading(step * 5, step as f64, Reset::Unknown));
    }
}

#[test]
fn a_program_killed_while_it_writes_leaves_a_whole_database() {
    let place = Place::new();
    let store = place.store();
    for _ in 0..5 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["store::tests::the_writer_that_is_killed", "--exact"])
            .env(WRITER, place.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let rows = || store.history(&Which::default()).unwrap();
        let count = || rows().first().map_or(0, |it| it.stretches.len());
        while count() < 20 {
            assert!(child.try_wait().unwrap().is_none(), "the writer ended");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let again = place.store();
        assert_eq!(again.kept_aside(), None);
        let newest = again.recall().unwrap()[0].reading.clone().unwrap();
        let last = only(&again).stretches.last().unwrap().from;
        assert_eq!(newest.at, last, "half a reading was kept");
        again.wipe(&Which::default()).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_database_or_what_lies_beside_it() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let store = place.store();
    remember(&store, &state());
    for entry in fs::read_dir(place.directory.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
    }
}
