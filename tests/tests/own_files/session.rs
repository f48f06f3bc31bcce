//! The session's directory with the lock and the socket by which a second start is noticed, and the
//! entry by which the session starts the program.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService},
    file_corruption::{Corruption, set_mode},
    processes::until,
    scenario::Scenario,
    stand_in::told,
};

use crate::{LOOK, Stage, content};

/// Puts something in the way of this path.
type Lay = fn(&Path);

const SESSION: &str = "../run/plimsoll";

const ENTRY: &str = ".config/autostart/plimsoll.desktop";
#[test]
#[expect(clippy::too_many_lines, reason = "one case after the other")]
fn what_tells_a_second_start_in_every_form() {
    let stage = Stage::new(LOOK);
    let lay: [(&str, Lay); 14] = [
        ("a lock left over", |session| {
            fs::create_dir(session).unwrap();
            fs::write(session.join("plimsoll.lock"), "left over").unwrap();
            fs::write(session.join("plimsoll.socket"), "no socket").unwrap();
        }),
        ("a directory as lock", |session| {
            Corruption::Directory.lay(&session.join("plimsoll.lock"), b"");
        }),
        ("a pipe as lock", |session| {
            Corruption::Pipe.lay(&session.join("plimsoll.lock"), b"");
        }),
        ("a closed lock", |session| {
            Corruption::Closed.lay(&session.join("plimsoll.lock"), b"");
        }),
        ("a loop as lock", |session| {
            Corruption::LinkLoop.lay(&session.join("plimsoll.lock"), b"");
        }),
        ("a dead link as lock", |session| {
            Corruption::DeadLink.lay(&session.join("plimsoll.lock"), b"");
        }),
        ("a directory as socket", |session| {
            Corruption::Directory.lay(&session.join("plimsoll.socket"), b"");
        }),
        ("a file as the session's directory", |session| {
            fs::write(session, "").unwrap();
        }),
        ("a closed directory", |session| {
            fs::create_dir(session).unwrap();
            set_mode(session, 0);
        }),
        ("a directory that cannot be written to", |session| {
            fs::create_dir(session).unwrap();
            set_mode(session, 0o500);
        }),
        ("a dead link as the session's directory", |session| {
            symlink("/nowhere/at-all", session).unwrap();
        }),
        ("a link to another directory", |session| {
            fs::create_dir(session.with_file_name("elsewhere")).unwrap();
            symlink("elsewhere", session).unwrap();
        }),
        ("a directory that is open to all", |session| {
            fs::create_dir(session).unwrap();
            set_mode(session, 0o777);
        }),
        ("no session", |session| {
            fs::remove_dir(session.parent().unwrap()).unwrap();
            fs::write(session.parent().unwrap(), "").unwrap();
        }),
    ];
    for (cell, lay) in lay {
        let scene = stage.start(cell, |scenario| {
            lay(&scenario.home.path(SESSION));
            scenario.home.arrange(|_| {});
        });
        scene.open();
        scene.says(&[]);
        // Also there only one runs, and the other one asks it to show its window.
        let shown = told(&scene.resident, "show").len();
        let mut second = stage.spawn("exec \"$@\"", &scene.scenario);
        until("its end", || (!second.is_running()).then_some(()));
        assert_eq!(second.errors(), "", "{cell}");
        until("the window", || {
            (told(&scene.resident, "show").len() > shown).then_some(())
        });
        let scenario = scene.end();
        let session = scenario.home.path(SESSION);
        if !session.is_symlink() && session.is_dir() {
            let mode = fs::metadata(&session).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{cell}");
            set_mode(&session, 0o700);
        }
    }
    let scene = stage.start("nowhere at all", |scenario| {
        for directory in [
            scenario.home.path(SESSION),
            scenario.home.path(".local/share/plimsoll"),
        ] {
            fs::write(directory, "").unwrap();
        }
    });
    scene.open();
    scene.says(&["notice-second-start", "notice-no-history"]);
    scene.end();
}

#[test]
#[expect(clippy::too_many_lines, reason = "one case after the other")]
fn the_entry_for_the_login_in_every_form() {
    const WHOLE: &[u8] = b"[Desktop Entry]\nType=Application\nExec=/usr/bin/plimsoll\n";
    let stage = Stage::new(LOOK);
    let on = "start-at-login = true\n";
    let entry = |scenario: &Scenario| -> PathBuf { scenario.home.path(ENTRY) };
    let lay: [(&str, Lay, bool); 15] = [
        ("no directory", |_| {}, true),
        (
            "an entry of a person's own",
            |entry| {
                fs::create_dir(entry.parent().unwrap()).unwrap();
                fs::write(entry, "[Desktop Entry]\nHidden=true\n").unwrap();
            },
            true,
        ),
        (
            "a file as directory",
            |entry| fs::write(entry.parent().unwrap(), "").unwrap(),
            false,
        ),
        (
            "a closed directory",
            |entry| {
                fs::create_dir(entry.parent().unwrap()).unwrap();
                set_mode(entry.parent().unwrap(), 0o500);
            },
            false,
        ),
        (
            "a dead link",
            |entry| Corruption::DeadLink.lay(entry, b""),
            false,
        ),
        (
            "a loop",
            |entry| Corruption::LinkLoop.lay(entry, b""),
            false,
        ),
        (
            "whole",
            |entry| {
                fs::create_dir(entry.parent().unwrap()).unwrap();
                fs::write(entry, WHOLE).unwrap();
            },
            true,
        ),
        (
            "a directory",
            |entry| Corruption::Directory.lay(entry, b""),
            false,
        ),
        ("a pipe", |entry| Corruption::Pipe.lay(entry, b""), false),
        (
            "closed",
            |entry| Corruption::Closed.lay(entry, WHOLE),
            false,
        ),
        ("empty", |entry| Corruption::Empty.lay(entry, WHOLE), false),
        ("half", |entry| Corruption::Half.lay(entry, WHOLE), false),
        (
            "marked",
            |entry| Corruption::Marked.lay(entry, WHOLE),
            false,
        ),
        (
            "no text",
            |entry| Corruption::NoText.lay(entry, WHOLE),
            false,
        ),
        ("huge", |entry| Corruption::Huge.lay(entry, WHOLE), false),
    ];
    for (cell, lay, is_set) in lay {
        let mut before = None;
        let scene = stage.start(cell, |scenario| {
            scenario.home.edit_settings(on);
            lay(&entry(scenario));
            before = content(&entry(scenario));
        });
        scene.open();
        let wanted: &[&str] = if is_set {
            &[]
        } else {
            &["notice-no-autostart"]
        };
        scene.says(wanted);
        let there = content(&entry(&scene.scenario));
        assert!(!is_set || there.is_some(), "{cell}");
        assert!(before.is_none() || there == before, "{cell}");
        scene.end();
    }
}

/// The real window, whose own directory would be in the session's.
#[test]
fn the_window_opens_without_a_directory_of_the_session() {
    let (_dial, mut scenario) = FakeService::scenario(37.4, SignedDuration::from_hours(1));
    let session = scenario.home.path(SESSION);
    scenario.home.arrange(|_| fs::write(session, "").unwrap());
    let app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.item().activate(1264, 16);
    until("the window", || app.desktop.windows("^Plimsoll$").pop());
}
