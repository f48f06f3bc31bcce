//! Where the window's web engine may lay down files. A file of its own because both programs must
//! mean the same: the window uses it, the resident leaves it nothing else to write to.

use std::{
    fs::DirBuilder,
    path::{Path, PathBuf},
};

/// The page keeps nothing. What is laid down all the same goes with the session, unless the
/// session's directory cannot be used. The web engine does not start without one.
pub(crate) fn directory() -> Option<PathBuf> {
    let roots = [dirs::runtime_dir(), dirs::data_local_dir()];
    let all = roots.into_iter().flatten();
    all.map(|root| root.join("plimsoll").join("window"))
        .find(|it| is_there(it))
}

/// Makes it, if it has to; the window finds it made by the resident.
fn is_there(directory: &Path) -> bool {
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(directory).is_ok()
}
