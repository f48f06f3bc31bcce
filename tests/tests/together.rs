//! The app and the command line on one database at once: nobody is ever told that it is locked, and
//! nothing is lost. Once with the app's store, as fast as it can, and once with the tray program
//! itself. `TOGETHER_SECONDS` makes it longer.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says what it found"
)]

use std::{
    collections::BTreeMap,
    env,
    process::Command,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use jiff::SignedDuration;
use plimsoll_core::{model::Percent, settings::Settings};
use plimsoll_runtime::store::{self, Which};
use plimsoll_tests::{
    app::{App, FakeService},
    home::Store,
    programs::program,
    proxy::Door,
    scenario::Scenario,
    services,
    stored_readings::{DATABASE, StoredReading},
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

fn how_long() -> Duration {
    let seconds = env::var("TOGETHER_SECONDS").ok();
    let seconds = seconds.and_then(|it| it.parse().ok()).unwrap_or(SECONDS);
    Duration::from_secs(seconds)
}

/// Keeps readings as the app does, but without a pause and with folding in between, and gives
/// how many there were.
fn keep_until(done: &AtomicBool, scenario: &Scenario) -> usize {
    let store = store::Store::open(&scenario.home.path(DATABASE)).unwrap();
    let settings = Settings::default();
    let mut states = store.restore().unwrap();
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
            store.compact(keep, scenario.now).unwrap();
        }
    }
    assert_eq!(store.restore().unwrap(), states);
    let which = Which::default();
    assert!(!store.history(&which).unwrap().is_empty());
    count
}

#[test]
fn app_and_command_line_share_one_database_without_a_lock_error() {
    let scenario = Scenario::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None);
    scenario.keep(
        &["openai", "zai"]
            .map(|it| StoredReading::new(it, scenario.now, &[("session", 1.0, 9000)])),
    );
    let _app = scenario.pretend_that_the_app_runs();
    let done = AtomicBool::new(false);
    let ran = AtomicUsize::new(0);
    let end = Instant::now() + how_long();
    let (the_world, the_count) = (&scenario, &ran);
    let kept = thread::scope(|scope| {
        let app = scope.spawn(|| keep_until(&done, &scenario));
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
    assert!(scenario.proxy.asked().is_empty(), "a service was asked");
}

/// A busy machine gets further than this later.
const AT_LEAST: usize = 20;

/// Runs the command until the end; gives how often, and whatever went wrong.
fn run_until(
    end: Instant,
    arguments: &[&str],
    variables: &BTreeMap<&'static str, String>,
) -> (usize, Vec<String>) {
    let (mut count, mut wrong) = (0, Vec::new());
    while Instant::now() < end || count < AT_LEAST {
        let mut command = Command::new(program("plimsollctl"));
        command.args(arguments).env_clear().envs(variables);
        let output = command.output().unwrap();
        if !output.status.success() || !output.stderr.is_empty() {
            let said = String::from_utf8_lossy(&output.stderr);
            wrong.push(format!("{arguments:?}: {} {said}", output.status));
        }
        count += 1;
    }
    (count, wrong)
}

#[test]
fn app_and_command_line_share_a_database_without_lock_errors() {
    let (mut service, scenario) = FakeService::scenario(20.0, SignedDuration::from_hours(1));
    let mut app = App::start(scenario);
    app.tool_tip("a number", |text| text.contains("80% left"));
    let variables = app.scenario.variables.clone();
    let end = Instant::now() + how_long();
    let (ran, told) = thread::scope(|scope| {
        let shells = COMMANDS.map(|arguments| {
            let variables = &variables;
            scope.spawn(move || run_until(end, arguments, variables))
        });
        let mut told = 0_u32;
        while Instant::now() < end || told <= 3 {
            told += 1;
            let used = 20 + told % 70;
            service.turn_and_refresh(f64::from(used), &mut app);
            let left = format!("{}% left", 100 - used);
            app.tool_tip(&left, |text| text.contains(&left));
        }
        let ended = shells.map(|shell| shell.join().unwrap());
        let ran: usize = ended.iter().map(|(count, _)| count).sum();
        let wrong: Vec<String> = ended.into_iter().flat_map(|(_, wrong)| wrong).collect();
        assert_eq!(wrong, [""; 0]);
        (ran, told)
    });
    assert!(told > 3 && ran > 50, "{told} readings, {ran} commands");
    let errors = app.resident.errors();
    assert!(!errors.contains("not kept"), "{errors}");
    let status = app.scenario.plimsollctl(&["status", "--cached", "--json"]);
    let used = &status.json()["accounts"][0]["windows"][0]["used_percent"];
    assert_eq!(*used, f64::from(20 + told % 70));
    eprintln!("{told} readings of the tray program beside {ran} commands");
}
