//! Windows and macOS: what the system tells of directories, through the crate `notify` and its
//! thread. Not tried in the tests.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode},
};
use tokio::sync::mpsc::{Receiver, channel};

/// Directories under watch.
pub(super) struct Directories(RecommendedWatcher);

/// How many happenings may wait.
const WAITING: usize = 1024;

/// What happens in them; `None` is something that was lost.
pub(super) struct FileEvents {
    told: Receiver<Option<PathBuf>>,
    /// Some found no room.
    lost: Arc<AtomicBool>,
}

impl Directories {
    /// `None` where the system gives no watch.
    pub(super) fn watched() -> Option<(Self, FileEvents)> {
        let (sender, told) = channel(WAITING);
        let lost = Arc::new(AtomicBool::new(false));
        let full = Arc::clone(&lost);
        let heard = move |event: notify::Result<Event>| {
            let changes = event.map_or_else(|_| vec![None], changes);
            for path in changes {
                // After the end nobody listens, and nobody misses it.
                if sender.try_send(path).is_err() {
                    full.store(true, Ordering::Relaxed);
                }
            }
        };
        let watcher = notify::recommended_watcher(heard).ok()?;
        Some((Self(watcher), FileEvents { told, lost }))
    }

    /// Whether it is under watch from now on.
    pub(super) fn begin(&mut self, directory: &Path) -> bool {
        let begun = self.0.watch(directory, RecursiveMode::NonRecursive);
        begun.is_ok()
    }

    pub(super) fn leave(&mut self, directory: &Path) {
        // It may have been removed, and its watch with it.
        let _ = self.0.unwatch(directory);
    }
}

fn changes(event: Event) -> Vec<Option<PathBuf>> {
    let is_change = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    };
    match (is_change, event.paths.is_empty()) {
        (false, _) => Vec::new(),
        (true, true) => vec![None],
        (true, false) => event.paths.into_iter().map(Some).collect(),
    }
}

impl FileEvents {
    /// Waits for one that is of concern; `false` when there will be none any more.
    pub(super) async fn wait_for(&mut self, concerns: &impl Fn(Option<&Path>) -> bool) -> bool {
        while let Some(path) = self.told.recv().await {
            let lost = self.lost.swap(false, Ordering::Relaxed);
            if concerns(path.as_deref()) || (lost && concerns(None)) {
                return true;
            }
        }
        false
    }

    /// Takes in what happened meanwhile; whether some of it was of concern.
    pub(super) fn had(&mut self, concerns: &impl Fn(Option<&Path>) -> bool) -> bool {
        let mut had = self.lost.swap(false, Ordering::Relaxed) && concerns(None);
        while let Ok(path) = self.told.try_recv() {
            had |= concerns(path.as_deref());
        }
        had
    }
}
