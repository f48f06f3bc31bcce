//! The keys of a declared service, in the order of its file. An account is told by a short hash of its
//! key.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use plimsoll_core::{
    model::{
        Account, AccountKey, Note, Origin, Outcome, Owner, SearchedPath, Secret, Tool, moment,
        short_hash,
    },
    ports::Machine,
    provider::{CredentialStatus, Discovery, Found},
};
use serde_json::Value;

use super::{
    reserved,
    service::{Place, Service, Source, Within},
};
use crate::opencode_stores::{Entries, Kind, entries, keys, object, outcome_of};

/// What a query needs.
#[derive(Hash)]
pub(super) struct Credential {
    /// Without white space: a header could not carry it.
    pub(super) key: Secret,
    pub(super) had_whitespace: bool,
    pub(super) region: Option<String>,
    /// The key may be for another product.
    pub(super) is_shared: bool,
    /// The moment from which the key is of no use.
    pub(super) expires: Option<Timestamp>,
    /// Whose sign-in it is, where another tool keeps and renews it.
    pub(super) tool: Option<Tool>,
}

/// A key in a place.
struct Key {
    text: String,
    label: Option<String>,
    origin: Origin,
    notes: Vec<Note>,
    expires: Option<Timestamp>,
    tool: Option<Tool>,
}

/// The keys that are stored for a service.
pub(super) fn find(service: &Service, machine: &dyn Machine) -> Discovery<Credential> {
    let mut search = Discovery::default();
    for source in &service.credentials {
        let (found, places) = look(service, source, machine);
        for place in places {
            if !search.places.iter().any(|known| known.path == place.path) {
                search.places.push(place);
            }
        }
        for key in found {
            add(service, source, key, &mut search);
        }
    }
    search
}

fn add(service: &Service, source: &Source, key: Key, search: &mut Discovery<Credential>) {
    let text: String = key.text.chars().filter(|it| !it.is_whitespace()).collect();
    let is_other = source
        .not_prefix
        .iter()
        .any(|start| text.starts_with(start));
    if text.is_empty() || is_other {
        return;
    }
    let key_of = AccountKey::new(&service.id, format!("{:08x}", short_hash(&text)));
    if search.found.iter().any(|found| found.account.key == key_of) {
        return;
    }
    let account = Account {
        key: key_of,
        label: Some(key.label.unwrap_or_else(|| ending(&text))),
        plan: None,
        origin: key.origin,
    };
    let credential = Credential {
        had_whitespace: text.len() != key.text.len(),
        key: Secret::new(text),
        region: source.region.clone(),
        is_shared: source.shared,
        expires: key.expires,
        tool: key.tool,
    };
    search.found.push(Found {
        account,
        notes: key.notes,
        status: CredentialStatus::Ready(credential),
    });
}

fn look(
    service: &Service,
    source: &Source,
    machine: &dyn Machine,
) -> (Vec<Key>, Vec<SearchedPath>) {
    match &source.place {
        Place::OpenCode(ids) => of_entries(entries(machine, &borrowed(ids))),
        Place::Configuration(ids) => {
            let variables = variables(service, source.region.as_deref());
            of_entries(keys(machine, &borrowed(ids), &variables))
        }
        Place::Variables(names) => names
            .iter()
            .filter_map(|name| of_variable(machine, name))
            .unzip(),
        Place::File { paths, within } => match paths.iter().find_map(|it| path(machine, it)) {
            Some(path) if !(service.is_own && reserved::is_place(&path, machine)) => {
                of_file(machine, &path, within)
            }
            Some(_) | None => (Vec::new(), Vec::new()),
        },
    }
}

fn of_entries(found: Entries) -> (Vec<Key>, Vec<SearchedPath>) {
    let keys = found
        .entries
        .into_iter()
        .filter_map(|entry| match entry.kind {
            Kind::Key(text) => Some(Key {
                text,
                label: entry.label,
                origin: entry.origin,
                notes: entry.notes,
                expires: None,
                tool: None,
            }),
            Kind::Oauth(_) => None,
        });
    (keys.collect(), found.places)
}

