//! OpenCode 1.x: the JSON map `auth.json`, and the variable that may stand in its place.

use std::path::Path;

use plimsoll_core::{
    model::{Origin, Outcome, SearchedPath},
    ports::{Machine, ReadFault},
};
use serde_json::{Map, Value};

use super::{
    Entry,
    entry::{Parsed, parse},
};

/// The variable that holds the whole map.
pub(super) const CONTENT: &str = "OPENCODE_AUTH_CONTENT";

/// More than any right store has.
pub(super) const LIMIT: usize = 4 * 1024 * 1024;

/// What one store gave.
pub(super) struct Read {
    pub(super) place: SearchedPath,
    pub(super) entries: Vec<Entry>,
}

/// The variable's map, if it is set.
pub(super) fn content(machine: &dyn Machine, wanted: &[&str], with_refresh: bool) -> Option<Read> {
    let text = machine.var(CONTENT)?;
    Some(match object(text.as_bytes()) {
        Ok(map) => read(&map, None, wanted, with_refresh),
        Err(outcome) => nothing(CONTENT.to_owned(), outcome),
    })
}

/// The file's map.
pub(super) fn file(
    machine: &dyn Machine,
    path: &Path,
    wanted: &[&str],
    with_refresh: bool,
) -> Read {
    let shown = path.display().to_string();
    let bytes = match machine.read(path, &|bytes| object(bytes).is_ok()) {
        Ok(bytes) => bytes,
        Err(fault) => return nothing(shown, outcome_of(fault)),
    };
    match object(&bytes) {
        Ok(map) => read(&map, Some(shown), wanted, with_refresh),
        Err(outcome) => nothing(shown, outcome),
    }
}

/// The outcome that a fault of the machine is.
pub(crate) fn outcome_of(fault: ReadFault) -> Outcome {
    match fault {
        ReadFault::Missing => Outcome::Missing,
        ReadFault::Unreadable { reason } => Outcome::Unreadable { reason },
        ReadFault::Locked { reason } => Outcome::Locked { reason },
        ReadFault::Damaged { reason } => Outcome::Damaged {
            reason,
            line: None,
            column: None,
        },
    }
}

/// A file's content as a JSON object, whose keys are ids; a byte order mark is skipped.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, Outcome> {
    if bytes.len() > LIMIT {
        return Err(too_large(bytes.len()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Outcome::Damaged {
            reason: "not a JSON object".to_owned(),
            line: None,
            column: None,
        }),
        Err(error) => {
            let said = error.to_string();
            let reason = said
                .split_once(" at line ")
                .map_or(said.as_str(), |(reason, _)| reason);
            Err(Outcome::Damaged {
                reason: reason.to_owned(),
                line: Some(error.line()),
                column: Some(error.column()),
            })
        }
    }
}

pub(super) fn too_large(bytes: usize) -> Outcome {
    Outcome::Unreadable {
        reason: format!("{bytes} bytes, more than {LIMIT}"),
    }
}

fn nothing(path: String, outcome: Outcome) -> Read {
    Read {
        place: SearchedPath::new(path, outcome),
        entries: Vec::new(),
    }
}

/// The remarks cover the whole map, so that they are the same whichever provider asks.
fn read(
    map: &Map<String, Value>,
    path: Option<String>,
    wanted: &[&str],
    with_refresh: bool,
) -> Read {
    let mut entries = Vec::new();
    let mut dropped = Vec::new();
    for (key, value) in map {
        let id = key.trim_end_matches('/');
        let is_wanted = wanted.contains(&id);
        match parse(value, with_refresh && is_wanted) {
            Parsed::Usable(kind) if is_wanted => entries.push(Entry {
                id: id.to_owned(),
                label: None,
                origin: Origin {
                    path: path.clone(),
                    entry: match path {
                        Some(_) => key.clone(),
                        None => CONTENT.to_owned(),
                    },
                },
                notes: Vec::new(),
                kind,
            }),
            Parsed::Usable(_) | Parsed::Ignored => {}
            Parsed::Dropped(field) => dropped.push(format!("{id}: {field}")),
        }
    }
    entries.sort_by_key(|entry| wanted.iter().position(|id| *id == entry.id));
    let outcome = Outcome::Read {
        entries: map.len(),
        dropped,
    };
    Read {
        place: SearchedPath::new(path.unwrap_or_else(|| CONTENT.to_owned()), outcome),
        entries,
    }
}
