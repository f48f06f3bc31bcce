//! Alerts on a real desktop: buttons, replacing, urgency, a notification service that goes and
//! comes, a sudden end, quiet hours. When something is told at all is proved in core.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::thread;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use plimsoll_tests::{
    app::{App, FakeService},
    notifications::NotifyCall,
    processes::{descendants, kill_other, until},
    stored_readings::DATABASE,
};
use zbus::{
    blocking::{Connection, MessageIterator, connection::Builder},
    names::MemberName,
};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// An app that has seen 60 % used.
fn start() -> (FakeService, App) {
    let (service, scenario) = FakeService::scenario(60.0, HOUR);
    let app = App::start(scenario);
    app.tool_tip("the first number", |text| text.contains("40% left"));
    (service, app)
}

/// The app sees this much used.
fn see(used: f64, service: &mut FakeService, app: &mut App) {
    service.turn_and_refresh(used, app);
    let left = format!("{}% left", 100.0 - used);
    app.tool_tip("the next number", |text| text.contains(&left));
}

/// Waits for this many notifications on the screen.
fn wait_for_screen(app: &App, count: u32) {
    until("the right number on the screen", || {
        (app.desktop.notifications.on_screen() == count).then_some(())
    });
}

/// Waits until the app has kept that the desktop took a notification: it tells it again after a
/// sudden end before that.
fn wait_until_kept(app: &App) {
    let database = app.scenario.home.path(DATABASE);
    until("the receipt", || {
        let database = rusqlite::Connection::open(&database).ok()?;
        let letters = "SELECT letters FROM posted WHERE letters LIKE '%\"receipt\"%'";
        database.query_row(letters, [], |_| Ok(())).ok()
    });
}

/// Waits for the call that shows the newest notification, the `count`-th of all.
fn told(app: &App, count: usize) -> NotifyCall {
    let asked = until("a notification", || {
        let asked = app.desktop.heard().asked();
        (asked.len() >= count).then_some(asked)
    });
    assert_eq!(asked.len(), count, "{asked:#?}");
    asked.last().unwrap().clone()
}

/// Nothing else was told than this many notifications. What the app says of itself it says after all
/// that it had to tell before.
fn told_in_all(app: &App, count: usize) {
    app.item().activate(0, 0);
    app.window();
    let all = descendants(app.resident.id());
    let window = all.iter().find(|it| it.1 == "plimsoll-popup").unwrap();
    kill_other(window.0);
    let asked = until("what it says of its window", || {
        let asked = app.desktop.heard().asked();
        let is_said = asked.last().is_some_and(|it| it.summary == "Plimsoll");
        is_said.then_some(asked)
    });
    assert_eq!(asked.len(), count + 1, "{asked:#?}");
}

#[test]
fn the_button_open_and_a_click_open_the_window_at_the_card() {
    let (mut service, mut app) = start();
    see(81.0, &mut service, &mut app);
    wait_for_screen(&app, 1);
    app.desktop.notifications.press("#Open (");
    until("the window", || app.desktop.windows("^Plimsoll$").pop());
    assert_eq!(told(&app, 1).summary, "OpenAI: 81% used");
}

#[test]
fn the_snooze_button_silences_until_the_reset() {
    let (mut service, mut app) = start();
    see(81.0, &mut service, &mut app);
    wait_for_screen(&app, 1);
    app.desktop.notifications.press("#Snooze until reset");
    wait_for_screen(&app, 0);
    see(96.0, &mut service, &mut app);
    app.crash();
    app.start_again();
    see(98.0, &mut service, &mut app);
    see(99.0, &mut service, &mut app);
    told_in_all(&app, 1);
}

#[test]
fn the_button_mute_mutes_the_provider_in_the_settings() {
    let (mut service, mut app) = start();
    see(81.0, &mut service, &mut app);
    wait_for_screen(&app, 1);
    app.desktop.notifications.press("#Mute OpenAI");
    wait_for_screen(&app, 0);
    until("the setting", || {
        let settings = app.scenario.home.settings();
        (settings.contains("[providers.openai]") && settings.contains("muted = true")).then_some(())
    });
    see(96.0, &mut service, &mut app);
    see(97.0, &mut service, &mut app);
    told(&app, 1);
    // Taken back in the file, what was held back is told.
    app.scenario.home.edit_settings("");
    assert_eq!(told(&app, 2).summary, "OpenAI: 97% used");
}

#[test]
fn a_higher_threshold_replaces_the_lower_and_used_up_is_urgent() {
    let (mut service, mut app) = start();
    see(81.0, &mut service, &mut app);
    assert_eq!(told(&app, 1).urgency, Some(1));
    wait_for_screen(&app, 1);
    see(96.0, &mut service, &mut app);
    let higher = told(&app, 2);
    assert!(higher.replaces > 0);
    see(100.0, &mut service, &mut app);
    let used_up = told(&app, 3);
    assert_eq!(used_up.summary, "OpenAI is used up");
    assert_eq!(
        (used_up.replaces, used_up.urgency),
        (higher.replaces, Some(2))
    );
    wait_for_screen(&app, 1);
    assert_eq!(app.desktop.notifications.read_back().len(), 1);
}

