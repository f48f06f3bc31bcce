//! What is measured: the app in a pretend world on a pretend desktop, with nothing on the screen
//! but the panel and, when it is open, its window.

use std::{
    io::Write,
    process::{Child, ChildStdin, Command, Stdio},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use plimsoll_tests::{
    app::App,
    home::Store,
    processes::until,
    proxy::{Door, Reply, SeenRequest},
    scenario::Scenario,
    services::{ALL, Service},
};

use crate::{kernel::Group, screen::Lines};

/// No notification covers a part of the screen, and the window stays ready.
pub(crate) const SETTINGS: &str = "[notifications]\nusage = false\nsign-in = false\n";

/// Below the panel and what it shows of the item under the pointer, above the window's lower end.
const LINES: (u64, u64) = (260, 460);
/// The same where the item tells of many accounts.
const LOWER_LINES: (u64, u64) = (460, 660);

/// The first five: the budgets are for these, however many services there are.
pub(crate) const FIVE: &[Service] = ALL.split_at(5).0;

/// Five accounts, one with each service.
pub(crate) fn five() -> Scenario {
    Scenario::signed_in(
        FIVE,
        Store::AuthFile,
        Door::Open,
        |service, request, now| (service.answer)(request, now),
    )
}

/// The same with an app that has its numbers and does nothing any more.
pub(crate) fn app(scenario: Scenario, accounts: usize) -> App {
    scenario.home.edit_settings(SETTINGS);
    let app = App::start(scenario);
    // Who reads the menu again and again makes the app larger than a panel does.
    group(&app).rest();
    has_numbers(&app, accounts);
    group(&app).rest();
    app
}

/// Waits until the menu has a number for every account.
pub(crate) fn has_numbers(app: &App, accounts: usize) {
    until("all numbers", || {
        let menu = app.item().menu();
        let with_number = menu.below.iter().filter(|it| it.label.contains("% left"));
        (with_number.count() >= accounts).then_some(())
    });
}

pub(crate) fn group(app: &App) -> Group {
    Group(app.resident.id())
}

/// One account more or less.
pub(crate) fn of(services: &[Service], reply: Answer) -> Scenario {
    let mut scenario = Scenario::signed_in(services, Store::Database, Door::Open, reply);
    // A file that somebody writes wakes whoever watches it.
    scenario.home.rest();
    scenario
}

pub(crate) type Answer = fn(&Service, &SeenRequest, Timestamp) -> Option<Reply>;

/// One account, of the first service.
pub(crate) fn one() -> Scenario {
    of(ALL.get(..1).unwrap_or_default(), |service, request, now| {
        (service.answer)(request, now)
    })
}

/// A hand on the mouse: a program that is told what to do, so that no start of one is measured.
pub(crate) struct Hand {
    tool: Child,
    orders: ChildStdin,
    lines: Lines,
}

impl Drop for Hand {
    fn drop(&mut self) {
        let _ = self.tool.kill();
        let _ = self.tool.wait();
    }
}

impl Hand {
    /// The pointer rests on the icon.
    pub(crate) fn on(app: &App) -> Self {
        Self::looking(app, false)
    }

    /// The same, with an eye on the lower lines.
    pub(crate) fn looking(app: &App, lower: bool) -> Self {
        app.desktop.wait_for_picture(plimsoll_tests::app::ICON);
        let mut tool = Command::new("xdotool");
        tool.arg("-").stdin(Stdio::piped()).stdout(Stdio::null());
        tool.envs(app.desktop.variables());
        let mut tool = tool.spawn().expect("xdotool is installed");
        let orders = tool.stdin.take().expect("it was asked for");
        let (top, bottom) = if lower { LOWER_LINES } else { LINES };
        let lines = Lines::of(app.desktop.folder(), top, bottom);
        let mut hand = Self {
            tool,
            orders,
            lines,
        };
        hand.order("mousemove 1264 16");
        hand.lines.at_rest(Instant::now(), Duration::from_secs(2));
        hand
    }

    /// Clicks; how long until the first pixel has changed, and until nothing changes any more.
    pub(crate) fn click(&mut self) -> (Duration, Duration) {
        let before = self.lines.now();
        let start = Instant::now();
        self.order("click 1");
        let first = self.lines.change(&before, start);
        let rest = self.lines.at_rest(start, Duration::from_millis(500));
        (first, rest)
    }

    fn order(&mut self, order: &str) {
        writeln!(self.orders, "{order}").expect("xdotool runs");
    }
}
