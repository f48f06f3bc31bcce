//! The app that nobody touches, for one whole interval with its query of five services.

use std::{
    thread,
    time::{Duration, Instant},
};

use plimsoll_tests::processes::within;

use crate::{
    scene::{app, five, group},
    table::Row,
};

/// Without a query, after the first one.
const QUIET: Duration = Duration::from_mins(2);
/// The longest that the usual interval can be.
const INTERVAL: Duration = Duration::from_secs(340);

pub(crate) fn rows() -> Vec<Row> {
    let app = app(five(), 5);
    let ours = group(&app);
    let asked = app.world.proxy.requests().len();
    // What Google has given to ask with is good for an hour.
    let again = || (app.world.proxy.requests().len() >= asked + 5).then_some(());
    let (start, first) = (Instant::now(), ours.counters());
    let memory = ours.memory();
    thread::sleep(QUIET);
    let quiet = ours.counters();
    within(INTERVAL.saturating_sub(QUIET), again).expect("an interval has passed");
    ours.rest();
    let (whole, last) = (start.elapsed().as_secs_f64(), ours.counters());
    let later = ours.memory();
    let seconds = QUIET.as_secs_f64();
    let each = |row: Row, value: f64| Row {
        values: vec![value],
        ..row
    };
    vec![
        Row::fixed("idle: PSS", "MB", vec![memory.pss, later.pss])
            .at_most(15.0)
            .peer("226"),
        Row::fixed(
            "idle: anonymous",
            "MB",
            vec![memory.anonymous, later.anonymous],
        )
        .at_most(8.0)
        .peer("89"),
        each(Row::fixed("idle: threads", "", vec![]), ours.threads())
            .at_most(8.0)
            .peer("58"),
        each(
            Row::fixed("idle: open descriptors", "", vec![]),
            ours.descriptors(),
        )
        .at_most(32.0),
        each(
            Row::fixed("wake-ups a second, between two queries", "1/s", vec![]),
            (quiet.wakings - first.wakings) / seconds,
        ),
        each(
            Row::fixed(
                "wake-ups a second, over an interval with its query",
                "1/s",
                vec![],
            ),
            (last.wakings - first.wakings) / whole,
        )
        .at_most(0.2)
        .held_at(0.25)
        .peer("20.9"),
        each(
            Row::clock("CPU over 120 s idle", "s", vec![]),
            quiet.cpu - first.cpu,
        )
        .at_most(0.02)
        .peer("0.30"),
        each(
            Row::clock("CPU over an interval with its query", "s", vec![]),
            last.cpu - first.cpu,
        ),
    ]
}
