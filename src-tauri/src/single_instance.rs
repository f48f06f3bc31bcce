//! One resident a person: a second start asks the first one to open its window, and ends. A lock
//! decides who is first, a local socket carries the wish.

use std::{
    fs::File,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// Held for as long as the program runs.
pub(crate) struct First {
    _lock: File,
    socket: PathBuf,
}

pub(crate) enum Start {
    First(First),
    /// Another one runs; it was told.
    Second,
}

/// `name` tells apart what may run side by side.
pub(crate) fn start(name: &str) -> io::Result<Start> {
    let directory = directory()?;
    std::fs::create_dir_all(&directory)?;
    let lock = File::create(directory.join(format!("{name}.lock")))?;
    let socket = directory.join(format!("{name}.socket"));
    match lock.try_lock() {
        Ok(()) => Ok(Start::First(First {
            _lock: lock,
            socket,
        })),
        Err(std::fs::TryLockError::WouldBlock) => {
            ask(&socket)?;
            Ok(Start::Second)
        }
        Err(std::fs::TryLockError::Error(error)) => Err(error),
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

/// Every connection is a wish to see the window; nothing is read.
#[cfg(unix)]
pub(crate) async fn listen(first: First, mut wished: impl FnMut()) -> io::Result<()> {
    match std::fs::remove_file(&first.socket) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let listener = tokio::net::UnixListener::bind(&first.socket)?;
    loop {
        listener.accept().await?;
        wished();
    }
}

#[cfg(windows)]
fn ask(socket: &Path) -> io::Result<()> {
    File::options().write(true).open(pipe(socket)).map(drop)
}

/// Every connection is a wish to see the window; nothing is read.
#[cfg(windows)]
pub(crate) async fn listen(first: First, mut wished: impl FnMut()) -> io::Result<()> {
    use tokio::net::windows::named_pipe::ServerOptions;
    let name = pipe(&first.socket);
    loop {
        let server = ServerOptions::new().create(&name)?;
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
