//! The session: its panel, its bus and its screen go, the program is started more than once.

use std::{collections::BTreeMap, fs, thread, time::Duration};

use plimsoll_core::ipc::STAYS;
use plimsoll_tests::{
    app::{App, FakeService},
    desktop::Desktop,
    processes::{Running, descendants, until, within},
    programs::program,
    scenario::Scenario,
    stand_in::{StandIn, notices, told},
};

use crate::HOUR;

/// An app whose sign-in has expired, so that its renewal is asked for at once.
fn expired(resident: &StandIn) -> (FakeService, App) {
    let (service, scenario) = FakeService::scenario(37.4, -HOUR);
    let app = App::of(&resident.resident(), Desktop::start(), scenario);
    app.tool_tip("the problem", |text| text.contains("OpenAI: "));
    (service, app)
}

/// It goes on asking, and keeps what it learns.
fn goes_on(service: &mut FakeService, scenario: &mut Scenario, used: f64) {
    service.turn(used);
    service.renew(scenario);
    until("a reading that is kept", || {
        let said = scenario.plimsollctl(&["status", "--cached", "--json"]);
        let window = &said.json()["accounts"][0]["windows"][0];
        (window["used_percent"].as_f64() == Some(used)).then_some(())
    });
}

/// Waits until the window is one like any other, which says that there is no panel.
fn has_a_window_of_its_own(resident: &Running) {
    until("a window that stays", || {
        let started = told(resident, "start").pop()?;
        let is_shown = !told(resident, "show").is_empty();
        (started == STAYS && is_shown).then_some(())
    });
    until("why", || {
        let ids = notices(resident);
        ids.iter()
            .find(|it| it["id"] == "notice-no-tray-host")
            .map(drop)
    });
}

#[test]
fn without_a_panel_a_window_says_so() {
    let stand_in = StandIn::repeating(":");
    let (mut service, mut app) = expired(&stand_in);
    app.desktop.stop_panel();
    has_a_window_of_its_own(&app.resident);
    goes_on(&mut service, &mut app.scenario, 45.0);
    app.desktop.start_panel();
    app.tool_tip("the number", |text| text.contains("55% left"));
    until("nothing amiss", || {
        notices(&app.resident).is_empty().then_some(())
    });
    assert_eq!(app.desktop.tray_items().len(), 1);
}

