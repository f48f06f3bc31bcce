//! The window's process: killed, dead at its start, not there, slow, standing still, by itself or
//! with its page, talking nonsense, wanting too much.

use std::{path::Path, thread};

use plimsoll_tests::{
    app::{App, FakeService, SAME_CLICK},
    desktop::Desktop,
    processes::{PATIENCE, descendants, kill_other, stop_other, until, within},
    size::Size,
    stand_in::{StandIn, told, words},
};

use crate::HOUR;

/// The window's process and all that it has started.
fn processes(app: &App) -> Vec<(u32, String)> {
    descendants(app.resident.id())
}

/// The window's own.
fn popup(app: &App) -> u32 {
    let all = processes(app);
    all.iter().find(|it| it.1 == "plimsoll-popup").unwrap().0
}

/// Its page's.
fn page(app: &App) -> u32 {
    let all = processes(app);
    all.iter().find(|it| it.1 == "WebKitWebProces").unwrap().0
}

fn kill_window(app: &App) {
    let all = processes(app);
    kill_other(popup(app));
    until("its end, and that of all it has started", || {
        all.iter()
            .all(|(id, _)| !Path::new(&format!("/proc/{id}")).exists())
            .then_some(())
    });
}

fn with_a_number() -> (FakeService, App) {
    let (service, scenario) = FakeService::scenario(37.4, HOUR);
    let app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    (service, app)
}

