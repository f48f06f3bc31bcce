//! The log, into which a line goes at every start and with every problem.

use std::{fs, path::Path};

use plimsoll_tests::file_corruption::{Corruption, set_mode};

use crate::{LOOK, Stage, can_mount, content};

/// Puts something in the way of this path.
type Lay = fn(&Path);

const LOG: &str = ".local/state/plimsoll/plimsoll.log";

const OLD: &[u8] = b"2026-11-20T12:00:00Z an older line\n";

/// What the window says of it.
fn remarks(is_written: bool) -> &'static [&'static str] {
    if is_written { &[] } else { &["notice-no-log"] }
}

#[test]
fn the_log_in_every_form() {
    let stage = Stage::new(LOOK);
    for form in Corruption::ALL {
        let cell = format!("{form:?}");
        let mut before = None;
        let scene = stage.start(&cell, |scenario| {
            let log = scenario.home.path(LOG);
            form.lay(&log, OLD);
            before = content(&log);
        });
        let is_written = match form {
            Corruption::DeadLink
            | Corruption::LinkLoop
            | Corruption::Directory
            | Corruption::Pipe
            | Corruption::Closed => false,
            Corruption::Missing
            | Corruption::Empty
            | Corruption::Half
            | Corruption::Marked
            | Corruption::Null
            | Corruption::List
            | Corruption::Deep
            | Corruption::NoText
            | Corruption::Huge => true,
        };
        scene.open();
        scene.says(remarks(is_written));
        let errors = scene.resident.errors();
        let scenario = scene.end();
        let log = scenario.home.path(LOG);
        // A file that cannot be written is complained of once.
        let complaints = errors
            .lines()
            .filter(|line| line.starts_with("plimsoll: ") && line.contains("plimsoll.log"));
        let complaints = complaints.count();
        assert_eq!(complaints, usize::from(!is_written), "{cell}: {errors}");
        if !is_written {
            assert_eq!(content(&log), before, "{cell}");
            continue;
        }
        // What was there stays, in the file before this one when it was too long to go on.
        let old = content(&log.with_extension("log.1")).unwrap_or_default();
        let there = [old, content(&log).unwrap()].concat();
        assert!(there.starts_with(&before.unwrap_or_default()), "{cell}");
        assert!(there.ends_with(b" starts\n"), "{cell}");
    }
}

#[test]
fn a_directory_that_no_log_goes_into() {
    let stage = Stage::new(LOOK);
    let lay: [(&str, Lay); 2] = [
        ("a closed directory", |directory| {
            fs::create_dir_all(directory).unwrap();
            set_mode(directory, 0o500);
        }),
        ("a file as directory", |directory| {
            fs::create_dir_all(directory.parent().unwrap()).unwrap();
            fs::write(directory, "").unwrap();
        }),
    ];
    for (cell, lay) in lay {
        let scene = stage.start(cell, |scenario| {
            lay(scenario.home.path(LOG).parent().unwrap());
        });
        scene.open();
        scene.says(remarks(false));
        let errors = scene.resident.errors();
        assert!(errors.contains("plimsoll.log"), "{cell}: {errors}");
        scene.end();
    }
    if !can_mount() {
        return;
    }
    let full = "mkdir -p $HOME/.local/state/plimsoll && \
        mount -t tmpfs -o size=4k none $HOME/.local/state/plimsoll && \
        head -c 4096 /dev/zero > $HOME/.local/state/plimsoll/other; exec \"$@\"";
    let scene = stage.start_after(full, "a full disk", |_| {});
    scene.open();
    scene.says(remarks(false));
    let errors = scene.resident.errors();
    assert!(errors.contains("plimsoll.log"), "{errors}");
    scene.end();
}
