//! What tray, popup and command line show: one `View` made of one `Snapshot`. Every level, order
//! and sentence is decided here; the shells only put it into words and draw it.

mod card;
mod identity;
mod level;
mod make;
mod past;
mod report;
mod settings;
mod tray;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use card::{BalanceRow, Card, PlaceRow, ProblemRow, Row, StepRow, Verdict};
pub use identity::Identity;
pub use level::{Level, level, window_level};
pub use make::{
    ViewContext, account_name, balance_of, in_order, is_old, label, name, reset_of, said_of,
    store_problems, view,
};
pub use past::{Band, BandEnd, Chart, ChartRange, Past, Point, Trend, chart, trend};
pub use settings::{AccountRow, Choice, OauthClientRow, ProviderRow, SettingsView, ThresholdsRow};
pub use tray::{IconState, Mark, TrayLine, TrayView};

use crate::{
    model::Reset,
    settings::{PercentMode, ResetFormat},
};

/// All that the popup shows. No secret is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct View {
    /// The moment it was made.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// `en`, `zh-Hans` or `fr`.
    pub language: String,
    /// Built-in sample accounts; to be marked clearly.
    pub demo: bool,
    pub level: Level,
    /// What is left in the worst window that counts, 0 to 100.
    pub left: Option<f64>,
    /// Whether numbers are what is left or what is used.
    pub share: PercentMode,
    /// Whether resets are countdowns or clock times.
    pub clock: ResetFormat,
    /// A query is under way for some account, or the stores have not been searched yet.
    pub busy: bool,
    /// In the order to show.
    pub cards: Vec<Card>,
    /// Problems of stores, and "nothing found".
    pub problems: Vec<ProblemRow>,
    /// Every place that was looked at.
    pub places: Vec<PlaceRow>,
    /// Notifications are held back until then.
    #[ts(type = "string | null")]
    pub paused_until: Option<Timestamp>,
    /// Notices above the cards, such as that the desktop has no tray.
    pub notices: Vec<crate::text::Message>,
    pub settings: SettingsView,
    /// All that a bug report needs, in English, without a secret or a name.
    pub report: String,
    /// The program's version.
    pub version: String,
}

impl View {
    /// The window with the least left: no tools unless `with_tools`, and none that was reset since.
    /// What is about one window of all is about this one.
    pub fn worst(&self, with_tools: bool) -> Option<(&Card, &Row)> {
        let rows = self
            .cards
            .iter()
            .flat_map(|card| card.rows.iter().map(move |row| (card, row)));
        rows.filter(|(_, row)| {
            let was_reset = matches!(row.reset, Reset::At(at) if at <= self.at);
            (with_tools || !row.folded) && row.left.is_some() && !was_reset
        })
        .min_by(|(_, one), (_, other)| {
            let left = |row: &Row| row.left.unwrap_or(f64::INFINITY);
            left(one).total_cmp(&left(other))
        })
    }
}
