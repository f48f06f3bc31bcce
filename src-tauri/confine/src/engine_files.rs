//! Where the window's web engine may lay down files. Both programs must mean the
//! same one: the window uses it, the resident leaves it nothing else to write to.

use std::{
    fs::DirBuilder,
    path::{Path, PathBuf},
};

/// The page keeps nothing. What is laid down all the same goes with the session, unless the
/// session's directory cannot be used. The web engine does not start without one.
pub fn engine_directory() -> Option<PathBuf> {
    let in_it = |root: PathBuf| root.join("plimsoll");
    let session = dirs::runtime_dir().map(in_it);
    let session = session.filter(|it| is_there(it) && is_ours_alone(it));
    let all = [session, dirs::data_local_dir().map(in_it)];
    let mut all = all.into_iter().flatten().map(|it| it.join("window"));
    all.find(|it| is_there(it))
}

/// The resident has taken it from others at its start, unless somebody else has laid it out.
#[cfg(unix)]
fn is_ours_alone(directory: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let ours = rustix::process::geteuid().as_raw();
    directory
        .symlink_metadata()
        .is_ok_and(|it| it.is_dir() && it.uid() == ours && it.mode() & 0o777 == 0o700)
}

#[cfg(not(unix))]
fn is_ours_alone(_: &Path) -> bool {
    true
}

/// Makes it, if it has to; the window finds it made by the resident.
fn is_there(directory: &Path) -> bool {
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(directory).is_ok()
}
