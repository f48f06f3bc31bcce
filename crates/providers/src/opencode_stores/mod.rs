//! OpenCode's own credential stores, and where its directories are. Read only: which sign-ins
//! there are for a provider, in OpenCode's own order of precedence.

mod auth_file;
mod configuration;
mod console;
mod database;
mod directories;
mod entry;
#[cfg(test)]
mod tests;

use database::Version;
use jiff::Timestamp;
use plimsoll_core::{
    model::{Note, NoteCode, Origin, Outcome, SearchedPath},
    ports::Machine,
};

pub(crate) use auth_file::{object, outcome_of};
pub(crate) use configuration::keys;
pub(crate) use console::{ConsoleAccount, console_accounts};
pub(crate) use directories::{Directory, directories};

/// What the stores hold for a provider.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    /// In order of precedence; OpenCode's own choice first.
    pub(crate) entries: Vec<Entry>,
    /// Every store that was looked at.
    pub(crate) places: Vec<SearchedPath>,
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
    /// When the access token ends, as the store has it; `None` when it does not say.
    pub(crate) expires: Option<Timestamp>,
    pub(crate) account_id: Option<String>,
    pub(crate) enterprise_url: Option<String>,
    pub(crate) workspace: Option<Workspace>,
    /// `None` unless asked for through `entries_with_refresh`.
    pub(crate) refresh: Option<String>,
}

/// Which part of OpenCode's console a sign-in is for.
pub(crate) struct Workspace {
    /// Where it was signed in; a company may have a server of its own.
    pub(crate) server: String,
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
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
        all.add_place(content.place);
        all.add(content.entries);
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
        let paths = database::paths(self.machine, data);
        let databases: Vec<database::Read> = paths
            .iter()
            .map(|path| database::read(self.machine, path, self.ids, self.with_refresh))
            .collect();
        // The usual one comes first; a preview's database beside it says nothing of the file.
        let mut versions = databases.iter().map(|read| read.version);
        let is_old = versions.find(|it| *it != Version::Unknown) == Some(Version::Two);
        for read in &databases {
            all.add_place(read.place.clone());
        }
        if self.replaced {
            for read in databases {
                all.add(read.entries);
            }
            return true;
        }
        let path = data.join("auth.json");
        let mut file = auth_file::file(self.machine, &path, self.ids, self.with_refresh);
        let holds = is_read(&file.place)
            || databases
                .iter()
                .any(|read| read.version == Version::Two || !read.entries.is_empty());
        all.add_place(file.place);
        if is_old {
            let known = |id: &String| databases.iter().any(|read| read.known.contains(id));
            file.entries.retain(|entry| !known(&entry.id));
            for entry in &mut file.entries {
                entry.notes.push(Note::new(NoteCode::OldStore));
            }
            for read in databases {
                all.add(read.entries);
            }
            all.add(file.entries);
        } else {
            let chosen: Vec<String> = file.entries.iter().map(|it| it.id.clone()).collect();
            all.add(file.entries);
            for mut read in databases {
                if read.version == Version::One {
                    not_chosen(&mut read.entries, &chosen);
                }
                all.add(read.entries);
            }
        }
        holds
    }
}

/// Of these ids OpenCode uses what stands in its file.
fn not_chosen(rows: &mut [Entry], chosen: &[String]) {
    for entry in rows.iter_mut().filter(|entry| chosen.contains(&entry.id)) {
        if entry.notes.iter().all(|it| it.code != NoteCode::Inactive) {
            entry.notes.push(Note::new(NoteCode::Inactive));
        }
    }
}

fn is_read(place: &SearchedPath) -> bool {
    match place.outcome {
        Outcome::Read { .. } => true,
        Outcome::Missing
        | Outcome::Unreadable { .. }
        | Outcome::Damaged { .. }
        | Outcome::Locked { .. } => false,
    }
}

impl Entries {
    /// Adds a place that was looked at, unless it was before.
    fn add_place(&mut self, place: SearchedPath) {
        if !self.places.iter().any(|known| known.path == place.path) {
            self.places.push(place);
        }
    }

    /// Adds what a store gave. The same sign-in again adds nothing.
    fn add(&mut self, entries: Vec<Entry>) {
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
                // A token is one person's; an account id may be a group's, which has many members.
                let of = |it: &Oauth| it.workspace.as_ref().and_then(|it| it.id.clone());
                !one.access.is_empty() && one.access == two.access && of(one) == of(two)
            }
            (Self::Key(_), Self::Oauth(_)) | (Self::Oauth(_), Self::Key(_)) => false,
        }
    }
}
