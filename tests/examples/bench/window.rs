//! The window: from a click to what is seen, what it holds while it is open, and what is left when
//! it is gone.

use std::time::{Duration, Instant};

use plimsoll_tests::{
    app::App,
    desktop::Desktop,
    processes::{descendants, end_other, until},
    programs::program,
};

use crate::{
    kernel::{Group, Memory},
    scene::{Hand, SETTINGS, app, five, group},
    screen::Lines,
    table::Row,
};

const BARE: &str = "a bare Tauri window: start to first pixel";
const BARE_PSS: &str = "a bare Tauri window: PSS";
const BARE_ANONYMOUS: &str = "a bare Tauri window: anonymous";

/// How often the window is opened: anew, kept ready, and for the last time; and the bare one.
struct Timings {
    first: usize,
    ready: usize,
    released: usize,
    bare: usize,
}

#[expect(clippy::too_many_lines, reason = "one case after the other")]
pub(crate) fn rows(is_check: bool) -> Vec<Row> {
    let times = if is_check {
        Timings {
            first: 3,
            ready: 3,
            released: 1,
            bare: 3,
        }
    } else {
        Timings {
            first: 5,
            ready: 11,
            released: 3,
            bare: 5,
        }
    };
    let app = app(five(), 5);
    let idle = group(&app).memory();
    let mut hand = Hand::on(&app);
    let mut first = Vec::new();
    let mut first_rest = Vec::new();
    let mut open = Vec::new();
    for number in 0..times.first {
        if number > 0 {
            end_window(&app);
        }
        let (drawn, rest) = hand.click();
        first.push(milliseconds(drawn));
        first_rest.push(milliseconds(rest));
        group(&app).rest();
        open.push(group(&app).memory());
        hand.click();
    }
    let mut ready = Vec::new();
    for _ in 0..times.ready {
        let (drawn, _) = hand.click();
        ready.push(milliseconds(drawn));
        hand.click();
    }
    // Nothing is kept from now on.
    app.scenario
        .home
        .edit_settings(&format!("popup-ready = 0\n{SETTINGS}"));
    group(&app).rest();
    let mut released = Vec::new();
    for _ in 0..times.released {
        hand.click();
        hand.click();
        until("the window's end", || {
            descendants(app.resident.id()).is_empty().then_some(())
        });
        group(&app).rest();
        released.push(group(&app).memory());
    }
    drop(app);
    let (bare_first, bare) = bare_windows(times.bare);
    vec![
        Row::fixed("window open: PSS", "MB", of(&open, |it| it.pss))
            .against(BARE_PSS)
            .at_most(240.0)
            .peer("291"),
        Row::fixed("window open: anonymous", "MB", of(&open, |it| it.anonymous))
            .against(BARE_ANONYMOUS)
            .at_most(95.0)
            .peer("131"),
        Row::fixed(
            "window closed and released: PSS",
            "MB",
            of(&released, |it| it.pss),
        )
        .at_most(idle.pss * 1.1)
        .peer("298"),
        Row::fixed(
            "window closed and released: anonymous",
            "MB",
            of(&released, |it| it.anonymous),
        )
        .at_most(idle.anonymous * 1.1)
        .peer("136"),
        Row::clock("click to first pixel, first time", "ms", first)
            .against(BARE)
            .at_most(500.0),
        Row::clock("click to all drawn, first time", "ms", first_rest),
        Row::clock("click to first pixel, kept ready", "ms", ready)
            .against(BARE)
            .at_most(60.0)
            .peer("40"),
        Row::reference(BARE, "ms", bare_first),
        Row::reference(BARE_PSS, "MB", of(&bare, |it| it.pss)),
        Row::reference(BARE_ANONYMOUS, "MB", of(&bare, |it| it.anonymous)),
    ]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn of(all: &[Memory], part: impl Fn(&Memory) -> f64) -> Vec<f64> {
    all.iter().map(part).collect()
}

/// The window's program ends, as at the end of the time that it is kept ready.
fn end_window(app: &App) {
    for (id, name) in descendants(app.resident.id()) {
        if name == "plimsoll-popup" {
            end_other(id);
        }
    }
    until("the window's end", || {
        descendants(app.resident.id()).is_empty().then_some(())
    });
    group(app).rest();
}

/// A program with one empty window of the same size, and nothing else.
fn bare_windows(runs: usize) -> (Vec<f64>, Vec<Memory>) {
    let desktop = Desktop::start();
    let mut scenario = five();
    // As ours has it.
    let off = ("MESA_SHADER_CACHE_DISABLE", "true".to_owned());
    scenario.variables.extend([off]);
    let lines = Lines::of(desktop.folder(), 260, 460);
    let mut times = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..runs {
        let before = lines.now();
        let start = Instant::now();
        let mut bare = desktop.spawn(&program("examples/bare_window"), &[], &scenario.variables);
        times.push(milliseconds(lines.change(&before, start)));
        lines.at_rest(start, Duration::from_secs(1));
        Group(bare.id()).rest();
        memory.push(Group(bare.id()).memory());
        bare.end();
        until("its end", || (lines.now() == before).then_some(()));
    }
    (times, memory)
}
