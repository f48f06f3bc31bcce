//! One resident a person: a second start asks the first one to open its window, and ends. From
//! another session it takes the first one's place instead, whose screen may be no more. A lock
//! decides who is first, a local socket carries what is said.

#[cfg(unix)]
mod origin;

use std::{
    fs::{File, TryLockError},
    io::{self, ErrorKind},
    path::Path,
    time::{Duration, Instant},
};

use plimsoll_runtime::paths;

#[cfg(unix)]
use origin::Origin;

/// Held for as long as the program runs. Where nothing can be held the program runs all the same,
/// and a second start is not noticed.
pub(crate) struct First(io::Result<(File, StartRequests)>);

impl First {
    /// Why a second start will not be noticed.
    pub(crate) fn fault(&self) -> Option<&io::Error> {
        self.0.as_ref().err()
    }
}

pub(crate) enum Start {
    First(First),
    /// Another one runs; it was told.
    Second,
    /// Another one runs, and hears nothing.
    Unheard(io::Error),
}

/// What a second start wants of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StartRequest {
    Window,
    /// The first one is to end.
    #[cfg_attr(
        windows,
        expect(dead_code, reason = "the pipe of a session is its own")
    )]
    Place,
}

/// The first one holds the lock a moment before it can be told anything.
const PATIENCE: Duration = Duration::from_secs(1);
/// The first one ends its window, and says what is to be kept.
const ENDING: Duration = Duration::from_secs(10);
const AGAIN: Duration = Duration::from_millis(10);

/// `name` tells apart what may run side by side.
pub(crate) fn start(name: &str) -> Start {
    let mut fault = io::Error::new(ErrorKind::NotFound, "no home directory");
    for directory in paths::sessions() {
        match start_in(&directory, name) {
            Ok(start) => return start,
            Err(error) => fault = error,
        }
    }
    Start::First(First(Err(fault)))
}

/// Fails where the directory cannot be used.
fn start_in(directory: &Path, name: &str) -> io::Result<Start> {
    paths::make_session(directory)?;
    let lock = paths::open_private(&directory.join(format!("{name}.lock")))?;
    let socket = directory.join(format!("{name}.socket"));
    let since = Instant::now();
    let mut latest = since + PATIENCE;
    loop {
        match lock.try_lock() {
            Ok(()) => {
                let requests = StartRequests::at(&socket)?;
                return Ok(Start::First(First(Ok((lock, requests)))));
            }
            Err(TryLockError::Error(error)) => return Err(error),
            // Or the command line looked at this very moment whether somebody holds it.
            Err(TryLockError::WouldBlock) => {}
        }
        let fault = match ask(&socket) {
            Ok(StartRequest::Window) => return Ok(Start::Second),
            Ok(StartRequest::Place) => {
                latest = latest.max(since + ENDING);
                io::Error::new(ErrorKind::TimedOut, "the one that runs does not end")
            }
            Err(error) => error,
        };
        if Instant::now() > latest {
            return Ok(Start::Unheard(fault));
        }
        std::thread::sleep(AGAIN);
    }
}

/// What the first one answers; who does not get it has gone, and nothing follows.
#[cfg(unix)]
const ANSWERS: [(StartRequest, &[u8]); 2] = [
    (StartRequest::Window, b"opens"),
    (StartRequest::Place, b"ends"),
];
/// Variables are far shorter.
#[cfg(unix)]
const LONGEST: u64 = 64 * 1024;

/// Says to the first one where we are from; what it takes that for.
#[cfg(unix)]
fn ask(socket: &Path) -> io::Result<StartRequest> {
    use std::io::{Read, Write};
    let mut stream = std::os::unix::net::UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(ENDING))?;
    stream.set_write_timeout(Some(ENDING))?;
    stream.write_all(&serde_json::to_vec(&Origin::of_this())?)?;
    stream.shutdown(std::net::Shutdown::Write)?;
    let mut said = Vec::new();
    stream.take(LONGEST).read_to_end(&mut said)?;
    let answer = ANSWERS.iter().find(|(_, answer)| *answer == said);
    answer
        .map(|(request, _)| *request)
        .ok_or_else(|| ErrorKind::InvalidData.into())
}

/// Where requests arrive.
#[cfg(unix)]
struct StartRequests(std::os::unix::net::UnixListener);

