//! A real desktop without a screen: an X server, a session bus, a window manager, a panel with a
//! tray, a notification service. Nothing of the desktop that the test was started on is touched.

mod screen;

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
};

use tempfile::TempDir;
use zbus::blocking::{Connection, Proxy, connection::Builder, fdo::DBusProxy};

use crate::{
    desktop_files::{CHOSEN, DUNSTRC, Files, TWO_SCREENS, session, start_bus},
    leaks::Wire,
    notifications::{Eavesdropper, Notifications},
    panel::Panel,
    portal::Portal,
    processes::{Running, until},
    tray_item::{TrayItem, WATCHER},
};

/// The size of the screen in pixels.
pub const SCREEN: (u32, u32) = (1280, 800);

const NOTIFICATIONS: &str = "org.freedesktop.Notifications";
/// Where a window is on the screen, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowPlace {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// A running desktop. What is started last ends first.
pub struct Desktop {
    pub notifications: Notifications,
    heard: Eavesdropper,
    bus: Connection,
    display: String,
    address: String,
    panel: Option<Running>,
    notifier: Option<Running>,
    window_manager: Option<Running>,
    daemon: Option<Running>,
    screen: Option<Running>,
    root: TempDir,
}

impl Desktop {
    pub fn start() -> Self {
        let root = tempfile::tempdir().unwrap();
        let mut server = Command::new("Xvfb");
        server.args(["-screen", "0"]);
        server.arg(format!("{}x{}x24", SCREEN.0, SCREEN.1));
        // The screen is a file there, so that it can be looked at without asking the server.
        server.arg("-fbdir").arg(root.path());
        Self::with(root, server, &[])
    }

