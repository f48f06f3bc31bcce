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
    services::{OPENAI, Service, entry_of_openai, usage_of_openai},
    tray_item::{MenuEntry, TrayItem},
    web_driver::{Attaching, Page, drive},
    world::World,
};

/// A running `plimsoll`.
pub struct App {
    /// The resident, or the web driver that has started it.
    pub resident: Running,
    pub desktop: Desktop,
    pub world: World,
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
    pub fn start(world: World) -> Self {
        Self::on(Desktop::start(), world)
    }

    /// The same, on this desktop.
    pub fn on(desktop: Desktop, world: World) -> Self {
        Self::of(&program("plimsoll"), desktop, world)
    }

    /// The same, with the resident of this name.
    pub fn of(resident: &Path, desktop: Desktop, world: World) -> Self {
        let resident = desktop.spawn(resident, &[], &world.variables);
        Self::running(resident, desktop, world)
    }

    /// One that was started on this desktop, as soon as it has its item.
    pub fn running(resident: Running, desktop: Desktop, world: World) -> Self {
        let app = Self {
            resident,
            desktop,
            world,
            popup: None,
            started_by_driver: None,
        };
        app.item();
        app
    }

    /// The same, with a small file system of its own at `directory`, which only the resident sees.
    /// Needs root.
    pub fn start_on_small_disk(desktop: Desktop, world: World, directory: &Path) -> Self {
        let script = "mount -t tmpfs -o size=400k tmpfs \"$1\" && exec \"$2\"";
        let small = directory.display().to_string();
        let resident = program("plimsoll").display().to_string();
        let arguments = ["--mount", "/bin/sh", "-c", script, "sh", &small, &resident];
        let arguments = arguments.map(str::to_owned);
        let unshare = Path::new("/usr/bin/unshare");
        let resident = desktop.spawn(unshare, &arguments, &world.variables);
        Self::running(resident, desktop, world)
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
        self.resident = self.desktop.spawn(&program, &[], &self.world.variables);
        self.item();
    }

    /// The same, with a driver that waits for the popup.
    pub fn start_driven(world: World) -> Self {
        Self::driven_on(Desktop::start(), world)
    }

    /// The same, on this desktop.
    pub fn driven_on(desktop: Desktop, world: World) -> Self {
        let (resident, popup) = drive(&desktop, Some(&program("plimsoll")), &world.variables);
        let mut app = Self {
            resident,
            desktop,
            world,
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
        self.world.showed(all.clone());
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
        self.world.showed(self.resident.errors());
        for request in self.desktop.heard().asked() {
            self.world.showed(format!("{request:?}"));
        }
    }
}

/// A world with one OpenAI account whose answers a test sets.
pub struct Dial {
    used: Arc<Mutex<f64>>,
    renewals: i64,
}

impl Dial {
    /// This much of the session is used; the token ends at `expires` from now.
    pub fn world(used: f64, expires: SignedDuration) -> (Self, World) {
        Self::world_of(Store::AuthFile, used, expires)
    }

    /// The same, with either generation of OpenCode.
    pub fn world_of(store: Store, used: f64, expires: SignedDuration) -> (Self, World) {
        let used = Arc::new(Mutex::new(used));
        let now = Arc::clone(&used);
        let reply = move |_: &Service, request: &SeenRequest, at: Timestamp| {
            let right = request.path == "/backend-api/wham/usage";
            let used = *now.lock().unwrap();
            right.then(|| -> Reply { usage_of_openai(used, 12.0, at) })
        };
        let mut world = World::signed_in(&[OPENAI], store, Door::Open, reply);
        let entry = entry_of_openai(world.now + expires);
        world.home.sign_in_again(&[entry]);
        (Self { used, renewals: 0 }, world)
    }

    /// From now on the service answers so.
    pub fn turn(&self, used: f64) {
        *self.used.lock().unwrap() = used;
    }

    /// `OpenCode` renews its token, as it does all the time.
    pub fn renew(&mut self, world: &mut World) {
        self.renewals += 1;
        let lives = SignedDuration::from_mins(60 + self.renewals);
        world
            .home
            .sign_in_again(&[entry_of_openai(world.now + lives)]);
    }

    /// A new answer reaches the app at once: with a new token, a refresh by hand asks right away.
    pub fn turn_and_refresh(&mut self, used: f64, app: &mut App) {
        let before = app.world.proxy.requests().len();
        self.turn(used);
        self.renew(&mut app.world);
        app.item().secondary_activate(0, 0);
        until("another query", || {
            (app.world.proxy.requests().len() > before).then_some(())
        });
    }
}

/// The variables of a session in another language.
pub fn speak(world: &mut World, language: &'static str) {
    let mut variables = BTreeMap::from([("LANG", language.to_owned())]);
    world.variables.append(&mut variables);
}
