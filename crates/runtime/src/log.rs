//! The log: what went wrong and when, a line each. It is opened for each line, since there are few,
//! and two files of it are kept.

use std::{
    fs,
    io::{self, Seek, SeekFrom, Write},
    path::Path,
};

use jiff::Timestamp;
use plimsoll_core::model::Redacted;

use crate::paths;

/// Bytes of a file; then the next one is begun, and the one before the last is gone.
const LARGEST: u64 = 128 * 1024;

/// Adds a line: one that is fit to be shown, whatever was in it.
pub fn write(file: &Path, line: &str, now: Timestamp) -> io::Result<()> {
    paths::make_parent(file)?;
    let mut log = paths::open_private(file)?;
    if log.metadata()?.len() >= LARGEST {
        drop(log);
        fs::rename(file, file.with_extension("log.1"))?;
        log = paths::open_private(file)?;
    }
    log.seek(SeekFrom::End(0))?;
    let line = Redacted::new(line, []);
    log.write_all(format!("{now:.0} {line}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00.5Z".parse().unwrap()
    }

    #[test]
    fn a_line_is_one_line_without_a_token() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/plimsoll.log");
        write(&file, "first", now()).unwrap();
        write(&file, "two\nlines of gho_madeupmadeup\u{7}", now()).unwrap();
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
        write(&file, "b", now()).unwrap();
        let old = folder.path().join("plimsoll.log.1");
        assert_eq!(fs::read_to_string(&old).unwrap(), full("a"));
        fs::write(&file, full("c")).unwrap();
        write(&file, "d", now()).unwrap();
        assert_eq!(fs::read_to_string(&old).unwrap(), full("c"));
        assert!(fs::read_to_string(&file).unwrap().ends_with(" d\n"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_is_no_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write(folder.path(), "a", now()).is_err());
    }
}
