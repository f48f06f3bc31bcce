//! The database over the life of a program: opened again after it could not be, or was taken away,
//! and given then what was not kept meanwhile.

use std::{
    collections::VecDeque,
    ffi::OsString,
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::Duration,
};

use plimsoll_core::{
    alerts::Restored,
    engine::{Changes, SavedAccount},
    settings::Settings,
    snapshot::AccountState,
};
use rusqlite::ErrorCode;

use super::{Fault, Store, failure};

/// Readings that wait for a place in the history; the oldest are lost first.
const MOST_WAITING: usize = 500;

/// What opens and holds the database.
#[derive(Debug)]
pub struct Keeper {
    path: PathBuf,
    /// Another program that writes is waited for this long.
    patience: Duration,
    open: Option<Open>,
    waiting: VecDeque<AccountState>,
    restored: bool,
}

#[derive(Debug)]
struct Open {
    store: Store,
    files: Files,
}

/// What came of looking after the database.
#[derive(Debug)]
pub enum Looked {
    /// It is open, as it was before.
    AsBefore,
    Opened {
        /// Where the one went that was damaged, if there was one.
        aside: Option<PathBuf>,
    },
    Failed(Fault),
}

impl Keeper {
    /// Of the database at `path`, which is opened when it is looked after.
    pub fn new(path: PathBuf, patience: Duration) -> Self {
        Self {
            path,
            patience,
            open: None,
            waiting: VecDeque::new(),
            restored: false,
        }
    }

    /// Whether the file that is open is not the one any more that lies there.
    pub fn has_moved(&self) -> bool {
        let open = self.open.as_ref();
        open.is_some_and(|open| open.files.have_moved(&self.path))
    }

    /// Opens the database if it is not open, or not the one any more that lies there.
    pub fn look(&mut self) -> Looked {
        self.let_go_of_moved();
        if self.open.is_some() {
            return Looked::AsBefore;
        }
        let opened = Store::open(&self.path).and_then(|store| {
            store.wait_at_most(self.patience)?;
            Ok(store)
        });
        match opened {
            Err(error) => Looked::Failed(error),
            Ok(store) => {
                let aside = store.kept_aside().map(Path::to_owned);
                let files = Files::of(&self.path);
                self.open = Some(Open { store, files });
                Looked::Opened { aside }
            }
        }
    }

    /// The open database, if there is one.
    pub fn store(&self) -> Option<&Store> {
        self.open.as_ref().map(|open| &open.store)
    }

    /// What was known and told when the last program ended, as soon as that can be read; once.
    pub fn restore_once(&mut self) -> Option<(Vec<SavedAccount>, Restored)> {
        // To open a pipe would be to wait for its writer.
        if self.restored || !self.path.is_file() {
            return None;
        }
        let restored = self.restore().ok();
        self.restored = restored.is_some();
        restored
    }

    /// Also where nothing can be written.
    fn restore(&self) -> Result<(Vec<SavedAccount>, Restored), Fault> {
        let looked;
        let store = if let Some(open) = &self.open {
            &open.store
        } else {
            looked = Store::look(&self.path)?;
            looked.wait_at_most(self.patience)?;
            &looked
        };
        Ok((store.restore_accounts()?, store.restore_alerts()?))
    }

    /// Keeps it, after the readings that were not kept before it. Where that fails for more than a
    /// while, the database is let go of, so that it can be opened again.
    pub fn keep(&mut self, changes: &Changes, settings: &Settings) -> Result<(), Fault> {
        self.let_go_of_moved();
        let kept = self.try_to_keep(changes, settings);
        if let Err(error) = &kept {
            self.let_wait(changes);
            if !is_passing(error) {
                self.open = None;
            }
        }
        kept
    }

    fn try_to_keep(&mut self, changes: &Changes, settings: &Settings) -> Result<(), Fault> {
        let Some(Open { store, .. }) = &self.open else {
            let why = "the database is not open".to_owned();
            return Err(failure(rusqlite::ffi::SQLITE_CANTOPEN, Some(why)));
        };
        while let Some(state) = self.waiting.front() {
            store.add_to_history(state, settings)?;
            self.waiting.pop_front();
        }
        store.keep(changes, settings)
    }

    /// Only for the history: what was known last is given again by who knows it.
    fn let_wait(&mut self, changes: &Changes) {
        let Some(state) = &changes.reading else {
            return;
        };
        let moment = |state: &AccountState| state.reading.as_ref().map(|reading| reading.at);
        let is_same = |known: &AccountState| {
            known.account.key == state.account.key && moment(known) == moment(state)
        };
        if self.waiting.iter().any(is_same) {
            return;
        }
        if self.waiting.len() >= MOST_WAITING {
            self.waiting.pop_front();
        }
        self.waiting.push_back(state.clone());
    }

    /// What is written to a file that nobody finds any more is lost.
    fn let_go_of_moved(&mut self) {
        if self.has_moved() {
            self.open = None;
        }
    }
}

/// Whether waiting is all that it takes; else it is opened again.
fn is_passing(error: &Fault) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::DiskFull)
    )
}

/// Which files a database was opened in: its own, and what SQLite lays beside it. They cannot be
/// taken for others while it is open, since the system gives no number out twice at a time.
#[derive(Debug, PartialEq, Eq)]
struct Files([Option<Number>; 3]);

type Number = (u64, u64);

impl Files {
    fn of(path: &Path) -> Self {
        // Beside the file itself, where the path is a link.
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Self(["", "-wal", "-shm"].map(|end| {
            let mut name = OsString::from(&real);
            name.push(end);
            fs::metadata(name).ok().map(|about| number(&about))
        }))
    }

    fn have_moved(&self, path: &Path) -> bool {
        let now = Self::of(path);
        let mut pairs = self.0.iter().zip(&now.0);
        pairs.any(|(before, now)| before.is_some() && before != now)
    }
}

#[cfg(unix)]
fn number(about: &Metadata) -> Number {
    use std::os::unix::fs::MetadataExt;
    (about.dev(), about.ino())
}

/// Elsewhere a file that is open cannot be taken away.
#[cfg(not(unix))]
fn number(_: &Metadata) -> Number {
    (0, 0)
}
