//! Programs that run beside a test, and waiting for what they do. They end with the test, also
//! when it panics; each by its own id.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

/// Long enough for a busy machine; a condition that comes true is seen at once.
pub const PATIENCE: Duration = Duration::from_secs(20);
const AGAIN: Duration = Duration::from_millis(10);

/// Looks until there is something, and ends the test when that takes too long.
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, look).unwrap_or_else(|| panic!("waited in vain for {what}"))
}

/// Looks until there is something, or the time is up.
pub fn within<T>(time: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if start.elapsed() > time {
            return None;
        }
        thread::sleep(AGAIN);
    }
}

/// Tells the logs of programs apart.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A program that ends when this is dropped.
pub struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// What it prints goes into a file in `logs`, unless the caller takes its output.
    pub fn start(command: &mut Command, logs: &Path) -> Self {
        let program = PathBuf::from(command.get_program());
        let name = program
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let log = logs.join(format!("{name}-{number}.log"));
        let file = File::create(&log).unwrap();
        command.stdin(Stdio::null()).stderr(file);
        let child = command.spawn();
        let child = child.unwrap_or_else(|error| {
            panic!("{name} does not start ({error}): `cargo xtask test` installs what is needed")
        });
        Self { child, log }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its standard output, where it was asked for; once.
    pub fn output(&mut self) -> std::process::ChildStdout {
        self.child.stdout.take().expect("the output was asked for")
    }

    /// What it has printed as errors so far.
    pub fn errors(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_none())
    }

    /// Ends it as a crash would, and waits.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to end, as a session does at its own end, and waits.
    pub fn end(&mut self) {
        if !self.is_running() {
            return;
        }
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let ended = within(Duration::from_secs(3), || {
            (!self.is_running()).then_some(())
        });
        if ended.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Ends a program that one of ours has started, by its id.
pub fn end_other(id: u32) {
    signal(id, Signal::TERM);
}

/// The same, as a crash would.
pub fn kill_other(id: u32) {
    signal(id, Signal::KILL);
}

/// It stands still until it is woken.
pub fn stop_other(id: u32) {
    signal(id, Signal::STOP);
}

pub fn wake_other(id: u32) {
    signal(id, Signal::CONT);
}

fn signal(id: u32, signal: Signal) {
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    if let Some(id) = id {
        let _ = kill_process(id, signal);
    }
}

/// Everything that descends from this process, with its name as the kernel keeps it, which is 15
/// bytes at most.
pub fn descendants(of: u32) -> Vec<(u32, String)> {
    let numbered = std::fs::read_dir("/proc").unwrap().flatten();
    let all: Vec<(u32, u32, String)> = numbered
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            // A name may have any sign in it, so the last bracket ends it.
            let (head, rest) = stat.rsplit_once(')')?;
            let name = head.split_once('(')?.1.to_owned();
            let parent = rest.split_whitespace().nth(1)?.parse().ok()?;
            Some((id, parent, name))
        })
        .collect();
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut parents = vec![of];
    while let Some(parent) = parents.pop() {
        for (id, _, name) in all.iter().filter(|it| it.1 == parent) {
            parents.push(*id);
            found.push((*id, name.clone()));
        }
    }
    found
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
        if thread::panicking() && !self.errors().is_empty() {
            eprintln!("{}:\n{}", self.log.display(), self.errors());
        }
    }
}