/// A start without a panel, with this option if any; as it stands once a panel has come.
fn started_without_panel(option: Option<&str>, meanwhile: impl FnOnce(&Running)) -> (StandIn, App) {
    let stand_in = StandIn::repeating(":");
    let mut desktop = Desktop::start();
    desktop.stop_panel();
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let options: Vec<String> = option.map(str::to_owned).into_iter().collect();
    let resident = desktop.spawn(&stand_in.resident(), &options, &scenario.variables);
    until("a reading that is kept", || {
        let said = scenario.plimsollctl(&["status", "--cached", "--json"]);
        let accounts = said.json()["accounts"].as_array().map_or(0, Vec::len);
        (accounts == 1).then_some(())
    });
    meanwhile(&resident);
    desktop.start_panel();
    let app = App::running(resident, desktop, scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    (stand_in, app)
}

#[test]
fn a_start_without_a_panel_has_one_window_of_its_kind() {
    /// Whoever waits for a panel at login waits longer.
    const SOON: Duration = Duration::from_secs(8);
    for option in [None, Some("--open")] {
        let (_stand_in, app) = started_without_panel(option, |resident| {
            let shown = within(SOON, || told(resident, "show").pop());
            assert!(shown.is_some(), "no window after {option:?}");
        });
        // That there is a panel comes after whatever else is said of panels.
        until("nothing amiss", || {
            notices(&app.resident).is_empty().then_some(())
        });
        assert_eq!(told(&app.resident, "start"), [STAYS], "{option:?}");
    }
}

#[test]
fn a_start_at_login_waits_for_its_panel_and_has_no_window() {
    let (_stand_in, app) = started_without_panel(Some("--at-login"), |_| {});
    assert!(told(&app.resident, "start").is_empty());
}

#[test]
fn a_panel_that_takes_no_item_yet_is_asked_until_it_does() {
    let mut desktop = Desktop::start();
    desktop.stop_panel();
    let first = desktop.start_unready_panel(2);
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let app = App::on(desktop, scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    drop(first);
    let _second = app.desktop.start_unready_panel(2);
    app.tool_tip("the number", |text| text.contains("63% left"));
    assert_eq!(app.desktop.tray_items().len(), 1);
}

#[test]
fn a_session_bus_takes_the_item_and_brings_it_back() {
    let stand_in = StandIn::repeating(":");
    let (mut service, mut app) = expired(&stand_in);
    app.desktop.kill_bus();
    has_a_window_of_its_own(&app.resident);
    goes_on(&mut service, &mut app.scenario, 45.0);
    // A start from the menu of programs still shows the window.
    let shown = told(&app.resident, "show").len();
    let variables = &app.scenario.variables;
    let mut second = app.desktop.spawn(&stand_in.resident(), &[], variables);
    until("its end", || (!second.is_running()).then_some(()));
    until("the window", || {
        (told(&app.resident, "show").len() > shown).then_some(())
    });
    app.desktop.start_bus();
    app.tool_tip("the number", |text| text.contains("55% left"));
    until("nothing amiss", || {
        notices(&app.resident).is_empty().then_some(())
    });
    assert_eq!(app.desktop.tray_items().len(), 1);
    app.item().choose("Quit");
    until("its end", || (!app.resident.is_running()).then_some(()));
}

#[test]
fn a_session_without_a_bus_has_a_window_from_the_start() {
    let stand_in = StandIn::repeating(":");
    let desktop = Desktop::start();
    let (mut service, mut scenario) = FakeService::scenario(37.4, -HOUR);
    let nowhere = BTreeMap::from([("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere".to_owned())]);
    scenario.variables.extend(nowhere);
    let mut resident = desktop.spawn(&stand_in.resident(), &[], &scenario.variables);
    has_a_window_of_its_own(&resident);
    goes_on(&mut service, &mut scenario, 45.0);
    assert!(resident.is_running());
    resident.end();
    scenario.showed(resident.errors());
}

/// With the real window, whose end this is each time.
#[test]
fn a_display_that_goes_takes_the_window_along_and_nothing_else() {
    let (mut service, scenario) = FakeService::scenario(37.4, -HOUR);
    let mut app = App::start(scenario);
    app.item().activate(0, 0);
    until("the window", || app.desktop.windows("^Plimsoll$").pop());
    app.desktop.kill_display();
    until("its end, and another that does not get far", || {
        (app.resident.errors().matches("popup-ended: ").count() == 2).then_some(())
    });
    let none = |app: &App| descendants(app.resident.id()).is_empty();
    until("no process", || none(&app).then_some(()));
    goes_on(&mut service, &mut app.scenario, 45.0);
    assert!(app.resident.is_running() && none(&app));
}

#[test]
fn of_many_copies_that_start_at_once_one_stays() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let desktop = Desktop::start();
    let mut copies: Vec<Running> = thread::scope(|scope| {
        let start = || desktop.spawn(&program("plimsoll"), &[], &scenario.variables);
        let all: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        all.into_iter().map(|it| it.join().unwrap()).collect()
    });
    until("the end of all others", || {
        let running = copies
            .iter_mut()
            .filter_map(|it| it.is_running().then_some(()));
        (running.count() == 1).then_some(())
    });
    let owner = desktop.tray_item().process();
    assert_eq!(desktop.tray_items().len(), 1);
    for copy in &mut copies {
        let is_it = copy.id() == owner;
        assert_eq!(copy.is_running(), is_it);
        assert!(is_it || copy.errors().is_empty(), "{}", copy.errors());
        copy.end();
        scenario.showed(copy.errors());
    }
}

/// As after a login: what was started in the session before may still run.
#[test]
fn a_start_in_a_later_session_takes_the_place_of_the_first() {
    let stand_in = StandIn::repeating(":");
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let mut app = App::of(&stand_in.resident(), Desktop::start(), scenario);
    let later = Desktop::start();
    let start = || later.spawn(&stand_in.resident(), &[], &app.scenario.variables);
    let mut second = start();
    until("the end of the first", || {
        (!app.resident.is_running()).then_some(())
    });
    assert_eq!(later.tray_item().process(), second.id());
    // Nobody has asked for a window; from now on whoever starts it does.
    let mut third = start();
    until("the window", || {
        (told(&second, "show").len() == 1).then_some(())
    });
    until("its end", || (!third.is_running()).then_some(()));
    assert_eq!(told(&second, "show").len(), 1);
    second.end();
    for ended in [&second, &third] {
        app.scenario.showed(ended.errors());
    }
}

#[test]
fn after_an_update_a_click_opens_the_new_program() {
    let stand_in = StandIn::repeating(":");
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let app = App::of(&stand_in.resident(), Desktop::start(), scenario);
    let process = app.item().process();
    let program = |process: u32| fs::read_link(format!("/proc/{process}/exe")).unwrap();
    assert_eq!(program(process), stand_in.resident());
    stand_in.is_installed_anew();
    assert_ne!(program(process), stand_in.resident());
    app.item().activate(0, 0);
    until("the window", || {
        (told(&app.resident, "show").len() == 1).then_some(())
    });
    assert_eq!(program(process), stand_in.resident());
    app.tool_tip("the number", |text| text.contains("63% left"));
    assert_eq!(app.item().process(), process);
}

/// Somebody who is signed in twice, each time with a desktop and a session of its own.
#[test]
fn two_sessions_have_an_item_each_and_share_the_database() {
    let (mut service, mut scenario) = FakeService::scenario(20.0, HOUR);
    let session = scenario.home.path("../other-session");
    scenario.home.arrange(|_| fs::create_dir(&session).unwrap());
    let mut app = App::start(scenario);
    let other = Desktop::start();
    let mut variables = app.scenario.variables.clone();
    variables.insert("XDG_RUNTIME_DIR", session.display().to_string());
    let mut second = other.spawn(&program("plimsoll"), &[], &variables);
    let both_show = |app: &App, number: &str| {
        app.tool_tip(number, |text| text.contains(number));
        until(number, || {
            let (title, text) = other.tray_items().pop()?.tool_tip();
            (title + &text).contains(number).then_some(())
        });
    };
    both_show(&app, "80% left");
    service.turn(45.0);
    service.renew(&mut app.scenario);
    app.item().secondary_activate(0, 0);
    other.tray_item().secondary_activate(0, 0);
    both_show(&app, "55% left");
    let kept = app
        .scenario
        .plimsollctl(&["status", "--cached", "--json"])
        .json();
    assert_eq!(kept["accounts"][0]["windows"][0]["used_percent"], 45.0);
    app.resident.end();
    assert!(second.is_running());
    assert_eq!(second.errors() + &app.resident.errors(), "");
    second.end();
    app.scenario
        .home
        .arrange(|_| fs::remove_dir_all(&session).unwrap());
}
