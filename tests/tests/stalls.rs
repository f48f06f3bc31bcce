//! Services that begin an answer and never end it: a time-out for that account alone, and nothing
//! of it when somebody quits or sets another way.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says how long it took"
)]

use std::{thread, time::Instant};

use plimsoll_tests::{
    app::App,
    home::Store,
    processes::until,
    services::{ALL, OPENAI, Service},
    stall::{Stall, stall},
    world::World,
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
    let mut world = World::well(Store::Database);
    stall(&mut world, service.hosts[0], how);
    let start = Instant::now();
    let said = world.plimsollctl(&["status", "--json"]);
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

/// The app while one service stalls and all others have answered.
fn stalled(how: Stall) -> App {
    let mut world = World::well(Store::Database);
    stall(&mut world, OPENAI.hosts[0], how);
    let app = App::start(world);
    app.tool_tip("the others", |text| text.matches("% left").count() == 4);
    app
}

#[test]
fn quitting_does_not_wait_for_a_service() {
    for how in [Stall::BeforeHeaders, Stall::Drip] {
        let mut app = stalled(how);
        app.item().entry("Quit");
        app.item().choose("Quit");
        let start = Instant::now();
        until("its end", || (!app.resident.is_running()).then_some(()));
        eprintln!(
            "quits while a service stalls {how:?}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn quitting_does_not_wait_for_a_store() {
    let mut world = World::well(Store::AuthFile);
    let lock = world.home.lock_database();
    let mut app = App::start(world);
    app.item().entry("Quit");
    assert!(!app.text_of_tool_tip().contains("OpenAI"), "nothing hangs");
    app.item().choose("Quit");
    let start = Instant::now();
    until("its end", || (!app.resident.is_running()).then_some(()));
    let took = start.elapsed();
    eprintln!("quits while a search waits for a lock: {took:?}");
    drop(lock);
}

#[test]
fn quitting_takes_the_window_along() {
    let mut app = App::start_driven(World::well(Store::Database));
    app.tool_tip("every number", |text| text.matches("% left").count() == 5);
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
fn another_way_in_the_settings_drops_what_hangs_on_the_old_one_and_asks_again() {
    let app = stalled(Stall::InBody);
    let proxy = app.world.proxy.url();
    let settings = format!("proxy = \"{proxy}\"\n");
    app.world.home.edit_settings(&settings);
    app.tool_tip("every number", |text| text.matches("% left").count() == 5);
    // It on either way; the others were answered a moment ago, which still holds.
    let requests = app.world.proxy.requests();
    let of_openai = requests.iter().filter(|it| it.host == OPENAI.hosts[0]);
    assert_eq!((of_openai.count(), requests.len()), (2, 8));
}
