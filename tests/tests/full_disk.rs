//! The tray program on a file system of its own that has no room left: numbers go on being shown, a
//! reading is not kept, nothing that was kept is lost, and with room again all is as before.
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

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, Dial},
    desktop::Desktop,
    kept::DATABASE,
    processes::until,
};

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
