//! The tray program on a disk that takes no writes: start, numbers, menu and end go on, and what
//! was to be kept is kept when the disk answers again.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::fs;

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService},
    processes::until,
    slow_disk::SlowDisk,
    stored_readings::DATABASE,
};

const AUTH: &str = ".local/share/opencode/auth.json";
const LOG: &str = ".local/state/plimsoll/plimsoll.log";
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Waits until this much of the session is used, as it is kept.
fn wait_until_kept(app: &App, used: f64) {
    until("what is kept", || {
        let said = app.scenario.plimsollctl(&["status", "--cached", "--json"]);
        let said = said.json();
        let kept = said["accounts"][0]["windows"][0]["used_percent"].as_f64();
        (kept == Some(used)).then_some(())
    });
}

/// A call has not returned, and does not before it is let go: all of this comes before that.
fn goes_on(service: &mut FakeService, app: &mut App) {
    for used in [30.0, 31.0, 32.0] {
        service.turn_and_refresh(used, app);
        let left = format!("{}% left", 100.0 - used);
        app.tool_tip(&left, |text| text.contains(&left));
    }
    app.item().choose("Open Plimsoll");
    app.window();
}

#[test]
fn a_disk_that_does_not_answer_holds_nothing_up() {
    let (mut service, mut scenario) = FakeService::scenario(20.0, HOUR);
    let mut disk = SlowDisk::for_writers("plimsoll.db", &mut scenario);
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    assert!(app.scenario.home.path(DATABASE).is_file());
    disk.hold();
    service.turn_and_refresh(25.0, &mut app);
    disk.wait_for_a_call();
    goes_on(&mut service, &mut app);
    disk.release();
    wait_until_kept(&app, 32.0);
}

#[test]
fn a_disk_that_does_not_answer_holds_up_no_start() {
    let (mut service, mut scenario) = FakeService::scenario(20.0, HOUR);
    let mut disk = SlowDisk::for_writers("plimsoll.db", &mut scenario);
    disk.hold();
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    disk.wait_for_a_call();
    disk.release();
    service.turn_and_refresh(30.0, &mut app);
    wait_until_kept(&app, 30.0);
}

#[test]
fn a_disk_that_does_not_answer_holds_up_no_end() {
    let (mut service, mut scenario) = FakeService::scenario(20.0, HOUR);
    let mut disk = SlowDisk::for_writers("plimsoll.db", &mut scenario);
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    disk.hold();
    service.turn_and_refresh(30.0, &mut app);
    disk.wait_for_a_call();
    app.item().choose("Quit");
    until("its end", || (!app.resident.is_running()).then_some(()));
    disk.release();
    let said = "the disk does not answer: what was read last is not kept";
    let errors = app.resident.errors();
    assert!(errors.contains(said), "{errors}");
}

#[test]
fn a_log_that_cannot_be_written_for_long_holds_nothing_up() {
    let (mut service, mut scenario) = FakeService::scenario(20.0, HOUR);
    let mut disk = SlowDisk::for_writers("plimsoll.log", &mut scenario);
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    disk.hold();
    app.scenario.home.rewrite(AUTH, "{");
    disk.wait_for_a_call();
    goes_on(&mut service, &mut app);
    disk.release();
    let log = app.scenario.home.path(LOG);
    until("what was noted", || {
        let lines = fs::read_to_string(&log).unwrap();
        let damaged = lines.find("store-damaged")?;
        lines[damaged..].contains(": well again").then_some(())
    });
}
