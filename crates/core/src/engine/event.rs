//! All that may happen to the engine, and all that it may want done.

use jiff::Timestamp;

use super::{Alert, AlertId};
use crate::{
    intent::{Intent, LinkId},
    model::{Account, AccountKey, AccountState, Note, Place, Snapshot, Standing, Usage, WindowId},
    problem::Problem,
    settings::Settings,
    view::Reach,
};

/// Something happened.
#[derive(Debug)]
pub enum Event {
    /// The moment of the last `WakeAt` has come, or the program started.
    Tick,
    /// The stores were searched.
    Found(Sweep),
    /// A query ended.
    Fetched {
        account: AccountKey,
        result: Box<Result<Usage, Problem>>,
    },
    Asked(Intent),
    SettingsChanged(Box<Settings>),
    /// A store may have changed.
    CredentialsChanged,
    /// Whether every change of a store will be told; until this is said, it is not.
    StoresWatched(bool),
    /// A suspend has ended, or the clock was set.
    WokeUp,
    NetworkUp,
    /// There was a network, and now there is none.
    NetworkDown,
    /// Whether power is to be saved.
    PowerSaver(bool),
    PopupOpened,
}

/// What a search of all stores brought. No secret is in it.
#[derive(Debug, Default)]
pub struct Sweep {
    pub accounts: Vec<FoundAccount>,
    pub places: Vec<Place>,
}

/// An account that was found; a credential is told by its fingerprint alone.
#[derive(Debug)]
pub struct FoundAccount {
    pub account: Account,
    pub notes: Vec<Note>,
    pub standing: Standing<u64>,
}

/// Something is to be done.
#[derive(Debug)]
pub enum Command {
    /// Search the stores, then say `Event::Found`.
    Search,
    /// Ask about an account of the last search, then say `Event::Fetched`.
    Fetch(AccountKey),
    /// Drop every search and query that is under way; no word of them is to come any more.
    Abandon,
    Publish(Box<Snapshot>),
    Notify(Alert),
    Withdraw(AlertId),
    /// Keep the newest reading beyond the program's end.
    Remember(Box<AccountState>),
    Save(Box<Settings>),
    Open(LinkId),
    Reveal(String),
    RevealSettings,
    ShowPast {
        account: AccountKey,
        window: WindowId,
        reach: Reach,
    },
    ClosePopup,
    /// Say `Event::Tick` then; the newest one counts.
    WakeAt(Timestamp),
    Stop,
}
