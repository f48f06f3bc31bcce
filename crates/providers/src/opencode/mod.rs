//! OpenCode's own credential stores, and where its directories are. Read only.

use std::path::PathBuf;

use plimsoll_core::{
    model::{Note, Origin, Place},
    ports::Machine,
};

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
#[derive(Debug)]
pub(crate) enum Kind {
    /// Unwrapped text: its owner makes a `Secret` of what it needs and drops the rest at once.
    Oauth(Oauth),
    Key(String),
}

/// `refresh` is kept only for services whose refresh token does not rotate: ask `non_rotating`.
#[derive(Default)]
pub(crate) struct Oauth {
    pub(crate) access: String,
    /// Epoch milliseconds; 0 does not expire.
    pub(crate) expires: i64,
    pub(crate) account_id: Option<String>,
    pub(crate) enterprise_url: Option<String>,
    /// `None` unless asked for through `entries_with_refresh`.
    pub(crate) refresh: Option<String>,
}

impl std::fmt::Debug for Oauth {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// The sign-ins stored under any of `ids`; refresh tokens are not parsed.
pub(crate) fn entries(machine: &dyn Machine, ids: &[&str]) -> Entries {
    let _ = (machine, ids);
    Entries::default()
}

/// The same with the refresh token, for services whose token does not rotate (GitHub, Google).
pub(crate) fn entries_with_refresh(machine: &dyn Machine, ids: &[&str]) -> Entries {
    entries(machine, ids)
}

/// OpenCode's directories, the likeliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directory {
    Data,
    Config,
    Cache,
}

/// Where OpenCode keeps files of a kind: its own XDG rule on every system, then known odd places,
/// then the directories of the settings.
pub(crate) fn directories(machine: &dyn Machine, kind: Directory) -> Vec<PathBuf> {
    let _ = (machine, kind);
    Vec::new()
}
