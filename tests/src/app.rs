//! The real app on a pretend desktop, in a pretend world. Dropping it looks through everything
//! that it showed, and through the world.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    desktop::{Desktop, WindowPlace},
    home::Store,
    processes::{Running, end_other, until},
    programs::program,
    proxy::{Door, Reply, SeenRequest},
    scenario::Scenario,
    services::{OPENAI, Service, entry_of_openai, usage_of_openai},
    tray_item::{MenuEntry, TrayItem},
    web_driver::{Attaching, Page, drive},
};

/// A running `plimsoll`.
pub struct App {
    /// The resident, or the web driver that has started it.
    pub resident: Running,
    pub desktop: Desktop,
    pub scenario: Scenario,
    popup: Option<Attaching>,
    /// Of the resident, where the driver has started it.
    started_by_driver: Option<u32>,
}

/// Where the panel shows a single item.
pub const ICON: WindowPlace = WindowPlace {
    x: 1248,
    y: 0,
    width: 32,
    height: 32,
};

/// A click this soon after the window was hidden is the one that took its focus; so soon after it
/// was shown it is the second of a double click. There is no event for the end of this time.
pub const SAME_CLICK: Duration = Duration::from_millis(450);

impl App {
    /// Waits for the one visible window.
    pub fn window(&self) -> String {
        until("the window", || self.desktop.windows("^Plimsoll$").pop())
    }

    pub fn wait_for_no_window(&self) {
        until("no window", || {
            self.desktop.windows("^Plimsoll$").is_empty().then_some(())
        });
    }

    /// Starts the resident and waits for its tray item.
    pub fn start(scenario: Scenario) -> Self {
        Self::on(Desktop::start(), scenario)
    }

    /// The same, on this desktop.
    pub fn on(desktop: Desktop, scenario: Scenario) -> Self {
        Self::of(&program("plimsoll"), desktop, scenario)
    }

    /// The same, with the resident of this name.
    pub fn of(resident: &Path, desktop: Desktop, scenario: Scenario) -> Self {
        let resident = desktop.spawn(resident, &[], &scenario.variables);
        Self::running(resident, desktop, scenario)
    }

    /// One that was started on this desktop, as soon as it has its item.
    pub fn running(resident: Running, desktop: Desktop, scenario: Scenario) -> Self {
        let app = Self {
            resident,
            desktop,
            scenario,
            popup: None,
            started_by_driver: None,
        };
        app.item();
        app
    }

    /// The same, with a small file system of its own at `directory`, which only the resident sees.
    /// Needs root.
    pub fn start_on_small_disk(desktop: Desktop, scenario: Scenario, directory: &Path) -> Self {
        let script = "mount -t tmpfs -o size=400k tmpfs \"$1\" && exec \"$2\"";
        let small = directory.display().to_string();
        let resident = program("plimsoll").display().to_string();
        let arguments = ["--mount", "/bin/sh", "-c", script, "sh", &small, &resident];
        let arguments = arguments.map(str::to_owned);
        let unshare = Path::new("/usr/bin/unshare");
        let resident = desktop.spawn(unshare, &arguments, &scenario.variables);
        Self::running(resident, desktop, scenario)
    }

    /// The resident ends without a warning.
    pub fn crash(&mut self) {
        self.resident.kill();
        until("no item", || {
            self.desktop.tray_items().is_empty().then_some(())
        });
    }

    /// It starts again on the same desktop.
    pub fn start_again(&mut self) {
        let program = program("plimsoll");
        self.resident = self.desktop.spawn(&program, &[], &self.scenario.variables);
        self.item();
    }

    /// The same, with a driver that waits for the popup.
    pub fn start_driven(scenario: Scenario) -> Self {
        Self::driven_on(Desktop::start(), scenario)
    }

    /// The same, on this desktop.
    pub fn driven_on(desktop: Desktop, scenario: Scenario) -> Self {
        let (resident, popup) = drive(&desktop, Some(&program("plimsoll")), &scenario.variables);
        let mut app = Self {
            resident,
            desktop,
            scenario,
            popup: Some(popup),
            started_by_driver: None,
        };
        app.started_by_driver = Some(app.item().process());
        app
    }

