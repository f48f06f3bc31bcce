//! What an alert is about as data rather than words, for a program that is run on it. No account id
//! is in it, and of a name only what the notification shows.

use jiff::Timestamp;

use super::{kind::AlertKind, notification::PendingItem, words};
use crate::{
    message::Message,
    model::{AccountKey, QuotaWindow},
    problem::Code,
};

/// One thing that an alert tells.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertDetail {
    pub kind: AlertKind,
    pub provider: String,
    /// The account, as the notification calls it.
    pub account: Message,
    /// `None` for a sign-in.
    pub window: Option<QuotaWindow>,
    /// When the window runs out at this pace, where that is told.
    pub runs_out: Option<Timestamp>,
    /// What is wrong with a sign-in.
    pub problem: Option<Code>,
    /// All of it in one sentence or two.
    pub sentence: Message,
}

impl AlertDetail {
    /// `name` is what an account is called.
    pub(super) fn of(item: &PendingItem, name: impl Fn(&AccountKey) -> Message) -> Self {
        let account = name(item.account());
        let sentence = words::line(words::of_one(item, account.clone()));
        let provider = item.account().provider.clone();
        match item {
            PendingItem::Usage { window, news, .. } => Self {
                kind: news.kind(),
                provider,
                account,
                window: Some(window.clone()),
                runs_out: news.runs_out,
                problem: None,
                sentence,
            },
            PendingItem::SignIn { problem, .. } => Self {
                kind: AlertKind::SignIn,
                provider,
                account,
                window: None,
                runs_out: None,
                problem: Some(problem.code),
                sentence,
            },
        }
    }
}
