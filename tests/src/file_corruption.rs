//! The forms that a file may be found in: what half-finished writes, full disks, people and other
//! programs leave behind. What a program makes of each is its test's.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use rustix::{
    fs::{CWD, FileType, Mode, mknodat},
    process::geteuid,
};

/// What lies where a file should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corruption {
    Missing,
    DeadLink,
    LinkLoop,
    Directory,
    Pipe,
    /// Nobody may read it. A program that may all the same is no test: see `as_anyone`.
    Closed,
    Empty,
    Half,
    /// Whole, after a byte order mark.
    Marked,
    Null,
    List,
    /// JSON of a million levels.
    Deep,
    /// Whole, but for two bytes at its start that are no text.
    NoText,
    /// 30 MB.
    Huge,
}

impl Corruption {
    pub const ALL: [Self; 14] = [
        Self::Missing,
        Self::DeadLink,
        Self::LinkLoop,
        Self::Directory,
        Self::Pipe,
        Self::Closed,
        Self::Empty,
        Self::Half,
        Self::Marked,
        Self::Null,
        Self::List,
        Self::Deep,
        Self::NoText,
        Self::Huge,
    ];

    /// Lays it at `path`, in the place of what is there. `whole` is the content of a right file.
    pub fn lay(self, path: &Path, whole: &[u8]) {
        clear(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let write = |bytes: &[u8]| fs::write(path, bytes).unwrap();
        match self {
            Self::Missing => {}
            Self::DeadLink => symlink("/nowhere/at-all", path).unwrap(),
            Self::LinkLoop => symlink(path, path).unwrap(),
            Self::Directory => fs::create_dir(path).unwrap(),
            Self::Pipe => lay_pipe(path),
            Self::Closed => {
                write(whole);
                set_mode(path, 0);
            }
            Self::Empty => write(b""),
            Self::Half => write(&whole[..whole.len() / 2]),
            Self::Marked => write(&[b"\xef\xbb\xbf", whole].concat()),
            Self::Null => write(b"null"),
            Self::List => write(b"[1, 2]"),
            Self::Deep => {
                let levels = 1_000_000;
                let deep = ["{\"a\":", &"[".repeat(levels), &"]".repeat(levels), "}"];
                write(deep.concat().as_bytes());
            }
            Self::NoText => write(&[b"\xff\xfe", whole].concat()),
            Self::Huge => {
                let mut bytes = vec![b' '; 30_000_000];
                bytes.extend(whole);
                write(&bytes);
            }
        }
    }
}

/// Takes away whatever is there.
pub fn clear(path: &Path) {
    if path.is_dir() && !path.is_symlink() {
        set_mode(path, 0o700);
        fs::remove_dir_all(path).unwrap();
    } else {
        let _ = fs::remove_file(path);
    }
}

/// A named pipe, which nobody writes into.
pub fn lay_pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

pub fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

/// What to start a program with so that permissions hold for it too: without root's right to pass
/// them over.
pub fn as_anyone() -> Vec<&'static str> {
    if geteuid().is_root() {
        vec!["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    } else {
        Vec::new()
    }
}
