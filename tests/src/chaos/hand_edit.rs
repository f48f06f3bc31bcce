//! A person who edits our settings with an editor that notices when somebody else has written the
//! file meanwhile.

use std::{fs, path::Path};

use rustix::fs::{CWD, RenameFlags, renameat_with};

/// Sets this key, which stands in a line of its own at the top, and leaves the rest as it is. The
/// new file and the old one change places, so that nothing is written over that was not seen.
pub fn set(file: &Path, key: &str, value: &str) {
    let new = file.with_extension("edited");
    let mut seen = fs::read_to_string(file).unwrap();
    loop {
        fs::write(&new, with(&seen, key, value)).unwrap();
        renameat_with(CWD, &new, CWD, file, RenameFlags::EXCHANGE).unwrap();
        let taken = fs::read_to_string(&new).unwrap();
        if taken == seen {
            break;
        }
        seen = taken;
    }
    fs::remove_file(new).unwrap();
}

fn with(text: &str, key: &str, value: &str) -> String {
    let is_other = |line: &&str| !line.starts_with(&format!("{key} ="));
    let others = text.lines().filter(is_other);
    let lines = std::iter::once(format!("{key} = {value}")).chain(others.map(str::to_owned));
    lines.map(|line| line + "\n").collect()
}
