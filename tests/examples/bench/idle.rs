//! The app that nobody touches, for one whole interval with its query of five services.

use std::{
    thread,
    time::{Duration, Instant},
};

use plimsoll_tests::{app::App, processes::within};

use crate::{kernel::Memory, scene::group, table::Row};

/// Without a query, after the first one.
const QUIET: Duration = Duration::from_mins(2);
/// The longest that the usual interval can be.
const INTERVAL: Duration = Duration::from_secs(340);

/// Of so many intervals, one after the other.
pub(crate) fn rows(app: &App, runs: usize) -> Vec<Row> {
    let all: Vec<Run> = (0..runs).map(|_| run(app)).collect();
    let of = |part: fn(&Run) -> f64| all.iter().map(part).collect::<Vec<_>>();
    let memories = |part: fn(&Memory) -> f64| {
        let both = all.iter().flat_map(|it| [&it.before, &it.after]);
        both.map(part).collect::<Vec<_>>()
    };
    vec![
        Row::fixed("idle: PSS", "MB", memories(|it| it.pss))
            .at_most(15.0)
            .peer("226"),
        Row::fixed("idle: anonymous", "MB", memories(|it| it.anonymous))
            .at_most(8.0)
            .peer("89"),
        Row::fixed("idle: threads", "", of(|it| it.threads))
            .at_most(8.0)
            .peer("58"),
        Row::fixed("idle: open descriptors", "", of(|it| it.descriptors)).at_most(32.0),
        Row::fixed(
            "wake-ups a second, between two queries",
            "1/s",
            of(|it| it.quiet_wakings),
        ),
        Row::fixed(
            "wake-ups a second, over an interval with its query",
            "1/s",
            of(|it| it.wakings),
        )
        .at_most(0.2)
        .peer("20.9"),
        Row::clock("CPU over 120 s idle", "s", of(|it| it.quiet_cpu))
            .at_most(0.02)
            .peer("0.30"),
        Row::clock("CPU over an interval with its query", "s", of(|it| it.cpu)),
    ]
}

/// One interval.
struct Run {
    before: Memory,
    after: Memory,
    threads: f64,
    descriptors: f64,
    quiet_wakings: f64,
    wakings: f64,
    quiet_cpu: f64,
    cpu: f64,
}

fn run(app: &App) -> Run {
    let ours = group(app);
    ours.settle();
    let asked = app.scenario.proxy.requests().len();
    // What Google has given to ask with is good for an hour.
    let again = || (app.scenario.proxy.requests().len() >= asked + 5).then_some(());
    let (start, first) = (Instant::now(), ours.counters());
    let memory = ours.memory();
    thread::sleep(QUIET);
    let quiet = ours.counters();
    within(INTERVAL.saturating_sub(QUIET), again).expect("an interval has passed");
    ours.settle();
    let (whole, last) = (start.elapsed().as_secs_f64(), ours.counters());
    let later = ours.memory();
    Run {
        before: memory,
        after: later,
        threads: ours.threads(),
        descriptors: ours.descriptors(),
        quiet_wakings: (quiet.wakings - first.wakings) / QUIET.as_secs_f64(),
        wakings: (last.wakings - first.wakings) / whole,
        quiet_cpu: quiet.cpu - first.cpu,
        cpu: last.cpu - first.cpu,
    }
}
