//! Our own files in every form that a disk may have them in: the resident starts and shows its
//! numbers all the same, its window says what could not be done, and what could be read is still
//! there afterwards. A disk without room for the database is tried in `own_database.rs`.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says why it has none"
)]

mod database;
mod log;
mod session;
mod settings;

use std::{fs, path::Path, time::Duration};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::FakeService,
    desktop::Desktop,
    file_corruption::as_anyone,
    processes::{Running, until, within},
    scenario::Scenario,
    stand_in::{StandIn, notices, told},
    tray_item::TrayItem,
};

const PATIENCE: Duration = Duration::from_secs(10);

/// A person who only looks.
const LOOK: &str = ":";

/// A desktop on which one resident after another runs.
struct Stage {
    desktop: Desktop,
    stand_in: StandIn,
}

/// A resident that shows its numbers.
struct Scene<'a> {
    cell: &'a str,
    stage: &'a Stage,
    resident: Running,
    scenario: Scenario,
}

impl Stage {
    fn new(on_show: &str) -> Self {
        Self {
            desktop: Desktop::start(),
            stand_in: StandIn::repeating(on_show),
        }
    }

    /// What is laid out here is in its way.
    fn start<'a>(&'a self, cell: &'a str, lay: impl FnOnce(&mut Scenario)) -> Scene<'a> {
        self.start_after("exec \"$@\"", cell, lay)
    }

    /// The same, in a name space of its own, where a script has mounted something in its home.
    fn start_after<'a>(
        &'a self,
        script: &str,
        cell: &'a str,
        lay: impl FnOnce(&mut Scenario),
    ) -> Scene<'a> {
        let (_dial, mut scenario) = FakeService::scenario(37.4, SignedDuration::from_hours(1));
        lay(&mut scenario);
        let mut scene = Scene {
            cell,
            stage: self,
            resident: self.spawn(script, &scenario),
            scenario,
        };
        scene.shows("63% left");
        scene
    }

    fn spawn(&self, script: &str, scenario: &Scenario) -> Running {
        let resident = self.stand_in.resident().display().to_string();
        let mut line = vec!["sh", "-c", script, "sh"];
        if script.contains("mount") {
            line.splice(0..0, ["unshare", "--mount"]);
        }
        line.extend(as_anyone());
        line.push(&resident);
        let line: Vec<String> = line.into_iter().map(str::to_owned).collect();
        self.desktop
            .spawn(Path::new("/usr/bin/env"), &line, &scenario.variables)
    }
}

impl Scene<'_> {
    fn item(&self) -> Option<TrayItem> {
        self.stage.desktop.tray_items().pop()
    }

    fn shows(&mut self, number: &str) {
        let mut last = String::new();
        let found = within(PATIENCE, || {
            assert!(self.resident.is_running(), "{}", self.resident.errors());
            let (title, text) = self.item()?.tool_tip();
            last = format!("{title}, {text}");
            last.contains(number).then_some(())
        });
        assert!(found.is_some(), "{}: {number} and not {last}", self.cell);
    }

    /// Shows the window.
    fn open(&self) {
        let shown = told(&self.resident, "show").len();
        self.item().unwrap().choose("Open Plimsoll");
        let what = format!("the window: {}", self.cell);
        until(&what, || {
            (told(&self.resident, "show").len() > shown).then_some(())
        });
    }

    /// Waits for exactly these remarks in the window, each with a reason.
    fn says(&self, wanted: &[&str]) {
        let what = format!("{wanted:?}: {}", self.cell);
        let mut last = Vec::new();
        let found = within(PATIENCE, || {
            last = notices(&self.resident);
            let ids: Vec<&str> = last.iter().filter_map(|it| it["id"].as_str()).collect();
            (ids == wanted).then_some(())
        });
        assert!(found.is_some(), "{what}, and not {last:?}");
        for notice in last {
            let mut reasons = notice["args"].as_object().unwrap().values();
            let reason = reasons.next().and_then(|it| it["text"].as_str());
            assert!(reason.is_some_and(|it| it.len() > 4), "{what}: {notice}");
        }
    }

    /// Ends it as a session would, and waits until the panel has noticed.
    fn end(mut self) -> Scenario {
        assert!(self.resident.is_running(), "{}", self.cell);
        self.resident.end();
        until("no item", || self.item().is_none().then_some(()));
        let errors = self.resident.errors();
        assert!(!errors.contains("panicked"), "{}: {errors}", self.cell);
        self.scenario.showed(errors);
        self.scenario
    }
}

/// What only root can set up, it can set up.
fn can_mount() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        eprintln!("only root can give a program a file system of its own: not tried");
    }
    is_root
}

/// Everything that can be read of what is there.
fn content(path: &Path) -> Option<Vec<u8>> {
    path.is_file().then(|| fs::read(path).unwrap_or_default())
}
