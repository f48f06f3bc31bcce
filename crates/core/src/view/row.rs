//! A row: one quota window of a card.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    balance::with_currency,
    level::{Level, window_level},
    trend::Trend,
    verdict::{Verdict, verdict},
};
use crate::{
    forecast::even_left,
    message::Message,
    model::{Amount, Percent, QuotaWindow, Reset, Scope, WindowKind},
};

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

pub(super) fn row(window: &QuotaWindow, threshold: f64, now: Timestamp) -> Row {
    let (verdict, sentence) = verdict(window, now);
    let counted = window.counted();
    Row {
        id: window.id.clone(),
        kind: window.kind,
        scope: window.scope.clone(),
        label: window.label.clone(),
        left: counted.map(Percent::remaining),
        left_shown: counted.map(Percent::left_shown),
        used_shown: counted.map(Percent::used_shown),
        even: even_left(window, now),
        verdict,
        sentence,
        amount: window.amount.as_ref().and_then(amount),
        reset: window.reset,
        tone: window_level(window, threshold, now),
        folded: window.scope == Scope::Tools,
        trend: Trend::new(),
        snoozed: false,
    }
}

/// Exact counts in words: `amount-<unit>`, with `used` and, where known, `limit`.
fn amount(amount: &Amount) -> Option<Message> {
    let unit = amount.unit.words();
    let said = match (amount.used, amount.limit) {
        (Some(used), Some(limit)) => Message::new(format!("amount-of-{unit}"))
            .number("used", used)
            .number("limit", limit),
        (Some(used), None) => Message::new(format!("amount-{unit}")).number("used", used),
        (None, _) => return None,
    };
    Some(with_currency(said, amount.unit))
}

/// When a window begins anew, as far as that is known. Of a moment that has passed there is nothing
/// more to count.
pub fn reset_of(reset: Reset, now: Timestamp) -> Option<Message> {
    match reset {
        Reset::At(at) if at > now => Some(Message::new("resets-in").until("reset", at)),
        Reset::At(_) => Some(Message::new("reset-due")),
        Reset::NotStarted => Some(Message::new("reset-not-started")),
        Reset::Unknown => None,
    }
}
