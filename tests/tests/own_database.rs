//! The tray program whose own database is of no use for a while: held by another program, or on a
//! disk without room. Numbers go on being shown, nothing that was kept is lost, and afterwards all
//! is as before.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says why it has none"
)]

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use plimsoll_tests::{
    app::{App, Dial},
    desktop::Desktop,
    kept::DATABASE,
    processes::until,
};
use rusqlite::Connection;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Nothing fits any more after this, not a byte.
fn fill(file: &Path) {
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(file)
        .unwrap();
    while file.write_all(&[7; 512]).is_ok() {}
}

/// What is kept of use, as the command line tells it from a copy of what lies in `small`.
fn kept(app: &App, small: &Path) -> Vec<f64> {
    let shown = app.world.home.path(DATABASE);
    for name in ["plimsoll.db", "plimsoll.db-wal"] {
        let copied = fs::copy(small.join(name), shown.with_file_name(name));
        assert!(copied.is_ok() || name != "plimsoll.db");
    }
    let asked = ["history", "--window", "session", "--format", "json"];
    let said = app.world.plimsollctl(&asked);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = said.json()["rows"].as_array().unwrap().clone();
    rows.iter()
        .filter_map(|row| row["used_percent"].as_f64())
        .collect()
}

#[test]
fn without_room_numbers_are_shown_and_with_room_again_they_are_kept() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("only root can give a program a file system of its own: not tried");
        return;
    }
    let (mut dial, world) = Dial::world(20.0, HOUR);
    let directory = world.home.path(DATABASE).parent().unwrap().to_owned();
    fs::create_dir_all(&directory).unwrap();
    let mut app = App::start_on_small_disk(Desktop::start(), world, &directory);
    app.tool_tip("the number", |text| text.contains("80% left"));
    let inside = |path: &Path| -> PathBuf {
        let path = path.strip_prefix("/").unwrap();
        Path::new("/proc")
            .join(app.resident.id().to_string())
            .join("root")
            .join(path)
    };
    let small = inside(&directory);
    until("a first row", || {
        (kept(&app, &small) == [20.0]).then_some(())
    });
    let first = Timestamp::now().as_second();
    // Of two values within one second only the later one is kept.
    until("another second", || {
        (Timestamp::now().as_second() > first).then_some(())
    });
    let filler = small.join("filler");
    fill(&filler);
    for used in [30.0, 31.0, 32.0, 33.0, 34.0, 35.0] {
        dial.turn_and_refresh(used, &mut app);
        let left = format!("{}% left", 100.0 - used);
        app.tool_tip(&left, |text| text.contains(&left));
    }
    let errors = app.resident.errors();
    assert!(errors.contains("a reading is not kept"), "{errors}");
    assert_eq!(kept(&app, &small).first(), Some(&20.0));
    fs::remove_file(filler).unwrap();
    dial.turn_and_refresh(45.0, &mut app);
    until("a row again", || {
        (kept(&app, &small).last() == Some(&45.0)).then_some(())
    });
    assert_eq!(kept(&app, &small).first(), Some(&20.0));
}

#[test]
fn while_another_program_holds_the_database_numbers_are_shown_and_afterwards_they_are_kept() {
    let (mut dial, world) = Dial::world(20.0, HOUR);
    let mut app = App::start(world);
    app.tool_tip("the number", |text| text.contains("80% left"));
    let other = Connection::open(app.world.home.path(DATABASE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    dial.turn_and_refresh(30.0, &mut app);
    app.tool_tip("the next number", |text| text.contains("70% left"));
    let locked = "a reading is not kept: database is locked";
    until(locked, || {
        app.resident.errors().contains(locked).then_some(())
    });
    other.execute_batch("ROLLBACK").unwrap();
    dial.turn_and_refresh(45.0, &mut app);
    let kept = || {
        let status = app.world.plimsollctl(&["status", "--cached", "--json"]);
        status.json()["accounts"][0]["windows"][0]["used_percent"].as_f64()
    };
    until("a reading that is kept", || {
        (kept() == Some(45.0)).then_some(())
    });
}