    /// The same, as two screens of half the width beside each other. Only the full X server has
    /// such, on a graphics card that is none.
    pub fn with_two_screens() -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, TWO_SCREENS).unwrap();
        let mut server = Command::new("Xorg");
        server.args(["-novtswitch", "-sharevts", "-logfile", "/dev/null"]);
        server.arg("-config").arg(file.path());
        let first = ["--output", "DUMMY0", "--mode", "640x800", "--pos", "0x0"];
        let second = ["--output", "DUMMY1", "--mode", "640x800", "--pos", "640x0"];
        let both = [first, second].concat();
        // Asking makes the server look which screens there are now.
        Self::with(
            tempfile::tempdir().unwrap(),
            server,
            &[&["--addmode", "DUMMY1", "640x800"], &both, &["--query"]],
        )
    }

    /// `screens` are orders for `xrandr`.
    fn with(root: TempDir, mut server: Command, screens: &[&[&str]]) -> Self {
        let files = Files::lay_out(root.path());
        server.args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"]);
        let mut screen = Running::start(server.stdout(Stdio::piped()), root.path());
        let display = format!(":{}", first_line(&mut screen));
        let (daemon, address) = start_bus(root.path(), &display);
        let bus = connect(&address);
        let heard = Eavesdropper::start(&address);
        let notifications = Notifications::new(&bus, &files.chosen);
        let mut desktop = Self {
            notifications,
            heard,
            bus,
            display,
            address,
            panel: None,
            notifier: None,
            window_manager: None,
            daemon: Some(daemon),
            screen: Some(screen),
            root,
        };
        for orders in screens {
            desktop.tool("xrandr", orders);
        }
        // The panel looks for a window manager once, at its start.
        let manager = desktop.started(Command::new("openbox").arg("--sm-disable"));
        desktop.window_manager = Some(manager);
        until("a window manager", || {
            desktop.has_window_manager().then_some(())
        });
        desktop.launch_notifier();
        desktop.start_panel();
        desktop.wait_for_name(NOTIFICATIONS);
        desktop
    }

    /// The variables of a program on this desktop.
    pub fn variables(&self) -> BTreeMap<&'static str, String> {
        let inherited = |name| env::var(name).unwrap_or_default();
        BTreeMap::from([
            ("DISPLAY", self.display.clone()),
            ("DBUS_SESSION_BUS_ADDRESS", self.address.clone()),
            ("PATH", inherited("PATH")),
            ("GDK_BACKEND", "x11".to_owned()),
            // The bus of accessibility would be one more service to start.
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("GTK_A11Y", "none".to_owned()),
            ("GIO_USE_VFS", "local".to_owned()),
            ("GSETTINGS_BACKEND", "memory".to_owned()),
        ])
    }

    /// Starts a program on this desktop; it ends when it is dropped.
    pub fn spawn(
        &self,
        program: &Path,
        arguments: &[String],
        variables: &BTreeMap<&'static str, String>,
    ) -> Running {
        let mut command = Command::new(program);
        command.args(arguments);
        command.env_clear().envs(self.variables()).envs(variables);
        command.stdout(Stdio::null());
        Running::start(&mut command, self.root.path())
    }

    pub fn has_name(&self, name: &str) -> bool {
        let asking = DBusProxy::new(&self.bus).unwrap();
        asking.name_has_owner(name.try_into().unwrap()).unwrap()
    }

    pub fn wait_for_name(&self, name: &str) {
        until(name, || self.has_name(name).then_some(()));
    }

    /// The panel goes away, with every tray item on it.
    pub fn stop_panel(&mut self) {
        self.panel = None;
        until("the panel's end", || {
            (!self.has_name(WATCHER)).then_some(())
        });
    }

    /// Starts the panel, and waits until it takes tray items.
    pub fn start_panel(&mut self) {
        let mut command = Command::new("xfce4-panel");
        self.panel = Some(self.started(command.arg("--disable-wm-check")));
        self.wait_for_name(WATCHER);
    }

    /// The notification service goes away, with everything on the screen.
    pub fn stop_notifier(&mut self) {
        self.notifier = None;
        until("the notification service's end", || {
            (!self.has_name(NOTIFICATIONS)).then_some(())
        });
    }

    /// Starts the notification service, and waits until it takes notifications.
    pub fn start_notifier(&mut self) {
        self.launch_notifier();
        self.wait_for_name(NOTIFICATIONS);
    }

    /// The session bus goes away without a word, and with it what lives on it.
    pub fn kill_bus(&mut self) {
        self.daemon.iter_mut().for_each(Running::kill);
        self.daemon = None;
        self.panel = None;
        self.notifier = None;
    }

    /// Another one comes in its place, with a panel and a notification service.
    pub fn start_bus(&mut self) {
        let (daemon, address) = start_bus(self.root.path(), &self.display);
        assert_eq!(address, self.address);
        self.daemon = Some(daemon);
        self.bus = connect(&address);
        self.heard = Eavesdropper::start(&address);
        self.notifications = Notifications::new(&self.bus, &self.root.path().join(CHOSEN));
        self.launch_notifier();
        self.start_panel();
        self.wait_for_name(NOTIFICATIONS);
    }

    /// The display goes away without a word.
    pub fn kill_display(&mut self) {
        self.screen.iter_mut().for_each(Running::kill);
        self.panel = None;
        self.notifier = None;
        self.window_manager = None;
    }

    fn launch_notifier(&mut self) {
        let mut command = Command::new("dunst");
        command.arg("-config").arg(self.root.path().join(DUNSTRC));
        self.notifier = Some(self.started(&mut command));
    }

    /// The item that a program has registered with the panel, as soon as it has.
    pub fn tray_item(&self) -> TrayItem {
        until("a tray item", || self.tray_items().pop())
    }

    /// Every item that the panel has now.
    pub fn tray_items(&self) -> Vec<TrayItem> {
        TrayItem::all(&self.bus)
    }

    /// Says once when the next item has registered with the panel.
    pub fn next_tray_item(&self) -> Receiver<()> {
        let (tell, told) = channel();
        let watcher = Proxy::new(&self.bus, WATCHER, "/StatusNotifierWatcher", WATCHER).unwrap();
        let mut items = watcher
            .receive_signal("StatusNotifierItemRegistered")
            .unwrap();
        thread::spawn(move || {
            if items.next().is_some() {
                let _ = tell.send(());
            }
        });
        told
    }

    /// In place of the panel that was stopped: one that takes no item this many times.
    pub fn start_unready_panel(&self, refusals: u32) -> Panel {
        Panel::start(&self.address, refusals)
    }

    /// A person wants everything dark, or everything light.
    pub fn wants(&self, dark: bool) -> Portal {
        Portal::start(&self.address, dark)
    }

    /// Everything that is said on the bus from now on.
    pub fn wire(&self) -> Wire {
        Wire::tapped(&self.address)
    }

    /// Every notification that any program has asked for so far, also those that are gone.
    pub fn heard(&self) -> &Eavesdropper {
        &self.heard
    }

    /// A folder that goes with this desktop.
    pub fn folder(&self) -> &Path {
        self.root.path()
    }

    fn has_window_manager(&self) -> bool {
        let said = self.tool("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"]);
        said.contains("window id")
    }

    fn tool(&self, name: &str, arguments: &[&str]) -> String {
        let output = Command::new(name)
            .args(arguments)
            .env_clear()
            .envs(session(self.root.path(), &self.display))
            .output()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn started(&self, command: &mut Command) -> Running {
        command
            .env_clear()
            .envs(session(self.root.path(), &self.display))
            .envs(self.variables())
            .stdout(Stdio::null());
        Running::start(command, self.root.path())
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for program in [
            &mut self.panel,
            &mut self.notifier,
            &mut self.window_manager,
            &mut self.daemon,
            &mut self.screen,
        ] {
            *program = None;
        }
    }
}

fn connect(address: &str) -> Connection {
    Builder::address(address).unwrap().build().unwrap()
}

/// What a program prints when it is ready.
pub(crate) fn first_line(program: &mut Running) -> String {
    let mut line = String::new();
    BufReader::new(program.output())
        .read_line(&mut line)
        .unwrap();
    assert!(!line.is_empty(), "{}", program.errors());
    line.trim().to_owned()
}
