//! The command line where people meet it: on terminals of every width, in three languages, with and
//! without colours, and with what can be scrolled back to.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use plimsoll_tests::{
    home::Store, kept::Kept, processes::until, programs::program, proxy::Door, services,
    terminal::Terminal, world::World,
};

/// Longer than a countdown changes within a test.
const SLACK: i64 = 30;

/// Nobody is asked; two services have been.
fn with_readings() -> World {
    let world = World::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None);
    let windows = [
        ("session", 37.4, 9180 + SLACK),
        ("weekly", 12.0, 403_200 + SLACK),
    ];
    world.keep(&[
        Kept::new("openai", world.now, &windows),
        Kept::new("zai", world.now, &[("session", 99.7, 600 + SLACK)]),
    ]);
    world
}

/// A shell with something to scroll back to, in which a watch is started.
fn watching(world: &World, rows: u16) -> Terminal<'_> {
    let terminal = Terminal::open(world, 80, rows);
    terminal.type_in(&["seq 1000 1050", "Enter"]);
    terminal.wait_for("1050");
    let line = format!("{} watch; echo ended $?", program("plimsollctl").display());
    terminal.type_in(&[&line, "Enter"]);
    terminal
}

#[test]
fn a_watch_leaves_the_terminal_as_it_was() {
    let world = with_readings();
    let _app = world.pretend_that_the_app_runs();
    let terminal = watching(&world, 20);
    let seen = terminal.wait_for("63% left");
    assert!(seen.starts_with("OpenAI"), "{seen}");
    terminal.type_in(&["C-c"]);
    terminal.wait_for("ended 130");
    let whole = terminal.whole();
    for number in 1000..=1050 {
        assert!(whole.contains(&number.to_string()), "{number} is gone");
    }
    assert!(!whole.contains("63% left"), "{whole}");
}

#[test]
fn a_watch_that_is_ended_by_the_session_or_put_aside_gives_the_terminal_back() {
    let world = with_readings();
    let _app = world.pretend_that_the_app_runs();
    let terminal = watching(&world, 20);
    terminal.wait_for("63% left");
    terminal.type_in(&["C-z"]);
    let seen = terminal.wait_for("Stopped");
    assert!(
        seen.contains("1050") && !seen.contains("63% left"),
        "{seen}"
    );
    terminal.type_in(&["fg", "Enter"]);
    let seen = terminal.wait_for("63% left");
    assert!(!seen.contains("1050"), "{seen}");
    terminal.type_in(&["C-\\"]);
    let seen = terminal.wait_for("1050");
    assert!(!seen.contains("63% left"), "{seen}");
}

#[test]
fn what_is_higher_than_the_terminal_is_said_and_shown_when_there_is_room() {
    let world = with_readings();
    let _app = world.pretend_that_the_app_runs();
    let terminal = watching(&world, 4);
    let seen = terminal.wait_for("more lines not shown");
    assert!(seen.starts_with("OpenAI"), "{seen}");
    assert_eq!(seen.lines().count(), 4, "{seen}");
    terminal.resize(80, 20);
    terminal.wait_for("Z.ai");
    until("the note gone", || {
        (!terminal.seen().contains("not shown")).then_some(())
    });
    terminal.type_in(&["C-c"]);
    terminal.wait_for("1050");
    assert!(!terminal.whole().contains("63% left"));
}
