//! OpenCode 2's database with a log and an index beside it, whole or left behind.

use plimsoll_tests::file_corruption::{Corruption, clear, set_mode};
use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::databases::{clean, expect, expect_where, scene, usual};

/// What is newest is in the log beside the database alone.
fn lay_with_log(place: &Path) {
    lay_ended_suddenly(place, &["", "-wal"]);
}

/// As its owner leaves it when it is killed.
fn lay_left_behind(place: &Path) {
    lay_ended_suddenly(place, &["", "-wal", "-shm"]);
}

fn lay_ended_suddenly(place: &Path, ends: &[&str]) {
    clean(place);
    let elsewhere = tempfile::tempdir().unwrap();
    let original = elsewhere.path().join("original.db");
    let empty = Connection::open(&original).unwrap();
    empty.pragma_update(None, "journal_mode", "WAL").unwrap();
    empty.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    let _written = usual(&original);
    for end in ends {
        let from = format!("{}{end}", original.display());
        fs::copy(from, format!("{}{end}", place.display())).unwrap();
    }
}

fn beside(place: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", place.display()))
}

#[test]
fn a_database_at_rest_is_read_without_trace_or_copy() {
    let (mut scenario, place) = scene();
    let directory = place.parent().unwrap();
    // Whoever wanted to lay down a copy would find no place for it.
    for ours in ["../tmp", "../run"] {
        let ours = scenario.home.path(ours);
        scenario.home.arrange(|_| set_mode(&ours, 0o500));
    }
    for has_log in [true, false] {
        let lay = || {
            lay_with_log(&place);
            if !has_log {
                // Its last user takes the log in.
                usual_again(&place);
            }
        };
        let assert_alone = || {
            assert_eq!(beside(&place, "-wal").exists(), has_log);
            assert!(!beside(&place, "-shm").exists());
        };
        scenario.home.arrange(|_| lay());
        expect(&scenario, &format!("log: {has_log}"), "read", true);
        assert_alone();
        let cell = format!("on a read-only mount, log: {has_log}");
        expect_where(&scenario, Some(directory), &cell, "read", true);
        assert_alone();
        scenario.home.arrange(|_| set_mode(directory, 0o500));
        let cell = format!("in a directory that cannot be written to, log: {has_log}");
        expect(&scenario, &cell, "read", true);
        scenario.home.arrange(|_| set_mode(directory, 0o700));
        assert_alone();
    }
}

/// Somebody has had it open to write, and has closed it.
fn usual_again(place: &Path) {
    let owner = Connection::open(place).unwrap();
    owner
        .execute_batch("INSERT INTO message VALUES ('')")
        .unwrap();
}

#[test]
fn a_left_behind_index_does_not_block_its_database() {
    let (mut scenario, place) = scene();
    let directory = place.parent().unwrap();
    let index = beside(&place, "-shm");
    scenario.home.arrange(|_| lay_left_behind(&place));
    expect_where(&scenario, Some(directory), "read-only mount", "read", true);
    scenario.home.arrange(|_| set_mode(directory, 0o500));
    expect(&scenario, "closed directory", "read", true);
    scenario.home.arrange(|_| set_mode(&index, 0o400));
    expect(&scenario, "closed directory, closed index", "read", true);
    scenario.home.arrange(|_| set_mode(&index, 0));
    expect(&scenario, "closed directory, index of others", "read", true);
    scenario.home.arrange(|_| set_mode(directory, 0o700));
    expect(&scenario, "index of others", "read", true);
    scenario.home.arrange(|_| {
        lay_left_behind(&place);
        clear(&beside(&place, "-wal"));
    });
    expect_where(
        &scenario,
        Some(directory),
        "without its log, read-only mount",
        "read",
        false,
    );
    expect(&scenario, "without its log", "read", false);
}

#[test]
fn an_empty_database_costs_the_log_beside_it_nothing() {
    let (mut scenario, place) = scene();
    scenario.home.arrange(|_| {
        lay_with_log(&place);
        fs::write(&place, "").unwrap();
    });
    let log = fs::read(beside(&place, "-wal")).unwrap();
    expect(
        &scenario,
        "a restore that begins with the log",
        "read",
        false,
    );
    assert!(fs::read(beside(&place, "-wal")).unwrap() == log);
}

#[test]
fn a_log_beside_the_database_that_cannot_be_used_as_usual() {
    let (mut scenario, place) = scene();
    scenario.home.arrange(|_| {
        lay_with_log(&place);
        set_mode(&beside(&place, "-wal"), 0);
    });
    expect(&scenario, "a log that may not be read", "unreadable", false);
    for end in ["-wal", "-shm", "-journal"] {
        for form in [
            Corruption::Pipe,
            Corruption::Directory,
            Corruption::LinkLoop,
        ] {
            scenario.home.arrange(|_| {
                lay_with_log(&place);
                form.lay(&beside(&place, end), b"");
            });
            let cell = format!("{form:?} as its {end}");
            let status = expect(&scenario, &cell, "unreadable", false);
            let why = status["problems"][0]["why"].as_str().unwrap();
            assert!(why.contains(end), "{cell}: {why}");
        }
    }
    scenario.home.arrange(|_| {
        lay_with_log(&place);
        fs::write(beside(&place, "-wal"), vec![b'x'; 100_000]).unwrap();
    });
    expect(&scenario, "a log of something else", "read", false);
}
