//! `settings.toml` on disk: read while others may be writing it, and replaced in one step. What its
//! text says is core's `settings::document`.

use std::{
    fs,
    io::{ErrorKind, Read},
    path::Path,
    time::Duration,
};

use plimsoll_core::settings::{
    Settings,
    document::{changed, parse, reason},
};

/// Whoever writes a file in its place empties it first: an empty one is read again.
const READS: usize = 3;
const BETWEEN_READS: Duration = Duration::from_millis(20);

/// How often a file that somebody else writes meanwhile is gone by anew.
const TRIES: usize = 10;

/// Of what is read.
const LONGEST: u64 = 1024 * 1024;

/// What came of reading the file.
#[derive(Debug, PartialEq)]
pub enum Loaded {
    Read(Box<Settings>),
    Missing,
    /// It is no TOML or does not fit; `reason` names the line. What holds then, `settings_keeper`
    /// says.
    Broken {
        reason: String,
    },
}

impl Loaded {
    /// What the file says, and the defaults where it says nothing.
    pub fn into_settings(self) -> Settings {
        match self {
            Self::Read(settings) => settings.clamped(),
            Self::Missing | Self::Broken { .. } => Settings::default(),
        }
    }
}

/// Reads the file, which its owner may just be writing: nothing is kept aside.
pub fn look(path: &Path) -> Loaded {
    look_with_text(path).0
}

/// The same with the text, as far as there is one.
pub(crate) fn look_with_text(path: &Path) -> (Loaded, String) {
    let text = match read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return (Loaded::Missing, String::new());
        }
        Err(error) => {
            let reason = error.to_string();
            return (Loaded::Broken { reason }, String::new());
        }
    };
    let loaded = match parse(&text) {
        Ok(settings) => Loaded::Read(Box::new(settings)),
        Err(error) => Loaded::Broken {
            reason: reason(&text, &error),
        },
    };
    (loaded, text)
}

pub(crate) fn read(path: &Path) -> std::io::Result<String> {
    let mut text = read_once(path)?;
    for _ in 1..READS {
        if !text.is_empty() {
            break;
        }
        std::thread::sleep(BETWEEN_READS);
        text = read_once(path)?;
    }
    Ok(text)
}

/// The whole text; nobody writes so much of it by hand that it is refused.
fn read_once(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let file = crate::paths::open_to_read(path)?;
    // Whoever made it by hand may have left it open to all, with a secret or a password in it.
    crate::paths::keep_private(&file);
    file.take(LONGEST + 1).read_to_string(&mut text)?;
    check_length(text.len())?;
    Ok(text)
}

fn check_length(bytes: usize) -> std::io::Result<()> {
    if bytes as u64 > LONGEST {
        return Err(std::io::Error::other("larger than 1 MiB"));
    }
    Ok(())
}

/// Copies the file beside its own name with `.broken` at the end. One that is too large stays where
/// it is: nothing is written over it.
pub(crate) fn keep_aside(path: &Path) -> std::io::Result<Vec<u8>> {
    let aside = path.with_extension("toml.broken");
    let mut bytes = Vec::new();
    let file = crate::paths::open_to_read(path)?;
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    check_length(bytes.len())?;
    crate::paths::replace(&aside, &bytes)?;
    Ok(bytes)
}

/// What the file says once it is written.
#[derive(Debug)]
pub struct Saved {
    pub settings: Settings,
    pub(crate) text: String,
}

/// Makes a change to what the file says now, whoever has written it since it was `base`, in one step.
/// What was not changed stays as it is written there, with comments and unknown keys; of a key that
/// others have changed too, the change that is made now holds. A file that does not fit is kept aside
/// first; in its place, and in that of none, all that is `wanted` is written, into the text `spare`
/// if there is such a one. What would be too large to be read again is not written.
pub fn save(
    path: &Path,
    base: &Settings,
    wanted: &Settings,
    spare: Option<&str>,
) -> std::io::Result<Saved> {
    crate::paths::make_parent(path)?;
    // The file may be a link to a place where its owner keeps such files.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    for _ in 0..TRIES {
        let current = CurrentFile::of(path)?;
        let written = if let Some(text) = &current.text {
            changed(text, base, wanted)
        } else {
            let spare = spare.filter(|text| parse(text).is_ok()).unwrap_or_default();
            let says = parse(spare).unwrap_or_default().clamped();
            changed(spare, &says, wanted)
        };
        let (text, settings) = written.ok_or_else(|| std::io::Error::other("it does not fit"))?;
        check_length(text.len())?;
        let saved = Saved { settings, text };
        let before = current.bytes.as_deref();
        if crate::paths::replace_if_unchanged(path, before, saved.text.as_bytes())? {
            return Ok(saved);
        }
    }
    Err(std::io::Error::other("another program keeps writing it"))
}

/// The file as it is now.
struct CurrentFile {
    /// Without it there is no file.
    bytes: Option<Vec<u8>>,
    /// Without it, it does not fit, and was kept aside.
    text: Option<String>,
}

impl CurrentFile {
    fn of(path: &Path) -> std::io::Result<Self> {
        let text = match read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let (bytes, text) = (None, None);
                return Ok(Self { bytes, text });
            }
            Err(error) if error.kind() == ErrorKind::InvalidData => return Self::aside(path),
            Err(error) => return Err(error),
        };
        if parse(&text).is_err() {
            return Self::aside(path);
        }
        let bytes = Some(text.clone().into_bytes());
        let text = Some(text);
        Ok(Self { bytes, text })
    }

    fn aside(path: &Path) -> std::io::Result<Self> {
        let bytes = Some(keep_aside(path)?);
        Ok(Self { bytes, text: None })
    }
}

#[cfg(test)]
mod tests;
