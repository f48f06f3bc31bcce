//! The real app with faults of its disk, its window and its settings at random, in rounds: when all
//! of a round have ended, a click shows the window, the numbers are those of a fresh start, they are
//! kept, both of two changes of the settings hold, and the resident is as large as it was.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says what it found"
)]

use std::{
    env, fs,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
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

const SETTINGS: &str = ".config/plimsoll/settings.toml";
const CLOSE: &str = r#"echo '{"intent":{"do":"close-popup"}}'"#;
/// A database that cannot be opened is opened again each minute.
const A_MINUTE: Duration = Duration::from_secs(90);

/// What is wrong with the database.
#[derive(Clone, Copy, Debug)]
enum DiskFault {
    Removed,
    Replaced,
    DirectoryGone,
    Full,
    Slow,
    ReadOnly,
}

/// The last one takes up to a minute.
const DISK_FAULTS: [DiskFault; 6] = [
    DiskFault::Removed,
    DiskFault::Replaced,
    DiskFault::DirectoryGone,
    DiskFault::Full,
    DiskFault::Slow,
    DiskFault::ReadOnly,
];

/// What the window does.
#[derive(Clone, Copy, Debug)]
enum WindowFault {
    Killed,
    Stopped,
    Flooding,
    Silent,
}

const WINDOW_FAULTS: [WindowFault; 4] = [
    WindowFault::Killed,
    WindowFault::Stopped,
    WindowFault::Flooding,
    WindowFault::Silent,
];

/// The app with all that a test does to it.
struct Scene {
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
    fn start() -> Self {
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
    fn copy(&self) -> PathBuf {
        self.app.desktop.folder().join("plimsoll.copy")
    }

    /// Another number, and that it is shown.
    fn turn(&mut self) -> f64 {
        self.turns += 1;
        // Always worse than the week, and too little for an alert.
        let used = f64::from(20 + self.turns * 7 % 59);
        self.service.turn_and_refresh(used, &mut self.app);
        let left = format!("{}% left", 100.0 - used);
        self.app.tool_tip(&left, |text| text.contains(&left));
        used
    }

    fn begin(&mut self, fault: DiskFault) {
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

    fn end(&mut self, fault: DiskFault) {
        match fault {
            DiskFault::Removed | DiskFault::Replaced | DiskFault::DirectoryGone => {}
            DiskFault::Full | DiskFault::ReadOnly => self.disk.work(),
            DiskFault::Slow => self.disk.release(),
        }
    }

    fn open(&self) {
        self.app.item().choose("Open Plimsoll");
    }

    fn popup(&self) -> Option<u32> {
        let all = descendants(self.app.resident.id());
        all.iter()
            .find(|it| it.1 == "plimsoll-popup")
            .map(|it| it.0)
    }

    fn wait_for_no_process(&self, what: &str) {
        until(what, || {
            descendants(self.app.resident.id()).is_empty().then_some(())
        });
    }

    /// The real window, by a click of its own.
    fn open_real(&self) -> u32 {
        self.window.becomes_real();
        thread::sleep(SAME_CLICK);
        self.app.click(1);
        self.app.window();
        thread::sleep(SAME_CLICK);
        self.popup().unwrap()
    }

    /// A window of the test's own, until it was told to show itself.
    fn open_stand_in(&self, script: &str) {
        let shown = || told(&self.app.resident, "show").len();
        let before = shown();
        self.window.becomes(script);
        self.open();
        until("the window", || (shown() > before).then_some(()));
    }

    fn is_gone(&self, what: &str) {
        self.app.wait_for_no_window();
        self.wait_for_no_process(what);
    }

    fn play(&self, fault: WindowFault) {
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
    fn change_settings(&self, round: u64, seed: Seed) {
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
    fn wait_until_kept(&self, used: f64, soon: Duration) {
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

    fn cached(&self) -> Value {
        let said = self
            .app
            .scenario
            .plimsollctl(&["status", "--cached", "--json"]);
        serde_json::from_str(&said.out).unwrap_or_default()
    }

    /// What a program shows that has nothing but the sign-ins and the settings.
    fn fresh(&self) -> Value {
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
    fn judge(&mut self, round: u64, soon: Duration) {
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
    fn size(&self) -> Size {
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

/// What is shown of each account.
fn numbers(status: &Value) -> Value {
    let accounts = status["accounts"].as_array().cloned().unwrap_or_default();
    let window = |it: &Value| json!({ "id": it["id"], "used_percent": it["used_percent"], "resets_at": it["resets_at"] });
    let account = |it: &Value| {
        let windows = it["windows"].as_array().cloned().unwrap_or_default();
        let windows: Vec<Value> = windows.iter().map(window).collect();
        json!({ "account": it["account"], "problem": it["problem"], "windows": windows })
    };
    accounts.iter().map(account).collect()
}

/// Rounds while `goes_on` says so, with the first so many faults of the disk, in an order that
/// follows from the seed.
fn chaos(seed: Seed, disk_faults: &[DiskFault], goes_on: impl Fn(u64) -> bool) {
    let mut scene = Scene::start();
    let mut sizes = Vec::new();
    let mut round = 0;
    while goes_on(round) {
        let one_of = |count: usize, what: &str| {
            let first = seed.below(count as u64, &what);
            ((first + round) % count as u64) as usize
        };
        let disk = disk_faults[one_of(disk_faults.len(), "disk")];
        let window = WINDOW_FAULTS[one_of(WINDOW_FAULTS.len(), "window")];
        eprintln!("round {round}: {disk:?}, {window:?}");
        scene.begin(disk);
        scene.turn();
        if seed.below(2, &(round, "order")) == 0 {
            scene.play(window);
            scene.change_settings(round, seed);
        } else {
            scene.change_settings(round, seed);
            scene.play(window);
        }
        scene.end(disk);
        let soon = match disk {
            DiskFault::ReadOnly => A_MINUTE,
            _ => Duration::from_secs(20),
        };
        scene.judge(round, soon);
        sizes.push(scene.size());
        round += 1;
    }
    assert_as_large(&sizes);
}

/// In one of the last calms as in the second: the first window fills what is kept for the others, and
/// what a flood has taken is given back a little later.
fn assert_as_large(sizes: &[Size]) {
    let all = |of: fn(&Size) -> u64| sizes.iter().map(of).collect::<Vec<_>>();
    let bounds: [(&str, Vec<u64>, u64); 3] = [
        ("anonymous kB", all(|it| it.anonymous), 2048),
        ("threads", all(|it| it.threads as u64), 2),
        ("descriptors", all(|it| it.descriptors as u64), 2),
    ];
    for (name, all, may_grow) in bounds {
        eprintln!("{name}: {all:?}");
        let (first, last) = (all[1], all.iter().rev().take(3).min().unwrap());
        assert!(*last <= first + may_grow, "{name}: {first}, then {last}");
    }
}

#[test]
fn after_every_fault_the_app_is_as_it_was() {
    let brief = &DISK_FAULTS[..5];
    chaos(Seed::chosen(1), brief, |round| round < 5);
}

#[test]
#[ignore = "`cargo xtask soak` runs it, for as long as it is told"]
fn after_many_faults_the_app_is_as_it_was() {
    let minutes = env::var("SOAK_MINUTES").ok();
    let minutes = minutes.and_then(|it| it.parse().ok()).unwrap_or(10);
    let usual = Timestamp::now().as_second().unsigned_abs();
    let end = Instant::now() + Duration::from_mins(minutes);
    chaos(Seed::chosen(usual), &DISK_FAULTS, |round| {
        round < 6 || Instant::now() < end
    });
}
