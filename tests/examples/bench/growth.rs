//! What more accounts and a longer history cost: memory, work for a query, the window, the
//! database.

use std::{fs, path::Path, thread, time::Duration};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    model::{Percent, Reset},
    settings::Settings,
    snapshot::AccountState,
};
use plimsoll_runtime::store::Store as Database;
use plimsoll_tests::{
    app::App, fleet, processes::until, scenario::Scenario, stored_readings::DATABASE,
};

use crate::{
    kernel::Memory,
    scene::{Hand, app, five, group, has_numbers, of, one},
    table::Row,
};

/// One day, month and year, in days.
const PASTS: [(&str, i64); 3] = [("day", 1), ("month", 30), ("year", 365)];
/// What is usual: an account is asked about every five minutes.
const EVERY: i64 = 5;

pub(crate) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (label, accounts, scenario) in [
        ("1 account", 1, one as fn() -> Scenario),
        ("5 accounts", 5, five),
        ("20 accounts", 20, twenty),
        ("100 accounts", 100, many),
    ] {
        let app = app(scenario(), accounts);
        rows.extend(costs(label, &app, accounts));
        rows.push(database(label, &app));
    }
    for (label, days) in PASTS {
        let scenario = five();
        let app = app_with_past(scenario, days);
        rows.extend(costs(label, &app, 5));
        rows.push(database(label, &app));
    }
    rows
}

/// A hundred accounts instead of five.
pub(crate) fn hundred() -> Vec<Row> {
    let few = app(five(), 5);
    group(&few).settle();
    let (less, threads) = (group(&few).memory(), group(&few).threads());
    drop(few);
    let app = app(many(), 100);
    // What the panel is given while a new mark is announced takes memory for a moment.
    group(&app).settle();
    let more = group(&app).memory();
    let one =
        |what, unit, value: f64, limit: f64| Row::fixed(what, unit, vec![value]).at_most(limit);
    vec![
        one(
            "100 accounts instead of 5: more PSS",
            "MB",
            more.pss - less.pss,
            5.0,
        ),
        one(
            "100 accounts instead of 5: more anonymous",
            "MB",
            more.anonymous - less.anonymous,
            5.0,
        ),
        one(
            "100 accounts: threads",
            "",
            group(&app).threads(),
            threads.max(8.0),
        ),
    ]
}

fn row(label: &str, what: &str, unit: &'static str, values: Vec<f64>) -> Row {
    // A handful of rows for a program that ends with them.
    let what: &'static str = format!("{label}: {what}").leak();
    Row::clock(what, unit, values)
}

fn database(label: &str, app: &App) -> Row {
    let bytes = size(&app.scenario.home.path(DATABASE));
    row(label, "database", "MB", vec![bytes / 1e6])
}

/// Queries of all accounts.
const QUERIES: usize = 3;

/// An account is not asked by hand more often than that.
const BY_HAND: Duration = Duration::from_secs(16);

/// What this app costs at rest, for a query, and with its window.
fn costs(label: &str, app: &App, accounts: usize) -> Vec<Row> {
    let (mut cpu, mut wakings) = (Vec::new(), Vec::new());
    let Memory { pss, anonymous } = group(app).memory();
    for _ in 0..QUERIES {
        thread::sleep(BY_HAND);
        let before = group(app).counters();
        let asked = app.scenario.proxy.requests().len();
        app.item().secondary_activate(0, 0);
        until("a query of all", || {
            (app.scenario.proxy.requests().len() >= asked + accounts).then_some(())
        });
        group(app).rest();
        let after = group(app).counters();
        cpu.push((after.cpu - before.cpu) * 1000.0);
        wakings.push(after.wakings - before.wakings);
    }
    let threads = group(app).threads();
    // The list under the pointer reaches as far down as a short window.
    let (first, rest) = Hand::looking(app, accounts > 5).click();
    vec![
        row(label, "PSS", "MB", vec![pss]),
        row(label, "anonymous", "MB", vec![anonymous]),
        row(label, "threads", "", vec![threads]),
        row(label, "CPU for a query of all", "ms", cpu),
        row(label, "wake-ups for a query of all", "", wakings),
        row(
            label,
            "click to first pixel, first time",
            "ms",
            vec![first.as_secs_f64() * 1000.0],
        ),
        row(
            label,
            "click to all drawn, first time",
            "ms",
            vec![rest.as_secs_f64() * 1000.0],
        ),
    ]
}

fn twenty() -> Scenario {
    of(&fleet::services(), fleet::well)
}

fn many() -> Scenario {
    of(&fleet::services_with::<20>(), fleet::well)
}

/// An app that has been here for so long.
fn app_with_past(scenario: Scenario, days: i64) -> App {
    let mut app = app(scenario, 5);
    app.crash();
    keep(&app.scenario.home.path(DATABASE), days);
    app.start_again();
    has_numbers(&app, 5);
    group(&app).rest();
    app
}

/// The windows that the app has found, used and reset over and over.
fn keep(database: &Path, days: i64) {
    let store = Database::open(database).expect("the app has made it");
    let settings = Settings::default();
    let states = store.restore().expect("the app has kept its readings");
    let end = Timestamp::now();
    for minute in (0..days * 24 * 60).step_by(EVERY.unsigned_abs() as usize) {
        let at = end - SignedDuration::from_hours(24 * days) + SignedDuration::from_mins(minute);
        for state in &states {
            let told = told(state, minute, at);
            store.remember(&told, &settings).expect("there is room");
        }
        if minute % (24 * 60) == 0 {
            let kept = store.compact(settings.keep_history_days, at);
            kept.expect("there is room");
        }
    }
}

fn told(state: &AccountState, minute: i64, at: Timestamp) -> AccountState {
    let mut told = state.clone();
    if let Some(reading) = &mut told.reading {
        reading.at = at;
        for window in &mut reading.usage.windows {
            let length = window.length.map_or(5 * 60, |it| it.as_mins());
            let passed = minute % length.max(1);
            let share = passed as f64 / length as f64;
            window.used = Percent::used(100.0 * share);
            window.reset = Reset::At(at + SignedDuration::from_mins(length - passed));
        }
    }
    told
}

/// With SQLite's side files.
fn size(database: &Path) -> f64 {
    let folder = database.parent().expect("it is in a folder");
    let files = fs::read_dir(folder).expect("the app has made it").flatten();
    let bytes = files.filter_map(|it| it.metadata().ok()).map(|it| it.len());
    bytes.sum::<u64>() as f64
}
