//! Services that begin an answer and never end it: a time-out for that account alone, and nothing
//! of it when somebody quits or sets another way. What hangs ends by itself after a while, so that
//! an end that waited for it would look like one that came a little late: it has to come before.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says how long it took"
)]

use std::{thread, time::Instant};

use jiff::{SignedDuration, Timestamp};
use plimsoll_tests::{
    app::App,
    fault_proxy::FaultProxy,
    home::Store,
    processes::{until, within},
    scenario::Scenario,
    services::{ALL, OPENAI, Service, entry_of_openai},
    slow_disk::SlowDisk,
    stall::{Stall, stall},
};
use serde_json::Value;

/// The code of each account's problem, by its service.
fn problem<'a>(status: &'a Value, service: &Service) -> Option<&'a str> {
    let accounts = status["accounts"].as_array().unwrap();
    let mut its = accounts.iter().filter(|it| it["provider"] == service.id);
    let account = its.next().unwrap();
    assert_eq!(
        account["windows"].as_array().unwrap().is_empty(),
        account["problem"].is_object(),
        "{account}"
    );
    account["problem"]["code"].as_str()
}

fn one_stalls(service: &'static Service, how: Stall) {
    let mut scenario = Scenario::well(Store::Database);
    stall(&mut scenario, service.hosts[0], how);
    let start = Instant::now();
    let said = scenario.plimsollctl(&["status", "--json"]);
    let took = start.elapsed();
    eprintln!("{} stalls {how:?}: {took:?}", service.id);
    assert_eq!(said.code, Some(0), "{}", said.err);
    for other in ALL {
        let expected = (other.id == service.id).then_some("timed-out");
        assert_eq!(
            problem(&said.json(), other),
            expected,
            "{how:?} {}",
            other.id
        );
    }
}

#[test]
fn a_service_that_stalls_anywhere_times_out_alone() {
    thread::scope(|scope| {
        for (service, how) in ALL.iter().zip(Stall::ALL) {
            scope.spawn(move || one_stalls(service, how));
        }
    });
}

/// The app while one service stalls and all others have answered, and the way to that service.
fn stalled(how: Stall) -> (FaultProxy, App) {
    let mut scenario = Scenario::well(Store::Database);
    let way = stall(&mut scenario, OPENAI.hosts[0], how);
    let app = App::start(scenario);
    app.tool_tip("the others", |text| {
        text.matches("% left").count() == ALL.len() - 1
    });
    (way, app)
}

/// So long at least the app waits for an answer by itself, and for a store: ten seconds of each,
/// from a little before the service is asked and the store is read.
const HANGS: SignedDuration = SignedDuration::from_secs(9);
/// To be quit in.
const ROOM: SignedDuration = SignedDuration::from_secs(1);

/// Lets the app do what hangs from the moment on that is given, and quits it: whether it ends before
/// what hangs has ended by itself. `None` where the machine was too slow to tell. All that takes
/// long on such a one is over before.
fn quits_before(app: &mut App, hang: impl FnOnce(&mut App) -> Timestamp) -> Option<bool> {
    app.tool_tip("every number", |text| {
        text.matches("% left").count() == ALL.len()
    });
    app.item().entry("Quit");
    let since = hang(app);
    let start = Timestamp::now();
    let left = (since + HANGS).duration_since(start);
    if left < ROOM {
        return None;
    }
    app.item().choose("Quit");
    let ended = within(left.unsigned_abs(), || {
        (!app.resident.is_running()).then_some(())
    });
    eprintln!("quits in {:#}", Timestamp::now().duration_since(start));
    Some(ended.is_some())
}

/// What the first attempt told that was fast enough.
fn tried(attempt: impl Fn() -> Option<bool>) -> bool {
    let mut attempts = (0..5).map(|_| attempt());
    attempts.find_map(|it| it).unwrap()
}

#[test]
fn quitting_does_not_wait_for_a_service() {
    for how in [Stall::BeforeHeaders, Stall::Drip] {
        let in_time = tried(|| {
            let mut scenario = Scenario::well(Store::AuthFile);
            let way = FaultProxy::to(&scenario);
            scenario.variables.insert("HTTPS_PROXY", way.url());
            let mut app = App::start(scenario);
            quits_before(&mut app, |app| {
                way.play(OPENAI.hosts, how.play());
                let now = app.scenario.now;
                let openai = entry_of_openai(now + SignedDuration::from_mins(61));
                let others = ALL.iter().filter(|it| it.id != OPENAI.id);
                let others = others.flat_map(|it| (it.entries)(now));
                let entries: Vec<_> = others.chain([openai]).collect();
                // With a new token it is asked at once.
                app.scenario.home.sign_in_again(&entries);
                app.item().secondary_activate(0, 0);
                until("a query", || way.wanted())
            })
        });
        assert!(in_time, "{how:?}");
    }
}

#[test]
fn quitting_does_not_wait_for_a_store() {
    let in_time = tried(|| {
        let mut scenario = Scenario::well(Store::Database);
        let mut disk = SlowDisk::for_readers("opencode.db", &mut scenario);
        let mut app = App::start(scenario);
        let in_time = quits_before(&mut app, |app| {
            disk.hold();
            app.item().secondary_activate(0, 0);
            disk.wait_for_a_call();
            Timestamp::now()
        });
        disk.release();
        in_time
    });
    assert!(in_time);
}

#[test]
fn quitting_takes_the_window_along() {
    let mut app = App::start_driven(Scenario::well(Store::Database));
    app.tool_tip("every number", |text| {
        text.matches("% left").count() == ALL.len()
    });
    app.click(1);
    let page = app.page();
    page.wait_for("OpenAI");
    app.item().choose("Quit");
    let start = Instant::now();
    until("its end", || {
        app.desktop.tray_items().is_empty().then_some(())
    });
    let took = start.elapsed();
    eprintln!("quits with its window open: {took:?}");
    until("no window", || {
        app.desktop.windows("Plimsoll").is_empty().then_some(())
    });
}

#[test]
fn a_new_proxy_drops_queries_that_hang_on_the_old_one() {
    let (_way, app) = stalled(Stall::InBody);
    let proxy = app.scenario.proxy.url();
    let settings = format!("proxy = \"{proxy}\"\n");
    app.scenario.home.edit_settings(&settings);
    app.tool_tip("every number", |text| {
        text.matches("% left").count() == ALL.len()
    });
    // It on either proxy; the others were answered a moment ago, which still holds: a query of
    // Antigravity is three requests, of OpenCode Console it is five, of Claude, Grok and Cursor two.
    let requests = app.scenario.proxy.requests();
    let of_openai = requests.iter().filter(|it| it.host == OPENAI.hosts[0]);
    let others = ALL.len() - 1 + 2 + 4 + 1 + 1 + 1;
    assert_eq!((of_openai.count(), requests.len()), (2, 2 + others));
}