#[test]
fn a_killed_window_is_told_and_the_next_click_opens_another() {
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
fn a_window_that_stands_still_is_ended_and_another_one_is_shown() {
    let (_dial, app) = with_a_number();
    app.click(1);
    app.window();
    thread::sleep(SAME_CLICK);
    app.click(1);
    app.wait_for_no_window();
    thread::sleep(SAME_CLICK);
    let ready = popup(&app);
    stop_other(ready);
    app.item().activate(0, 0);
    app.window();
    assert_ne!(popup(&app), ready);
    // One that stands still on the screen is closed, and opened again.
    thread::sleep(SAME_CLICK);
    let shown = popup(&app);
    stop_other(shown);
    app.item().activate(0, 0);
    app.wait_for_no_window();
    thread::sleep(SAME_CLICK);
    app.item().activate(0, 0);
    app.window();
    assert_ne!(popup(&app), shown);
    assert!(app.desktop.heard().asked().is_empty());
}

#[test]
fn a_window_whose_page_hangs_is_replaced() {
    let (_dial, app) = with_a_number();
    app.click(1);
    app.window();
    thread::sleep(SAME_CLICK);
    app.click(1);
    app.wait_for_no_window();
    thread::sleep(SAME_CLICK);
    let (ready, page) = (popup(&app), page(&app));
    stop_other(page);
    app.item().activate(0, 0);
    until("another one", || {
        let all = processes(&app);
        let other = all.iter().find(|it| it.1 == "plimsoll-popup")?;
        (other.0 != ready).then_some(())
    });
    // One that is stopped does not see that its window has gone.
    kill_other(page);
    app.window();
    assert!(app.desktop.heard().asked().is_empty());
}

#[test]
fn a_window_that_hangs_is_replaced_by_a_click() {
    let (_dial, app) = with_a_number();
    app.click(1);
    app.window();
    thread::sleep(SAME_CLICK);
    let shown = popup(&app);
    stop_other(shown);
    // To close it, and at once to have it again.
    app.item().activate(0, 0);
    thread::sleep(SAME_CLICK);
    app.item().activate(0, 0);
    until("another one", || {
        let all = processes(&app);
        let other = all.iter().find(|it| it.1 == "plimsoll-popup")?;
        (other.0 != shown).then_some(())
    });
    app.window();
}

#[test]
fn a_window_that_stands_still_goes_with_the_app() {
    let (_dial, mut app) = with_a_number();
    app.click(1);
    app.window();
    let all = processes(&app);
    stop_other(popup(&app));
    app.item().choose("Quit");
    until("its end", || (!app.resident.is_running()).then_some(()));
    until("the end of all that it has started", || {
        all.iter()
            .all(|(id, _)| !Path::new(&format!("/proc/{id}")).exists())
            .then_some(())
    });
}

#[test]
fn a_page_that_crashes_takes_its_window_along() {
    let (_dial, app) = with_a_number();
    app.click(1);
    app.window();
    kill_other(page(&app));
    app.wait_for_no_window();
    let told = until("a notification", || app.desktop.heard().asked().pop());
    assert!(told.body.contains("exit status: 1"), "{told:?}");
    app.desktop.notifications.read_back();
    app.click(1);
    app.window();
}

#[test]
fn a_double_click_opens_it() {
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
fn with_window(script: &str) -> (FakeService, StandIn, App) {
    let (service, scenario) = FakeService::scenario(37.4, HOUR);
    let stand_in = StandIn::new(script);
    let app = App::of(&stand_in.resident(), Desktop::start(), scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    (service, stand_in, app)
}

#[test]
fn a_window_that_dies_at_its_start_is_told_each_time() {
    let (mut service, stand_in, mut app) = with_window("kill -9 $$");
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
    service.turn_and_refresh(45.0, &mut app);
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
fn a_window_opened_at_the_start_appears_with_its_content() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let (stand_in, desktop) = (StandIn::repeating(":"), Desktop::start());
    let open = ["--open".to_owned()];
    let resident = desktop.spawn(&stand_in.resident(), &open, &scenario.variables);
    let app = App::running(resident, desktop, scenario);
    until("the window", || told(&app.resident, "show").pop());
    let words = words(&app.resident);
    let first = |word: &str| words.iter().position(|it| it == word);
    assert!(first("view") < first("show"), "{words:?}");
    assert!(first("view").is_some(), "{words:?}");
}

#[test]
fn nonsense_from_the_window_is_passed_over() {
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

#[test]
fn a_window_that_comes_up_slowly_is_given_its_time() {
    let slow = format!("sleep 5\n{}", StandIn::script(":"));
    let (_dial, _stand_in, app) = with_window(&slow);
    app.item().activate(0, 0);
    until("a window that listens", || {
        told(&app.resident, "show").pop()
    });
    assert_eq!(told(&app.resident, "start").len(), 1);
    assert!(app.desktop.heard().asked().is_empty());
}

#[test]
fn a_window_that_does_not_come_up_is_given_up_and_said() {
    let (_dial, _stand_in, app) = with_window("kill -STOP $$");
    app.item().activate(0, 0);
    let asked = until_longer("a notification", || app.desktop.heard().asked().pop());
    assert!(asked.body.contains("it did not answer"), "{asked:?}");
    until("no process", || processes(&app).is_empty().then_some(()));
}

/// Where the usual patience is about as long as what is waited for.
fn until_longer<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    within(3 * PATIENCE, look).unwrap_or_else(|| panic!("waited in vain for {what}"))
}

/// What a window that was taken over may send, so many times each.
const WISHES: [&str; 4] = [
    r#"{"intent":{"do":"refresh-all"}}"#,
    r#"{"intent":{"do":"toggle-clock"}}"#,
    r#"{"intent":{"do":"snooze","account":{"provider":"openai","id":"a"},"window":"w","on":true}}"#,
    r#"{"intent":{"do":"show-past","account":{"provider":"openai","id":"a"},"window":"w","range":"day"}}"#,
];

#[test]
fn a_window_that_floods_takes_no_memory_and_is_logged_once() {
    const TIMES: usize = 100_000;
    /// In kB. What is kept of so many wishes is a hundred times as much.
    const MAY_GROW: u64 = 4096;
    let flood = WISHES.map(|wish| format!("yes '{wish}' | head -n {TIMES}\n"));
    let hidden = format!("yes '{{\"hidden\":{{\"turn\":1}}}}' | head -n {TIMES}\n");
    let last = r#"echo '{"intent":{"do":"change","change":{"set":"language","to":"fr"}}}'"#;
    let script = StandIn::script(&format!("{}{hidden}{last}", flood.concat()));
    let (_dial, _stand_in, app) = with_window(&script);
    let before = Size::of(app.resident.id()).unwrap().anonymous;
    app.item().activate(0, 0);
    until_longer("what came last", || {
        app.text_of_tool_tip()
            .contains("63\u{a0}% restants")
            .then_some(())
    });
    let after = Size::of(app.resident.id()).unwrap().anonymous;
    eprintln!("the resident: {before} kB before, {after} kB after");
    assert!(after < before + MAY_GROW, "{before} kB, then {after} kB");
    let errors = app.resident.errors();
    let told = errors.matches("the window wants too much").count();
    assert_eq!(told, WISHES.len(), "{errors}");
}
