//! A home directory of a test's own, with other programs' files in it, and the proof that they are
//! left alone.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;
use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::{opencode_database::OpenCodeDatabase, services::Service};

/// Which generation of OpenCode keeps the sign-ins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// 1.x: `auth.json`.
    AuthFile,
    /// 2.x: `opencode.db`, open and being written.
    Database,
}

/// The home directory and, beside it, a directory for temporary files and one for sockets.
pub struct Home {
    root: TempDir,
    database: Option<OpenCodeDatabase>,
    planted: Snapshot,
    planted_rows: Vec<crate::opencode_database::Row>,
}

/// Everything that is not ours, by path.
type Snapshot = BTreeMap<PathBuf, Seen>;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    /// Or a pipe or a link. Its moment changes with what SQLite lays into it, which is allowed.
    Directory { mode: u32 },
    File {
        mode: u32,
        changed: SystemTime,
        bytes: Vec<u8>,
    },
}

/// Where our own files may be, below the home directory. The last two are the session's own folder
/// and what a web view keeps while a driver is attached, which it can't be to one that keeps nothing.
const OURS: [&str; 6] = [
    ".config/plimsoll",
    ".config/autostart",
    ".local/share/plimsoll",
    ".local/state/plimsoll",
    "../run/plimsoll",
    ".local/share/app.plimsoll",
];

impl Home {
    /// With the sign-ins of these services as they are at `now`.
    pub fn new(store: Store, services: &[Service], now: Timestamp) -> Self {
        let root = tempfile::tempdir().unwrap();
        let mut home = Self {
            root,
            database: None,
            planted: Snapshot::new(),
            planted_rows: Vec::new(),
        };
        for directory in ["home", "home/.config", "home/.local/state", "tmp", "run"] {
            fs::create_dir_all(home.root.path().join(directory)).unwrap();
        }
        make_private(&home.path("../run"), 0o700);
        let entries: Vec<_> = services
            .iter()
            .flat_map(|service| (service.entries)(now))
            .collect();
        home.write(
            ".local/share/opencode/mcp-auth.json",
            "{\"sample\":\"planted-mcp-token\"}",
        );
        match store {
            Store::AuthFile => home.write(AUTH_FILE, &auth_file(&entries)),
            Store::Database => {
                let path = home.path(DATABASE);
                let database = OpenCodeDatabase::new(&path, &entries, now.as_millisecond());
                home.planted_rows = database.rows();
                home.database = Some(database);
            }
        }
        for service in services {
            for (path, text) in (service.files)(now) {
                home.write(path, &text);
            }
        }
        home.planted = home.look();
        home
    }

    /// Where `relative` is.
    pub fn path(&self, relative: &str) -> PathBuf {
        match relative.strip_prefix("../") {
            Some(beside) => self.root.path().join(beside),
            None => self.root.path().join("home").join(relative),
        }
    }

