//! What a person asks for, from the popup, the tray or a notification.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    history::ChartRange,
    model::{AccountKey, Sending, WindowId},
    settings::Change,
};

/// What a user wants; the engine and the shell decide what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case", tag = "do")]
pub enum Intent {
    RefreshAll,
    Refresh {
        account: AccountKey,
    },
    /// Opens a page in the browser. Pages are named by id, so that no address comes from outside.
    Open {
        link: LinkId,
    },
    /// Shows a place of a store in the file manager.
    Reveal {
        path: String,
    },
    /// Shows a window's past, or the same over another length of time.
    ShowPast {
        account: AccountKey,
        window: WindowId,
        range: ChartRange,
    },
    /// Flips left and used everywhere.
    ToggleShare,
    /// Flips countdown and clock time everywhere.
    ToggleClock,
    PauseNotifications {
        pause: Pause,
    },
    /// Tells nothing more of a window until its reset, or everything again.
    Snooze {
        account: AccountKey,
        window: WindowId,
        on: bool,
    },
    /// Changes a setting.
    Change {
        change: Change,
    },
    /// Takes the last change of a setting back.
    Undo,
    /// Says whether a service of the user's own may send what the user has read.
    AnswerService(ServiceAnswer),
    /// Shows the settings file in the file manager.
    RevealSettings,
    ClosePopup,
    Quit,
}

/// What the user says to a service of their own, with all that they were asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ServiceAnswer {
    pub service: String,
    pub sends: Vec<Sending>,
    pub allow: bool,
}

/// The name of a page that a button opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum LinkId {
    /// A fixed page of a provider.
    Provider { provider: String, id: String },
    /// The page that the account's present problem names, after its host was checked.
    Verification { account: AccountKey },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Pause {
    OneHour,
    /// Which moment "tomorrow" is, only the shell knows: it knows the zone.
    Until(#[ts(type = "string")] Timestamp),
    Resume,
}
