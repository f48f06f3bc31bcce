//! Takes from the window's process, and from the web engine's processes that it starts, what they
//! have no use for: the user's files, the network, the rarer parts of the kernel.

mod engine_files;
#[cfg(target_os = "linux")]
mod linux;

use std::{io, path::PathBuf};

pub use engine_files::engine_directory;

/// What the process is left with beside what every window needs.
pub struct Needs {
    /// Itself.
    pub program: PathBuf,
    /// The only directory that it writes files of its own to; made if it is missing.
    pub writes: Option<PathBuf>,
}

/// Does `start` so that the processes it starts are left with these needs for good, from their
/// first instruction on. The web engine has a thread before its program's `main`, and a thread
/// keeps what it has; so it is a thread of the starting program that gives everything up and ends.
///
/// Whatever the kernel doesn't know stays as it is; `log_error` hears of what it knows and refuses.
#[cfg(target_os = "linux")]
pub fn confined<T: Send>(
    needs: &Needs,
    log_error: impl Fn(&str) + Send,
    start: impl FnOnce() -> io::Result<T> + Send,
) -> io::Result<T> {
    let give_up = move || {
        let ports = linux::ports();
        if let Err(error) = linux::keep_files(needs, &ports) {
            log_error(&format!("the window keeps its files: {error}"));
        }
        if let Err(error) = linux::keep_calls(&ports) {
            log_error(&format!("the window keeps its calls: {error}"));
        }
        start()
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("confined".to_owned());
        let thread = thread.spawn_scoped(scope, give_up)?;
        let ended = thread.join();
        ended.unwrap_or_else(|_| Err(io::Error::other("its start ended early")))
    })
}

/// Windows and macOS confine their own web engines; there is nothing of ours.
#[cfg(not(target_os = "linux"))]
pub fn confined<T: Send>(
    _: &Needs,
    _: impl Fn(&str) + Send,
    start: impl FnOnce() -> io::Result<T> + Send,
) -> io::Result<T> {
    start()
}
