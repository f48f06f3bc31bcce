//! The popup on a real desktop: when it comes and goes, and that what is to be read on it is what
//! the command line says too. How it looks in each state is proved with the page alone.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{fs, path::Path};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService, SAME_CLICK, speak},
    home::Store,
    processes::until,
    programs::program,
    proxy::{Door, Reply},
    repository::root,
    scenario::Scenario,
    services::{OPENAI, entry_of_openai},
    stored_readings::DATABASE,
};
use serde_json::{Value, json};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[test]
fn a_click_opens_the_window_and_another_hides_it() {
    let app = App::start(Scenario::well(Store::Database));
    app.tool_tip("all numbers", |text| text.matches("% left").count() == 10);
    for _ in 0..2 {
        app.click(1);
        let place = until("its place", || {
            let place = app.desktop.place(&app.window())?;
            (place.y < 100).then_some(place)
        });
        assert_eq!(place.width, 380, "{place:?}");
        assert!(place.y >= 32, "over the panel: {place:?}");
        let right = place.x + place.width;
        assert!(
            (1200..=1280).contains(&right),
            "away from the icon: {place:?}"
        );
        assert!(place.y + place.height <= 800, "{place:?}");
        std::thread::sleep(SAME_CLICK);
        app.click(1);
        app.wait_for_no_window();
        std::thread::sleep(SAME_CLICK);
    }
}

#[test]
fn a_second_start_opens_the_window_of_the_first_and_ends() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    let mut second = app
        .desktop
        .spawn(&program("plimsoll"), &[], &app.scenario.variables);
    until("its end", || (!second.is_running()).then_some(()));
    assert_eq!(second.errors(), "");
    app.window();
    assert_eq!(app.desktop.tray_items().len(), 1);
}

#[test]
fn a_damaged_history_is_kept_aside_and_the_window_says_where() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let path = scenario.home.path(DATABASE);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "no database at all, however long it is").unwrap();
    let mut app = App::start_driven(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.click(1);
    let page = app.page();
    page.wait_for("The history was damaged");
    let aside = path.with_extension("db.broken");
    assert!(page.text().contains(aside.to_str().unwrap()));
    assert!(aside.exists());
}

#[test]
fn the_desktop_entry_knows_the_window() {
    let entry = root().join("src-tauri/popup/linux/plimsoll.desktop");
    let entry = fs::read_to_string(entry).unwrap();
    let mut lines = entry.lines();
    let class = lines.find_map(|line| line.strip_prefix("StartupWMClass="));
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let app = App::start(scenario);
    app.click(1);
    let classes = app.desktop.classes(&app.window());
    assert!(
        classes.iter().any(|it| Some(it.as_str()) == class),
        "{classes:?}"
    );
}

#[test]
fn the_menu_and_a_click_on_a_notification_open_the_window() {
    let (_dial, scenario) = FakeService::scenario(83.0, HOUR);
    let app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("17% left"));
    until("a notification", || {
        (app.desktop.notifications.on_screen() == 1).then_some(())
    });
    app.desktop.notifications.click();
    app.window();
    app.desktop.point(200, 400);
    app.desktop.click(200, 400, 1);
    app.entry_of_line(1);
}

#[test]
fn a_line_of_the_menu_opens_the_window_at_its_card() {
    let mut app = App::start_driven(Scenario::well(Store::AuthFile));
    app.tool_tip("all numbers", |text| text.matches("% left").count() == 10);
    app.item().choose_entry(&app.entry_of_line(5));
    let page = app.page();
    let focused = "return document.activeElement?.getAttribute('aria-label')";
    until("the focus on its card", || {
        let label = page.script(focused);
        let of_card = label.as_str()?.starts_with("Google Antigravity, ");
        of_card.then_some(())
    });
}

/// The steps of an account's problem, as the command line gives them, without what is copied.
fn steps(problem: &Value) -> Vec<&str> {
    let steps = problem["fix"].as_array().unwrap().iter();
    let words = steps.filter_map(|step| step.as_str()?.split("  ").next());
    words.collect()
}

