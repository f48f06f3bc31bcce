//! The database through its own door: what is kept, folded, and lost to nobody.

use std::process::{Command, Stdio};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    engine::{LastQuery, SavedAccount},
    history::{Interval, Span, WindowHistory},
    model::{AccountKey, Percent, Reset},
    problem::{Code, Problem},
    snapshot::{Reading, Usage},
    testing::{read, session},
};

use super::*;

mod file;
mod history;
mod keeper;
mod kept;
mod together;

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn at(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn state() -> AccountState {
    let mut state = read(AccountKey::new("sample", "a"), [], now());
    state.account.label = Some("ada".into());
    state
}

/// A reading of one window of five hours.
fn reading(minute: i64, used: f64, reset: Reset) -> AccountState {
    let window = session(used, reset);
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

struct TempPlace {
    directory: tempfile::TempDir,
}

impl TempPlace {
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
fn short(intervals: &[Interval]) -> Vec<(i64, i64, f64, bool)> {
    let minute = |moment: Timestamp| moment.duration_since(now()).as_mins();
    intervals
        .iter()
        .map(|it| {
            let used = it.used.unwrap().get();
            (minute(it.from), minute(it.until), used, it.after_gap)
        })
        .collect()
}
