//! Where our own files are. Directories are made for the user alone.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// `settings.toml` in the configuration directory.
pub fn settings() -> Option<PathBuf> {
    dirs::config_dir().map(|directory| directory.join("plimsoll").join("settings.toml"))
}

/// The newest settings that could be read, beside the database.
pub fn last_good_settings() -> Option<PathBuf> {
    database().map(|database| database.with_file_name("settings.last-good.toml"))
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
    let in_it = |directory: PathBuf| directory.join("plimsoll");
    // Whose home it is may keep the data elsewhere; in the session's directory a link is not theirs.
    let home = dirs::data_local_dir().map(in_it).map(without_links);
    let found = [dirs::runtime_dir().map(in_it), home];
    found.into_iter().flatten().collect()
}

#[cfg(unix)]
fn without_links(directory: PathBuf) -> PathBuf {
    directory.canonicalize().unwrap_or(directory)
}

/// Here links are rare, and a path without them is written in a form of its own.
#[cfg(not(unix))]
fn without_links(directory: PathBuf) -> PathBuf {
    directory
}

/// Whether the tray app runs: it holds its lock for as long as it does.
pub fn is_app_running() -> bool {
    sessions().into_iter().any(|directory| {
        let file = open_to_read(&directory.join("plimsoll.lock"));
        // Shared, and held no longer than this line.
        let is_held = |file: File| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock));
        take(&directory).is_ok() && file.is_ok_and(is_held)
    })
}