    /// The variables of a session whose home this is, and no others of the machine that tests.
    pub fn variables(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("HOME", self.path("")),
            ("XDG_CONFIG_HOME", self.path(".config")),
            ("XDG_DATA_HOME", self.path(".local/share")),
            ("XDG_STATE_HOME", self.path(".local/state")),
            ("XDG_CACHE_HOME", self.path(".cache")),
            ("XDG_RUNTIME_DIR", self.path("../run")),
            ("TMPDIR", self.path("../tmp")),
        ]
    }

    /// Another program writes one of its files; from now on it has to stay as it is then.
    pub fn rewrite(&mut self, relative: &str, text: &str) {
        self.write(relative, text);
        self.planted = self.look();
    }

    /// Something is done to files of other programs; from now on they have to stay as they are then.
    pub fn arrange(&mut self, lay: impl FnOnce(&Self)) {
        lay(self);
        self.planted = self.look();
    }

    /// A person edits our own settings.
    pub fn edit_settings(&self, text: &str) {
        self.write(SETTINGS, text);
    }

    /// A file in which the user declares a service; without a text it is gone.
    pub fn declare(&self, id: &str, text: Option<&str>) {
        let path = format!(".config/plimsoll/providers/{id}.toml");
        match text {
            Some(text) => self.write(&path, text),
            None => fs::remove_file(self.path(&path)).unwrap(),
        }
    }

    /// What the settings file says; empty without one.
    pub fn settings(&self) -> String {
        fs::read_to_string(self.path(SETTINGS)).unwrap_or_default()
    }

    /// What OpenCode of either generation does when it renews sign-ins.
    pub fn sign_in_again(&mut self, entries: &[(&str, Value)]) {
        let Some(database) = &self.database else {
            return self.rewrite(AUTH_FILE, &auth_file(entries));
        };
        database.sign_in_again(entries);
        self.planted_rows = database.rows();
    }

    /// As `sign_in_again` in 1.x, by a new file that takes the place of the old one.
    pub fn replace_sign_ins(&mut self, entries: &[(&str, Value)]) {
        self.write(NEW_AUTH_FILE, &auth_file(entries));
        fs::rename(self.path(NEW_AUTH_FILE), self.path(AUTH_FILE)).unwrap();
        self.planted = self.look();
    }

    /// The directories of every program that keeps sign-ins are gone.
    pub fn forget_sign_ins(&mut self) {
        for directory in [".local/share/opencode", ".codex"] {
            fs::remove_dir_all(self.path(directory)).unwrap();
        }
        self.planted = self.look();
    }

    /// OpenCode 2.x goes on being open, and writes no more.
    pub fn rest(&mut self) {
        self.database.iter_mut().for_each(OpenCodeDatabase::rest);
    }

    /// OpenCode 2.x ends, which may write its log into the database itself.
    pub fn close(&mut self) {
        self.database.iter_mut().for_each(OpenCodeDatabase::close);
        self.planted = self.look();
    }

    /// Ends the test if anything that is not ours was changed, made or removed.
    pub fn assert_untouched(&self) {
        let now = self.look();
        for (path, before) in &self.planted {
            let after = now.get(path);
            assert!(
                after == Some(before),
                "{} was changed or removed",
                path.display()
            );
        }
        let made: Vec<&PathBuf> = now
            .keys()
            .filter(|path| !self.planted.contains_key(*path))
            .collect();
        assert!(made.is_empty(), "{made:#?} was made");
        if let Some(database) = &self.database {
            assert_eq!(
                database.rows(),
                self.planted_rows,
                "the sign-ins were changed"
            );
        }
    }

    /// Our own files with their content.
    pub fn ours(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        for directory in OURS {
            walk(&self.path(directory), &mut |path| {
                if path.is_file() {
                    found.push((path.to_owned(), fs::read(path).unwrap()));
                }
                true
            });
        }
        found
    }

    fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if DATABASES.iter().any(|end| relative.ends_with(end)) {
            // What makes it; it is closed again, as that of a program that does not run.
            let database = rusqlite::Connection::open(&path).unwrap();
            database.execute_batch(text).unwrap();
        } else {
            fs::write(&path, text).unwrap();
        }
        make_private(&path, 0o600);
    }

    fn look(&self) -> Snapshot {
        let ours = OURS.map(|directory| self.path(directory));
        let mut found = Snapshot::new();
        walk(self.root.path(), &mut |path| {
            if ours.iter().any(|ours| ours == path) {
                return false;
            }
            if !is_beside_a_database(path) {
                found.insert(path.to_owned(), Seen::at(path));
            }
            true
        });
        found
    }
}

const SETTINGS: &str = ".config/plimsoll/settings.toml";
const NEW_AUTH_FILE: &str = ".local/share/opencode/auth.json.new";
/// How databases of others than OpenCode are called.
const DATABASES: [&str; 2] = [".vscdb", ".sqlite3"];
const DATABASE: &str = ".local/share/opencode/opencode.db";
const AUTH_FILE: &str = ".local/share/opencode/auth.json";

fn auth_file(entries: &[(&str, Value)]) -> String {
    let entries = entries
        .iter()
        .map(|(id, entry)| ((*id).to_owned(), entry.clone()));
    Value::Object(entries.collect::<Map<_, _>>()).to_string()
}

/// SQLite may lay these beside a database that it reads, and the writer changes them all the time.
fn is_beside_a_database(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".db-wal") || name.ends_with(".db-shm")
}

/// Calls `visit` for everything below `directory`; what it answers says whether to go deeper.
fn walk(directory: &Path, visit: &mut dyn FnMut(&Path) -> bool) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if visit(&path) && path.is_dir() && !path.is_symlink() {
            walk(&path, visit);
        }
    }
}

impl Seen {
    fn at(path: &Path) -> Self {
        let about = fs::symlink_metadata(path).unwrap();
        if about.is_file() {
            return Self::File {
                mode: mode(&about),
                changed: about.modified().unwrap(),
                // One that is closed to the test too has no content to compare.
                bytes: fs::read(path).unwrap_or_default(),
            };
        }
        Self::Directory { mode: mode(&about) }
    }
}

#[cfg(unix)]
fn mode(about: &fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&about.permissions())
}

#[cfg(not(unix))]
fn mode(about: &fs::Metadata) -> u32 {
    u32::from(about.permissions().readonly())
}

#[cfg(unix)]
fn make_private(path: &Path, mode: u32) {
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(path, permissions).unwrap();
}

#[cfg(not(unix))]
fn make_private(_: &Path, _: u32) {}
