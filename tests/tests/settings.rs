//! The settings on a real desktop: changed in the window, taken back there, edited by hand in the
//! file, and what each of them sets going.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{fs, process::Command};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService},
    processes::until,
    programs::program,
    scenario::Scenario,
    web_driver::Page,
};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The app with its window open at the settings, as the tray's menu opens them.
fn with_settings(scenario: Scenario) -> (App, Page) {
    let mut app = App::start_driven(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.item().choose("Settings");
    let page = app.page();
    page.wait_for("Display");
    (app, page)
}

fn wait_for_file(app: &App, part: &str) {
    until(part, || {
        app.scenario.home.settings().contains(part).then_some(())
    });
}

#[test]
fn a_change_holds_at_once_beside_comments_and_is_undone() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let written = "# mine\ninterval-minutes = 7 # often\nfuture = true\n";
    scenario.home.edit_settings(written);
    let (app, page) = with_settings(scenario);
    page.press("Display");
    page.press("Français");
    page.wait_for("Affichage");
    app.tool_tip("French", |text| text.contains("63\u{a0}% restants"));
    wait_for_file(&app, "language = \"fr\"");
    assert!(app.scenario.home.settings().starts_with(written));
    page.press("Annuler");
    page.wait_for("Percentages");
    app.tool_tip("English", |text| text.contains("63% left"));
    until("the file as it was", || {
        (app.scenario.home.settings() == written).then_some(())
    });
}

#[test]
fn an_account_is_named_muted_masked_and_hidden() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let (app, page) = with_settings(scenario);
    page.press("Accounts");
    page.press("Options of OpenAI");
    page.fill("Nickname", "Work");
    app.tool_tip("the nickname", |text| text.contains("OpenAI (Work): "));
    page.press("No notifications");
    wait_for_file(&app, "muted = true");
    page.press("Hide part of the name");
    wait_for_file(&app, "masked = true");
    page.press("Hide");
    app.tool_tip("nothing", |text| !text.contains("OpenAI"));
    page.press("Back");
    page.wait_for("1, 1 hidden");
    page.press("Back");
    page.wait_for("1 hidden account");
}

#[test]
fn what_is_refused_is_said_beside_its_field_and_not_kept() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let (app, page) = with_settings(scenario);
    page.press("Queries and network");
    page.fill("OpenCode directories", r"\\server\share");
    page.wait_for("The full path of a directory");
    page.press("Back");
    page.press("Notifications");
    page.fill("Notify at (% used)", "50 60");
    wait_for_file(&app, "thresholds = [50.0, 60.0]");
    assert!(!app.scenario.home.settings().contains("opencode"));
}

#[test]
fn an_edit_counts_at_once_and_a_mistake_is_named_by_line() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let (app, page) = with_settings(scenario);
    let good = "share = \"used\"\nlanguage = \"zh-Hans\"\n";
    app.scenario.home.edit_settings(good);
    page.wait_for("设置");
    page.press("返回");
    page.wait_for("37%");
    app.scenario
        .home
        .edit_settings(&format!("{good}interval-minutes = \"x\"\n"));
    page.wait_for("line 3");
    // What held before goes on holding, and nothing is moved away while somebody is writing.
    assert!(page.text().contains("37%"));
    let aside = app
        .scenario
        .home
        .path(".config/plimsoll/settings.toml.broken");
    assert!(!aside.exists());
    app.scenario.home.edit_settings("");
    page.wait_for("63% left");
    assert!(!page.text().contains("line 3"));
    app.scenario
        .home
        .edit_settings("interval-minutes = 90\nusge = 1\n");
    page.wait_for("line 1, column 20: interval-minutes: whole numbers from 1 to 60");
    page.wait_for("line 2, column 1: there is no setting usge");
}

#[test]
fn start_at_login_is_a_real_entry_that_names_this_program() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let (app, page) = with_settings(scenario);
    let entry = app.scenario.home.path(".config/autostart/plimsoll.desktop");
    page.press("Program");
    page.press("Start at login");
    until("the entry", || entry.exists().then_some(()));
    let mut validate = Command::new("desktop-file-validate");
    let checked = validate.arg(&entry).output().unwrap();
    assert!(checked.status.success(), "{checked:?}");
    let text = fs::read_to_string(&entry).unwrap();
    let exec = text.lines().find_map(|line| line.strip_prefix("Exec="));
    let expected = format!("{:?} --at-login", program("plimsoll"));
    assert_eq!(exec, Some(expected.as_str()));
    page.press("Start at login");
    until("no entry", || (!entry.exists()).then_some(()));
}
