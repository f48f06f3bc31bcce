//! Whether an allowance lasts, as rows and charts say it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::level::LITTLE;
use crate::{
    forecast::{Forecast, forecast, left_at_reset},
    message::Message,
    model::QuotaWindow,
};

/// Whether the allowance lasts until the reset at the pace so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Too early, or the length of the window is unknown.
    None,
    Lasts,
    /// Lasts with little left, or ends within the last tenth of the window.
    Tight,
    RunsOut,
    UsedUp,
}

/// Of the row and of the chart.
pub(super) fn verdict(window: &QuotaWindow, now: Timestamp) -> (Verdict, Option<Message>) {
    if window.counted().is_none() {
        return (Verdict::None, Some(Message::new("verdict-unknown")));
    }
    match forecast(window, now) {
        Forecast::TooEarly => (Verdict::None, None),
        Forecast::Lasts => lasts(window, now),
        Forecast::Tight { at } => (
            Verdict::Tight,
            Some(Message::new("verdict-tight").moment("at", at)),
        ),
        Forecast::RunsOut { at } => (
            Verdict::RunsOut,
            Some(Message::new("verdict-runs-out").moment("at", at)),
        ),
        Forecast::UsedUp => {
            let reason = window.reason.clone();
            let sentence = reason.unwrap_or_else(|| Message::new("verdict-used-up"));
            (Verdict::UsedUp, Some(sentence))
        }
    }
}

/// With what is left in the end, where that is known.
fn lasts(window: &QuotaWindow, now: Timestamp) -> (Verdict, Option<Message>) {
    let Some(left) = left_at_reset(window, now) else {
        return (Verdict::Lasts, Some(Message::new("verdict-lasts")));
    };
    let (verdict, id) = if left.remaining() <= LITTLE {
        (Verdict::Tight, "verdict-tight-left")
    } else {
        (Verdict::Lasts, "verdict-left")
    };
    let sentence = Message::new(id).text("left", left.left_shown());
    (verdict, Some(sentence))
}