#[test]
fn it_says_what_the_command_line_says_in_every_language() {
    for (language, tag) in [
        ("en_US.UTF-8", "en"),
        ("fr_FR.UTF-8", "fr"),
        ("zh_CN.UTF-8", "zh"),
    ] {
        let mut scenario = Scenario::new(Store::Database, Door::Open, |service, asked, now| {
            if service.id == "zai" {
                Some((service.refuse)(asked))
            } else {
                (service.answer)(asked, now)
            }
        });
        speak(&mut scenario, language);
        let mut app = App::start_driven(scenario);
        app.tool_tip("the numbers", |text| text.contains("63"));
        app.click(1);
        let page = app.page();
        let status = app
            .scenario
            .plimsollctl(&["status", "--json", "--lang", tag])
            .json();
        page.wait_for("63");
        // The driver tells some of the spaces as plain ones.
        let plain = |text: &str| text.replace('\u{a0}', " ");
        let text = plain(&page.text());
        let source = page.source();
        app.scenario.showed(source.clone());
        let has = |part: &Value| {
            let part = plain(part.as_str().unwrap_or_default());
            assert!(
                !part.is_empty() && text.contains(&part),
                "{part:?} is not in {text}"
            );
        };
        for account in status["accounts"].as_array().unwrap() {
            // It is said aloud; on the screen it stands in the card's menu.
            let label = account["account"]["label"].as_str().unwrap();
            assert!(source.contains(label), "{label}");
            for window in account["windows"].as_array().unwrap() {
                if window["scope"] != "tools" && window["left_shown"].is_string() {
                    has(&window["left_shown"]);
                    has(&window["label"]);
                }
            }
            let problem = &account["problem"];
            if account["provider"] == "zai" {
                has(&problem["title"]);
                has(&problem["why"]);
                for step in steps(problem) {
                    has(&step.into());
                }
            } else {
                assert!(problem.is_null(), "{problem}");
            }
        }
        let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("popup-{tag}.png"));
        app.desktop.notifications.read_back();
        // The tooltip goes when the pointer does.
        app.desktop.point(200, 600);
        app.desktop.picture_when_drawn(&app.window(), &picture);
        assert!(fs::metadata(picture).unwrap().len() > 10_000);
    }
}

#[test]
fn a_renewed_sign_in_takes_the_problem_off_the_open_window() {
    let (mut service, scenario) = FakeService::scenario(37.4, -HOUR);
    let mut app = App::start_driven(scenario);
    app.tool_tip("the problem", |text| text.contains("OpenAI: "));
    app.click(1);
    let page = app.page();
    let status = app.scenario.plimsollctl(&["status", "--json"]).json();
    let title = status["accounts"][0]["problem"]["title"]
        .as_str()
        .unwrap()
        .to_owned();
    page.wait_for(&title);
    service.renew(&mut app.scenario);
    page.script("document.querySelector('header button').click()");
    page.wait_for("63");
    assert!(!page.text().contains(&title), "{}", page.text());
}

#[test]
fn a_click_on_a_number_or_a_reset_turns_it_everywhere() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let mut app = App::start_driven(scenario);
    app.tool_tip("what is left", |text| text.contains("63% left, resets in "));
    app.click(1);
    let page = app.page();
    page.wait_for("63% left");
    page.press("63% left");
    page.wait_for("37% used");
    page.wait_for("12% used");
    app.tool_tip("what is used", |text| text.contains("37% used, resets in "));
    page.press("in ");
    let starts = "return [...document.querySelectorAll('button')]
        .some((it) => it.textContent.startsWith('at '))";
    until("a time of day", || {
        (page.script(starts) == true).then_some(())
    });
    app.tool_tip("when", |text| text.contains("37% used, resets "));
    let said = app.scenario.home.settings();
    assert!(
        said.contains("share = \"used\"") && said.contains("clock = \"clock\""),
        "{said}"
    );
}

