//! Notifications as the desktop has them: one under way at a time, several topics in one, and those
//! that it has taken, so that they can be replaced, answered and withdrawn, also after a new start.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::usage::PendingAlert;
use crate::{
    message::Message,
    model::{AccountKey, QuotaWindow, WindowId},
};

/// A desktop notification to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// To say what became of it.
    pub id: AlertId,
    /// It takes the place of this one on the screen.
    pub replaces: Option<Receipt>,
    pub title: Message,
    /// A line each.
    pub body: Vec<Message>,
    pub buttons: Vec<(Answer, Message)>,
    pub urgent: bool,
    /// What is told for the first time; without any it only says what is left of an older one.
    pub news: Vec<Topic>,
}

/// Tells notifications apart that are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlertId(pub(super) u64);

/// What the desktop gave for a notification that it took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which run of which service: numbers mean nothing to another one.
    pub service: String,
    pub number: u32,
}

/// What an alert is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    Usage(AccountKey, WindowId),
    SignIn(AccountKey),
}

impl Topic {
    pub fn account(&self) -> &AccountKey {
        match self {
            Self::Usage(account, _) | Self::SignIn(account) => account,
        }
    }
}

/// What a person may answer to a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Open,
    /// Nothing more of these windows until their reset.
    Snooze,
    /// Nothing more of this provider.
    Mute,
}

/// A notification that the desktop has taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PostedNotification {
    pub(super) topics: Vec<Topic>,
    pub(super) receipt: Receipt,
    /// It names a sign-in that has been fixed since.
    pub(super) outdated: bool,
    /// It has left the screen. A press on it, from a list of old ones, still counts.
    #[serde(default)]
    pub(super) closed: bool,
}

/// A notification of which the desktop has not said yet that it has taken it.
#[derive(Debug)]
pub(super) struct PendingDelivery {
    pub(super) id: AlertId,
    pub(super) topics: Vec<Topic>,
    pub(super) news: Vec<PendingItem>,
    pub(super) since: Timestamp,
}

/// One thing to tell.
#[derive(Clone, Debug)]
pub(super) enum PendingItem {
    Usage {
        account: AccountKey,
        window: QuotaWindow,
        news: PendingAlert,
    },
    SignIn {
        account: AccountKey,
        problem: crate::problem::Problem,
    },
}

impl PendingItem {
    pub(super) fn topic(&self) -> Topic {
        match self {
            Self::Usage {
                account, window, ..
            } => Topic::Usage(account.clone(), window.id.clone()),
            Self::SignIn { account, .. } => Topic::SignIn(account.clone()),
        }
    }

    pub(super) fn account(&self) -> &AccountKey {
        match self {
            Self::Usage { account, .. } | Self::SignIn { account, .. } => account,
        }
    }

    pub(super) fn is_used_up(&self) -> bool {
        match self {
            Self::Usage { news, .. } => news.used_up && news.threshold.is_some(),
            Self::SignIn { .. } => false,
        }
    }
}

impl PostedNotification {
    /// Whether all of it is in the other one too.
    pub(super) fn is_within(&self, topics: &[Topic]) -> bool {
        self.topics.iter().all(|topic| topics.contains(topic))
    }
}