/// A lock of this name for as long as the file is held; `None` when another program has it.
pub fn lock(name: &str) -> Option<File> {
    let opened = sessions().into_iter().find_map(|directory| {
        make_session(&directory).ok()?;
        open_private(&directory.join(format!("{name}.lock"))).ok()
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

/// Makes a directory of `sessions`, or takes one that is there: what lies in it is believed, so
/// somebody else's is refused, and a link to wherever it leads.
pub fn make_session(directory: &Path) -> io::Result<()> {
    make(directory)?;
    take(directory)
}

/// A directory of ours becomes one for the user alone.
#[cfg(unix)]
fn take(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::NOFOLLOW;
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags.bits().cast_signed());
    let opened = options.open(directory)?;
    if is_ours(&opened)? {
        close_to_others(&opened)
    } else {
        let kind = io::ErrorKind::PermissionDenied;
        Err(io::Error::new(kind, "belongs to somebody else"))
    }
}

/// Here the home directory sees to that.
#[cfg(not(unix))]
fn take(_: &Path) -> io::Result<()> {
    Ok(())
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
    without_waiting(&mut options, Links::Followed);
    an_ordinary_file(options.open(file)?)
}

fn an_ordinary_file(opened: File) -> io::Result<File> {
    if opened.metadata()?.is_file() {
        Ok(opened)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    Followed,
    Refused,
}

#[cfg(unix)]
fn without_waiting(options: &mut OpenOptions, links: Links) {
    use std::os::unix::fs::OpenOptionsExt;
    let mut flags = rustix::fs::OFlags::NONBLOCK;
    flags.set(rustix::fs::OFlags::NOFOLLOW, links == Links::Refused);
    options.custom_flags(flags.bits().cast_signed());
}

#[cfg(not(unix))]
fn without_waiting(_: &mut OpenOptions, _: Links) {}

/// Opens a file of ours for writing, for the user alone from its first moment on. What was in it
/// stays until it is written over. A link in its place is refused.
pub fn open_private(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    without_waiting(&mut options, Links::Refused);
    let opened = an_ordinary_file(options.open(file)?)?;
    #[cfg(unix)]
    opened.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(opened)
}

/// Writes a file of ours in one step: whatever goes wrong, what was there stays. Several programs may
/// do so at once: none takes another's half for its own.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(file, &format!(".{}.new", std::process::id()));
    let written = write_private(&new, bytes).and_then(|()| fs::rename(&new, file));
    if written.is_err() {
        let _ = fs::remove_file(new);
    }
    written
}

/// Writes a file of ours in one step if it still is what `before` says, or is not there still; whether
/// it was. What somebody else has written meanwhile stays.
pub fn replace_if_unchanged(file: &Path, before: Option<&[u8]>, bytes: &[u8]) -> io::Result<bool> {
    let new = beside(file, ".new");
    write_private(&new, bytes)?;
    let swapped = swap(&new, file, before, bytes);
    if !matches!(swapped, Ok(true)) {
        let _ = fs::remove_file(&new);
    }
    swapped
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn write_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = open_private(file)?;
    new.set_len(0)?;
    new.write_all(bytes)?;
    new.sync_all()
}

fn is_still(file: &Path, before: Option<&[u8]>) -> io::Result<bool> {
    match (fs::read(file), before) {
        (Ok(now), Some(before)) => Ok(now == before),
        (Ok(_), None) => Ok(false),
        (Err(error), _) if error.kind() == io::ErrorKind::NotFound => Ok(before.is_none()),
        (Err(error), _) => Err(error),
    }
}

/// The two files change places, so that what is taken away can be looked at before it is gone.
#[cfg(target_os = "linux")]
fn swap(new: &Path, file: &Path, before: Option<&[u8]>, bytes: &[u8]) -> io::Result<bool> {
    use rustix::{
        fs::{CWD, RenameFlags, renameat_with},
        io::Errno,
    };
    let flags = match before {
        Some(_) => RenameFlags::EXCHANGE,
        None => RenameFlags::NOREPLACE,
    };
    match renameat_with(CWD, new, CWD, file, flags) {
        Ok(()) if before.is_none() => Ok(true),
        Ok(()) if is_still(new, before)? => {
            // The old one may stay for all that depends on it.
            let _ = fs::remove_file(new);
            Ok(true)
        }
        Ok(()) => {
            renameat_with(CWD, new, CWD, file, RenameFlags::EXCHANGE)?;
            if !is_still(new, Some(bytes))? {
                // Written once more in between: the newest one stays.
                fs::rename(new, file)?;
            }
            Ok(false)
        }
        Err(Errno::NOENT) => Ok(false),
        // The first is also said of a link that leads nowhere, where there is no file.
        Err(Errno::EXIST | Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            swap_nearly(new, file, before)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn swap(new: &Path, file: &Path, before: Option<&[u8]>, _: &[u8]) -> io::Result<bool> {
    swap_nearly(new, file, before)
}

/// Where files cannot change places there is a moment between the look and the step.
fn swap_nearly(new: &Path, file: &Path, before: Option<&[u8]>) -> io::Result<bool> {
    if !is_still(file, before)? {
        return Ok(false);
    }
    fs::rename(new, file)?;
    Ok(true)
}

/// Takes an open file away from everyone but the user, if it is the user's. What cannot be done
/// about it is left.
#[cfg(unix)]
pub fn keep_private(file: &File) {
    if matches!(is_ours(file), Ok(true)) {
        let _ = close_to_others(file);
    }
}

/// Here the home directory does that.
#[cfg(not(unix))]
pub fn keep_private(_: &File) {}

#[cfg(unix)]
fn is_ours(opened: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(opened.metadata()?.uid() == rustix::process::geteuid().as_raw())
}

#[cfg(unix)]
fn close_to_others(opened: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = opened.metadata()?.permissions().mode();
    let private = mode & 0o700;
    if mode & 0o777 == private {
        return Ok(());
    }
    opened.set_permissions(PermissionsExt::from_mode(private))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::{
        fs,
        os::unix::fs::{PermissionsExt, chown, symlink},
    };

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

    fn open_to_all(directory: &Path) {
        fs::create_dir(directory).unwrap();
        fs::set_permissions(directory, PermissionsExt::from_mode(0o777)).unwrap();
    }

    #[test]
    fn a_session_directory_that_is_there_is_taken_from_others() {
        let root = tempfile::tempdir().unwrap();
        let session = root.path().join("plimsoll");
        open_to_all(&session);
        make_session(&session).unwrap();
        assert_eq!(mode(&session), 0o700);
    }

    #[test]
    fn a_session_directory_that_is_laid_out_for_us_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let elsewhere = root.path().join("elsewhere");
        open_to_all(&elsewhere);
        let link = root.path().join("link");
        symlink(&elsewhere, &link).unwrap();
        assert!(make_session(&link).is_err());
        assert_eq!(mode(&elsewhere), 0o777);
        // Only root can give something away.
        if rustix::process::geteuid().is_root() {
            chown(&elsewhere, Some(65_534), None).unwrap();
            assert!(make_session(&elsewhere).is_err());
            assert_eq!(mode(&elsewhere), 0o777);
        }
    }

    #[test]
    fn a_link_in_the_place_of_a_file_of_ours_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let other = root.path().join("other");
        fs::write(&other, "other").unwrap();
        fs::set_permissions(&other, PermissionsExt::from_mode(0o644)).unwrap();
        let link = root.path().join("plimsoll.lock");
        symlink(&other, &link).unwrap();
        assert!(open_private(&link).is_err());
        assert_eq!(mode(&other), 0o644);
    }

    #[test]
    fn a_file_is_replaced_only_while_it_is_what_it_was() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        let content = || fs::read(&file).unwrap();
        assert!(!replace_if_unchanged(&file, Some(b"old"), b"ours").unwrap());
        assert!(!file.exists());
        assert!(replace_if_unchanged(&file, None, b"old").unwrap());
        assert!(!replace_if_unchanged(&file, None, b"ours").unwrap());
        assert_eq!(content(), b"old");
        assert!(!replace_if_unchanged(&file, Some(b"older"), b"ours").unwrap());
        assert_eq!(content(), b"old");
        assert!(replace_if_unchanged(&file, Some(b"old"), b"ours").unwrap());
        assert_eq!((content(), mode(&file)), (b"ours".to_vec(), 0o600));
        for (before, is_done) in [(&b"old"[..], false), (b"ours", true)] {
            let new = beside(&file, ".new");
            write_private(&new, b"nearly").unwrap();
            assert_eq!(swap_nearly(&new, &file, Some(before)).unwrap(), is_done);
            let _ = fs::remove_file(new);
        }
        assert_eq!(content(), b"nearly");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
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