#[test]
fn without_sign_ins_every_searched_path_is_listed() {
    let scenario = Scenario::signed_in(&[], Store::AuthFile, Door::Open, |service, asked, now| {
        (service.answer)(asked, now)
    });
    let mut app = App::start_driven(scenario);
    app.tool_tip("nothing", |text| text.contains("No sign-in found"));
    app.click(1);
    let page = app.page();
    page.wait_for("opencode auth login");
    let doctor = app.scenario.plimsollctl(&["doctor", "--json"]).json();
    for place in doctor["searched"].as_array().unwrap() {
        let path = Path::new(place["path"].as_str().unwrap());
        for part in [
            path.parent().and_then(Path::to_str),
            path.file_name().and_then(|it| it.to_str()),
        ] {
            page.wait_for(part.unwrap());
        }
    }
    let entry = entry_of_openai(app.scenario.now + HOUR);
    app.scenario.home.sign_in_again(&[entry]);
    page.wait_for("% left");
}

#[test]
fn it_is_light_or_dark_as_the_whole_desktop_is() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let mut app = App::start_driven(scenario);
    let portal = app.desktop.wants(true);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.click(1);
    let page = app.page();
    page.wait_for("63% left");
    let is_dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    for dark in [true, false, true] {
        until("its colours", || {
            (page.script(is_dark) == dark).then_some(())
        });
        portal.change(!dark);
    }
}

#[test]
fn a_portal_that_comes_later_or_anew_is_asked_for_its_colours() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let mut app = App::start_driven(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.click(1);
    let page = app.page();
    page.wait_for("63% left");
    let is_dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    assert_eq!(page.script(is_dark), false);
    for dark in [true, false, true] {
        let _portal = app.desktop.wants(dark);
        until("its colours", || {
            (page.script(is_dark) == dark).then_some(())
        });
    }
}

#[test]
fn what_a_service_says_is_short_harmless_text() {
    let hostile = format!(
        "<img src=x onerror='document.title=1'><script>document.title=1</script>\u{202e}{}",
        "A".repeat(10_000)
    );
    let reply = move |_: &_, _: &_, now: jiff::Timestamp| {
        let window = json!({ "used_percent": 37, "limit_window_seconds": 18000,
                             "reset_after_seconds": 3600, "reset_at": now.as_second() + 3600 });
        let limit = json!({ "allowed": true, "limit_reached": false,
                            "primary_window": window, "secondary_window": null });
        let usage = json!({ "plan_type": hostile, "email": hostile, "rate_limit": limit,
                            "additional_rate_limits": [{ "limit_name": hostile, "rate_limit": limit }] });
        Some(Reply::json(200, &usage))
    };
    let scenario = Scenario::signed_in(&[OPENAI], Store::AuthFile, Door::Open, reply);
    let mut app = App::start_driven(scenario);
    let lines = app.tool_tip("the number", |text| text.contains("63% left"));
    let longest = lines.iter().map(|line| line.chars().count()).max();
    assert!(longest < Some(300), "{lines:?}");
    app.click(1);
    let page = app.page();
    page.wait_for("63% left");
    let text = page.text();
    assert!(text.contains("<img src=x"), "{text}");
    assert!(!text.contains('\u{202e}'), "{text}");
    assert!(text.chars().count() < 2000, "{text}");
    let made = page.script("return document.querySelectorAll('img, main script').length");
    assert_eq!(made, 0);
    assert_eq!(page.script("return document.title"), "Plimsoll");
}

#[test]
fn a_windows_past_is_drawn_from_what_was_kept() {
    let (mut service, scenario) = FakeService::scenario(20.0, HOUR);
    let mut app = App::start_driven(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    app.click(1);
    let page = app.page();
    page.wait_for("80% left");
    page.press("History: 5-hour window");
    page.wait_for("left at the reset");
    let value = "return document.querySelector('[role=slider]')?.getAttribute('aria-valuetext')";
    let says = |wanted: &str| {
        until(wanted, || {
            let said = page.script(value);
            said.as_str()?.ends_with(wanted).then_some(())
        });
    };
    says("80% left");
    // Another reading is drawn while it is looked at.
    service.turn_and_refresh(45.0, &mut app);
    says("55% left");
    page.press("Back");
    page.wait_for("55% left");
    let lines = page.script("return document.querySelectorAll('[aria-label^=History]').length");
    assert!(lines.as_u64() > Some(0), "{lines}");
}
