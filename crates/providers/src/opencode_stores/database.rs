//! OpenCode's database and its table `credential`: which databases there are, which version of
//! OpenCode they belong to, which rows count, and which of them OpenCode itself uses.

use std::{
    cmp::Reverse,
    path::{Path, PathBuf},
};

use plimsoll_core::{
    model::{Note, NoteCode, Origin, Outcome, SearchedPath},
    ports::{Cell, Machine, Table},
};

use super::{
    Entry, Kind,
    auth_file::outcome_of,
    entry::{Parsed, parse},
};

const TABLE: &str = "credential";
/// Only OpenCode 2 has this table. The other one is in the database of 1.15 to 1.18 too, which
/// keep their sign-ins in `auth.json`.
pub(super) const MARK_OF_TWO: &str = "session_v2";

/// What one database gave.
pub(super) struct Read {
    pub(super) place: SearchedPath,
    pub(super) entries: Vec<Entry>,
    pub(super) version: Version,
    /// The wanted ids that some row is for, whether it could be read or not.
    pub(super) known: Vec<String>,
}

/// Which OpenCode a database belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// It cannot be read.
    Unknown,
    /// Sign-ins are in `auth.json`.
    One,
    /// Sign-ins are in the table.
    Two,
}

/// The databases of a data directory, OpenCode's usual one first.
pub(super) fn paths(machine: &dyn Machine, data: &Path) -> Vec<PathBuf> {
    match machine.var("OPENCODE_DB").as_deref() {
        Some(":memory:") => return Vec::new(),
        Some(name) => return vec![data.join(name)],
        None => {}
    }
    let mut found = vec![data.join("opencode.db")];
    let no_channels = machine
        .var("OPENCODE_DISABLE_CHANNEL_DB")
        .is_some_and(|value| value == "1" || value == "true");
    if !no_channels {
        found.extend(machine.list(data).into_iter().filter(|path| {
            path.file_name()
                .and_then(|name| name.to_str())
                .and_then(|name| name.strip_prefix("opencode-"))
                .and_then(|rest| rest.strip_suffix(".db"))
                .is_some_and(|channel| !channel.is_empty())
        }));
    }
    found
}

pub(super) fn read(
    machine: &dyn Machine,
    path: &Path,
    wanted: &[&str],
    with_refresh: bool,
) -> Read {
    let shown = path.display().to_string();
    let (outcome, version, rows) = match machine.table(path, TABLE) {
        Ok(Some(table)) => {
            let version = if table.is_beside(MARK_OF_TWO) {
                Version::Two
            } else {
                Version::One
            };
            let (outcome, rows) = sort_out(&table, &shown, wanted, with_refresh);
            (outcome, version, rows)
        }
        Ok(None) => (
            Outcome::Read {
                entries: 0,
                dropped: Vec::new(),
            },
            Version::One,
            Vec::new(),
        ),
        Err(fault) => (outcome_of(fault), Version::Unknown, Vec::new()),
    };
    Read {
        place: SearchedPath::new(shown, outcome),
        version,
        known: rows.iter().map(|(id, _)| id.clone()).collect(),
        entries: rows.into_iter().filter_map(|(_, entry)| entry).collect(),
    }
}

/// The wanted rows in OpenCode's order, each under its id: `None` for one that cannot be used.
type Rows = Vec<(String, Option<Entry>)>;

fn sort_out(table: &Table, path: &str, wanted: &[&str], with_refresh: bool) -> (Outcome, Rows) {
    let mut dropped = Vec::new();
    let needed = [
        table.has("value"),
        table.has("integration_id") || table.has("connector_id"),
    ];
    if needed != [true, true] {
        let dropped = vec![format!("{TABLE}: columns")];
        let entries = table.rows.len();
        return (Outcome::Read { entries, dropped }, Vec::new());
    }
    if table.unread > 0 {
        dropped.push(format!("{TABLE}: {} more rows, not read", table.unread));
    }
    let mut rows: Vec<&[Cell]> = table.rows.iter().map(Vec::as_slice).collect();
    rows.sort_by_cached_key(|row| {
        let number = |column| table.cell(row, column).and_then(Cell::integer);
        let id = text(table, row, "id").map(str::to_owned);
        // `None` is the least, and so comes last, as NULL does in SQLite.
        Reverse((number("active"), number("time_created"), id))
    });
    let mut found: Rows = Vec::new();
    for row in rows {
        let Some(id) = text(table, row, "integration_id").or(text(table, row, "connector_id"))
        else {
            dropped.push("?: integration_id".to_owned());
            continue;
        };
        let is_wanted = wanted.contains(&id);
        let kind = kind_of(table, row, with_refresh && is_wanted).unwrap_or_else(|field| {
            dropped.push(format!("{id}: {field}"));
            None
        });
        if !is_wanted {
            continue;
        }
        let is_first = found.iter().all(|(other, _)| other != id);
        let entry = kind.map(|kind| Entry {
            id: id.to_owned(),
            label: text(table, row, "label").map(str::to_owned),
            origin: Origin {
                path: Some(path.to_owned()),
                entry: text(table, row, "id").unwrap_or(id).to_owned(),
            },
            notes: if is_first {
                Vec::new()
            } else {
                vec![Note::new(NoteCode::Inactive)]
            },
            kind,
        });
        found.push((id.to_owned(), entry));
    }
    found.sort_by_key(|(id, _)| wanted.iter().position(|wanted| wanted == id));
    let outcome = Outcome::Read {
        entries: table.rows.len() + table.unread,
        dropped,
    };
    (outcome, found)
}

/// What a row's credential is, if it is of any use; the field that is wrong where it is damaged.
fn kind_of(table: &Table, row: &[Cell], with_refresh: bool) -> Result<Option<Kind>, &'static str> {
    let value = text(table, row, "value");
    let value = value.and_then(|it| serde_json::from_str::<serde_json::Value>(it).ok());
    match value.map(|value| parse(&value, with_refresh)) {
        Some(Parsed::Usable(kind)) => Ok(Some(kind)),
        Some(Parsed::Ignored) => Ok(None),
        Some(Parsed::Dropped(field)) => Err(field),
        None => Err("value"),
    }
}

pub(super) fn text<'a>(table: &Table, row: &'a [Cell], column: &str) -> Option<&'a str> {
    table
        .cell(row, column)
        .and_then(Cell::text)
        .filter(|text| !text.is_empty())
}
