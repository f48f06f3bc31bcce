//! The window's process: killed, dead at its start, not there, talking nonsense.

use std::{path::Path, thread};

use plimsoll_tests::{
    app::{App, Dial, SAME_CLICK},
    desktop::Desktop,
    processes::{descendants, kill_other, until},
    stand_in::{StandIn, told, words},
};

use crate::HOUR;

/// The window's process and all that it has started.
fn processes(app: &App) -> Vec<(u32, String)> {
    descendants(app.resident.id())
}

fn kill_window(app: &App) {
    let all = processes(app);
    let popup = all.iter().find(|it| it.1 == "plimsoll-popup").unwrap();
    kill_other(popup.0);
    until("its end, and that of all it has started", || {
        all.iter()
            .all(|(id, _)| !Path::new(&format!("/proc/{id}")).exists())
            .then_some(())
    });
}

fn with_a_number() -> (Dial, App) {
    let (dial, world) = Dial::world(37.4, HOUR);
    let app = App::start(world);
    app.tool_tip("the number", |text| text.contains("63% left"));
    (dial, app)
}

#[test]
fn a_window_that_is_killed_is_said_and_comes_again_with_the_next_click() {
    let (_dial, app) = with_a_number();
    app.click(1);
    app.window();
    kill_window(&app);
    app.wait_for_no_window();
    let told = until("a notification", || app.desktop.heard().asked().pop());
    assert!(
        told.body.contains("has ended by itself: signal: 9"),
        "{told:?}"
    );
    app.desktop.notifications.read_back();
    app.click(1);
    app.window();
    // One that is kept ready and not seen is missed by nobody.
    thread::sleep(SAME_CLICK);
    app.click(1);
    app.wait_for_no_window();
    kill_window(&app);
    thread::sleep(SAME_CLICK);
    app.click(1);
    app.window();
    assert_eq!(app.desktop.heard().asked().len(), 1);
}

#[test]
fn a_page_that_crashes_takes_its_window_along() {
    let (_dial, app) = with_a_number();
    app.click(1);
    app.window();
    let all = processes(&app);
    let page = all.iter().find(|it| it.1 == "WebKitWebProces").unwrap();
    kill_other(page.0);
    app.wait_for_no_window();
    let told = until("a notification", || app.desktop.heard().asked().pop());
    assert!(told.body.contains("exit status: 1"), "{told:?}");
    app.desktop.notifications.read_back();
    app.click(1);
    app.window();
}

#[test]
fn a_double_click_opens_it_and_a_click_before_it_is_drawn_does_not_lose_it() {
    let (_dial, app) = with_a_number();
    let item = app.item();
    item.activate(0, 0);
    item.activate(0, 0);
    app.window();
    thread::sleep(SAME_CLICK);
    item.activate(0, 0);
    app.wait_for_no_window();
    kill_window(&app);
    thread::sleep(SAME_CLICK);
    // It is closed again while it starts, which takes longer than a double click.
    item.activate(0, 0);
    thread::sleep(SAME_CLICK);
    item.activate(0, 0);
    thread::sleep(SAME_CLICK);
    until("the window", || {
        item.activate(0, 0);
        thread::sleep(SAME_CLICK);
        app.desktop.windows("^Plimsoll$").pop()
    });
}

/// An app whose window is this script.
fn with_window(script: &str) -> (Dial, StandIn, App) {
    let (dial, world) = Dial::world(37.4, HOUR);
    let stand_in = StandIn::new(script);
    let app = App::of(&stand_in.resident(), Desktop::start(), world);
    app.tool_tip("the number", |text| text.contains("63% left"));
    (dial, stand_in, app)
}

#[test]
fn a_window_that_dies_at_its_start_or_is_not_there_is_said_each_time() {
    let (mut dial, stand_in, mut app) = with_window("kill -9 $$");
    let said = |app: &App, count: usize, part: &str| {
        app.item().activate(0, 0);
        let asked = until(part, || {
            let asked = app.desktop.heard().asked();
            (asked.len() == count).then_some(asked)
        });
        let body = &asked.last().unwrap().body;
        assert!(body.contains(part), "{body}");
    };
    said(&app, 1, "The window has ended by itself: signal: 9");
    stand_in.becomes("exit 7");
    said(&app, 2, "The window has ended by itself: exit status: 7");
    stand_in.becomes("exec >&- 2>&-; read -r line; exit 0");
    said(&app, 3, "The window has ended by itself");
    stand_in.leaves();
    said(&app, 4, "The window does not open: ");
    // Nothing of it stays, and the numbers go on.
    until("no process", || processes(&app).is_empty().then_some(()));
    dial.turn_and_refresh(45.0, &mut app);
    app.tool_tip("the next number", |text| text.contains("55% left"));
    stand_in.becomes(&StandIn::script(
        "echo '{\"intent\":{\"do\":\"close-popup\"}}'",
    ));
    app.item().activate(0, 0);
    until("a window that listens", || {
        told(&app.resident, "hide").pop()
    });
}

#[test]
fn a_window_that_is_open_from_the_start_has_something_to_show_before_it_is_shown() {
    let (_dial, world) = Dial::world(37.4, HOUR);
    let (stand_in, desktop) = (StandIn::repeating(":"), Desktop::start());
    let open = ["--open".to_owned()];
    let resident = desktop.spawn(&stand_in.resident(), &open, &world.variables);
    let app = App::running(resident, desktop, world);
    until("the window", || told(&app.resident, "show").pop());
    let words = words(&app.resident);
    let first = |word: &str| words.iter().position(|it| it == word);
    assert!(first("view") < first("show"), "{words:?}");
    assert!(first("view").is_some(), "{words:?}");
}

#[test]
fn nonsense_from_the_window_is_passed_over_and_what_follows_is_heard() {
    let nonsense = r#"
        head -c 3000000 /dev/urandom
        head -c 3000000 /dev/zero
        echo
        yes '{"intent":{"do":"no-such-thing"}}' | head -n 20000
        yes '[' | head -c 2000000 | tr -d '\n'
        printf '\n\377\376\n{"intent":\n"hidden"\nnull\n{}\n'
        printf '{"hidden":{"turn":18446744073709551616}}\n{"hidden":{"turn":7}}\n'
        echo '{"intent":{"do":"change","change":{"set":"language","to":"fr"}}}'
        while read -r line; do :; done"#;
    let (_dial, _stand_in, app) = with_window(nonsense);
    app.item().activate(0, 0);
    app.tool_tip("what came last", |text| text.contains("63\u{a0}% restants"));
    assert!(app.desktop.heard().asked().is_empty());
    assert_eq!(processes(&app).len(), 1);
}
