//! The database with the history.

use std::{fs, time::Duration};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::Dial,
    forms::{Form, set_mode},
    processes::within,
    stand_in::notices,
    stored_readings::{DATABASE, StoredReading},
};
use rusqlite::Connection;

use crate::{LOOK, Stage, content};

/// A database with something in it.
fn whole_database() -> Vec<u8> {
    let (_dial, world) = Dial::world(37.4, SignedDuration::from_hours(1));
    let hour_ago = world.now - SignedDuration::from_hours(1);
    world.keep(&[StoredReading::new(
        "openai",
        hour_ago,
        &[("session", 20.0, 9000)],
    )]);
    let path = world.home.path(DATABASE);
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
    for form in Form::ALL {
        let cell = format!("database {form:?}");
        let mut before = None;
        let scene = stage.start(&cell, |world| {
            let path = world.home.path(DATABASE);
            form.lay(&path, &whole);
            before = content(&path);
        });
        let path = scene.world.home.path(DATABASE);
        scene.open();
        match form {
            Form::Missing | Form::Empty => scene.says(&[]),
            Form::DeadLink | Form::LinkLoop | Form::Directory | Form::Pipe | Form::Closed => {
                scene.says(&["notice-no-history"]);
            }
            Form::Half
            | Form::Marked
            | Form::Null
            | Form::List
            | Form::Deep
            | Form::NoText
            | Form::Huge => {
                scene.says(&["notice-history-kept-aside"]);
                // SQLite may have written its way of keeping a journal into the head of a half one.
                let from = if form == Form::Half { 100 } else { 0 };
                let (aside, before) = (content(&path.with_extension("db.broken")), before.unwrap());
                assert!(aside.unwrap()[from..] == before[from..], "{cell}");
            }
        }
        scene.end();
    }
}

#[test]
fn a_newer_programs_database_and_one_where_nothing_can_be_written() {
    let stage = Stage::new(LOOK);
    let whole = whole_database();
    let scene = stage.start("newer", |world| {
        let path = world.home.path(DATABASE);
        Form::Marked.lay(&path, b"");
        fs::write(&path, &whole).unwrap();
        let newer = Connection::open(&path).unwrap();
        newer.pragma_update(None, "user_version", 999).unwrap();
    });
    scene.open();
    scene.says(&["notice-no-history"]);
    let world = scene.end();
    let kept = Connection::open(world.home.path(DATABASE)).unwrap();
    let rows: i64 = kept
        .query_row("SELECT count(*) FROM stretch", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 1);
    let scene = stage.start("closed directory", |world| {
        let path = world.home.path(DATABASE);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &whole).unwrap();
        set_mode(path.parent().unwrap(), 0o500);
    });
    scene.open();
    scene.says(&["notice-no-history"]);
    let world = scene.end();
    assert_eq!(content(&world.home.path(DATABASE)), Some(whole));
}

#[test]
fn what_is_said_of_a_database_that_cannot_be_opened_goes_when_it_can() {
    let stage = Stage::new(LOOK);
    let scene = stage.start("a directory for a while", |world| {
        fs::create_dir_all(world.home.path(DATABASE)).unwrap();
    });
    scene.open();
    scene.says(&["notice-no-history"]);
    fs::remove_dir(scene.world.home.path(DATABASE)).unwrap();
    // It looks each minute.
    let gone = within(Duration::from_mins(2), || {
        notices(&scene.resident).is_empty().then_some(())
    });
    assert!(gone.is_some(), "{:?}", notices(&scene.resident));
    assert!(scene.world.home.path(DATABASE).is_file());
    scene.end();
}