#[test]
fn without_a_notification_service_the_tray_shows_the_alert() {
    let (mut service, mut app) = start();
    app.desktop.stop_notifier();
    see(81.0, &mut service, &mut app);
    app.tool_tip("what is not told", |text| {
        text.contains("No notification possible: OpenAI: 81% used")
    });
    see(82.0, &mut service, &mut app);
    app.desktop.start_notifier();
    wait_for_screen(&app, 1);
    app.tool_tip("nothing untold", |text| !text.contains("No notification"));
    see(83.0, &mut service, &mut app);
    see(84.0, &mut service, &mut app);
    assert_eq!(told(&app, 1).summary, "OpenAI: 82% used");
    told_in_all(&app, 1);
}

#[test]
fn a_restarted_notification_service_is_told_nothing_twice() {
    let (mut service, mut app) = start();
    see(81.0, &mut service, &mut app);
    wait_for_screen(&app, 1);
    app.desktop.stop_notifier();
    app.desktop.start_notifier();
    see(82.0, &mut service, &mut app);
    see(96.0, &mut service, &mut app);
    // The number of the first one belongs to a service that is gone.
    assert_eq!(told(&app, 2).replaces, 0);
    wait_for_screen(&app, 1);
}

#[test]
fn after_a_crash_what_was_told_is_replaced() {
    let (mut service, mut app) = start();
    see(81.0, &mut service, &mut app);
    wait_until_kept(&app);
    app.crash();
    app.start_again();
    see(82.0, &mut service, &mut app);
    see(83.0, &mut service, &mut app);
    told(&app, 1);
    see(96.0, &mut service, &mut app);
    assert!(told(&app, 2).replaces > 0);
    wait_for_screen(&app, 1);
}

#[test]
fn an_expired_sign_in_is_withdrawn_after_a_crash_too() {
    let (mut service, scenario) = FakeService::scenario(37.4, -HOUR);
    let mut app = App::start(scenario);
    told(&app, 1);
    wait_until_kept(&app);
    app.crash();
    app.start_again();
    app.tool_tip("the problem", |text| text.contains("OpenAI: "));
    service.renew(&mut app.scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    wait_for_screen(&app, 0);
    told_in_all(&app, 1);
}

/// Settings with quiet hours round this moment.
fn quiet(used_up_passes: bool) -> String {
    let clock = |moment: Timestamp| {
        let there = moment.to_zoned_datetime(TimeZone::UTC);
        format!("{:02}:{:02}", there.hour(), there.minute())
    };
    let now = Timestamp::now();
    format!(
        "[notifications.quiet-hours]\non = true\nfrom = \"{}\"\nto = \"{}\"\nused-up-passes = {used_up_passes}\n",
        clock(now - HOUR),
        clock(now + HOUR)
    )
}

#[test]
fn quiet_hours_hold_back_what_is_told_when_they_end() {
    let (mut service, scenario) = FakeService::scenario(60.0, HOUR);
    scenario.home.edit_settings(&quiet(false));
    let mut app = App::start(scenario);
    app.tool_tip("the first number", |text| text.contains("40% left"));
    for used in [81.0, 96.0, 97.0] {
        see(used, &mut service, &mut app);
    }
    // What was told of them before would be the first to be heard.
    app.scenario.home.edit_settings("");
    assert_eq!(told(&app, 1).summary, "OpenAI: 97% used");
}

#[test]
fn that_something_is_used_up_passes_quiet_hours_where_it_may() {
    let (mut service, scenario) = FakeService::scenario(60.0, HOUR);
    scenario.home.edit_settings(&quiet(true));
    let mut app = App::start(scenario);
    app.tool_tip("the first number", |text| text.contains("40% left"));
    see(96.0, &mut service, &mut app);
    see(100.0, &mut service, &mut app);
    assert_eq!(told(&app, 1).summary, "OpenAI is used up");
}

/// A notification service that never says that it has taken anything.
fn deaf_service(app: &App) -> Connection {
    let address = &app.desktop.variables()["DBUS_SESSION_BUS_ADDRESS"];
    let bus = Builder::address(address.as_str()).unwrap().build().unwrap();
    let (messages, answering) = (MessageIterator::from(&bus), bus.clone());
    // It ends with the bus.
    thread::spawn(move || {
        for message in messages.flatten() {
            let header = message.header();
            if header.member().map(MemberName::as_str) == Some("GetCapabilities") {
                answering.reply(&header, &vec!["actions", "body"]).unwrap();
            }
        }
    });
    bus.request_name("org.freedesktop.Notifications").unwrap();
    bus
}

#[test]
fn after_a_crash_before_delivery_the_alert_is_told_again() {
    let (mut service, mut app) = start();
    app.desktop.stop_notifier();
    let deaf = deaf_service(&app);
    see(81.0, &mut service, &mut app);
    told(&app, 1);
    app.crash();
    deaf.close().unwrap();
    app.desktop.start_notifier();
    app.start_again();
    wait_for_screen(&app, 1);
    assert_eq!(told(&app, 2).summary, "OpenAI: 81% used");
    wait_until_kept(&app);
    app.crash();
    app.start_again();
    see(82.0, &mut service, &mut app);
    see(83.0, &mut service, &mut app);
    told_in_all(&app, 2);
}
