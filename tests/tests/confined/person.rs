//! A home with what a window has no business with, and programs that try to reach it.

use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    net::TcpListener,
    os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixListener},
    },
    path::PathBuf,
    process::Command,
};

/// A home with all that a person would miss, and what is tried with it.
pub(crate) struct Person {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) tcp: TcpListener,
    /// A test that root runs has root's privileges, which show that it is not for want of them that
    /// something is refused. Only they let one look into any program whatsoever.
    pub(crate) privileged: bool,
    pub(crate) _session: UnixListener,
    /// In no directory, as an X server has one too.
    pub(crate) nowhere: UnixListener,
}

/// Of other programs and of ours, below the home.
pub(crate) const PRIVATE: [&str; 8] = [
    ".local/share/opencode/auth.json",
    ".local/share/opencode/opencode.db",
    ".config/opencode/opencode.json",
    ".codex/auth.json",
    ".ssh/id_ed25519",
    ".local/share/plimsoll/plimsoll.db",
    ".config/plimsoll/settings.toml",
    ".local/share/keyrings/login.keyring",
];
/// What a window may look at there.
pub(crate) const LOOKS: [&str; 4] = [
    ".config/gtk-3.0/gtk.css",
    ".local/share/fonts/of-mine.ttf",
    ".themes/mine/gtk-3.0/gtk.css",
    ".Xauthority",
];
pub(crate) const ALLOWED: &str = "done";

impl Person {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: PathBuf| {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "planted-file").unwrap();
        };
        let home = folder.path().join("home");
        PRIVATE
            .iter()
            .chain(&LOOKS)
            .for_each(|it| put(home.join(it)));
        put(folder.path().join("run/gnupg/secret"));
        let session = UnixListener::bind(folder.path().join("run/bus")).unwrap();
        let name = format!("plimsoll-{}", folder.path().display());
        let nowhere = SocketAddr::from_abstract_name(name);
        let nowhere = nowhere.and_then(|it| UnixListener::bind_addr(&it));
        Self {
            folder,
            tcp: TcpListener::bind("127.0.0.1:0").unwrap(),
            privileged: true,
            _session: session,
            nowhere: nowhere.unwrap(),
        }
    }

    /// As Python writes it.
    pub(crate) fn abstract_address(&self) -> String {
        let address = self.nowhere.local_addr().unwrap();
        let name = address.as_abstract_name().unwrap();
        format!("\0{}", String::from_utf8_lossy(name))
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Tries each of `told`, a way and what for, under its name. Confined or not.
    pub(crate) fn tries(
        &self,
        confined: bool,
        told: &BTreeMap<String, Value>,
    ) -> BTreeMap<String, String> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/attempts.py");
        let mut command = vec!["/usr/bin/python3", "-I", "-"];
        let window = self.path("run/plimsoll/window").display().to_string();
        if confined {
            command.splice(0..0, [env!("CARGO_BIN_EXE_confined"), window.as_str()]);
        }
        // The parent is a shell, like any other program of a person's.
        let mut line = vec!["/bin/sh", "-c", "\"$@\"; exit $?", "sh"];
        if !self.privileged && rustix::process::getuid().is_root() {
            let less = ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"];
            line.splice(0..0, less);
        }
        let mut shell = Command::new(line[0]);
        shell.args(&line[1..]).args(command);
        let output = shell
            .arg(serde_json::to_string(told).unwrap())
            .stdin(fs::File::open(script).unwrap())
            .env_clear()
            .env("HOME", self.path("home"))
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .output()
            .unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(errors, "");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// All are refused with this when confined, and none is when not.
    pub(crate) fn is_refused(&self, told: &BTreeMap<String, Value>, error: &str) {
        for (name, result) in self.tries(true, told) {
            assert_eq!(result, error, "{name}");
        }
        for (name, result) in self.tries(false, told) {
            assert_eq!(result, ALLOWED, "{name}, not confined");
        }
    }
}
