//! `settings.toml`: read into core's `Settings`, written back key by key so that comments and
//! unknown keys stay.

use std::{
    fs,
    io::{ErrorKind, Read},
    path::Path,
    time::Duration,
};

use plimsoll_core::settings::{Edit, Settings};
use toml_edit::{DocumentMut, Item, Table, TableLike, de};

/// Whoever writes a file in its place empties it first: an empty one is read again.
const READS: usize = 3;
const BETWEEN_READS: Duration = Duration::from_millis(20);

/// How often a file that somebody else writes meanwhile is gone by anew.
const TRIES: usize = 10;

/// Of what is read.
const LONGEST: u64 = 1024 * 1024;

/// A whole number, by its key.
pub(crate) struct NumberRange {
    pub(crate) key: &'static str,
    pub(crate) least: i64,
    pub(crate) most: i64,
    /// What holds in the place of any other, where the nearest would do something that nobody asked
    /// for.
    other: Option<i64>,
}

impl NumberRange {
    /// What holds in the place of a number that is out of range.
    pub(crate) fn taken_for(&self, number: i64) -> Option<i64> {
        let is_in = (self.least..=self.most).contains(&number);
        let nearest = number.clamp(self.least, self.most);
        (!is_in).then(|| self.other.unwrap_or(nearest))
    }
}

const fn range(key: &'static str, least: i64, most: i64, other: Option<i64>) -> NumberRange {
    NumberRange {
        key,
        least,
        most,
        other,
    }
}

pub(crate) const NUMBERS: [NumberRange; 4] = [
    range("interval-minutes", 1, 60, None),
    range("keep-history-days", 7, 3650, None),
    range("popup-ready", 0, u32::MAX as i64, None),
    range("metrics.port", 0, 65_535, Some(0)),
];

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

/// A number out of range does not spoil the rest.
pub(crate) fn parse(text: &str) -> Result<Settings, de::Error> {
    de::from_str(text).or_else(|error| {
        let mended = mended(text).map(de::from_document);
        mended.and_then(Result::ok).ok_or(error)
    })
}

/// Brings numbers that would make the whole file unfit into their range.
fn mended(text: &str) -> Option<DocumentMut> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut is_mended = false;
    for range in NUMBERS {
        let mut item = Some(document.as_item_mut());
        for part in range.key.split('.') {
            let table = item.and_then(Item::as_table_like_mut);
            item = table.and_then(|table| table.get_mut(part));
        }
        let number = item.as_deref().and_then(Item::as_integer);
        let taken = number.and_then(|number| range.taken_for(number));
        if let (Some(item), Some(taken)) = (item, taken) {
            *item = toml_edit::value(taken);
            is_mended = true;
        }
    }
    is_mended.then_some(document)
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

/// The line and what is wrong there.
fn reason(text: &str, error: &de::Error) -> String {
    let message = message(error);
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        Some(before) => format!("line {}: {message}", before.matches('\n').count() + 1),
        None => message,
    }
}

/// What is wrong, without the line's text: it may be a secret.
pub(crate) fn message(error: &de::Error) -> String {
    match error.message().split_once(": string \"") {
        Some((head, rest)) => {
            let tail = rest.rsplit_once('"').map_or("", |(_, tail)| tail);
            format!("{head}: string{tail}")
        }
        None => error.message().to_owned(),
    }
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
        let (mut document, says, base) = if let Some((document, says)) = current.said {
            (document, says.clamped(), base.clone())
        } else {
            let spare = spare.and_then(|text| Some((text.parse().ok()?, parse(text).ok()?)));
            let (document, says): (DocumentMut, Settings) = spare.unwrap_or_default();
            let says = says.clamped();
            (document, says.clone(), says)
        };
        let settings = Edit::between(&base, wanted).made_to(&says);
        // What is odd there was no part of this, and stays as it is.
        merge(
            document.as_table_mut(),
            Some(values(&says)?.as_table()),
            values(&settings)?.as_table(),
        );
        let text = document.to_string();
        check_length(text.len())?;
        let settings = settings.clamped();
        let saved = Saved { settings, text };
        let before = current.bytes.as_deref();
        if crate::paths::replace_if_unchanged(path, before, saved.text.as_bytes())? {
            return Ok(saved);
        }
    }
    Err(std::io::Error::other("another program keeps writing it"))
}

fn values(settings: &Settings) -> std::io::Result<DocumentMut> {
    toml_edit::ser::to_document(settings).map_err(std::io::Error::other)
}

/// The file as it is now.
struct CurrentFile {
    /// Without it there is no file.
    bytes: Option<Vec<u8>>,
    /// Without it, it does not fit, and was kept aside.
    said: Option<(DocumentMut, Settings)>,
}

impl CurrentFile {
    fn of(path: &Path) -> std::io::Result<Self> {
        let text = match read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let (bytes, said) = (None, None);
                return Ok(Self { bytes, said });
            }
            Err(error) if error.kind() == ErrorKind::InvalidData => return Self::aside(path),
            Err(error) => return Err(error),
        };
        match (text.parse(), parse(&text)) {
            (Ok(document), Ok(settings)) => Ok(Self {
                bytes: Some(text.into_bytes()),
                said: Some((document, settings)),
            }),
            _ => Self::aside(path),
        }
    }

    fn aside(path: &Path) -> std::io::Result<Self> {
        let bytes = Some(keep_aside(path)?);
        Ok(Self { bytes, said: None })
    }
}

/// Brings the difference between `old` and `new` into a table that says `old` in its owner's way.
fn merge(into: &mut dyn TableLike, old: Option<&dyn TableLike>, new: &dyn TableLike) {
    for (key, _) in old.into_iter().flat_map(|old| old.iter()) {
        if new.get(key).is_none() {
            into.remove(key);
        }
    }
    for (key, value) in new.iter() {
        let before = old.and_then(|old| old.get(key));
        if before.is_some_and(|before| text(before) == text(value)) {
            continue;
        }
        if let Some(values) = value.as_table_like() {
            let before = before.and_then(Item::as_table_like);
            if into.get(key).is_none() {
                let mut table = Table::new();
                table.set_implicit(true);
                into.insert(key, Item::Table(table));
            }
            if let Some(table) = into.get_mut(key).and_then(Item::as_table_like_mut) {
                merge(table, before, values);
            }
        } else if let (Some(Item::Value(current)), Item::Value(value)) = (into.get_mut(key), value)
        {
            let decor = current.decor().clone();
            *current = value.clone();
            *current.decor_mut() = decor;
        } else {
            into.insert(key, value.clone());
        }
    }
}

/// The proxy that a text names that does not fit otherwise.
pub(crate) fn proxy_in(text: &str) -> Option<String> {
    let named = |document: &DocumentMut| Some(document.get("proxy")?.as_str()?.to_owned());
    if let Ok(document) = text.parse() {
        return named(&document);
    }
    // Below a table's name a line belongs to that table.
    let lines = text
        .lines()
        .take_while(|line| !line.trim_start().starts_with('['));
    let alone = lines.filter_map(|line| line.parse().ok());
    alone.filter_map(|line: DocumentMut| named(&line)).last()
}

fn text(item: &Item) -> String {
    item.to_string().trim().to_owned()
}

#[cfg(test)]
#[path = "settings_file/tests.rs"] // The fuzzer takes this file in from elsewhere.
mod tests;
