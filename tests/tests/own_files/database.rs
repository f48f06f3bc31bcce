//! The database with the history.

use std::{fs, time::Duration};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::FakeService,
    file_corruption::{Corruption, set_mode},
    processes::within,
    stand_in::notices,
    stored_readings::{DATABASE, StoredReading},
};
use rusqlite::Connection;

use crate::{LOOK, Stage, content};

/// A database with something in it.
fn whole_database() -> Vec<u8> {
    let (_dial, scenario) = FakeService::scenario(37.4, SignedDuration::from_hours(1));
    let hour_ago = scenario.now - SignedDuration::from_hours(1);
    scenario.keep(&[StoredReading::new(
        "openai",
        hour_ago,
        &[("session", 20.0, 9000)],
    )]);
    let path = scenario.home.path(DATABASE);
    let database = Connection::open(&path).unwrap();
    database
        .pragma_update(None, "journal_mode", "DELETE")
        .unwrap();
    drop(database);
    fs::read(path).unwrap()
}

#[test]
fn the_database_in_every_form() {
    let stage = Stage::new(LOOK);
    let whole = whole_database();
    for form in Corruption::ALL {
        let cell = format!("database {form:?}");
        let mut before = None;
        let scene = stage.start(&cell, |scenario| {
            let path = scenario.home.path(DATABASE);
            form.lay(&path, &whole);
            before = content(&path);
        });
        let path = scene.scenario.home.path(DATABASE);
        scene.open();
        match form {
            Corruption::Missing | Corruption::Empty => scene.says(&[]),
            Corruption::DeadLink
            | Corruption::LinkLoop
            | Corruption::Directory
            | Corruption::Pipe
            | Corruption::Closed => {
                scene.says(&["notice-no-history"]);
            }
            Corruption::Half
            | Corruption::Marked
            | Corruption::Null
            | Corruption::List
            | Corruption::Deep
            | Corruption::NoText
            | Corruption::Huge => {
                scene.says(&["notice-history-kept-aside"]);
                // SQLite may have written its way of keeping a journal into the head of a half one.
                let from = if form == Corruption::Half { 100 } else { 0 };
                let (aside, before) = (content(&path.with_extension("db.broken")), before.unwrap());
                assert!(aside.unwrap()[from..] == before[from..], "{cell}");
            }
        }
        scene.end();
    }
}

#[test]
fn a_newer_database_and_a_read_only_one_are_named() {
    let stage = Stage::new(LOOK);
    let whole = whole_database();
    let scene = stage.start("newer", |scenario| {
        let path = scenario.home.path(DATABASE);
        Corruption::Marked.lay(&path, b"");
        fs::write(&path, &whole).unwrap();
        let newer = Connection::open(&path).unwrap();
        newer.pragma_update(None, "user_version", 999).unwrap();
    });
    scene.open();
    scene.says(&["notice-no-history"]);
    let scenario = scene.end();
    let kept = Connection::open(scenario.home.path(DATABASE)).unwrap();
    let rows: i64 = kept
        .query_row("SELECT count(*) FROM stretch", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 1);
    let scene = stage.start("closed directory", |scenario| {
        let path = scenario.home.path(DATABASE);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &whole).unwrap();
        set_mode(path.parent().unwrap(), 0o500);
    });
    scene.open();
    scene.says(&["notice-no-history"]);
    let scenario = scene.end();
    assert_eq!(content(&scenario.home.path(DATABASE)), Some(whole));
}

#[test]
fn the_notice_of_an_unusable_database_goes_with_its_cause() {
    let stage = Stage::new(LOOK);
    let scene = stage.start("a directory for a while", |scenario| {
        fs::create_dir_all(scenario.home.path(DATABASE)).unwrap();
    });
    scene.open();
    scene.says(&["notice-no-history"]);
    fs::remove_dir(scene.scenario.home.path(DATABASE)).unwrap();
    // It looks each minute.
    let gone = within(Duration::from_mins(2), || {
        notices(&scene.resident).is_empty().then_some(())
    });
    assert!(gone.is_some(), "{:?}", notices(&scene.resident));
    assert!(scene.scenario.home.path(DATABASE).is_file());
    scene.end();
}
