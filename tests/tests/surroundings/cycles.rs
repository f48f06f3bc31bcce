//! The window opened and closed again and again, kept ready in between, and released. Neither the
//! resident nor the window grows by it.

use std::{
    env, thread,
    time::{Duration, Instant},
};

use plimsoll_tests::{
    app::{App, FakeService, SAME_CLICK},
    processes::{descendants, until, within},
    size::Size,
};

use crate::HOUR;

/// So many of each come first, in which caches fill.
const WARM_UP: usize = 5;

/// A pipe that is about to be closed, a thread that has just come: less than a leak would bring.
const SLACK: usize = 12;

/// What there is at a moment at which the window is not seen.
#[derive(Clone, Copy, Debug)]
struct Tally {
    resident: Size,
    /// Everything that the resident has started, together.
    window: Size,
    processes: usize,
}

impl Tally {
    fn of(app: &App) -> Self {
        let all = descendants(app.resident.id());
        Self {
            resident: Size::of(app.resident.id()).unwrap(),
            window: all.iter().filter_map(|it| Size::of(it.0)).sum(),
            processes: all.len(),
        }
    }

    /// As soon as what ends by itself a little later has ended.
    fn at_rest(app: &App) -> Self {
        let mut last = Self::of(app);
        until("rest", || {
            thread::sleep(Duration::from_millis(300));
            let now = Self::of(app);
            let is_same = now.is_no_more_than(&last, 0) && last.is_no_more_than(&now, 0);
            last = now;
            is_same.then_some(now)
        })
    }

    /// Whether nothing is left behind that is counted one by one.
    fn is_no_more_than(&self, before: &Self, slack: usize) -> bool {
        let both = [
            (self.resident, before.resident),
            (self.window, before.window),
        ];
        self.processes <= before.processes
            && both.iter().all(|(now, before)| {
                now.descriptors <= before.descriptors + slack
                    && now.threads <= before.threads + slack
            })
    }
}

fn open_and_close(app: &App) {
    app.item().choose("Open Plimsoll");
    app.window();
    thread::sleep(SAME_CLICK);
    app.item().activate(0, 0);
    app.wait_for_no_window();
}

/// The same, with a window that is not kept, until nothing of it is left.
fn open_and_release(app: &App) {
    open_and_close(app);
    until("the end of the window's processes", || {
        descendants(app.resident.id()).is_empty().then_some(())
    });
}

/// So many times, after a few that do not count. What is counted is as before; gives how much
/// memory there was before and afterwards.
fn repeat(what: &str, times: usize, app: &App, cycle: fn(&App)) -> (Tally, Tally) {
    (0..WARM_UP).for_each(|_| cycle(app));
    let before = Tally::at_rest(app);
    let start = Instant::now();
    (0..times).for_each(|_| cycle(app));
    let took = start.elapsed();
    let mut after = Tally::of(app);
    let flat = within(Duration::from_secs(20), || {
        after = Tally::of(app);
        after.is_no_more_than(&before, SLACK).then_some(())
    });
    eprintln!(
        "{times} times {what}, {:.2} s each:\n  before {before:?}\n  after  {after:?}",
        took.as_secs_f64() / times.max(1) as f64
    );
    assert!(flat.is_some(), "{what}: {before:?}, then {after:?}");
    (before, after)
}

fn cycles(kept: usize, released: usize, may_grow: u64) {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR * 100);
    scenario.home.edit_settings("popup-ready = \"always\"\n");
    let app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    let first = repeat("kept ready", kept, &app, open_and_close);
    app.scenario
        .home
        .edit_settings("popup-ready = 0\nlanguage = \"fr\"\n");
    app.tool_tip("that it is read", |text| {
        text.contains("63\u{a0}% restants")
    });
    app.scenario.home.edit_settings("popup-ready = 0\n");
    app.tool_tip("that it is read", |text| text.contains("63% left"));
    let second = repeat("released", released, &app, open_and_release);
    for (before, after) in [first, second] {
        let grown = after
            .resident
            .anonymous
            .saturating_sub(before.resident.anonymous);
        assert!(grown < may_grow, "the resident has grown by {grown} kB");
        // The web engine fills caches for a while.
        let (before, after) = (before.window.anonymous, after.window.anonymous);
        assert!(
            after <= before + before / 4,
            "the window has grown from {before} to {after} kB"
        );
    }
}

#[test]
fn a_few_dozen_times_open_and_closed_leave_nothing_behind() {
    cycles(20, 3, 1024);
}

/// `CYCLES` says how often; a twentieth of that with a window that is released.
#[test]
#[ignore = "takes minutes; `cargo test -p plimsoll-tests --test surroundings -- --ignored --nocapture`"]
fn a_thousand_times_open_and_closed_leave_nothing_behind() {
    let times = env::var("CYCLES").ok();
    let times = times.and_then(|it| it.parse().ok()).unwrap_or(1000);
    cycles(times, times / 20, 2048);
}
