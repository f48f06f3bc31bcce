//! The one window that a bar or a script is about: of those asked for, the one with the least left.
//! Tools do not count unless they are named, and neither does what has been reset since.

use jiff::Timestamp;
use plimsoll_core::{
    model::{Reset, Snapshot},
    view::{self, Card, Level, Row, View},
};
use plimsoll_runtime::setup::Setup;

/// Which windows are asked about.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Asked {
    /// Only this provider; an unknown id is answered with the known ones
    #[arg(long, value_name = "ID")]
    pub(crate) provider: Option<String>,
    /// Only this account, by its id
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
    /// Only this window, such as session or weekly
    #[arg(long, value_name = "ID")]
    pub(crate) window: Option<String>,
}

impl Asked {
    /// What is known, as far as it is asked about.
    pub(crate) fn view(&self, snapshot: &Snapshot, setup: &Setup, now: Timestamp) -> View {
        let mut snapshot = snapshot.clone();
        let is = |wanted: &Option<String>, given: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == given)
        };
        snapshot.accounts.retain(|state| {
            let key = &state.account.key;
            is(&self.provider, &key.provider)
                && (is(&self.account, &key.id) || is(&self.account, &key.shown_id()))
        });
        let mut view = view::view(&snapshot, setup.around(), now);
        for card in &mut view.cards {
            card.rows.retain(|row| is(&self.window, &row.id));
        }
        view
    }

    /// The window with the least left.
    pub(crate) fn worst<'a>(&self, view: &'a View, now: Timestamp) -> Option<(&'a Card, &'a Row)> {
        let rows = view
            .cards
            .iter()
            .flat_map(|card| card.rows.iter().map(move |row| (card, row)));
        rows.filter(|(_, row)| {
            let counts = self.window.is_some() || !row.folded;
            counts && row.left.is_some() && !is_past(row.reset, now)
        })
        .min_by(|one, other| {
            let left = |row: &Row| row.left.unwrap_or(f64::INFINITY);
            left(one.1).total_cmp(&left(other.1))
        })
    }
}

/// How serious that window is, as the tray has it.
pub(crate) fn level(worst: Option<(&Card, &Row)>, snapshot: &Snapshot, setup: &Setup) -> Level {
    let found = worst.and_then(|(card, row)| {
        let mut accounts = snapshot.accounts.iter();
        let state = accounts.find(|state| state.account.key == card.key)?;
        let windows = &state.reading.as_ref()?.usage.windows;
        let window = windows.iter().find(|window| window.id == row.id)?;
        let threshold = setup.settings.first_threshold(&card.key, &row.id);
        Some(view::window_level(window, threshold, snapshot.at))
    });
    found.unwrap_or(Level::Broken)
}

fn is_past(reset: Reset, now: Timestamp) -> bool {
    match reset {
        Reset::At(moment) => moment <= now,
        Reset::NotStarted | Reset::Unknown => false,
    }
}
