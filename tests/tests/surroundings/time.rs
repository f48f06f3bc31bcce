//! Clock and time zone, the clock also in the middle of a query.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use plimsoll_tests::{
    app::{App, FakeService},
    desktop::Desktop,
    home::Store,
    processes::{stop_other, until, wake_other, within},
    programs::program,
    proxy::{Door, Reply, SeenRequest},
    scenario::{Scenario, SettableClock},
    services::{ALL, OPENAI, Service, entry_of_openai, usage_of_openai},
};

use serde_json::json;

use crate::HOUR;

const SETTINGS: &str = ".config/plimsoll/settings.toml";
const DAY: i64 = 24 * 3600;

/// So long of the app's clock, in steps that are no jumps. Each is over when the app shows that it
/// has taken an event in, for which it looks at its clock first. None of them changes what is asked
/// when.
fn pass(seconds: u32, app: &App, clock: &mut SettableClock) {
    const STEP: u32 = 25;
    for _ in 0..seconds / (2 * STEP) {
        for (entry, is_paused) in [("Pause for an hour", true), ("Resume", false)] {
            clock.advance(STEP);
            app.item().choose(entry);
            until(entry, || {
                let resume = app.item().menu().find("Resume")?.enabled;
                (resume == is_paused).then_some(())
            });
        }
    }
}

#[test]
fn a_clock_set_back_and_forth_costs_no_number() {
    let (mut service, mut scenario) = FakeService::scenario(20.0, HOUR * 100);
    let mut clock = scenario.clock_of_its_own();
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    let asked = |app: &App| app.scenario.proxy.requests().len();
    for (number, jump) in (1..).zip([-DAY, 2 * DAY, -DAY]) {
        let before = asked(&app);
        let used = 20.0 + 5.0 * f64::from(number);
        service.turn(used);
        clock.jump(jump);
        // As often as ever, neither a day later nor all the time.
        pass(350, &app, &mut clock);
        let left = format!("{}% left", 100.0 - used);
        app.tool_tip(&left, |text| text.contains(&left));
        let asked = asked(&app) - before;
        assert!((1..=3).contains(&asked), "{asked} queries after {jump}");
    }
    service.turn_and_refresh(45.0, &mut app);
    app.tool_tip("the number", |text| text.contains("55% left"));
    let kept = app.scenario.plimsollctl(&["history", "--format", "json"]);
    assert_eq!(kept.code, Some(0), "{}", kept.err);
    assert!(
        app.resident.errors().is_empty(),
        "{}",
        app.resident.errors()
    );
}

/// A service of which a test says whether it works, beside one whose sign-in lives for an hour.
fn world_with_a_service_that_may_fail() -> (Arc<AtomicBool>, Scenario) {
    let fails = Arc::new(AtomicBool::new(false));
    let now = Arc::clone(&fails);
    let reply = move |service: &Service, asked: &SeenRequest, at: Timestamp| {
        let is_down = service.id != OPENAI.id && now.load(Ordering::Relaxed);
        if is_down {
            return Some(Reply::json(503, &json!({ "message": "down" })));
        }
        (service.answer)(asked, at)
    };
    let zai = ALL.iter().find(|it| it.id == "zai").copied().unwrap();
    let scenario = Scenario::signed_in(&[OPENAI, zai], Store::AuthFile, Door::Open, reply);
    (fails, scenario)
}

#[test]
fn a_clock_that_ran_ahead_leaves_nothing_behind() {
    let (fails, mut scenario) = world_with_a_service_that_may_fail();
    let mut clock = scenario.clock_of_its_own();
    let app = App::start(scenario);
    let well = |text: &str| text.matches("% left").count() == 2;
    app.tool_tip("both numbers", well);
    // By hand nobody is asked again within a few seconds.
    pass(50, &app, &mut clock);
    fails.store(true, Ordering::Relaxed);
    clock.jump(DAY);
    // The sign-in has expired by that clock, and the service is to be left alone for a while.
    app.item().secondary_activate(0, 0);
    app.tool_tip("two problems", |text| !text.contains("% left"));
    fails.store(false, Ordering::Relaxed);
    clock.jump(-DAY);
    // An hour is longer than any service is left alone after one failure.
    let whole = (0..72).any(|_| {
        pass(50, &app, &mut clock);
        well(&app.text_of_tool_tip())
    });
    assert!(whole, "{}", app.text_of_tool_tip());
}

/// A zone this far east of Greenwich, as a file of the system's own form.
fn lay_zone(file: &Path, hours: i32) {
    let mut block = b"TZif2".to_vec();
    block.extend([0; 15]);
    for count in [0_u32, 0, 0, 0, 1, 4] {
        block.extend(count.to_be_bytes());
    }
    block.extend((hours * 3600).to_be_bytes());
    block.extend([0, 0]);
    block.extend(b"XXX\0");
    // Once for old programs, once for new ones.
    let mut zone = block.repeat(2);
    zone.extend(format!("\n<{hours:+03}>{:+}\n", -hours).into_bytes());
    let new = file.with_extension("new");
    fs::write(&new, zone).unwrap();
    fs::rename(new, file).unwrap();
}

