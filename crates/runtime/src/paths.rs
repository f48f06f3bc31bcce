//! Where our own files are. Directories are made for the user alone.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// `settings.toml` in the configuration directory.
pub fn settings() -> Option<PathBuf> {
    dirs::config_dir().map(|directory| directory.join("plimsoll").join("settings.toml"))
}

/// `plimsoll.db` in the data directory.
pub fn database() -> Option<PathBuf> {
    dirs::data_dir().map(|directory| directory.join("plimsoll").join("plimsoll.db"))
}

/// `plimsoll.log` in the state directory.
pub fn log() -> Option<PathBuf> {
    dirs::state_dir()
        .or_else(dirs::data_local_dir)
        .map(|directory| directory.join("plimsoll").join("plimsoll.log"))
}

/// Where what lasts as long as the session may lie, the best first: its own directory, which is for
/// the user alone, then one in the data directory, for where the first cannot be used.
pub fn sessions() -> Vec<PathBuf> {
    let both = [dirs::runtime_dir(), dirs::data_local_dir()];
    let found = both.into_iter().flatten();
    found.map(|directory| directory.join("plimsoll")).collect()
}

/// Whether the tray app runs: it holds its lock for as long as it does.
pub fn is_app_running() -> bool {
    sessions().into_iter().any(|directory| {
        let file = open_to_read(&directory.join("plimsoll.lock"));
        // Shared, and held no longer than this line.
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    })
}

/// A lock of this name for as long as the file is held; `None` when another program has it.
pub fn lock(name: &str) -> Option<File> {
    let opened = sessions().into_iter().find_map(|directory| {
        let path = directory.join(format!("{name}.lock"));
        make_parent(&path).ok()?;
        open_private(&path).ok()
    });
    let file = opened?;
    file.try_lock().ok()?;
    Some(file)
}

/// Makes the directory that `file` is in, with access for the user alone.
pub fn make_parent(file: &Path) -> io::Result<()> {
    let Some(parent) = file.parent() else {
        return Ok(());
    };
    if parent.is_dir() {
        return Ok(());
    }
    make(parent)
}

fn make(directory: &Path) -> io::Result<()> {
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(directory)
}

/// Opens a file to read, and waits for nobody: a pipe, which would have to be written into first, is
/// refused as everything that is no ordinary file, also where it has only just taken its place.
pub fn open_to_read(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    without_waiting(&mut options);
    an_ordinary_file(options.open(file)?)
}

fn an_ordinary_file(opened: File) -> io::Result<File> {
    if opened.metadata()?.is_file() {
        Ok(opened)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"))
    }
}

#[cfg(unix)]
fn without_waiting(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
}

#[cfg(not(unix))]
fn without_waiting(_: &mut OpenOptions) {}

/// Opens a file of ours for writing, for the user alone from its first moment on. What was in it
/// stays until it is written over.
pub fn open_private(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    without_waiting(&mut options);
    let opened = an_ordinary_file(options.open(file)?)?;
    make_private(file)?;
    Ok(opened)
}

/// Takes a file of ours away from everyone but the user.
#[cfg(unix)]
pub fn make_private(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
}

/// Takes a file of ours away from everyone but the user; here the home directory does that.
#[cfg(not(unix))]
pub fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn our_files_and_directories_are_for_the_user_alone() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("one").join("two").join("file");
        make_parent(&file).unwrap();
        open_private(&file).unwrap();
        assert_eq!(mode(&directory.path().join("one")), 0o700);
        assert_eq!(mode(&directory.path().join("one").join("two")), 0o700);
        assert_eq!(mode(&file), 0o600);
    }

    #[test]
    fn a_pipe_is_waited_for_neither_to_read_nor_to_write() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        assert!(open_to_read(&path).is_err());
        assert!(open_private(&path).is_err());
        // One that somebody has open could be opened without waiting, too.
        let both = OpenOptions::new().read(true).write(true).open(&path);
        let _held = both.unwrap();
        assert!(open_to_read(&path).is_err());
        assert!(open_private(&path).is_err());
        assert_eq!(mode(&path) & 0o400, 0o400);
    }
}
