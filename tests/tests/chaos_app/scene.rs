//! The real app with its disk, window and settings, and how each of them is broken and repaired.

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService, SAME_CLICK},
    chaos::{hand_edit, seed::Seed},
    desktop::Desktop,
    processes::{descendants, kill_other, stop_other, until, within},
    size::Size,
    slow_disk::SlowDisk,
    stand_in::{StandIn, told},
    stored_readings::DATABASE,
};
use rusqlite::Connection;
use rustix::io::Errno;
use serde_json::{Value, json};
use std::{fs, path::PathBuf, thread, time::Duration};

use crate::numbers;

pub(crate) const SETTINGS: &str = ".config/plimsoll/settings.toml";
pub(crate) const CLOSE: &str = r#"echo '{"intent":{"do":"close-popup"}}'"#;
/// A database that cannot be opened is opened again each minute.
pub(crate) const A_MINUTE: Duration = Duration::from_secs(90);

/// What is wrong with the database.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DiskFault {
    Removed,
    Replaced,
    DirectoryGone,
    Full,
    Slow,
    ReadOnly,
}

/// The last one takes up to a minute.
pub(crate) const DISK_FAULTS: [DiskFault; 6] = [
    DiskFault::Removed,
    DiskFault::Replaced,
    DiskFault::DirectoryGone,
    DiskFault::Full,
    DiskFault::Slow,
    DiskFault::ReadOnly,
];

/// What the window does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum WindowFault {
    Killed,
    Stopped,
    Flooding,
    Silent,
}

pub(crate) const WINDOW_FAULTS: [WindowFault; 4] = [
    WindowFault::Killed,
    WindowFault::Stopped,
    WindowFault::Flooding,
    WindowFault::Silent,
];

/// The app with all that a test does to it.
pub(crate) struct Scene {
    app: App,
    service: FakeService,
    window: StandIn,
    disk: SlowDisk,
    database: PathBuf,
    settings: PathBuf,
    /// How often the numbers have changed.
    turns: u32,
}

impl Scene {
    pub(crate) fn start() -> Self {
        let (service, mut scenario) = FakeService::scenario(20.0, SignedDuration::from_hours(100));
        // A window that is closed ends, so that the next one is another.
        let text = "mask-names = false\ninterval-minutes = 5\npopup-ready = 0\n";
        scenario.home.edit_settings(text);
        let disk = SlowDisk::for_writers("plimsoll.db", &mut scenario);
        let window = StandIn::repeating(":");
        let database = scenario.home.path(DATABASE);
        let settings = scenario.home.path(SETTINGS);
        let app = App::of(&window.resident(), Desktop::start(), scenario);
        app.tool_tip("the number", |text| text.contains("80% left"));
        let scene = Self {
            app,
            service,
            window,
            disk,
            database,
            settings,
            turns: 0,
        };
        scene.wait_until_kept(20.0, A_MINUTE);
        let open = Connection::open(&scene.database).unwrap();
        let copy = scene.copy().display().to_string();
        open.execute("VACUUM INTO ?1", [copy]).unwrap();
        scene
    }

    /// An old copy of the database.
    pub(crate) fn copy(&self) -> PathBuf {
        self.app.desktop.folder().join("plimsoll.copy")
    }

    /// Another number, and that it is shown.
    pub(crate) fn turn(&mut self) -> f64 {
        self.turns += 1;
        // Always worse than the week, and too little for an alert.
        let used = f64::from(20 + self.turns * 7 % 59);
        self.service.turn_and_refresh(used, &mut self.app);
        let left = format!("{}% left", 100.0 - used);
        self.app.tool_tip(&left, |text| text.contains(&left));
        used
    }

    pub(crate) fn begin(&mut self, fault: DiskFault) {
        let directory = self.database.parent().unwrap();
        let beside = |end: &str| format!("{}{end}", self.database.display());
        let take_away = || {
            for end in ["-wal", "-shm"] {
                let _ = fs::remove_file(beside(end));
            }
        };
        match fault {
            DiskFault::Removed => {
                fs::remove_file(&self.database).unwrap();
                take_away();
            }
            DiskFault::Replaced => {
                let new = beside(".new");
                fs::copy(self.copy(), &new).unwrap();
                fs::rename(new, &self.database).unwrap();
                take_away();
            }
            DiskFault::DirectoryGone => fs::remove_dir_all(directory).unwrap(),
            DiskFault::Full => self.disk.fail(Errno::NOSPC),
            DiskFault::ReadOnly => self.disk.fail(Errno::ROFS),
            DiskFault::Slow => self.disk.hold(),
        }
    }

    pub(crate) fn end(&mut self, fault: DiskFault) {
        match fault {
            DiskFault::Removed | DiskFault::Replaced | DiskFault::DirectoryGone => {}
            DiskFault::Full | DiskFault::ReadOnly => self.disk.work(),
            DiskFault::Slow => self.disk.release(),
        }
    }

    pub(crate) fn open(&self) {
        self.app.item().choose("Open Plimsoll");
    }

    pub(crate) fn popup(&self) -> Option<u32> {
        let all = descendants(self.app.resident.id());
        all.iter()
            .find(|it| it.1 == "plimsoll-popup")
            .map(|it| it.0)
    }

    pub(crate) fn wait_for_no_process(&self, what: &str) {
        until(what, || {
            descendants(self.app.resident.id()).is_empty().then_some(())
        });
    }

    /// The real window, by a click of its own.
    pub(crate) fn open_real(&self) -> u32 {
        self.window.becomes_real();
        thread::sleep(SAME_CLICK);
        self.app.click(1);
        self.app.window();
        thread::sleep(SAME_CLICK);
        self.popup().unwrap()
    }

