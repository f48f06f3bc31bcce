//! Values that many tests need, in their usual form: a test names only what it is about.

use jiff::{SignedDuration, Timestamp};

use crate::{
    message::Message,
    model::{Account, AccountKey, Origin, Percent, QuotaWindow, Reset, Scope, WindowKind},
    snapshot::{AccountState, Reading, Snapshot, Usage},
};

/// A Monday at noon.
pub fn noon() -> Timestamp {
    const NOON: i64 = 1_795_435_200;
    Timestamp::constant(NOON, 0)
}

/// A window of five hours: `used` is in percent.
pub fn session(used: f64, reset: Reset) -> QuotaWindow {
    QuotaWindow {
        id: "session".to_owned(),
        kind: WindowKind::Session,
        label: Message::new("window-hours").number("hours", 5.0),
        scope: Scope::All,
        used: Percent::used(used),
        amount: None,
        reset,
        length: Some(SignedDuration::from_hours(5)),
        limit_reached: false,
        reason: None,
    }
}

pub fn usage(windows: impl IntoIterator<Item = QuotaWindow>) -> Usage {
    Usage {
        windows: windows.into_iter().collect(),
        ..Usage::default()
    }
}

/// An account from a variable, without a name.
pub fn account(key: AccountKey) -> Account {
    Account {
        key,
        label: None,
        plan: None,
        origin: Origin {
            path: None,
            entry: "SAMPLE_KEY".to_owned(),
        },
    }
}

/// An account that was found and not asked about yet.
pub fn found(key: AccountKey) -> AccountState {
    AccountState::found(account(key))
}

/// An account with a reading of these windows.
pub fn read(
    key: AccountKey,
    windows: impl IntoIterator<Item = QuotaWindow>,
    at: Timestamp,
) -> AccountState {
    AccountState {
        reading: Some(Reading {
            usage: usage(windows),
            at,
        }),
        ..found(key)
    }
}

/// All that is known when the stores were searched and these accounts found.
pub fn snapshot(accounts: Vec<AccountState>, at: Timestamp) -> Snapshot {
    Snapshot {
        at,
        accounts,
        places: Vec::new(),
        problems: Vec::new(),
        searched: true,
        demo: false,
        paused_until: None,
        snoozed: Vec::new(),
        untold: Vec::new(),
        undo: None,
        refused: None,
    }
}
