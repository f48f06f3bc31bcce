//! What the window shows of the past: read from the store while it is open. How it is drawn is made
//! in core, and by the page.

use jiff::{Timestamp, tz::TimeZone};
use plimsoll_core::{
    history::{ChartRange, WindowHistory},
    model::{AccountKey, Info},
    snapshot::Snapshot,
    view::{Chart, Past, chart},
};
use plimsoll_runtime::store::{Store, Which};

/// What a forecast goes by.
const KNOWN: ChartRange = ChartRange::Month;

/// Of every account, or of one.
pub(crate) fn read(store: &Store, account: Option<&AccountKey>, now: Timestamp) -> Past {
    let which = Which {
        provider: account.map(|it| it.provider.clone()),
        account: account.map(|it| it.id.clone()),
        window: None,
        since: Some(now - KNOWN.length()),
    };
    let mut past = Past::new();
    // A store that cannot be read has no past, which the doctor says.
    for history in store.history(&which).unwrap_or_default() {
        past.entry(history.account.clone())
            .or_default()
            .push(history);
    }
    past
}

/// What is kept of one window, for a chart that reaches so far.
pub(crate) fn of_window(
    store: &Store,
    (account, window): (&AccountKey, &str),
    range: ChartRange,
    now: Timestamp,
) -> Option<WindowHistory> {
    let which = Which {
        provider: Some(account.provider.clone()),
        account: Some(account.id.clone()),
        window: Some(window.to_owned()),
        since: Some(now - range.length().max(KNOWN.length())),
    };
    store.history(&which).ok()?.pop()
}

/// The chart of one window; `None` when there is no such window now.
pub(crate) fn draw(
    kept: Option<WindowHistory>,
    snapshot: &Snapshot,
    infos: &[&Info],
    (account, window): (&AccountKey, &str),
    range: ChartRange,
    now: Timestamp,
) -> Option<Chart> {
    let state = snapshot
        .accounts
        .iter()
        .find(|state| state.account.key == *account)?;
    let windows = &state.reading.as_ref()?.usage.windows;
    let window = windows.iter().find(|it| it.id == window)?;
    let history = kept.unwrap_or_else(|| WindowHistory {
        account: account.clone(),
        window: window.id.clone(),
        length: window.length,
        since: None,
        days: Vec::new(),
        hours: Vec::new(),
        intervals: Vec::new(),
    });
    let name = infos.iter().find(|it| it.id == account.provider);
    let name = name.map_or("", |info| info.name);
    let zone = TimeZone::system();
    Some(chart((account, name), window, &history, range, now, &zone))
}
