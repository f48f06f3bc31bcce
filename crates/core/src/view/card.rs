//! The parts of a `View`: a card an account, a row a window.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Level, Trend};
use crate::{
    intent::{Intent, LinkId},
    model::{AccountKey, Origin, Reset, Scope, WindowKind},
    problem::{Code, Form},
    text::Message,
};

/// One account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen by itself")]
pub struct Card {
    pub key: AccountKey,
    /// The provider's own name.
    pub name: String,
    pub plan: Option<String>,
    /// What a person calls the account; masked where the settings say so.
    pub label: Message,
    pub origin: Origin,
    /// The address that gave the numbers.
    pub endpoint: Option<String>,
    /// When the numbers were true; `None` without any.
    #[ts(type = "string | null")]
    pub read_at: Option<Timestamp>,
    /// The numbers are older than two and a half intervals.
    pub old: bool,
    pub busy: bool,
    pub level: Level,
    /// What is left in the worst window that counts, 0 to 100.
    pub left: Option<f64>,
    /// No notification is about it.
    pub muted: bool,
    /// That is so for all accounts of its provider.
    pub provider_muted: bool,
    pub rows: Vec<Row>,
    pub balances: Vec<BalanceRow>,
    pub notes: Vec<Message>,
    pub problem: Option<ProblemRow>,
}

/// One window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Row {
    pub id: String,
    pub kind: WindowKind,
    pub scope: Scope,
    pub label: Message,
    /// What is left, 0 to 100; `None` when unknown.
    pub left: Option<f64>,
    /// The numbers as they are shown, without a sign; `None` when unknown.
    pub left_shown: Option<String>,
    pub used_shown: Option<String>,
    /// What would be left at even use, 0 to 100.
    pub even: Option<f64>,
    pub verdict: Verdict,
    /// The verdict in words.
    pub sentence: Option<Message>,
    /// Exact counts in words.
    pub amount: Option<Message>,
    pub reset: Reset,
    /// How serious it is, as a colour.
    pub tone: Level,
    /// Rarely needed: behind a fold.
    pub folded: bool,
    /// What was left so far; empty where nothing is kept.
    pub trend: Trend,
    /// Nothing is told of it until its reset.
    pub snoozed: bool,
}

/// Whether the allowance lasts until the reset at the pace so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Too early, or the length of the window is unknown.
    None,
    Lasts,
    /// Ends within the last tenth of the window.
    Tight,
    RunsOut,
    UsedUp,
}

/// Credit that does not reset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct BalanceRow {
    pub id: String,
    pub label: Message,
    pub amount: Message,
}

/// A problem with what fixes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ProblemRow {
    pub code: Code,
    /// It calls nobody, and is shown as a note.
    pub quiet: bool,
    pub title: Message,
    pub why: Message,
    pub steps: Vec<StepRow>,
    /// What the service or the system said.
    pub detail: Option<String>,
    #[ts(type = "string | null")]
    pub retry_at: Option<Timestamp>,
    /// The store that it is about.
    pub path: Option<String>,
}

/// One numbered step of a fix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum StepRow {
    Say {
        text: Message,
    },
    /// `copy` goes to the clipboard.
    Copy {
        text: Message,
        copy: String,
    },
    /// A page; `host` is shown before it is opened, `url` is for the command line.
    Open {
        text: Message,
        link: LinkId,
        host: String,
        url: String,
    },
    /// A file or directory.
    Reveal {
        text: Message,
        path: String,
    },
    Press {
        text: Message,
        intent: Intent,
    },
    Form {
        text: Message,
        form: Form,
    },
    /// A setting to look at, as in `Change`.
    Settings {
        text: Message,
        setting: String,
    },
}

/// A place that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct PlaceRow {
    pub path: String,
    /// `read`, `missing`, `unreadable`, `damaged` or `locked`.
    pub outcome: String,
    /// The outcome in words.
    pub said: Message,
}
