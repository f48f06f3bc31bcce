//! Services of the user's own: the files in `providers/` beside `settings.toml`. What a file says is
//! read by who knows the format; here it is found, told apart from the others, and looked at again.

use std::{
    fs,
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use plimsoll_core::{
    message::Message,
    provider::{Declare, Mistake, OwnService},
};

use crate::{paths, settings_keeper::Stamp};

/// Files that are read; nobody writes so many.
const MOST: usize = 32;
/// Of what is read of one; the format's own bound is below it.
const LONGEST: u64 = 128 * 1024;
/// Whoever writes a file in its place empties it first: an empty one is read again.
const READS: usize = 3;
const BETWEEN_READS: Duration = Duration::from_millis(20);

/// `providers` beside the settings.
pub fn folder() -> Option<PathBuf> {
    paths::settings().map(|settings| settings.with_file_name("providers"))
}

/// The folder as it was when it was last looked at.
pub struct OwnServices {
    folder: Option<PathBuf>,
    declare: Declare,
    files: Vec<OwnFile>,
    seen: Vec<(PathBuf, Option<Stamp>)>,
}

/// A file, and what it declares or why it does not.
pub struct OwnFile {
    pub path: PathBuf,
    /// Of the service, which the file is called by.
    pub id: String,
    pub read: Result<OwnService, FileFault>,
}

/// Why a file declares nothing.
#[derive(Debug, PartialEq)]
pub enum FileFault {
    Mistake(Mistake),
    /// In the system's own words, or for want of room.
    Unread(Message),
}

impl FileFault {
    fn of(error: &io::Error) -> Self {
        Self::Unread(Message::new("plain").text("text", error.to_string()))
    }

    /// With its place, where it has one.
    pub fn said(&self) -> Message {
        match self {
            Self::Mistake(mistake) => mistake.said(),
            Self::Unread(why) => why.clone(),
        }
    }
}

impl OwnServices {
    pub fn new(folder: Option<PathBuf>, declare: Declare) -> Self {
        let mut own = Self {
            folder,
            declare,
            files: Vec::new(),
            seen: Vec::new(),
        };
        own.look();
        own
    }

    pub fn files(&self) -> &[OwnFile] {
        &self.files
    }

    /// What there is to be watched: the folder, and each file for what it may be a link to.
    pub fn watched(&self) -> (Option<PathBuf>, impl Iterator<Item = PathBuf>) {
        let files = self.files.iter().map(|file| file.path.clone());
        (self.folder.clone(), files)
    }

    /// Reads what has come, changed or gone; whether anything has. One file more or less is nothing
    /// to the others.
    pub fn look(&mut self) -> bool {
        let Some(folder) = &self.folder else {
            return false;
        };
        let listed = listed(folder);
        let found = listed.as_deref().unwrap_or_default();
        // Before anything is read: what is written meanwhile differs the next time.
        let stamps = found.iter().map(|path| (path.clone(), Stamp::of(path)));
        let folder_stamp = listed.is_err().then(|| (folder.clone(), None));
        let seen: Vec<_> = stamps.chain(folder_stamp).collect();
        if seen == self.seen {
            return false;
        }
        self.seen = seen;
        let read = found.iter().take(MOST).map(|path| self.read(path));
        let mut files: Vec<OwnFile> = read.collect();
        let about_folder = match &listed {
            Err(error) => Some(FileFault::of(error)),
            Ok(found) => found
                .len()
                .checked_sub(MOST)
                .filter(|it| *it > 0)
                .map(|more| {
                    FileFault::Unread(Message::new("own-files-more").number("count", more as f64))
                }),
        };
        files.extend(about_folder.map(|fault| OwnFile {
            path: folder.clone(),
            id: String::new(),
            read: Err(fault),
        }));
        self.files = files;
        true
    }

    fn read(&self, path: &Path) -> OwnFile {
        let id = path.file_stem().unwrap_or_default();
        let id = id.to_string_lossy().into_owned();
        let read = match text(path) {
            Ok(text) => (self.declare)(&text, &id).map_err(FileFault::Mistake),
            Err(error) => Err(FileFault::of(&error)),
        };
        OwnFile {
            path: path.to_owned(),
            id,
            read,
        }
    }
}

/// The files of a folder by their names, as far as they are meant for us; none where there is no
/// folder.
fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        // That the settings have no folder is told once, where they are read.
        Err(_) if !folder.parent().is_some_and(Path::is_dir) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let is_meant = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.extension().is_some_and(|it| it == "toml") && !name.starts_with('.')
    };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_meant)
        .collect();
    found.sort();
    Ok(found)
}

fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    for read in 0..READS {
        if read > 0 {
            std::thread::sleep(BETWEEN_READS);
        }
        let file = paths::open_to_read(path)?;
        file.take(LONGEST).read_to_string(&mut text)?;
        if !text.is_empty() {
            break;
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
