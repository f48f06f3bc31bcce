//! One resident a person: a second start asks the first one to open its window, and ends. A lock
//! decides who is first, a local socket carries the wish.

use std::{
    fs::{File, TryLockError},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Held for as long as the program runs.
pub(crate) struct First {
    _lock: File,
    wishes: Wishes,
}

pub(crate) enum Start {
    First(First),
    /// Another one runs; it was told.
    Second,
}

/// The first one holds the lock a moment before it can be told anything.
const PATIENCE: Duration = Duration::from_secs(1);
const AGAIN: Duration = Duration::from_millis(10);

/// `name` tells apart what may run side by side.
pub(crate) fn start(name: &str) -> io::Result<Start> {
    let directory = directory()?;
    std::fs::create_dir_all(&directory)?;
    let lock = File::create(directory.join(format!("{name}.lock")))?;
    let socket = directory.join(format!("{name}.socket"));
    match lock.try_lock() {
        Ok(()) => Ok(Start::First(First {
            _lock: lock,
            wishes: Wishes::at(&socket)?,
        })),
        Err(TryLockError::WouldBlock) => {
            let start = Instant::now();
            loop {
                match ask(&socket) {
                    Ok(()) => return Ok(Start::Second),
                    Err(error) if start.elapsed() > PATIENCE => return Err(error),
                    Err(_) => std::thread::sleep(AGAIN),
                }
            }
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The session's own directory, which is for the user alone; else the data directory.
fn directory() -> io::Result<PathBuf> {
    dirs::runtime_dir()
        .or_else(dirs::data_local_dir)
        .map(|directory| directory.join("plimsoll"))
        .ok_or_else(|| io::Error::new(ErrorKind::NotFound, "no home directory"))
}

#[cfg(unix)]
fn ask(socket: &Path) -> io::Result<()> {
    std::os::unix::net::UnixStream::connect(socket).map(drop)
}

/// Where wishes arrive.
#[cfg(unix)]
struct Wishes(std::os::unix::net::UnixListener);

#[cfg(unix)]
impl Wishes {
    fn at(socket: &Path) -> io::Result<Self> {
        // One that is there was left behind: the lock is ours.
        match std::fs::remove_file(socket) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let listener = std::os::unix::net::UnixListener::bind(socket)?;
        listener.set_nonblocking(true)?;
        Ok(Self(listener))
    }
}

/// Every connection is a wish to see the window; nothing is read.
#[cfg(unix)]
pub(crate) async fn listen(first: First, mut wished: impl FnMut()) -> io::Result<()> {
    let listener = tokio::net::UnixListener::from_std(first.wishes.0)?;
    loop {
        listener.accept().await?;
        wished();
    }
}

#[cfg(windows)]
fn ask(socket: &Path) -> io::Result<()> {
    File::options().write(true).open(pipe(socket)).map(drop)
}

/// Where wishes arrive: a pipe is made anew for each.
#[cfg(windows)]
struct Wishes(String);

#[cfg(windows)]
impl Wishes {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn at(socket: &Path) -> io::Result<Self> {
        Ok(Self(pipe(socket)))
    }
}

/// Every connection is a wish to see the window; nothing is read.
#[cfg(windows)]
pub(crate) async fn listen(first: First, mut wished: impl FnMut()) -> io::Result<()> {
    use tokio::net::windows::named_pipe::ServerOptions;
    loop {
        let server = ServerOptions::new().create(&first.wishes.0)?;
        server.connect().await?;
        wished();
    }
}

/// Pipes have a name space of their own, shared by all users: the path of the file makes it ours.
#[cfg(windows)]
fn pipe(socket: &Path) -> String {
    let name = socket.display().to_string();
    format!(r"\\.\pipe\{}", name.replace(['\\', ':'], "-"))
}
