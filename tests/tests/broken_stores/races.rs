//! Stores that are written while they are read.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use plimsoll_tests::{
    file_corruption::{clear, lay_pipe},
    scenario::Scenario,
};
use serde_json::{Map, Value};

use crate::{
    AUTH_FILE,
    databases::{DATABASE, usual},
    run, scenario,
};

const RUNS: usize = 30;

/// Runs the program again and again while somebody else is at its stores. Gives every outcome of
/// the file, with the number of its entries.
fn while_written(scenario: &Scenario, write: impl Fn() + Sync) -> Vec<(String, Option<u64>)> {
    outcomes_of(scenario, AUTH_FILE, RUNS, write)
}

fn outcomes_of(
    scenario: &Scenario,
    store: &str,
    runs: usize,
    write: impl Fn() + Sync,
) -> Vec<(String, Option<u64>)> {
    /// Ends the writing also when a run fails.
    struct End<'a>(&'a AtomicBool);
    impl Drop for End<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let done = AtomicBool::new(false);
    let place = scenario.home.path(store).display().to_string();
    thread::scope(|scope| {
        let _end = End(&done);
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                write();
            }
        });
        let outcomes = (0..runs).map(|_| {
            let said = run(scenario, &["doctor", "--json"]);
            assert_eq!(said.code, Some(0), "{}", said.err);
            let report = said.json();
            let found = report["accounts"].as_array().unwrap().iter();
            let is_there = |id: &str| found.clone().any(|it| it["provider"] == id);
            assert!(is_there("antigravity") && is_there("openai"), "{report}");
            let mut places = report["searched"].as_array().unwrap().iter();
            let place = places.find(|it| it["path"] == place).unwrap();
            let outcome = place["outcome"].as_str().unwrap().to_owned();
            (outcome, place["entries"].as_u64())
        });
        outcomes.collect()
    })
}

#[test]
fn a_file_replaced_while_read_is_the_old_or_the_new() {
    let mut scenario = scenario();
    let (file, new) = (
        scenario.home.path(AUTH_FILE),
        scenario.home.path("auth.json.new"),
    );
    let whole: Map<String, Value> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let mut fewer = whole.clone();
    fewer.remove("openai");
    let forms = [whole, fewer].map(|it| Value::Object(it).to_string());
    let outcomes = while_written(&scenario, || {
        for text in &forms {
            fs::write(&new, text).unwrap();
            fs::rename(&new, &file).unwrap();
        }
    });
    for (outcome, entries) in &outcomes {
        assert_eq!(outcome, "read", "{outcomes:?}");
        assert!(matches!(entries, Some(3 | 4)), "{outcomes:?}");
    }
    scenario.home.arrange(|_| {});
}

#[test]
fn a_pipe_in_the_place_of_a_file_holds_nothing_up() {
    let mut scenario = scenario();
    let (file, new) = (
        scenario.home.path(AUTH_FILE),
        scenario.home.path("auth.json.new"),
    );
    let whole = fs::read(&file).unwrap();
    let outcomes = while_written(&scenario, || {
        fs::write(&new, &whole).unwrap();
        fs::rename(&new, &file).unwrap();
        lay_pipe(&new);
        fs::rename(&new, &file).unwrap();
    });
    for (outcome, _) in &outcomes {
        assert!(
            matches!(outcome.as_str(), "read" | "unreadable"),
            "{outcomes:?}"
        );
    }
    scenario.home.arrange(|_| clear(&new));
}

#[test]
fn a_pipe_beside_a_database_costs_that_database_alone() {
    // Each that hangs is given up after ten seconds.
    const RUNS: usize = 8;
    let mut scenario = scenario();
    let place = scenario.home.path(DATABASE);
    let (journal, new) = (
        PathBuf::from(format!("{}-journal", place.display())),
        scenario.home.path("journal.new"),
    );
    scenario.home.arrange(|_| drop(usual(&place)));
    let outcomes = outcomes_of(&scenario, DATABASE, RUNS, || {
        lay_pipe(&new);
        fs::rename(&new, &journal).unwrap();
        thread::sleep(Duration::from_micros(200));
        clear(&journal);
        thread::sleep(Duration::from_micros(500));
    });
    for (outcome, _) in &outcomes {
        assert!(
            matches!(outcome.as_str(), "read" | "unreadable"),
            "{outcomes:?}"
        );
    }
    scenario.home.arrange(|_| clear(&new));
}