/// The variables that OpenCode's configuration may take a key from: those of the same region.
fn variables<'a>(service: &'a Service, region: Option<&str>) -> Vec<&'a str> {
    let same = service
        .credentials
        .iter()
        .filter(|source| source.region.as_deref() == region);
    let names = same.filter_map(|source| match &source.place {
        Place::Variables(names) => Some(borrowed(names)),
        Place::OpenCode(_) | Place::Configuration(_) | Place::File { .. } => None,
    });
    names.flatten().collect()
}

fn of_variable(machine: &dyn Machine, name: &str) -> Option<(Key, SearchedPath)> {
    let text = machine.var(name)?;
    let read = Outcome::Read {
        entries: 1,
        dropped: Vec::new(),
    };
    let key = plain(
        text,
        Origin {
            path: None,
            entry: name.to_owned(),
        },
    );
    Some((key, SearchedPath::new(name.to_owned(), read)))
}

fn plain(text: String, origin: Origin) -> Key {
    Key {
        text,
        label: None,
        origin,
        notes: Vec::new(),
        expires: None,
        tool: None,
    }
}

/// The path that a text means on this computer, if it can name it.
fn path(machine: &dyn Machine, text: &str) -> Option<PathBuf> {
    let (start, rest) = text.split_once('/')?;
    let start = match start.strip_prefix('$') {
        Some(name) => PathBuf::from(machine.var(name)?),
        None => machine.home()?,
    };
    let parts = rest.split('/');
    Some(parts.fold(start, |path, part| path.join(part))).filter(|path| path.is_absolute())
}

fn of_file(machine: &dyn Machine, path: &Path, within: &Within) -> (Vec<Key>, Vec<SearchedPath>) {
    let shown = path.display().to_string();
    let is_whole = |bytes: &[u8]| match within {
        Within::Json { .. } => object(bytes).is_ok(),
        Within::Line(_) => true,
    };
    let content = machine.read(path, &is_whole).map_err(outcome_of);
    let found = content.and_then(|bytes| match within {
        Within::Json {
            pointer,
            expires,
            tool,
        } => {
            let content = Value::Object(object(&bytes)?);
            let text = content.pointer(pointer).and_then(Value::as_str);
            let ends = expires.as_ref().and_then(|it| content.pointer(it));
            Ok(text.map(|text| Key {
                expires: ends.and_then(moment),
                tool: Some(tool.clone()),
                ..plain(text.to_owned(), origin(&shown, pointer))
            }))
        }
        Within::Line(name) => {
            let text = String::from_utf8_lossy(&bytes);
            let key = text.lines().find_map(|line| value_of(line, name));
            Ok(key.map(|key| plain(key.to_owned(), origin(&shown, name))))
        }
    });
    let (key, outcome) = match found {
        Ok(key) => {
            let read = Outcome::Read {
                entries: usize::from(key.is_some()),
                dropped: Vec::new(),
            };
            (key, read)
        }
        Err(outcome) => (None, outcome),
    };
    let place = SearchedPath {
        path: shown,
        outcome,
        owner: match within {
            Within::Json { tool, .. } => Owner::Tool(tool.clone()),
            Within::Line(_) => Owner::Person,
        },
    };
    (key.into_iter().collect(), vec![place])
}

fn origin(path: &str, entry: &str) -> Origin {
    Origin {
        path: Some(path.to_owned()),
        entry: entry.trim_start_matches('/').to_owned(),
    }
}

/// The value of a line `NAME=value`, as shells read it in its simplest forms.
fn value_of<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let line = line.trim();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    let value = line
        .strip_prefix(name)?
        .trim_start()
        .strip_prefix('=')?
        .trim();
    let quoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    Some(quoted('"').or_else(|| quoted('\'')).unwrap_or(value))
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// `…` and the last four characters; of a short key nothing is shown.
fn ending(key: &str) -> String {
    let count = key.chars().count();
    let shown = key.chars().skip(count.saturating_sub(4));
    let shown: String = shown.filter(|_| count > 8).collect();
    format!("…{shown}")
}
