//! The stores of sign-ins under watch: whatever way one is written, the app shows it at once, and
//! looks at nothing while nothing is written.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says how long it took"
)]

use std::{
    thread,
    time::{Duration, Instant},
};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService},
    home::{Home, Store},
    opens::Opens,
    processes::until,
    services::entry_of_openai,
};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const AUTH_FILE: &str = ".local/share/opencode/auth.json";
const DATABASE: &str = ".local/share/opencode/opencode.db";

/// An app with a sign-in that has expired.
fn expired(store: Store) -> (FakeService, App) {
    let (service, scenario) = FakeService::world_of(store, 37.4, -HOUR);
    let app = App::start(scenario);
    app.tool_tip("the problem", |text| {
        text.contains("OpenAI: ") && !text.contains('%')
    });
    (service, app)
}

/// How long it takes to be shown that a sign-in works again. Looking now and then, once a minute,
/// would be too late for this.
fn shown_after(app: &App, how: &str) {
    let start = Instant::now();
    app.tool_tip("the number", |text| text.contains("63% left"));
    eprintln!("a sign-in fixed {how} is shown after {:?}", start.elapsed());
    assert_eq!(app.scenario.proxy.requests().len(), 1);
}

#[test]
fn a_file_that_is_written_in_place_mends_the_sign_in() {
    let (mut service, mut app) = expired(Store::AuthFile);
    service.renew(&mut app.scenario);
    shown_after(&app, "in place");
}

#[test]
fn a_file_that_is_replaced_mends_the_sign_in() {
    let (_dial, mut app) = expired(Store::AuthFile);
    let entry = entry_of_openai(app.scenario.now + HOUR);
    app.scenario.home.replace_sign_ins(&[entry]);
    shown_after(&app, "by another file");
}

#[test]
fn a_directory_that_comes_later_mends_the_sign_in() {
    let (mut service, mut app) = expired(Store::AuthFile);
    app.scenario.home.forget_sign_ins();
    app.tool_tip("nothing", |text| !text.contains("OpenAI"));
    service.renew(&mut app.scenario);
    shown_after(&app, "in a new directory");
}

#[test]
fn the_log_of_a_database_in_use_mends_the_sign_in() {
    let (mut service, mut app) = expired(Store::Database);
    service.renew(&mut app.scenario);
    shown_after(&app, "in a database that is written all the time");
    let (mut service, mut app) = expired(Store::Database);
    app.scenario.home.rest();
    service.renew(&mut app.scenario);
    shown_after(&app, "in a database that rests");
}

#[test]
fn numbers_outlast_the_store_that_they_were_asked_with() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.scenario.home.rewrite(AUTH_FILE, "{\"openai\": ");
    app.tool_tip("both", |text| {
        text.contains("63% left") && text.contains("A sign-in file is damaged")
    });
    // Nor does the sign-in of another tool, which is there too, stand in for it.
    assert_eq!(app.scenario.proxy.requests().len(), 1);
    let said = app.scenario.plimsollctl(&["status", "--cached", "--json"]);
    let window = &said.json()["accounts"][0]["windows"][0];
    assert_eq!(window["used_percent"], 37.4);
}

#[test]
fn many_quick_writes_are_one_query() {
    let (mut service, mut app) = expired(Store::AuthFile);
    for _ in 0..50 {
        service.renew(&mut app.scenario);
    }
    shown_after(&app, "fifty times");
    service.turn_and_refresh(45.0, &mut app);
    app.tool_tip("the next number", |text| text.contains("55% left"));
    assert_eq!(app.scenario.proxy.requests().len(), 2);
}

/// While something waits for a new sign-in, and so would be looked for every minute if nobody told
/// of changes.
fn assert_not_looked_at(store: Store, file: &str, set_up: impl FnOnce(&mut Home)) {
    let (_dial, mut scenario) = FakeService::world_of(store, 37.4, -HOUR);
    set_up(&mut scenario.home);
    let app = App::start(scenario);
    app.tool_tip("the problem", |text| text.contains("OpenAI: "));
    let mut opens = Opens::of(&app.scenario.home.path(file));
    until("rest", || {
        thread::sleep(Duration::from_secs(2));
        (opens.count() == 0).then_some(())
    });
    thread::sleep(Duration::from_secs(65));
    assert_eq!(opens.count(), 0, "{file}");
}

#[test]
fn nothing_is_looked_at_while_nothing_is_written() {
    thread::scope(|scope| {
        scope.spawn(|| assert_not_looked_at(Store::AuthFile, AUTH_FILE, |_| {}));
        // Reading a database that nobody has open leaves a trace, which is no news.
        scope.spawn(|| assert_not_looked_at(Store::Database, DATABASE, Home::close));
        // So does reading one that is open.
        scope.spawn(|| assert_not_looked_at(Store::Database, DATABASE, Home::rest));
    });
}
