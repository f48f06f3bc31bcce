//! Several programs at once, and one that is killed.

use super::*;

#[test]
fn two_programs_write_and_a_third_folds_without_a_lock_error() {
    let place = TempPlace::new();
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
        assert_eq!(window.intervals.len(), 0);
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
    let place = TempPlace::new();
    let store = place.store();
    for _ in 0..5 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "store::tests::together::the_writer_that_is_killed",
                "--exact",
            ])
            .env(WRITER, place.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let rows = || store.history(&Which::default()).unwrap();
        let count = || rows().first().map_or(0, |it| it.intervals.len());
        while count() < 20 {
            assert!(child.try_wait().unwrap().is_none(), "the writer ended");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let again = place.store();
        assert_eq!(again.kept_aside(), None);
        let newest = again.restore().unwrap()[0].reading.clone().unwrap();
        let last = only(&again).intervals.last().unwrap().from;
        assert_eq!(newest.at, last, "half a reading was kept");
        again.wipe(&Which::default()).unwrap();
    }
}
