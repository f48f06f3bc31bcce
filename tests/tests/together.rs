//! The app's store and the command line on one database at once: nobody is ever told that it is
//! locked, and nothing is lost. `TOGETHER_SECONDS` makes it longer.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    env, fs,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use jiff::SignedDuration;
use plimsoll_core::{model::Percent, settings::Settings};
use plimsoll_runtime::store::{self, Which};
use plimsoll_tests::{
    home::Store,
    kept::{DATABASE, Kept},
    proxy::Door,
    services,
    world::World,
};

/// How long both are at it.
const SECONDS: u64 = 10;
/// What several terminals, bars and scripts do at once; the last one writes.
const COMMANDS: [&[&str]; 5] = [
    &["history", "--format", "json"],
    &["status", "--cached", "--json"],
    &["bar", "--once", "--format", "waybar"],
    &["metrics"],
    &["history", "--wipe", "--yes", "--provider", "zai"],
];

/// The lock that the tray app holds while it runs.
fn pretend_that_the_app_runs(world: &World) -> fs::File {
    let path = world.home.path("../run/plimsoll/plimsoll.lock");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let lock = fs::File::create(path).unwrap();
    lock.lock().unwrap();
    lock
}

/// Keeps readings as the app does, but without a pause and with folding in between, and gives
/// how many there were.
fn keep_until(done: &AtomicBool, world: &World) -> usize {
    let store = store::Store::open(&world.home.path(DATABASE)).unwrap();
    let settings = Settings::default();
    let mut states = store.recall().unwrap();
    let mut count = 0_usize;
    while !done.load(Ordering::Relaxed) {
        let used = (count % 100) as f64;
        for state in &mut states {
            let reading = state.reading.as_mut().unwrap();
            reading.at += SignedDuration::from_secs(1);
            for window in &mut reading.usage.windows {
                window.used = Percent::used(used);
            }
            store.remember(state, &settings).unwrap();
        }
        count += 1;
        if count.is_multiple_of(50) {
            let keep = settings.keep_history_days;
            store.compact(keep, world.now).unwrap();
        }
    }
    assert_eq!(store.recall().unwrap(), states);
    let which = Which::default();
    assert!(!store.history(&which).unwrap().is_empty());
    count
}

#[test]
fn app_and_command_line_share_one_database_without_a_lock_error() {
    let seconds = env::var("TOGETHER_SECONDS").ok();
    let seconds = seconds.and_then(|it| it.parse().ok()).unwrap_or(SECONDS);
    let world = World::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None);
    world.keep(&["openai", "zai"].map(|it| Kept::new(it, world.now, &[("session", 1.0, 9000)])));
    let _app = pretend_that_the_app_runs(&world);
    let done = AtomicBool::new(false);
    let ran = AtomicUsize::new(0);
    let end = Instant::now() + Duration::from_secs(seconds);
    let (the_world, the_count) = (&world, &ran);
    let kept = thread::scope(|scope| {
        let app = scope.spawn(|| keep_until(&done, &world));
        let shells = COMMANDS.map(|arguments| {
            scope.spawn(move || {
                while Instant::now() < end {
                    let said = the_world.plimsollctl(arguments);
                    assert_eq!((said.code, &*said.err), (Some(0), ""), "{arguments:?}");
                    the_count.fetch_add(1, Ordering::Relaxed);
                }
            })
        });
        let ended = shells.map(thread::ScopedJoinHandle::join);
        done.store(true, Ordering::Relaxed);
        for shell in ended {
            shell.unwrap();
        }
        app.join().unwrap()
    });
    let ran = ran.into_inner();
    assert!(kept > 50 && ran > 50, "{kept} readings, {ran} commands");
    assert!(world.proxy.asked().is_empty(), "a service was asked");
}