    /// A window of the test's own, until it was told to show itself.
    pub(crate) fn open_stand_in(&self, script: &str) {
        let shown = || told(&self.app.resident, "show").len();
        let before = shown();
        self.window.becomes(script);
        self.open();
        until("the window", || (shown() > before).then_some(()));
    }

    pub(crate) fn is_gone(&self, what: &str) {
        self.app.wait_for_no_window();
        self.wait_for_no_process(what);
    }

    pub(crate) fn play(&self, fault: WindowFault) {
        match fault {
            WindowFault::Killed => {
                kill_other(self.open_real());
                self.is_gone("the end of one that is killed");
            }
            WindowFault::Stopped => {
                stop_other(self.open_real());
                self.app.item().activate(0, 0);
                self.is_gone("the end of one that stands still");
            }
            WindowFault::Flooding => {
                let wish = r#"{"intent":{"do":"refresh-all"}}"#;
                let flood = format!("yes '{wish}' | head -n 20000; {CLOSE}");
                self.open_stand_in(&StandIn::script(&flood));
                self.wait_for_no_process("the end of one that floods");
            }
            WindowFault::Silent => {
                let script = StandIn::script("while read -r line; do :; done");
                self.open_stand_in(&script);
                thread::sleep(SAME_CLICK);
                self.app.item().activate(0, 0);
                self.wait_for_no_process("the end of one that is silent");
            }
        }
    }

    /// The window changes one setting while another is changed by hand; both hold.
    pub(crate) fn change_settings(&self, round: u64, seed: Seed) {
        let masked = round.is_multiple_of(2);
        let minutes = 6 + round % 50;
        let change = format!(
            r#"echo '{{"intent":{{"do":"change","change":{{"set":"interval-minutes","to":{minutes}}}}}}}'"#
        );
        self.open_stand_in(&StandIn::script(&format!("{change}; {CLOSE}")));
        // As long as the change may take to reach the file, at most.
        thread::sleep(Duration::from_micros(
            seed.below(30_000, &(round, "by hand")),
        ));
        hand_edit::set(&self.settings, "mask-names", &masked.to_string());
        let both = [
            format!("mask-names = {masked}"),
            format!("interval-minutes = {minutes}"),
        ];
        until("both changes", || {
            let text = self.app.scenario.home.settings();
            both.iter()
                .all(|line| text.lines().any(|it| it == line))
                .then_some(())
        });
        self.wait_for_no_process("a window that has closed itself");
        let text = self.app.scenario.home.settings();
        assert!(
            both.iter().all(|line| text.contains(line)),
            "{both:?}: {text}"
        );
    }

    /// The last thing that the database has of the session, as status and as history tell it.
    pub(crate) fn wait_until_kept(&self, used: f64, soon: Duration) {
        let scenario = &self.app.scenario;
        let mut last = Value::Null;
        let kept = within(soon, || {
            let asked = ["history", "--window", "session", "--format", "json"];
            let rows = scenario.plimsollctl(&asked);
            let rows = serde_json::from_str::<Value>(&rows.out).unwrap_or_default();
            let row = rows["rows"]
                .as_array()
                .and_then(|rows| rows.last().cloned());
            let in_history = row.unwrap_or_default()["used_percent"].clone();
            last = json!({ "status": numbers(&self.cached()), "history": in_history });
            let in_status = &last["status"][0]["windows"][0]["used_percent"];
            (in_status == used && last["history"] == used).then_some(())
        });
        assert!(kept.is_some(), "{used} is not kept, but {last}");
    }

    pub(crate) fn cached(&self) -> Value {
        let said = self
            .app
            .scenario
            .plimsollctl(&["status", "--cached", "--json"]);
        serde_json::from_str(&said.out).unwrap_or_default()
    }

    /// What a program shows that has nothing but the sign-ins and the settings.
    pub(crate) fn fresh(&self) -> Value {
        let folder = tempfile::tempdir().unwrap();
        let store = "opencode/auth.json";
        fs::create_dir(folder.path().join("opencode")).unwrap();
        let original = self.app.scenario.home.path(".local/share").join(store);
        fs::copy(original, folder.path().join(store)).unwrap();
        let mut command =
            std::process::Command::new(plimsoll_tests::programs::program("plimsollctl"));
        command.args(["status", "--json"]).env_clear();
        command.envs(&self.app.scenario.variables);
        for name in ["XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"] {
            command.env(name, folder.path());
        }
        let said = plimsoll_tests::scenario::Said::of(&mut command);
        self.app.scenario.showed(said.out.clone());
        said.json()
    }

    /// What has to hold when everything has ended.
    pub(crate) fn judge(&mut self, round: u64, soon: Duration) {
        let used = self.turn();
        self.wait_until_kept(used, soon);
        assert_eq!(
            numbers(&self.cached()),
            numbers(&self.fresh()),
            "after round {round}"
        );
        self.open_real();
        self.app.item().activate(0, 0);
        self.is_gone("the window that was closed");
    }

    /// At rest: what ends by itself a little later has ended.
    pub(crate) fn size(&self) -> Size {
        let of = || Size::of(self.app.resident.id()).unwrap();
        let mut last = of();
        until("rest", || {
            thread::sleep(Duration::from_millis(200));
            let before = std::mem::replace(&mut last, of());
            let is_same = (before.threads, before.descriptors) == (last.threads, last.descriptors);
            is_same.then_some(last)
        })
    }
}