    /// A real click on the icon, as soon as the panel has drawn it.
    pub fn click(&self, button: u8) {
        self.desktop.wait_for_picture(ICON);
        self.desktop.click(1264, 16, button);
    }

    /// The page of the popup that a click has opened; once.
    pub fn page(&mut self) -> Page {
        self.popup
            .take()
            .expect("the app was started with a driver")
            .page()
    }

    pub fn item(&self) -> TrayItem {
        self.desktop.tray_item()
    }

    /// The lines of the tooltip, as soon as `ready` is content with them.
    pub fn tool_tip(&self, what: &str, ready: impl Fn(&str) -> bool) -> Vec<String> {
        let text = until(what, || {
            let text = self.text_of_tool_tip();
            ready(&text).then_some(text)
        });
        text.lines().map(str::to_owned).collect()
    }

    /// This line of the tooltip as it is in the menu, which is shown a moment later. Both count
    /// down meanwhile.
    pub fn entry_of_line(&self, line: usize) -> MenuEntry {
        until("the line in the menu", || {
            let text = self.text_of_tool_tip();
            self.item().menu().find(text.lines().nth(line)?).cloned()
        })
    }

    /// The tooltip as one text.
    pub fn text_of_tool_tip(&self) -> String {
        let (title, text) = self.item().tool_tip();
        let all = format!("{title}\n{text}").trim().to_owned();
        self.scenario.showed(all.clone());
        all
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // A driver that never got a page leaves what it has started behind.
        self.started_by_driver.into_iter().for_each(end_other);
        if std::thread::panicking() {
            let running = self.resident.is_running();
            let errors = self.resident.errors();
            eprintln!("the resident: running {running}, errors {errors:?}");
            return;
        }
        self.resident.end();
        self.scenario.showed(self.resident.errors());
        for request in self.desktop.heard().asked() {
            self.scenario.showed(format!("{request:?}"));
        }
    }
}

/// A world with one OpenAI account whose answers a test sets.
pub struct FakeService {
    used: Arc<Mutex<f64>>,
    renewals: i64,
}

impl FakeService {
    /// This much of the session is used; the token ends at `expires` from now.
    pub fn scenario(used: f64, expires: SignedDuration) -> (Self, Scenario) {
        Self::world_of(Store::AuthFile, used, expires)
    }

    /// The same, with either generation of OpenCode.
    pub fn world_of(store: Store, used: f64, expires: SignedDuration) -> (Self, Scenario) {
        let used = Arc::new(Mutex::new(used));
        let now = Arc::clone(&used);
        let reply = move |_: &Service, request: &SeenRequest, at: Timestamp| {
            let right = request.path == "/backend-api/wham/usage";
            let used = *now.lock().unwrap();
            right.then(|| -> Reply { usage_of_openai(used, 12.0, at) })
        };
        let mut scenario = Scenario::signed_in(&[OPENAI], store, Door::Open, reply);
        let entry = entry_of_openai(scenario.now + expires);
        scenario.home.sign_in_again(&[entry]);
        (Self { used, renewals: 0 }, scenario)
    }

    /// From now on the service answers so.
    pub fn turn(&self, used: f64) {
        *self.used.lock().unwrap() = used;
    }

    /// `OpenCode` renews its token, as it does all the time.
    pub fn renew(&mut self, scenario: &mut Scenario) {
        self.renewals += 1;
        let lives = SignedDuration::from_mins(60 + self.renewals);
        scenario
            .home
            .sign_in_again(&[entry_of_openai(scenario.now + lives)]);
    }

    /// A new answer reaches the app at once: with a new token, a refresh by hand asks right away.
    pub fn turn_and_refresh(&mut self, used: f64, app: &mut App) {
        let before = app.scenario.proxy.requests().len();
        self.turn(used);
        self.renew(&mut app.scenario);
        app.item().secondary_activate(0, 0);
        until("another query", || {
            (app.scenario.proxy.requests().len() > before).then_some(())
        });
    }
}

/// The variables of a session in another language.
pub fn speak(scenario: &mut Scenario, language: &'static str) {
    let mut variables = BTreeMap::from([("LANG", language.to_owned())]);
    scenario.variables.append(&mut variables);
}
