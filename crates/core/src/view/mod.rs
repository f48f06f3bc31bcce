//! What tray, popup and command line show: one `View` made of one `Snapshot`. Every level, order
//! and sentence is decided here; the shells only put it into words and draw it.

mod balance;
mod card;
mod chart;
mod context;
mod identity;
mod level;
mod place;
mod problem;
mod report;
mod row;
mod runs;
mod settings;
mod summary;
mod tray;
mod trend;
mod verdict;
mod worst;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use balance::{BalanceRow, balance_of};
pub use card::{Card, PageRow};
pub use chart::{Band, BandEnd, Chart, Point, chart};
pub use context::{ViewContext, in_order, name};
pub use identity::Identity;
pub use level::{Level, is_old, level, window_level};
pub use place::{PlaceRow, said_of};
pub use problem::{ProblemRow, StepRow};
pub use row::{Row, reset_of};
pub use settings::{AccountRow, Choice, OauthClientRow, ProviderRow, SettingsView, ThresholdsRow};
pub use summary::{Need, Summary};
pub use tray::{IconState, Mark, TrayLine, TrayView};
pub use trend::{Past, Trend, trend};
pub use verdict::Verdict;

use self::{card::card, place::place_row, problem::problem_row, report::report, summary::by_need};
use crate::{
    message::Message,
    model::{AccountKey, Info, Reset, Sending},
    settings::{Layout, PercentMode, ResetFormat},
    snapshot::Snapshot,
};

/// From so many accounts on a line each is easier to look over.
const MANY: usize = 7;

/// A service that can be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ServiceRow {
    pub id: String,
    pub name: String,
}

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
    /// Whether an account is a card or a line.
    pub layout: Layout,
    /// There are many accounts, and nobody has said yet how they are to be shown.
    pub suggests_compact: bool,
    /// A query is under way for some account, or the stores have not been searched yet.
    pub busy: bool,
    pub summary: Summary,
    /// In the user's order.
    pub cards: Vec<Card>,
    /// The same in the order to show when the popup opens.
    pub by_need: Vec<AccountKey>,
    /// Problems of stores, and "nothing found".
    pub problems: Vec<ProblemRow>,
    /// The services that can be read; told where no account is found.
    pub services: Vec<ServiceRow>,
    /// Every place that was looked at.
    pub places: Vec<PlaceRow>,
    /// Notifications are held back until then.
    #[ts(type = "string | null")]
    pub paused_until: Option<Timestamp>,
    /// Notices above the cards, such as that the desktop has no tray.
    pub notices: Vec<Message>,
    /// What services of the user's own want to send, and nobody has answered yet.
    pub questions: Vec<Question>,
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

/// A service of the user's own that wants to send keys somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Question {
    pub service: String,
    /// As the file calls it.
    pub name: String,
    /// The file.
    pub path: String,
    pub sends: Vec<Sending>,
}

/// The view of a snapshot.
pub fn view(snapshot: &Snapshot, context: ViewContext<'_>, now: Timestamp) -> View {
    let cards: Vec<Card> = in_order(snapshot, context.settings)
        .into_iter()
        .filter(|state| context.settings.counts(&state.account.key))
        .map(|state| card(state, snapshot, context, now))
        .collect();
    let problems: Vec<ProblemRow> = snapshot
        .problems
        .iter()
        .map(|problem| problem_row(problem, None, false))
        .collect();
    View {
        at: now,
        summary: Summary::of(&cards, &problems, now),
        by_need: by_need(&cards),
        language: context.language.tag().to_owned(),
        demo: snapshot.demo,
        level: level(snapshot, context.settings, now),
        left: cards
            .iter()
            .filter_map(|card| card.left)
            .min_by(f64::total_cmp),
        share: context.settings.share,
        clock: context.settings.clock,
        layout: context.settings.layout.unwrap_or(Layout::Cards),
        suggests_compact: context.settings.layout.is_none() && cards.len() >= MANY,
        busy: !snapshot.searched || snapshot.accounts.iter().any(|state| state.busy),
        cards,
        problems,
        services: if snapshot.accounts.is_empty() {
            services(context)
        } else {
            Vec::new()
        },
        places: snapshot.places.iter().map(place_row).collect(),
        paused_until: snapshot.paused_until.filter(|until| *until > now),
        notices: snapshot.untold.iter().map(untold).collect(),
        questions: Vec::new(),
        settings: SettingsView::of(snapshot, context),
        report: report(snapshot, context, now),
        version: context.version.to_owned(),
    }
}

fn services(context: ViewContext<'_>) -> Vec<ServiceRow> {
    let row = |info: &&Info| ServiceRow {
        id: info.id.to_owned(),
        name: info.name.to_owned(),
    };
    context.providers.iter().map(row).collect()
}

/// What the desktop does not tell.
fn untold(what: &Message) -> Message {
    Message::new("notice-untold").message("what", what.clone())
}
