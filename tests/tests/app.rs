//! The app on a real desktop: tray item, menu, notifications. What they say in each case is
//! proved in core; here it is that it reaches the panel and the notification service.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService, speak},
    home::Store,
    processes::until,
    proxy::{Door, Reply},
    scenario::Scenario,
    tray_item::{MenuEntry, Pixmap},
};
use serde_json::json;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The labels of the menu's own entries, without those of submenus.
fn labels(menu: &MenuEntry) -> Vec<&str> {
    let entries = menu.below.iter().filter(|entry| !entry.is_line);
    entries.map(|entry| entry.label.as_str()).collect()
}

#[test]
fn tooltip_and_menu_carry_the_numbers_of_every_service() {
    let app = App::start(Scenario::well(Store::Database));
    let lines = app.tool_tip("all numbers", |text| text.matches("% left").count() == 10);
    let expected = [
        "Plimsoll",
        "OpenAI: 63% left, resets in 2 h 3",
        "Zhipu AI: Weekly 17% left, ends ",
        "Z.ai: 68% left, resets in ",
        "GitHub Copilot: 38% left, resets in 8 d ",
        "Google Antigravity: Claude + GPT, 5-hour window 0% left, resets in ",
        "Claude: 58% left, resets in ",
        "OpenCode Console: Weekly 40% left, ",
        "Grok: ",
        "Cursor: ",
        "Kiro: ",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{lines:#?}");
    }
    // The menu is shown after the tooltip.
    let item = app.item();
    let menu = until("the same lines in the menu", || {
        let text = app.text_of_tool_tip();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        let menu = item.menu();
        labels(&menu).starts_with(&lines).then_some(menu)
    });
    let labels = labels(&menu);
    assert_eq!(
        labels[10..],
        [
            "Refresh",
            "Open Plimsoll",
            "Notifications",
            "Settings",
            "Quit"
        ]
    );
    let pauses = menu.find("Notifications").unwrap();
    assert_eq!(pauses.below.len(), 3);
}

#[test]
fn the_item_speaks_the_language_of_the_session() {
    for (language, left, quit) in [
        ("fr_FR.UTF-8", "63", "Quitter"),
        ("zh_CN.UTF-8", "63", "退出"),
    ] {
        let (_dial, mut scenario) = FakeService::scenario(37.4, HOUR);
        speak(&mut scenario, language);
        let app = App::start(scenario);
        let lines = app.tool_tip("a number", |text| text.contains(left));
        assert!(!lines.iter().any(|line| line.contains("left")), "{lines:?}");
        app.item().entry(quit);
    }
}

/// What is opaque and coloured, not the mark's dark or light lines: green, amber or red.
fn colour(pixel: [u8; 4]) -> Option<&'static str> {
    let [alpha, red, green, blue] = pixel.map(i32::from);
    let spread = red.max(green).max(blue) - red.min(green).min(blue);
    if alpha < 250 || spread < 60 {
        return None;
    }
    Some(if green > red {
        "green"
    } else if green > 120 {
        "amber"
    } else {
        "red"
    })
}

/// The colour of the mark's fill and how high it stands, in parts of the inside of the circle.
fn fill(icon: &Pixmap) -> Option<(&'static str, f64)> {
    // Beside the upright stroke of the critical form.
    let column = icon.width * 3 / 8;
    let rows = (0..icon.height).filter(|row| colour(icon.pixel(column, *row)).is_some());
    let top = rows.min()?;
    let inside = f64::from(icon.height) * 0.38 - 2.5;
    let middle = f64::from(icon.height) / 2.0;
    let height = (middle + inside - f64::from(top)) / (2.0 * inside);
    // The lowest coloured row is the surest colour.
    let lowest = (0..icon.height)
        .rev()
        .find_map(|row| colour(icon.pixel(column, row)))?;
    Some((lowest, height))
}

#[test]
fn the_mark_is_filled_to_what_is_left() {
    for (used, level, left) in [
        (15.0, "green", 0.85),
        (37.4, "green", 0.626),
        (70.0, "amber", 0.3),
    ] {
        let (_dial, scenario) = FakeService::scenario(used, HOUR);
        let app = App::start(scenario);
        app.tool_tip("a number", |text| text.contains("% left"));
        let drawn = until("a filled mark", || {
            // The largest has the most rows.
            app.item()
                .icons()
                .iter()
                .max_by_key(|it| it.width)
                .and_then(fill)
        });
        assert_eq!(drawn.0, level, "{used} % used");
        assert!(
            (drawn.1 - left).abs() < 0.04,
            "{used} % used is drawn as {drawn:?}"
        );
    }
}

