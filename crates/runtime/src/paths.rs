//! Where our own files are. Directories are made for the user alone.

use std::{
    fs, io,
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

/// A new directory for the user alone, to be removed by its maker.
pub fn private_directory() -> io::Result<PathBuf> {
    let nanos = jiff::Timestamp::now().as_nanosecond();
    let name = format!("plimsoll-{}-{nanos}", std::process::id());
    let path = std::env::temp_dir().join(name);
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    make(&path)?;
    Ok(path)
}

#[cfg(unix)]
fn make(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
}

#[cfg(not(unix))]
fn make(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)
}

/// Takes a file of ours away from everyone but the user.
#[cfg(unix)]
pub fn make_private(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600))
}

/// Takes a file of ours away from everyone but the user; here the home directory does that.
#[cfg(not(unix))]
pub fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}
