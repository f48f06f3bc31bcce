//! All that may happen to the engine, and all that it may want done.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::SavedAccount;
use crate::{
    alerts::{
        AccountAlerts, Alert, AlertCommand, AlertId, Answer, HookRun, Posted, Receipt, Restored,
    },
    history::ChartRange,
    intent::{Intent, LinkId, ServiceAnswer},
    model::{Account, AccountKey, Note, SearchedPath, WindowId, sanitize_notes},
    problem::Problem,
    provider::CredentialStatus,
    settings::{Edit, Settings},
    snapshot::{AccountState, Snapshot, Usage},
};

/// Something happened.
#[derive(Debug)]
pub enum Event {
    /// The moment of the last `WakeAt` has come, or the program started.
    Tick,
    /// What is kept of all accounts, other programs' queries too; said before `Event::Found`.
    Stored(Vec<SavedAccount>),
    /// The stores were searched.
    Found(DiscoveryResult),
    /// A query ended.
    Fetched {
        account: AccountKey,
        result: Box<Result<Usage, Problem>>,
    },
    Intent(Intent),
    /// The settings are these now, whatever the engine has made of them since.
    SettingsChanged(Box<Settings>),
    /// These are the services now, by their ids and names.
    ServicesChanged(BTreeMap<String, String>),
    /// A store may have changed.
    CredentialsChanged,
    /// Whether every change of a store will be told; until this is said, it is not.
    StoresWatched(bool),
    /// A suspend has ended.
    WokeUp,
    /// Somebody has set the clock by so much; time itself has gone on evenly.
    ClockStepped(SignedDuration),
    NetworkUp,
    /// There was a network, and now there is none.
    NetworkDown,
    /// Whether power is to be saved.
    PowerSaver(bool),
    PopupOpened,
    /// The desktop has taken a notification. Some desktops give no receipt.
    Delivered {
        id: AlertId,
        receipt: Option<Receipt>,
    },
    /// The desktop has not taken a notification.
    NotDelivered(AlertId),
    /// The program on an alert runs with it, or will when those before it have ended.
    HookTook(AlertId),
    /// Too many wait for the program, or none is to be run.
    HookRefused(AlertId),
    /// A notification has left the screen. It need not be one of ours.
    Closed(Receipt),
    /// What `Command::Save` gave could not be kept. It is given again after a while.
    NotSaved,
    /// What is kept is kept elsewhere from now on, where nothing of it may be: all is given at once.
    /// With what was told before this start, if that is only known now.
    StoreOpened(Option<Box<Restored>>),
    /// There is somebody again who takes notifications.
    DesktopIsBack,
    /// A person has pressed a notification, or a button of it. It need not be one of ours.
    Answered {
        receipt: Receipt,
        answer: Answer,
    },
    /// The computer is in another time zone.
    Zone(TimeZone),
    /// The program has panicked over what it was last told of this account, or over what it knows at
    /// all.
    Panicked(Option<AccountKey>),
}

impl Event {
    /// The account that it is about, where it is about one.
    pub fn account(&self) -> Option<&AccountKey> {
        match self {
            Self::Fetched { account, .. } => Some(account),
            Self::Panicked(account) => account.as_ref(),
            Self::Tick
            | Self::Stored(_)
            | Self::Found(_)
            | Self::Intent(_)
            | Self::SettingsChanged(_)
            | Self::ServicesChanged(_)
            | Self::CredentialsChanged
            | Self::StoresWatched(_)
            | Self::WokeUp
            | Self::ClockStepped(_)
            | Self::NetworkUp
            | Self::NetworkDown
            | Self::PowerSaver(_)
            | Self::PopupOpened
            | Self::Delivered { .. }
            | Self::NotDelivered(_)
            | Self::HookTook(_)
            | Self::HookRefused(_)
            | Self::Closed(_)
            | Self::NotSaved
            | Self::StoreOpened(_)
            | Self::DesktopIsBack
            | Self::Answered { .. }
            | Self::Zone(_) => None,
        }
    }

