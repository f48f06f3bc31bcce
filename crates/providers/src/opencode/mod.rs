//! OpenCode's own credential stores, and where its directories are. Read only: which sign-ins
//! there are for a provider, in OpenCode's own order of precedence.

mod auth_file;
mod database;
mod directories;
mod entry;
#[cfg(test)]
mod tests;

use plimsoll_core::{
    model::{Note, NoteCode, Origin, Outcome, Place},
    ports::Machine,
};

pub(crate) use auth_file::{object, outcome_of};
pub(crate) use directories::{Directory, directories};

/// What the stores hold for a provider.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    /// In order of precedence; OpenCode's own choice first.
    pub(crate) entries: Vec<Entry>,
    /// Every store that was looked at.
    pub(crate) places: Vec<Place>,
}

/// One sign-in in a store.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The provider id it is stored under.
    pub(crate) id: String,
    /// The label that the user gave it (2.x).
    pub(crate) label: Option<String>,
    pub(crate) origin: Origin,
    /// `old-store`, `inactive`.
    pub(crate) notes: Vec<Note>,
    pub(crate) kind: Kind,
}

/// The kinds of sign-in.
pub(crate) enum Kind {
    /// Unwrapped text: its owner makes a `Secret` of what it needs and drops the rest at once.
    Oauth(Oauth),
    Key(String),
}

/// `refresh` is kept only for services whose refresh token does not rotate: see
/// `entries_with_refresh`.
#[derive(Default)]
pub(crate) struct Oauth {
    pub(crate) access: String,
    pub(crate) account_id: Option<String>,
    pub(crate) enterprise_url: Option<String>,
    /// `None` unless asked for through `entries_with_refresh`.
    pub(crate) refresh: Option<String>,
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[redacted]")
    }
}

impl std::fmt::Debug for Oauth {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// The sign-ins stored under any of `ids`; refresh tokens are not parsed.
pub(crate) fn entries(machine: &dyn Machine, ids: &[&str]) -> Entries {
    read(machine, ids, false)
}

/// The same with the refresh token, for services whose token does not rotate (GitHub, Google).
pub(crate) fn entries_with_refresh(machine: &dyn Machine, ids: &[&str]) -> Entries {
    read(machine, ids, true)
}

fn read(machine: &dyn Machine, ids: &[&str], with_refresh: bool) -> Entries {
    let mut all = Entries::default();
    let mut replaced = false;
    if let Some(content) = auth_file::content(machine, ids, with_refresh) {
        replaced = is_read(&content.place);
        all.add(vec![content.place], content.entries);
    }
    let search = Search {
        machine,
        ids,
        with_refresh,
        replaced,
    };
    for data in directories::usual(machine, Directory::Data) {
        if search.installation(&data, &mut all) {
            break;
        }
    }
    for data in directories::extra(machine, Directory::Data) {
        search.installation(&data, &mut all);
    }
    all
}

struct Search<'a> {
    machine: &'a dyn Machine,
    ids: &'a [&'a str],
    with_refresh: bool,
    /// The variable stands in the place of `auth.json`.
    replaced: bool,
}

impl Search<'_> {
    /// Reads the stores of one data directory; says whether it holds sign-ins at all.
    fn installation(&self, data: &std::path::Path, all: &mut Entries) -> bool {
        let mut in_use = false;
        let mut knows = false;
        for path in database::paths(self.machine, data) {
            let read = database::read(self.machine, &path, self.ids, self.with_refresh);
            in_use |= read.in_use;
            knows |= read.knows;
            all.add(vec![read.place], read.entries);
        }
        if self.replaced {
            return true;
        }
        let path = data.join("auth.json");
        let mut file = auth_file::file(self.machine, &path, self.ids, self.with_refresh);
        let holds = in_use || is_read(&file.place);
        if knows {
            file.entries.clear();
        }
        if in_use {
            for entry in &mut file.entries {
                entry.notes.push(Note::new(NoteCode::OldStore));
            }
        }
        all.add(vec![file.place], file.entries);
        holds
    }
}

fn is_read(place: &Place) -> bool {
    match place.outcome {
        Outcome::Read { .. } => true,
        Outcome::Missing
        | Outcome::Unreadable { .. }
        | Outcome::Damaged { .. }
        | Outcome::Locked { .. } => false,
    }
}

impl Entries {
    /// Adds what a store gave. The same sign-in again, and a place looked at before, add nothing.
    fn add(&mut self, places: Vec<Place>, entries: Vec<Entry>) {
        for place in places {
            if !self.places.iter().any(|known| known.path == place.path) {
                self.places.push(place);
            }
        }
        for entry in entries {
            let known = self
                .entries
                .iter()
                .any(|known| known.kind.same_account(&entry.kind));
            if !known {
                self.entries.push(entry);
            }
        }
    }
}

impl Kind {
    fn same_account(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Key(one), Self::Key(two)) => one == two,
            (Self::Oauth(one), Self::Oauth(two)) => {
                let personal = |oauth: &Oauth| {
                    // An organisation has many members.
                    let id = oauth.account_id.clone();
                    id.filter(|id| !id.starts_with("org-"))
                };
                (!one.access.is_empty() && one.access == two.access)
                    || (personal(one).is_some() && personal(one) == personal(two))
            }
            (Self::Key(_), Self::Oauth(_)) | (Self::Oauth(_), Self::Key(_)) => false,
        }
    }
}