#[test]
fn the_mark_and_its_words_follow_a_new_answer() {
    let (mut service, scenario) = FakeService::scenario(15.0, HOUR);
    let mut app = App::start(scenario);
    app.tool_tip("the first number", |text| text.contains("85% left"));
    let before = app.item().icons();
    service.turn_and_refresh(45.0, &mut app);
    app.tool_tip("the next number", |text| text.contains("55% left"));
    until("another mark", || {
        (app.item().icons() != before).then_some(())
    });
}

#[test]
fn a_crossed_threshold_is_told_once() {
    let (mut service, scenario) = FakeService::scenario(60.0, HOUR);
    let mut app = App::start(scenario);
    app.tool_tip("the first number", |text| text.contains("40% left"));
    assert_eq!(app.desktop.heard().asked(), []);
    for (used, left) in [(81.0, "19% left"), (84.0, "16% left"), (83.0, "17% left")] {
        service.turn_and_refresh(used, &mut app);
        app.tool_tip("the next number", |text| text.contains(left));
    }
    // The later readings were chances to tell it again, and gave late calls the time to come.
    until("a notification", || {
        (app.desktop.notifications.on_screen() > 0).then_some(())
    });
    let shown = app.desktop.notifications.read_back();
    assert_eq!(shown.len(), 1, "{shown:#?}");
    assert_eq!(shown[0].summary, "OpenAI: 81% used");
    assert!(shown[0].body.contains("19% left"), "{shown:#?}");
    let heard = app.desktop.heard().asked();
    assert_eq!(heard.len(), 1, "{heard:#?}");
    assert_eq!(heard[0].urgency, Some(1));
    let actions = [
        ["default", "Open"],
        ["open", "Open"],
        ["snooze", "Snooze until reset"],
        ["mute", "Mute OpenAI"],
    ];
    assert_eq!(heard[0].actions, actions.concat());
}

#[test]
fn an_expired_sign_in_is_told_once_and_withdrawn_when_renewed() {
    let (mut service, scenario) = FakeService::scenario(37.4, -HOUR);
    let mut app = App::start(scenario);
    let lines = app.tool_tip("the problem", |text| text.contains("OpenAI: "));
    assert!(!lines.iter().any(|line| line.contains('%')), "{lines:?}");
    let told = until("a notification", || app.desktop.heard().asked().pop());
    assert_eq!(told.summary, "OpenAI: the sign-in needs you");
    until("it on the screen", || {
        (app.desktop.notifications.on_screen() == 1).then_some(())
    });
    assert!(
        app.scenario.proxy.asked().is_empty(),
        "a token known to be expired was sent"
    );
    service.renew(&mut app.scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    until("an empty screen", || {
        (app.desktop.notifications.on_screen() == 0).then_some(())
    });
    assert_eq!(app.desktop.heard().asked().len(), 1);
    assert_eq!(app.desktop.heard().withdrawn().len(), 1);
    assert_eq!(app.desktop.notifications.read_back().len(), 1);
}

#[test]
fn the_item_comes_back_with_the_panel() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let mut app = App::start(scenario);
    app.desktop.stop_panel();
    app.desktop.start_panel();
    app.tool_tip("the number", |text| text.contains("63% left"));
    assert_eq!(app.desktop.tray_items().len(), 1);
}

#[test]
fn the_tooltip_names_a_service_in_trouble_beside_the_numbers() {
    let app = App::start(Scenario::new(
        Store::AuthFile,
        Door::Open,
        |service, asked, now| {
            if service.id == "zai" {
                Some(Reply::json(503, &json!({})))
            } else {
                (service.answer)(asked, now)
            }
        },
    ));
    let lines = app.tool_tip("the numbers", |text| text.matches("% left").count() == 9);
    let troubled: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with("Z.ai: "))
        .collect();
    assert_eq!(troubled.len(), 1, "{lines:#?}");
    assert!(!troubled[0].contains('%'), "{lines:#?}");
}

#[test]
fn quit_in_the_menu_ends_the_app_and_takes_the_item_away() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.entry_of_line(1);
    app.item().choose("Quit");
    until("its end", || (!app.resident.is_running()).then_some(()));
    until("no item", || {
        app.desktop.tray_items().is_empty().then_some(())
    });
}