    /// Whether it comes with time and with the answers, one after the other, so that nobody looks
    /// out for this one.
    pub(super) fn is_routine(&self) -> bool {
        match self {
            Self::Tick
            | Self::Stored(_)
            | Self::Fetched { .. }
            | Self::Delivered { .. }
            | Self::NotDelivered(_)
            | Self::HookTook(_)
            | Self::HookRefused(_) => true,
            Self::Found(_)
            | Self::Intent(_)
            | Self::SettingsChanged(_)
            | Self::ServicesChanged(_)
            | Self::CredentialsChanged
            | Self::StoresWatched(_)
            | Self::WokeUp
            | Self::ClockStepped(_)
            | Self::NetworkUp
            | Self::NetworkDown
            | Self::PowerSaver(_)
            | Self::PopupOpened
            | Self::Closed(_)
            | Self::NotSaved
            | Self::StoreOpened(_)
            | Self::DesktopIsBack
            | Self::Answered { .. }
            | Self::Panicked(_)
            | Self::Zone(_) => false,
        }
    }
}

/// What a search of all stores brought. No secret is in it.
#[derive(Debug, Default)]
pub struct DiscoveryResult {
    pub accounts: Vec<FoundAccount>,
    /// By provider the places where it looks, those that count most first.
    pub order: BTreeMap<String, Vec<String>>,
    pub places: Vec<SearchedPath>,
}

impl DiscoveryResult {
    /// With every text of the stores fit to be shown.
    #[must_use]
    pub fn sanitized(mut self) -> Self {
        let places = self.places.into_iter().map(SearchedPath::sanitized);
        self.places = places.collect();
        for found in &mut self.accounts {
            found.account = found.account.clone().sanitized();
            sanitize_notes(&mut found.notes);
        }
        self
    }
}

/// An account that was found; a credential is told by its fingerprint alone.
#[derive(Debug)]
pub struct FoundAccount {
    pub account: Account,
    pub notes: Vec<Note>,
    pub status: CredentialStatus<u64>,
}

/// A person's change of the settings. Whoever writes the file may know of changes that the engine has
/// not heard of yet: the change is to be made to those, and the outcome to be said to the engine.
#[derive(Debug)]
pub struct SettingsEdit {
    pub edit: Edit,
    /// As the engine has them with it.
    pub settings: Settings,
    /// How many `Event::SettingsChanged` the engine had taken in before.
    pub heard: u64,
}

/// What is to be kept of one step.
#[derive(Debug, Default)]
pub struct Changes {
    /// An account's newest reading.
    pub reading: Option<AccountState>,
    /// What came of asking accounts, beside their readings.
    pub queried: Vec<SavedAccount>,
    /// Accounts of which only the history stays.
    pub gone: Vec<AccountKey>,
    /// What was told of accounts; each takes the place of what was kept before.
    pub alerts: Vec<(AccountKey, AccountAlerts)>,
    pub posted: Option<Posted>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        let nothing_told = self.alerts.is_empty() && self.posted.is_none();
        nothing_told && self.reading.is_none() && self.queried.is_empty() && self.gone.is_empty()
    }
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
    /// Show it. While answers come in, a moment may go by between two.
    Publish(Box<Snapshot>),
    /// Show a notification, then say `Event::Delivered` or `Event::NotDelivered`.
    Notify(Alert),
    Withdraw(Receipt),
    /// Run the program on an alert, then say `Event::HookTook` or `Event::HookRefused`.
    RunHook(HookRun),
    /// Keep it beyond the program's end, all of it or nothing, before anything that follows is done.
    Save(Box<Changes>),
    /// Open the popup at a card.
    ShowCard(AccountKey),
    SaveSettings(Box<SettingsEdit>),
    Open(LinkId),
    Reveal(String),
    RevealSettings,
    /// Keep the user's answer, if the service still wants to send just this.
    AnswerService(ServiceAnswer),
    ShowPast {
        account: AccountKey,
        window: WindowId,
        range: ChartRange,
    },
    ClosePopup,
    /// Say `Event::Tick` then; the newest one counts.
    WakeAt(Timestamp),
    Stop,
}

impl From<AlertCommand> for Command {
    fn from(command: AlertCommand) -> Self {
        match command {
            AlertCommand::Notify(alert) => Self::Notify(alert),
            AlertCommand::Withdraw(receipt) => Self::Withdraw(receipt),
            AlertCommand::RunHook(run) => Self::RunHook(run),
        }
    }
}