#[cfg(unix)]
impl StartRequests {
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

/// Hears who comes from where.
#[cfg(unix)]
pub(crate) async fn listen(first: First, mut wished: impl FnMut(StartRequest)) -> io::Result<()> {
    let (_lock, place) = first.0?;
    let listener = tokio::net::UnixListener::from_std(place.0)?;
    let here = Origin::of_this();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let heard = tokio::time::timeout(PATIENCE, hear(stream, &here)).await;
                if let Ok(Ok(request)) = heard {
                    wished(request);
                }
            }
            // Too many files, perhaps: we stay the first one all the same.
            Err(_) => tokio::time::sleep(PATIENCE).await,
        }
    }
}

#[cfg(unix)]
async fn hear(mut stream: tokio::net::UnixStream, here: &Origin) -> io::Result<StartRequest> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut said = Vec::new();
    (&mut stream).take(LONGEST).read_to_end(&mut said).await?;
    let origin: Origin = serde_json::from_slice(&said)?;
    let request = origin.request(here);
    for (_, answer) in ANSWERS.iter().filter(|(of, _)| *of == request) {
        stream.write_all(answer).await?;
    }
    Ok(request)
}

#[cfg(windows)]
fn ask(socket: &Path) -> io::Result<StartRequest> {
    use std::os::windows::fs::OpenOptionsExt;
    // Whoever serves the pipe learns nothing of us by it, and cannot act as us.
    const SECURITY_ANONYMOUS: u32 = 0;
    let mut options = File::options();
    options
        .write(true)
        .security_qos_flags(SECURITY_ANONYMOUS)
        .open(pipe(socket))
        .map(|_| StartRequest::Window)
}

/// Where requests arrive.
#[cfg(windows)]
struct StartRequests(String);

#[cfg(windows)]
impl StartRequests {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn at(socket: &Path) -> io::Result<Self> {
        Ok(Self(pipe(socket)))
    }
}

/// Every connection is a request to see the window; nothing is read.
#[cfg(windows)]
pub(crate) async fn listen(first: First, mut wished: impl FnMut(StartRequest)) -> io::Result<()> {
    use tokio::net::windows::named_pipe::ServerOptions;
    let (_lock, place) = first.0?;
    // One that somebody else has laid out is not joined.
    let mut options = ServerOptions::new();
    let mut server = options.first_pipe_instance(true).create(&place.0)?;
    loop {
        server.connect().await?;
        // The next one is there before this one goes, so that nobody can come in between.
        let next = ServerOptions::new().create(&place.0)?;
        drop(std::mem::replace(&mut server, next));
        wished(StartRequest::Window);
    }
}

/// Pipes have a name space of their own, shared by all users: the path of the file makes it ours.
#[cfg(windows)]
fn pipe(socket: &Path) -> String {
    let name = socket.display().to_string();
    format!(r"\\.\pipe\{}", name.replace(['\\', ':'], "-"))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    };

    use super::*;

    fn is_first(directory: &Path) -> bool {
        matches!(start_in(directory, "plimsoll"), Ok(Start::First(_)))
    }

    #[tokio::test]
    async fn the_second_start_is_the_second_while_the_first_runs() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().to_owned();
        let Ok(Start::First(first)) = start_in(&path, "plimsoll") else {
            panic!("nobody else runs");
        };
        let (told, mut requests) = tokio::sync::mpsc::unbounded_channel();
        let hearing = tokio::spawn(listen(first, move |request| told.send(request).unwrap()));
        let start = move || start_in(&path, "plimsoll");
        let second = tokio::task::spawn_blocking(start.clone()).await.unwrap();
        assert!(matches!(second, Ok(Start::Second)));
        assert_eq!(requests.recv().await, Some(StartRequest::Window));
        hearing.abort();
        let _ = hearing.await;
        assert!(matches!(start(), Ok(Start::First(_))));
    }

    #[test]
    fn who_looks_whether_the_app_runs_keeps_none_from_starting() {
        let directory = tempfile::tempdir().unwrap();
        assert!(is_first(directory.path()));
        let looks = Barrier::new(2);
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // As `paths::is_app_running` does, without a pause.
            scope.spawn(|| {
                looks.wait();
                while !done.load(Ordering::Relaxed) {
                    let lock = File::open(directory.path().join("plimsoll.lock")).unwrap();
                    let _ = lock.try_lock_shared();
                }
            });
            looks.wait();
            let all_first = (0..2000).all(|_| is_first(directory.path()));
            done.store(true, Ordering::Relaxed);
            assert!(all_first);
        });
    }
}
