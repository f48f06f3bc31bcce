//! Linux: the kernel tells of directories through a descriptor, without a thread. Only of changes:
//! being told of everything that is opened would make each search wake us up over its own reading.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{FutureExt, StreamExt};
use inotify::{EventMask, EventOwned, EventStream, Inotify, WatchDescriptor, WatchMask, Watches};

/// Some dozens of events; what does not fit stays with the kernel.
const BUFFER: usize = 4096;

type Names = Arc<Mutex<HashMap<WatchDescriptor, PathBuf>>>;

/// Directories under watch.
pub(super) struct Directories {
    watches: Watches,
    names: Names,
}

/// What happens in them.
pub(super) struct FileEvents {
    events: EventStream<[u8; BUFFER]>,
    names: Names,
}

impl Directories {
    /// `None` where the system has no more watches to give.
    pub(super) fn watched() -> Option<(Self, FileEvents)> {
        let events = Inotify::init().ok()?.into_event_stream([0; BUFFER]).ok()?;
        let names = Names::default();
        let directories = Self {
            watches: events.watches(),
            names: Arc::clone(&names),
        };
        Some((directories, FileEvents { events, names }))
    }

    /// Whether it is under watch from now on. One that was replaced has a new watch.
    pub(super) fn begin(&mut self, directory: &Path) -> bool {
        let changes = WatchMask::ATTRIB
            | WatchMask::CLOSE_WRITE
            | WatchMask::CREATE
            | WatchMask::DELETE
            | WatchMask::DELETE_SELF
            | WatchMask::MODIFY
            | WatchMask::MOVE
            | WatchMask::MOVE_SELF
            | WatchMask::ONLYDIR;
        let Ok(watch) = self.watches.add(directory, changes) else {
            return false;
        };
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.insert(watch, directory.to_owned());
        true
    }

    pub(super) fn leave(&mut self, directory: &Path) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.retain(|watch, name| {
            let leaves = name == directory;
            if leaves {
                // With the directory its watch may have gone already.
                let _ = self.watches.remove(watch.clone());
            }
            !leaves
        });
    }
}

impl FileEvents {
    /// Waits for one that is of concern; `false` when there will be none any more.
    pub(super) async fn wait_for(&mut self, concerns: &impl Fn(Option<&Path>) -> bool) -> bool {
        while let Some(event) = self.events.next().await {
            // What cannot be read is lost.
            if event.map_or_else(|_| concerns(None), |it| self.is_of(&it, concerns)) {
                return true;
            }
        }
        false
    }

    /// Takes in what happened meanwhile; whether some of it was of concern.
    pub(super) fn had(&mut self, concerns: &impl Fn(Option<&Path>) -> bool) -> bool {
        let mut had = false;
        while let Some(Some(Ok(event))) = self.events.next().now_or_never() {
            had |= self.is_of(&event, concerns);
        }
        had
    }

    fn is_of(&self, event: &EventOwned, concerns: &impl Fn(Option<&Path>) -> bool) -> bool {
        if event.mask.contains(EventMask::Q_OVERFLOW) {
            return concerns(None);
        }
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if event.mask.contains(EventMask::IGNORED) {
            names.remove(&event.wd);
            return false;
        }
        let Some(directory) = names.get(&event.wd) else {
            return false;
        };
        let path = event.name.as_ref().map(|name| directory.join(name));
        concerns(Some(path.as_deref().unwrap_or(directory)))
    }
}
