//! Where the window's web engine may lay down files. A file of its own because both programs must
//! mean the same: the window uses it, the resident leaves it nothing else to write to.

use std::path::PathBuf;

/// The page keeps nothing. What is laid down all the same goes with the session.
pub(crate) fn directory() -> Option<PathBuf> {
    let root = dirs::runtime_dir().or_else(dirs::data_local_dir)?;
    Some(root.join("plimsoll").join("window"))
}
