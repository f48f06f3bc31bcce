//! Where our own programs are, also when newer ones were installed over them while this one runs.
//! Who starts them, and what for, is decided elsewhere.

use std::{ffi::OsStr, io, path::PathBuf};

/// Opens the window at the start.
pub(crate) const OPEN: &str = "--open";

/// Says that the session starts it, whose panel may still be to come.
pub(crate) const AT_LOGIN: &str = "--at-login";

/// Of this program, by which it can be started.
pub(crate) fn path() -> io::Result<PathBuf> {
    std::env::current_exe().map(|it| as_installed(&it).unwrap_or(it))
}

/// One that belongs to this one and lies beside it.
pub(crate) fn sibling(name: &str) -> io::Result<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    path().map(|it| it.with_file_name(name))
}

/// Whether another one lies where this one lay. Those beside it are then as new, and may have other
/// words for what they say to each other.
pub(crate) fn is_replaced() -> bool {
    let here = std::env::current_exe();
    here.is_ok_and(|it| as_installed(&it).is_some_and(|it| it.is_file()))
}

/// Puts the newer one in the place of this one, with its window open. What matters is kept at once,
/// as for a sudden end, so that nothing has to be put away first. Comes back only with an error.
#[cfg(unix)]
pub(crate) fn start_anew() -> io::Error {
    use std::os::unix::process::CommandExt;
    let start = |path| {
        let arguments = std::env::args_os().skip(1).filter(|it| it != OPEN);
        std::process::Command::new(path)
            .args(arguments)
            .arg(OPEN)
            .exec()
    };
    path().map_or_else(|error| error, start)
}

/// Where a program that runs cannot be replaced there is no newer one.
#[cfg(windows)]
pub(crate) fn start_anew() -> io::Error {
    io::ErrorKind::Unsupported.into()
}

/// Linux adds a word to the path of a file that is no longer there.
fn as_installed(running: &std::path::Path) -> Option<PathBuf> {
    let name = running.file_name().and_then(OsStr::to_str)?;
    let name = name.strip_suffix(" (deleted)")?;
    (cfg!(target_os = "linux") && !running.exists()).then(|| running.with_file_name(name))
}
