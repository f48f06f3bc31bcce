//! A real Wayland desktop without a screen: the compositor Sway with its own bar as the tray, on a
//! session bus of its own, and a keyboard. What is on the screen is read from pictures.

use std::{
    collections::BTreeMap,
    env, fs,
    ops::Range,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;
use zbus::blocking::{Connection, connection::Builder};

use crate::{
    desktop::{WindowPlace, first_line},
    processes::{Running, until},
    tray_item::TrayItem,
};

/// Each screen, in pixels.
pub const SCREEN: (i32, i32) = (1280, 800);

/// Sway will not run as root; a person has no need to be anybody else.
const NOBODY: u32 = 65534;

/// A running compositor. What is started last ends first.
pub struct Sway {
    bus: Connection,
    address: String,
    /// Its socket for clients.
    display: PathBuf,
    programs: Vec<Running>,
    root: TempDir,
}

/// A picture of the whole desktop: three bytes a pixel, row by row.
pub struct Picture {
    width: usize,
    rgb: Vec<u8>,
}

impl Sway {
    /// With two screens side by side, the second with this scale; `config` is what the compositor's
    /// own file says beside that.
    #[expect(clippy::too_many_lines, reason = "a whole desktop in its order")]
    pub fn start(scale: &str, config: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        let run = folder.join("run");
        fs::create_dir(&run).unwrap();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&run, fs::Permissions::from_mode(0o700)).unwrap();
        let is_root = rustix::process::geteuid().is_root();
        if is_root {
            chown(&run, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let (daemon, address) = bus(folder);
        let (width, height) = SCREEN;
        let screen = |number, x, scale| {
            format!(
                "output HEADLESS-{number} resolution {width}x{height} position {x} 0 scale {scale}\n"
            )
        };
        let said = screen(1, 0, "1") + &screen(2, width, scale) + config;
        fs::write(folder.join("config"), said).unwrap();
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", &NOBODY.to_string(), "--regid"]);
            command.args([&NOBODY.to_string(), "--clear-groups", "sway"]);
            command
        } else {
            Command::new("sway")
        };
        command
            .arg("--config")
            .arg(folder.join("config"))
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", &run)
            .env("XDG_RUNTIME_DIR", &run)
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("WLR_BACKENDS", "headless")
            .env("WLR_HEADLESS_OUTPUTS", "2")
            .env("WLR_RENDERER", "pixman")
            .env("WLR_LIBINPUT_NO_DEVICES", "1")
            .stdout(Stdio::null());
        let compositor = Running::start(&mut command, folder);
        let display = until("the compositor", || {
            let mut entries = fs::read_dir(&run).unwrap().flatten();
            let socket = entries.find(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                name.starts_with("wayland-") && !name.ends_with(".lock")
            });
            socket.map(|entry| entry.path())
        });
        let bus = Builder::address(address.as_str()).unwrap().build().unwrap();
        let mut sway = Self {
            bus,
            address,
            display,
            programs: vec![daemon, compositor],
            root,
        };
        // It types nothing, but while it is there the seat has a keyboard, and windows have focus.
        let keyboard = sway.spawn(Path::new("wtype"), &["-s", "600000"], &BTreeMap::new());
        sway.programs.push(keyboard);
        sway
    }

    /// Starts a program on this desktop; it ends when it is dropped.
    pub fn spawn(
        &self,
        program: &Path,
        arguments: &[&str],
        variables: &BTreeMap<&'static str, String>,
    ) -> Running {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .envs(variables)
            .env("WAYLAND_DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .envs([
                ("XDG_CURRENT_DESKTOP", "sway"),
                ("XDG_SESSION_TYPE", "wayland"),
                ("NO_AT_BRIDGE", "1"),
                ("GTK_A11Y", "none"),
                ("GSETTINGS_BACKEND", "memory"),
            ])
            .stdout(Stdio::null());
        Running::start(&mut command, self.root.path())
    }

    /// The item that a program has registered with the bar, as soon as it has.
    pub fn tray_item(&self) -> TrayItem {
        until("a tray item", || TrayItem::all(&self.bus).pop())
    }

    /// Presses and releases a key, by its name in X.
    pub fn press(&self, key: &str) {
        self.tool("wtype", &["-k", key]);
    }

    /// All screens as they are now.
    pub fn picture(&self) -> Picture {
        let said = self.tool("grim", &["-t", "ppm", "-s", "1", "-"]);
        Picture::of(&said.stdout)
    }

    /// Writes it as a PNG file.
    pub fn save_picture(&self, file: &Path) {
        let file = file.to_string_lossy();
        self.tool("grim", &[&file]);
    }

    fn tool(&self, name: &str, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new(name);
        command
            .args(arguments)
            .env("XDG_RUNTIME_DIR", self.root.path().join("run"))
            .env("WAYLAND_DISPLAY", &self.display);
        let output = command.output();
        output.unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

impl Drop for Sway {
    fn drop(&mut self) {
        while let Some(program) = self.programs.pop() {
            drop(program);
        }
    }
}

impl Picture {
    /// As `grim` writes it: three lines of head, then the pixels.
    fn of(ppm: &[u8]) -> Self {
        let mut parts = ppm.splitn(4, |byte| *byte == b'\n');
        let mut line = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
        let (kind, size, _) = (line(), line(), line());
        assert_eq!(kind, "P6");
        let width = size.split(' ').next().and_then(|it| it.parse().ok());
        Self {
            width: width.unwrap(),
            rgb: parts.next().unwrap_or_default().to_vec(),
        }
    }

    /// The smallest rectangle with everything in which these rows differ from an earlier picture.
    pub fn difference(&self, before: &Self, rows: &Range<usize>) -> Option<WindowPlace> {
        if self.rgb.len() != before.rgb.len() {
            return None;
        }
        let pixels = self.rgb.chunks(3).zip(before.rgb.chunks(3)).enumerate();
        let changed = pixels.filter(|(_, (now, before))| now != before);
        let at = changed.map(|(index, _)| (index % self.width, index / self.width));
        let at = at.filter(|(_, y)| rows.contains(y));
        let (mut left, mut top, mut right, mut bottom) = (usize::MAX, usize::MAX, 0, 0);
        for (x, y) in at {
            (left, top) = (left.min(x), top.min(y));
            (right, bottom) = (right.max(x + 1), bottom.max(y + 1));
        }
        let number = |pixels: usize| i32::try_from(pixels).unwrap();
        (left < right).then(|| WindowPlace {
            x: number(left),
            y: number(top),
            width: number(right - left),
            height: number(bottom - top),
        })
    }
}

/// A session bus that everybody on this machine may use.
fn bus(folder: &Path) -> (Running, String) {
    let file = folder.join("bus.conf");
    let socket = folder.join("bus");
    let settings = format!(
        "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
         <policy context=\"default\"><allow user=\"*\"/><allow send_destination=\"*\"/>\
         <allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>",
        socket.display()
    );
    fs::write(&file, settings).unwrap();
    let mut daemon = Running::start(
        Command::new("dbus-daemon")
            .args(["--nofork", "--print-address"])
            .arg(format!("--config-file={}", file.display()))
            .stdout(Stdio::piped()),
        folder,
    );
    let address = first_line(&mut daemon);
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o777)).unwrap();
    (daemon, address)
}
