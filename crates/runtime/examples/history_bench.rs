//! Measures the history: how large a year of one reading a minute for 20 windows becomes, and how
//! long a month of one window takes to read. Started by `cargo xtask bench history`; the figures
//! stand in docs/internals/history.md.
#![allow(
    clippy::print_stdout,
    reason = "a measurement speaks to whoever started it"
)]

use std::{
    error::Error,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    model::{AccountKey, QuotaWindow, Reset},
    settings::Settings,
    snapshot::AccountState,
    testing::{read, session},
};
use plimsoll_runtime::store::{Store, Which};

const DAYS: i64 = 365;
const WINDOWS: i64 = 20;
const ASKED: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::temp_dir().join(format!("plimsoll-bench-{}", std::process::id()));
    let path = directory.join("plimsoll.db");
    let measured = measure(&path);
    fs::remove_dir_all(&directory)?;
    measured
}

fn measure(path: &Path) -> Result<(), Box<dyn Error>> {
    let store = Store::open(path)?;
    let settings = Settings {
        interval_minutes: 1,
        ..Settings::default()
    };
    let end = Timestamp::now();
    let start = end - SignedDuration::from_hours(24 * DAYS);
    let (mut longest_write, mut longest_fold) = (Duration::ZERO, Duration::ZERO);
    let began = Instant::now();
    for minute in 0..DAYS * 24 * 60 {
        let at = start + SignedDuration::from_mins(minute);
        let write = Instant::now();
        store.remember(&state(minute, at), &settings)?;
        longest_write = longest_write.max(write.elapsed());
        if minute % (24 * 60) == 0 {
            let fold = Instant::now();
            store.compact(settings.keep_history_days, at)?;
            longest_fold = longest_fold.max(fold.elapsed());
        }
    }
    let readings = DAYS * 24 * 60 * WINDOWS;
    let seconds = began.elapsed().as_secs_f64();
    println!("{readings} readings written in {seconds:.0} s");
    println!("longest write of {WINDOWS} windows: {longest_write:.1?}");
    println!("longest folding of a day: {longest_fold:.1?}");
    let mut bytes = 0;
    for entry in fs::read_dir(path.parent().ok_or("no directory")?)? {
        bytes += entry?.metadata()?.len();
    }
    println!(
        "size with SQLite's side files: {:.1} MB",
        bytes as f64 / 1e6
    );

    let open = Instant::now();
    drop(Store::open(path)?);
    println!("opening with its check: {:.1?}", open.elapsed());
    let store = Store::look(path)?;
    let month = Which {
        window: Some("window-7".to_owned()),
        since: Some(end - SignedDuration::from_hours(24 * 30)),
        ..Which::default()
    };
    let mut times: Vec<Duration> = Vec::new();
    let mut rows = 0;
    for _ in 0..ASKED {
        let query = Instant::now();
        let found = store.history(&month)?;
        times.push(query.elapsed());
        rows = found
            .iter()
            .map(|it| it.hours.len() + it.intervals.len())
            .sum();
    }
    times.sort();
    let median = times.get(ASKED / 2).ok_or("nothing measured")?;
    let longest = times.last().ok_or("nothing measured")?;
    println!("a month of one window, {rows} rows: median {median:.1?}, longest {longest:.1?}");
    Ok(())
}

/// Twenty windows, each of whose values differs from the last one: the worst that can be kept.
fn state(minute: i64, at: Timestamp) -> AccountState {
    let window = |number: i64| {
        let length = 300 + number * 60;
        let run = (minute + number) / length;
        let passed = (minute + number) % length;
        let left = SignedDuration::from_mins(length - passed);
        QuotaWindow {
            id: format!("window-{number}"),
            length: Some(SignedDuration::from_mins(length)),
            ..session(
                100.0 * passed as f64 / length as f64 + (run % 7) as f64 / 100.0,
                Reset::At(at + left),
            )
        }
    };
    read(AccountKey::new("sample", "a"), (0..WINDOWS).map(window), at)
}
