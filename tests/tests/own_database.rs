//! The tray program whose own database is of no use for a while: held by another program, on a disk
//! without room, not to be opened, removed, or replaced. Numbers go on being shown, nothing that was
//! kept is lost, and afterwards all is as before.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says why it has none"
)]

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use plimsoll_tests::{
    app::{App, FakeService},
    desktop::Desktop,
    processes::{until, within},
    stored_readings::DATABASE,
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
    let shown = app.scenario.home.path(DATABASE);
    for name in ["plimsoll.db", "plimsoll.db-wal"] {
        let copied = fs::copy(small.join(name), shown.with_file_name(name));
        assert!(copied.is_ok() || name != "plimsoll.db");
    }
    let asked = ["history", "--window", "session", "--format", "json"];
    let said = app.scenario.plimsollctl(&asked);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = said.json()["rows"].as_array().unwrap().clone();
    rows.iter()
        .filter_map(|row| row["used_percent"].as_f64())
        .collect()
}

/// What of the sessions is used, as it is stored.
fn cached(app: &App) -> Vec<f64> {
    let said = app.scenario.plimsollctl(&["status", "--cached", "--json"]);
    let said = said.json();
    let accounts = said["accounts"].as_array().unwrap().iter();
    accounts
        .filter_map(|account| account["windows"][0]["used_percent"].as_f64())
        .collect()
}

/// What the program does of itself, half a minute or a minute later.
fn within_two_minutes<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    let found = within(Duration::from_mins(2), look);
    found.unwrap_or_else(|| panic!("waited in vain for {what}"))
}

#[test]
fn on_a_full_disk_numbers_are_shown_and_saved_later() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("only root can give a program a file system of its own: not tried");
        return;
    }
    let (mut service, scenario) = FakeService::scenario(20.0, HOUR);
    let directory = scenario.home.path(DATABASE).parent().unwrap().to_owned();
    fs::create_dir_all(&directory).unwrap();
    let mut app = App::start_on_small_disk(Desktop::start(), scenario, &directory);
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
        service.turn_and_refresh(used, &mut app);
        let left = format!("{}% left", 100.0 - used);
        app.tool_tip(&left, |text| text.contains(&left));
    }
    let errors = app.resident.errors();
    assert!(errors.contains("a reading is not kept"), "{errors}");
    assert_eq!(kept(&app, &small).first(), Some(&20.0));
    fs::remove_file(filler).unwrap();
    service.turn_and_refresh(45.0, &mut app);
    until("a row again", || {
        (kept(&app, &small).last() == Some(&45.0)).then_some(())
    });
    assert_eq!(kept(&app, &small).first(), Some(&20.0));
}

#[test]
fn a_locked_database_is_written_once_it_is_free() {
    let (mut service, scenario) = FakeService::scenario(20.0, HOUR);
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    let other = Connection::open(app.scenario.home.path(DATABASE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    service.turn_and_refresh(30.0, &mut app);
    app.tool_tip("the next number", |text| text.contains("70% left"));
    let locked = "a reading is not kept: database is locked";
    until(locked, || {
        app.resident.errors().contains(locked).then_some(())
    });
    other.execute_batch("ROLLBACK").unwrap();
    // Of itself: nothing is asked and nothing else happens.
    within_two_minutes("a reading that is kept", || {
        (cached(&app) == [30.0]).then_some(())
    });
}

#[test]
fn a_sign_out_while_the_database_is_locked_is_saved_later() {
    let (_dial, scenario) = FakeService::scenario(20.0, HOUR);
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    until("a reading that is kept", || {
        (cached(&app) == [20.0]).then_some(())
    });
    let other = Connection::open(app.scenario.home.path(DATABASE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    app.scenario.home.forget_sign_ins();
    app.item().secondary_activate(0, 0);
    let locked = "a reading is not kept: database is locked";
    until(locked, || {
        app.resident.errors().contains(locked).then_some(())
    });
    assert_eq!(cached(&app), [20.0]);
    other.execute_batch("ROLLBACK").unwrap();
    within_two_minutes("no account", || cached(&app).is_empty().then_some(()));
}

/// All that is known goes into the database that lies there then: the numbers, and what was told.
fn is_whole(app: &App, used: f64) -> Option<()> {
    let database = Connection::open(app.scenario.home.path(DATABASE)).ok()?;
    let count = |table: &str| -> Option<i64> {
        let sql = format!("SELECT count(*) FROM {table}");
        database.query_row(&sql, [], |row| row.get(0)).ok()
    };
    let told = (count("alerts")?, count("posted")?);
    (cached(app) == [used] && told == (1, 1)).then_some(())
}

#[test]
fn a_removed_database_is_made_anew_with_all_that_is_known() {
    let (mut service, scenario) = FakeService::scenario(85.0, HOUR);
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("15% left"));
    until("a whole database", || is_whole(&app, 85.0));
    let database = app.scenario.home.path(DATABASE);
    let directory = database.parent().unwrap();
    for name in ["plimsoll.db", "plimsoll.db-wal", "plimsoll.db-shm"] {
        fs::remove_file(directory.join(name)).unwrap();
    }
    service.turn_and_refresh(86.0, &mut app);
    until("a whole database again", || is_whole(&app, 86.0));
    // And with the directory; nothing is asked now.
    fs::remove_dir_all(directory).unwrap();
    within_two_minutes("a whole database once more", || is_whole(&app, 86.0));
    // A new start tells nothing again.
    let before = app.desktop.heard().asked().len();
    assert!(before > 0);
    app.crash();
    app.start_again();
    app.tool_tip("the number", |text| text.contains("14% left"));
    assert_eq!(app.desktop.heard().asked().len(), before);
}

#[test]
fn an_unusable_database_is_opened_as_soon_as_it_can_be() {
    let (_dial, scenario) = FakeService::scenario(85.0, HOUR);
    let database = scenario.home.path(DATABASE);
    fs::create_dir_all(&database).unwrap();
    let app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("15% left"));
    fs::remove_dir(&database).unwrap();
    within_two_minutes("a whole database", || is_whole(&app, 85.0));
    let errors = app.resident.errors();
    assert!(
        errors.contains("Nothing is kept for the history"),
        "{errors}"
    );
}

#[test]
fn a_restored_database_gets_what_is_known_since() {
    let (mut service, scenario) = FakeService::scenario(85.0, HOUR);
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("15% left"));
    until("a whole database", || is_whole(&app, 85.0));
    let database = app.scenario.home.path(DATABASE);
    let copy = database.with_extension("copy");
    let open = Connection::open(&database).unwrap();
    open.execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
        .unwrap();
    drop(open);
    service.turn_and_refresh(86.0, &mut app);
    until("a newer reading", || is_whole(&app, 86.0));
    let old = Connection::open(&copy).unwrap();
    old.execute_batch("DELETE FROM alerts; DELETE FROM posted")
        .unwrap();
    drop(old);
    fs::rename(copy, &database).unwrap();
    for end in ["-wal", "-shm"] {
        fs::remove_file(format!("{}{end}", database.display())).unwrap();
    }
    within_two_minutes("what is known", || is_whole(&app, 86.0));
}
