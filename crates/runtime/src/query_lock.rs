//! Programs that ask take turns: one asks at a time, and the next one knows what came of it. The
//! lock lies beside the database, which is what they share.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use plimsoll_core::engine::SavedAccount;
use tokio::sync::oneshot;

use crate::{driver::CHAIN, paths, store::Store};

/// Two chains, since a sign-in that was renewed meanwhile is tried once more, and the stores. Who
/// holds the lock for longer does not get on (it may be suspended), and keeps nobody else from it.
const PATIENCE: Duration = Duration::from_secs(2 * CHAIN.as_secs() + 5);

/// Where turns are taken.
#[derive(Clone, Debug)]
pub struct QueryLock {
    database: PathBuf,
    patience: Duration,
}

/// The turn to ask, until it is dropped or the program ends.
#[derive(Debug)]
pub(crate) struct QueryGuard(#[expect(dead_code, reason = "held, not read")] File);

impl QueryLock {
    /// Of the programs that keep what they learn in this database.
    pub fn beside(database: PathBuf) -> Self {
        let patience = PATIENCE;
        Self { database, patience }
    }

    /// Waits for the turn; `None` where there are none to be had, or none for too long.
    pub(crate) async fn next(&self) -> Option<QueryGuard> {
        let file = self.open().ok()?;
        if file.try_lock().is_ok() {
            return Some(QueryGuard(file));
        }
        let (sender, taken) = oneshot::channel();
        // Not one of the run-time's threads: its end would wait for them.
        std::thread::spawn(move || {
            if file.lock().is_ok() {
                let _ = sender.send(QueryGuard(file));
            }
        });
        tokio::time::timeout(self.patience, taken).await.ok()?.ok()
    }

    /// Whether some program has it at this moment.
    pub fn is_taken(&self) -> bool {
        let file = self.open();
        file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// All that is kept of the accounts.
    pub(crate) fn kept(&self) -> Vec<SavedAccount> {
        kept(&self.database)
    }

    fn open(&self) -> io::Result<File> {
        let file = self.database.with_file_name("asking.lock");
        paths::make_parent(&file)?;
        paths::open_private(&file)
    }
}

/// All that a database has of accounts; nothing where there is none, or it cannot be read.
pub(crate) fn kept(database: &Path) -> Vec<SavedAccount> {
    let store = database.is_file().then(|| Store::look(database).ok());
    let kept = store
        .flatten()
        .and_then(|store| store.restore_accounts().ok());
    kept.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query_lock(patience: Duration) -> (tempfile::TempDir, QueryLock) {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("plimsoll.db");
        (directory, QueryLock { database, patience })
    }

    #[tokio::test]
    async fn the_next_one_waits_until_the_turn_is_given_up() {
        let (_directory, query_lock) = query_lock(PATIENCE);
        assert!(!query_lock.is_taken());
        let first = query_lock.next().await.unwrap();
        assert!(query_lock.is_taken());
        let others = query_lock.clone();
        let second = tokio::spawn(async move { others.next().await });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        drop(first);
        assert!(second.await.unwrap().is_some());
    }

    #[tokio::test]
    async fn who_never_gets_on_keeps_nobody_from_asking() {
        let (_directory, query_lock) = query_lock(Duration::from_millis(1));
        let _first = query_lock.next().await.unwrap();
        assert!(query_lock.next().await.is_none());
    }

    #[tokio::test]
    async fn where_no_lock_can_be_made_nobody_waits() {
        let query_lock = QueryLock::beside(PathBuf::from("/proc/nowhere/plimsoll.db"));
        assert!(query_lock.next().await.is_none());
        assert!(query_lock.kept().is_empty());
    }
}
