//! How often a file is opened, whoever does it, as the kernel tells.

use std::{mem::MaybeUninit, path::Path};

use rustix::{
    fd::OwnedFd,
    fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init},
};

/// Counts from its making.
pub struct Opens(OwnedFd);

impl Opens {
    pub fn of(file: &Path) -> Self {
        let heard = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
        add_watch(&heard, file, WatchFlags::OPEN).unwrap();
        Self(heard)
    }

    /// Since the last call.
    pub fn count(&mut self) -> usize {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(&self.0, &mut buffer);
        std::iter::from_fn(|| events.next().ok().map(drop)).count()
    }
}
