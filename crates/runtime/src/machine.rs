//! This computer, as far as providers may see it: reading, never writing. One value serves one
//! sweep, within which everyone sees the same bytes.

use std::{
    collections::HashMap,
    fs,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use plimsoll_core::{
    model::Secret,
    ports::{Machine, OauthClient, Os, ReadFault, Table},
    settings::Settings,
};

use database::Selection;

mod database;
#[cfg(target_os = "macos")]
mod keychain;

/// No store of sign-ins is larger.
const FILE_BYTES: u64 = 4 * 1024 * 1024;
/// Its owner writes without a lock: a file that is not whole is read again.
const READS: usize = 4;
const BETWEEN_READS: Duration = Duration::from_millis(60);

type Tables = HashMap<(PathBuf, Selection), Result<Option<Table>, ReadFault>>;

/// The computer that the program runs on.
#[derive(Default)]
pub struct LocalMachine {
    directories: Vec<PathBuf>,
    clients: HashMap<String, OauthClient>,
    files: Mutex<HashMap<PathBuf, Result<Vec<u8>, ReadFault>>>,
    tables: Mutex<Tables>,
}

impl LocalMachine {
    pub fn new(settings: &Settings) -> Self {
        let clients = settings.oauth_clients.iter().map(|(provider, client)| {
            let (id, secret) = (Secret::new(&*client.id), Secret::new(&*client.secret));
            (provider.clone(), OauthClient { id, secret })
        });
        Self {
            directories: settings
                .opencode_directories
                .iter()
                .filter_map(|it| full(it))
                .collect(),
            clients: clients.collect(),
            ..Self::default()
        }
    }
}

impl LocalMachine {
    fn select(&self, database: &Path, wanted: Selection) -> Result<Option<Table>, ReadFault> {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (database.to_owned(), wanted.clone());
        tables
            .entry(key)
            .or_insert_with(|| database::read(database, wanted))
            .clone()
    }
}

/// A path of the settings, `~` and `~/…` being the home directory. One that depends on where a
/// program was started names any place, and is none.
pub(crate) fn full(path: &str) -> Option<PathBuf> {
    let path = path.trim();
    let home = match path.strip_prefix('~') {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix('/'),
        None => None,
    };
    let path = match home {
        Some("") => dirs::home_dir()?,
        Some(rest) => dirs::home_dir()?.join(rest),
        None => PathBuf::from(path),
    };
    path.is_absolute().then_some(path)
}

impl Machine for LocalMachine {
    fn os(&self) -> Os {
        crate::driver::os()
    }

    fn home(&self) -> Option<PathBuf> {
        dirs::home_dir()
    }

    fn var(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    fn has_var(&self, name: &str) -> bool {
        std::env::var_os(name).is_some()
    }

    fn read(&self, path: &Path, complete: &dyn Fn(&[u8]) -> bool) -> Result<Vec<u8>, ReadFault> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = files.get(path) {
            return known.clone();
        }
        let mut read = read_file(path);
        for _ in 1..READS {
            match &read {
                Ok(bytes) if !complete(bytes) => {
                    std::thread::sleep(BETWEEN_READS);
                    read = read_file(path);
                }
                Ok(_) | Err(_) => break,
            }
        }
        files.insert(path.to_owned(), read.clone());
        read
    }

    fn list(&self, directory: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(directory).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    }

    fn table(&self, database: &Path, table: &str) -> Result<Option<Table>, ReadFault> {
        self.select(database, Selection::all(table))
    }

    fn rows(
        &self,
        database: &Path,
        table: &str,
        column: &str,
        texts: &[&str],
    ) -> Result<Option<Table>, ReadFault> {
        self.select(database, Selection::of(table, column, texts))
    }

    #[cfg(target_os = "macos")]
    fn keychain(&self, service: &str, account: Option<&str>) -> Result<Vec<u8>, ReadFault> {
        keychain::read(service, account)
    }

    #[cfg(not(target_os = "macos"))]
    fn keychain(&self, _: &str, _: Option<&str>) -> Result<Vec<u8>, ReadFault> {
        Err(ReadFault::Missing)
    }

    fn opencode_directories(&self) -> Vec<PathBuf> {
        self.directories.clone()
    }

    fn oauth_client(&self, provider: &str) -> Option<OauthClient> {
        self.clients.get(provider).cloned()
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, ReadFault> {
    let size = check_file(path)?;
    if size > FILE_BYTES {
        return Err(too_large(size));
    }
    let mut bytes = Vec::new();
    crate::paths::open_to_read(path)
        .and_then(|file| file.take(FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error))?;
    // It may have grown since, or be of those that tell no size.
    let size = bytes.len() as u64;
    if size > FILE_BYTES {
        return Err(too_large(size));
    }
    Ok(bytes)
}

/// Refuses what is no ordinary file before it is opened: opening alone makes some devices do things.
/// Gives the size.
fn check_file(path: &Path) -> Result<u64, ReadFault> {
    let about = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !about.is_file() {
        return Err(ReadFault::Unreadable {
            reason: "not a file".into(),
        });
    }
    Ok(about.len())
}

fn too_large(bytes: u64) -> ReadFault {
    ReadFault::Unreadable {
        reason: format!("larger than 4 MiB ({bytes} bytes)"),
    }
}

fn unreadable(error: &std::io::Error) -> ReadFault {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ReadFault::Missing,
        _ => ReadFault::Unreadable {
            reason: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anything(_: &[u8]) -> bool {
        true
    }

    #[test]
    fn a_directory_of_the_settings_is_no_relative_path() {
        let home = dirs::home_dir().unwrap();
        let place = home.join("oc");
        let settings = Settings {
            opencode_directories: ["oc", "./oc", "../oc", "", "~ada/oc", "~/oc", "~"]
                .map(str::to_owned)
                .into_iter()
                .chain([place.display().to_string()])
                .collect(),
            ..Settings::default()
        };
        let known = LocalMachine::new(&settings).opencode_directories();
        assert_eq!(known, [place.clone(), home, place]);
    }

    #[test]
    fn a_half_written_file_is_read_again_until_it_is_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("auth.json");
        fs::write(&path, "{").unwrap();
        let machine = LocalMachine::default();
        let asked = std::cell::Cell::new(0);
        let bytes = machine.read(&path, &|bytes| {
            asked.set(asked.get() + 1);
            // The owner finishes writing right after the first look.
            fs::write(&path, "{}").unwrap();
            bytes == b"{}"
        });
        assert_eq!((bytes, asked.get()), (Ok(b"{}".to_vec()), 2));
    }

    #[test]
    fn a_directory_or_a_missing_or_a_huge_file_is_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        let machine = LocalMachine::default();
        let read = |name: &str| machine.read(&directory.path().join(name), &anything);
        assert_eq!(read("missing"), Err(ReadFault::Missing));
        assert!(matches!(read(""), Err(ReadFault::Unreadable { .. })));
        let huge = vec![b' '; FILE_BYTES as usize + 1];
        let size = huge.len().to_string();
        fs::write(directory.path().join("huge"), huge).unwrap();
        let Err(ReadFault::Unreadable { reason }) = read("huge") else {
            panic!("it was read")
        };
        assert!(
            reason.contains("4 MiB") && reason.contains(&size),
            "{reason}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_does_not_hold_anything_up() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pipe");
        let made = std::process::Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap();
        assert!(made.success());
        let read = LocalMachine::default().read(&path, &anything);
        assert!(matches!(read, Err(ReadFault::Unreadable { .. })));
    }

    #[test]
    fn within_a_sweep_everyone_sees_the_same_bytes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("auth.json");
        fs::write(&path, "first").unwrap();
        let machine = LocalMachine::default();
        assert_eq!(machine.read(&path, &anything), Ok(b"first".to_vec()));
        fs::write(&path, "second").unwrap();
        assert_eq!(machine.read(&path, &anything), Ok(b"first".to_vec()));
        let next = LocalMachine::default();
        assert_eq!(next.read(&path, &anything), Ok(b"second".to_vec()));
    }

    #[test]
    fn a_file_that_stays_half_is_given_as_it_is_after_four_reads() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("auth.json");
        fs::write(&path, "{").unwrap();
        let asked = std::cell::Cell::new(0);
        let bytes = LocalMachine::default().read(&path, &|_| {
            asked.set(asked.get() + 1);
            false
        });
        assert_eq!((bytes, asked.get()), (Ok(b"{".to_vec()), READS - 1));
    }
}
