//! The log: what went wrong and when, a line each. It is opened for each line, since there are few,
//! and two files of it are kept. Nobody waits for it, however slow the disk is.

use std::{
    fs,
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use jiff::Timestamp;
use plimsoll_core::model::Redacted;
use tokio::sync::watch;

use crate::{paths, worker::Worker};

/// Bytes of a file; then the next one is begun, and the one before the last is gone.
const LARGEST: u64 = 128 * 1024;

/// Takes lines, and writes each after those before it.
#[derive(Debug)]
pub struct Log {
    worker: Worker<Pen>,
    /// Lines for which there was no room since the last that had some.
    missing: AtomicUsize,
    fault: watch::Receiver<Option<String>>,
}

#[derive(Debug)]
struct Pen {
    /// Without one nothing is written.
    file: Option<PathBuf>,
    fault: watch::Sender<Option<String>>,
}

impl Log {
    pub fn new(file: Option<PathBuf>) -> Self {
        let (sender, fault) = watch::channel(None);
        let pen = Pen {
            file,
            fault: sender,
        };
        Self {
            worker: Worker::new("log", pen),
            missing: AtomicUsize::new(0),
            fault,
        }
    }

    /// Writes a line soon: one that is fit to be shown, whatever was in it.
    pub fn note(&self, line: &str, now: Timestamp) {
        if !self.post(line, now) {
            self.missing.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes this line if the last one did not get in, so that it is known when one does.
    pub fn try_again(&self, line: &str, now: Timestamp) {
        if self.missing.load(Ordering::Relaxed) > 0 || self.fault.borrow().is_some() {
            self.post(line, now);
        }
    }

    /// Why the last line did not get in; it changes when that does.
    pub fn fault(&self) -> watch::Receiver<Option<String>> {
        self.fault.clone()
    }

    /// Waits until all is written, but no longer than that; whether all is.
    pub fn finish(&self, patience: Duration) -> bool {
        self.worker.finish(patience)
    }

    /// `false` where too much waits already.
    fn post(&self, line: &str, now: Timestamp) -> bool {
        let line = Redacted::new(line, []);
        let missing = self.missing.swap(0, Ordering::Relaxed);
        let posted = self.worker.post(move |pen| {
            if missing > 0 {
                let gap = format!("the disk did not answer: lines missing here: {missing}");
                pen.write(&Redacted::new(&gap, []), now);
            }
            pen.write(&line, now);
        });
        if !posted {
            self.missing.fetch_add(missing, Ordering::Relaxed);
        }
        posted
    }
}

impl Pen {
    fn write(&self, line: &Redacted, now: Timestamp) {
        let Some(file) = &self.file else { return };
        let written = write(file, line, now);
        let fault = written
            .err()
            .map(|error| format!("{}: {error}", file.display()));
        self.fault.send_if_modified(|old| {
            let is_new = *old != fault;
            *old = fault;
            is_new
        });
    }
}

fn write(file: &Path, line: &Redacted, now: Timestamp) -> io::Result<()> {
    paths::make_parent(file)?;
    let mut log = paths::open_private(file)?;
    if log.metadata()?.len() >= LARGEST {
        drop(log);
        fs::rename(file, file.with_extension("log.1"))?;
        log = paths::open_private(file)?;
    }
    log.seek(SeekFrom::End(0))?;
    log.write_all(format!("{now:.0} {line}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    fn now() -> Timestamp {
        "2026-11-23T12:00:00.5Z".parse().unwrap()
    }

    fn note(file: &Path, lines: &[&str]) -> Log {
        let log = Log::new(Some(file.to_owned()));
        for line in lines {
            log.note(line, now());
        }
        assert!(log.finish(LONG));
        log
    }

    #[test]
    fn a_line_is_one_line_without_a_token() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/plimsoll.log");
        note(&file, &["first", "two\nlines of gho_madeupmadeup\u{7}"]);
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            "2026-11-23T12:00:00Z first\n2026-11-23T12:00:00Z two lines of [redacted]\n"
        );
    }

    #[test]
    fn two_files_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plimsoll.log");
        let full = |letter: &str| letter.repeat(LARGEST as usize);
        fs::write(&file, full("a")).unwrap();
        note(&file, &["b"]);
        let old = folder.path().join("plimsoll.log.1");
        assert_eq!(fs::read_to_string(&old).unwrap(), full("a"));
        fs::write(&file, full("c")).unwrap();
        note(&file, &["d"]);
        assert_eq!(fs::read_to_string(&old).unwrap(), full("c"));
        assert!(fs::read_to_string(&file).unwrap().ends_with(" d\n"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_is_no_file_is_left_alone_and_named_until_a_line_gets_in() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plimsoll.log");
        fs::create_dir(&file).unwrap();
        let log = note(&file, &["a"]);
        let mut fault = log.fault();
        let named = fault.borrow_and_update().clone();
        assert!(named.unwrap().contains("plimsoll.log"));
        log.note("b", now());
        assert!(log.finish(LONG));
        assert!(!fault.has_changed().unwrap(), "it is as it was");
        fs::remove_dir(&file).unwrap();
        for _ in 0..2 {
            log.try_again("c", now());
            assert!(log.finish(LONG));
        }
        assert!(fault.has_changed().unwrap());
        assert_eq!(*fault.borrow(), None);
        let lines = fs::read_to_string(&file).unwrap();
        assert_eq!(lines, "2026-11-23T12:00:00Z c\n");
    }

    #[test]
    fn lines_without_room_are_counted_where_they_would_be() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plimsoll.log");
        let log = Log::new(Some(file.clone()));
        let (release, hangs) = channel::<()>();
        log.worker.post(move |_| hangs.recv().unwrap());
        let mut waiting = 0;
        while log.missing.load(Ordering::Relaxed) < 3 {
            log.note("before", now());
            waiting += 1;
        }
        // Nobody misses this one.
        log.try_again("again", now());
        release.send(()).unwrap();
        assert!(log.finish(LONG));
        log.try_again("after", now());
        log.note("later", now());
        assert!(log.finish(LONG));
        let lines = fs::read_to_string(&file).unwrap();
        let lines: Vec<_> = lines.lines().collect();
        let (before, after) = lines.split_at(waiting - 3);
        assert!(before.iter().all(|line| line.ends_with(" before")));
        let gap = "2026-11-23T12:00:00Z the disk did not answer: lines missing here: 3";
        let last = ["after", "later"].map(|it| format!("2026-11-23T12:00:00Z {it}"));
        assert_eq!(after, [gap, &last[0], &last[1]]);
    }
}