/// The kernel's own waits know nothing of a faked even time: once in a while the program waits for
/// ever at its start. That is the library's doing, and so it may start again.
fn start_with_even_time_faked(scenario: Scenario) -> App {
    let desktop = Desktop::start();
    let resident = || desktop.spawn(&program("plimsoll"), &[], &scenario.variables);
    let starts = || {
        let resident = resident();
        let item = within(Duration::from_secs(5), || desktop.tray_items().pop());
        item.is_some().then_some(resident)
    };
    let resident = (0..5).find_map(|_| starts());
    App::running(resident.unwrap(), desktop, scenario)
}

#[test]
fn a_time_zone_that_changes_is_gone_by_without_a_new_start() {
    let (mut service, mut scenario) = FakeService::scenario(60.0, HOUR * 100);
    let folder = tempfile::tempdir().unwrap();
    let zone = folder.path().join("localtime");
    lay_zone(&zone, 0);
    scenario.variables.insert("TZ", zone.display().to_string());
    let mut clock = scenario.clock_of_its_own();
    // Here even time goes along: what is looked up again is so after a time that the app waits.
    scenario.variables.remove("DONT_FAKE_MONOTONIC");
    let at = |moment: Timestamp| {
        let there = moment.to_zoned_datetime(TimeZone::UTC);
        format!("{:02}:{:02}", there.hour(), there.minute())
    };
    // Quiet now in this zone, and in no zone that is half a day away.
    let quiet = format!(
        "[notifications.quiet-hours]\non = true\nfrom = \"{}\"\nto = \"{}\"\n",
        at(scenario.now - HOUR * 2),
        at(scenario.now + HOUR * 4)
    );
    scenario.home.edit_settings(&quiet);
    let settings = scenario.home.path(SETTINGS);
    let mut app = start_with_even_time_faked(scenario);
    app.tool_tip("the number", |text| text.contains("40% left"));
    service.turn_and_refresh(81.0, &mut app);
    app.tool_tip("the next number", |text| text.contains("19% left"));
    // Half an hour, in which it looks at its zone every minute.
    let tick = |clock: &mut SettableClock, number: u32| {
        clock.advance(70);
        // In one step: a half written file would say that it is not quiet.
        let new = settings.with_extension("edited");
        fs::write(&new, format!("{quiet}# {number}\n")).unwrap();
        fs::rename(new, &settings).unwrap();
        thread::sleep(Duration::from_millis(20));
    };
    for number in 0..25 {
        tick(&mut clock, number);
    }
    assert_eq!(app.desktop.heard().asked(), []);
    lay_zone(&zone, 12);
    let mut number = 25;
    let told = until("what was held back", || {
        number += 1;
        tick(&mut clock, number);
        app.desktop.heard().asked().pop()
    });
    assert_eq!(told.summary, "OpenAI: 81% used");
    assert!(number < 100, "not before {number} minutes");
}

/// The second answer does not come before it is let go; each says something else.
fn world_that_waits(go: Receiver<()>) -> (Arc<AtomicU32>, Scenario) {
    let count = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&count);
    let go = std::sync::Mutex::new(go);
    let reply = move |_: &Service, _: &SeenRequest, now: Timestamp| {
        let number = counted.fetch_add(1, Ordering::Relaxed);
        if number == 1 {
            let _ = go.lock().unwrap().recv_timeout(Duration::from_mins(1));
        }
        let used = if number == 0 { 20.0 } else { 90.0 };
        Some(usage_of_openai(used, 12.0, now))
    };
    let scenario = Scenario::signed_in(&[OPENAI], Store::AuthFile, Door::Open, reply);
    (count, scenario)
}

/// The kernel stops the program meanwhile.
#[test]
fn a_query_in_which_the_clock_is_set_counts_by_the_new_one() {
    let (go, waits) = channel();
    let (count, mut scenario) = world_that_waits(waits);
    let mut clock = scenario.clock_of_its_own();
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    let entry = entry_of_openai(app.scenario.now + HOUR * 100);
    app.scenario.home.sign_in_again(&[entry]);
    app.item().secondary_activate(0, 0);
    until("the second query", || {
        (count.load(Ordering::Relaxed) == 2).then_some(())
    });
    stop_other(app.resident.id());
    clock.jump(8 * 3600);
    go.send(()).unwrap();
    wake_other(app.resident.id());
    app.tool_tip("the number of the second", |text| text.contains("10% left"));
    assert_eq!(count.load(Ordering::Relaxed), 2);
    let cached = ["status", "--cached", "--json"];
    let account = until("what is kept of it", || {
        let account = app.scenario.plimsollctl(&cached).json()["accounts"][0].clone();
        (account["windows"][0]["used_percent"] == 90.0).then_some(account)
    });
    let at: Timestamp = account["fetched_at"].as_str().unwrap().parse().unwrap();
    let slept = at.duration_since(app.scenario.now);
    assert!(slept > SignedDuration::from_hours(7), "{slept}");
    assert!(account["problem"].is_null(), "{account}");
}
