//! Whether an allowance lasts, as rows and charts say it.

use serde::{Deserialize, Serialize};

use crate::{forecast::Forecast, message::Message, model::QuotaWindow};

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

/// Of the row and of the chart.
pub(super) fn verdict(forecast: Forecast, window: &QuotaWindow) -> (Verdict, Option<Message>) {
    if window.counted().is_none() {
        return (Verdict::None, Some(Message::new("verdict-unknown")));
    }
    match forecast {
        Forecast::TooEarly => (Verdict::None, None),
        Forecast::Lasts => (Verdict::Lasts, Some(Message::new("verdict-lasts"))),
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
