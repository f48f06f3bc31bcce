//! How serious it is, by what is left.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    model::{AccountState, Reset, Scope, Snapshot, Window},
    pace::{self, Forecast},
    settings::Settings,
};

/// How serious it is; the order is from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    Calm,
    /// Past the threshold, or on pace to run out.
    Notice,
    /// 5 % or less left, or the limit is reached.
    Critical,
    /// No reading at all.
    Broken,
}

impl Level {
    /// The identifier in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Notice => "notice",
            Self::Critical => "critical",
            Self::Broken => "broken",
        }
    }
}

/// The level of everything together.
pub fn level(snapshot: &Snapshot, settings: &Settings, now: Timestamp) -> Level {
    snapshot
        .accounts
        .iter()
        .filter(|state| settings.counts(&state.account.key))
        .filter_map(|state| account_level(state, settings, now))
        .max()
        .unwrap_or(Level::Broken)
}

/// The level of one account by its windows that count; `None` without a reading that counts.
pub(super) fn account_level(
    state: &AccountState,
    settings: &Settings,
    now: Timestamp,
) -> Option<Level> {
    state.reading.as_ref()?;
    let worst = counting(state, now)
        .map(|window| {
            window_level(
                window,
                settings.first_threshold(&state.account.key, &window.id),
                now,
            )
        })
        .max();
    Some(worst.unwrap_or(Level::Calm))
}

/// The windows that drive the tray: with a known use, no tools, and not past their reset.
pub(super) fn counting(state: &AccountState, now: Timestamp) -> impl Iterator<Item = &Window> {
    let windows = state
        .reading
        .iter()
        .flat_map(|reading| &reading.usage.windows);
    windows.filter(move |window| {
        window.scope != Scope::Tools && window.used.is_some() && !is_past(window.reset, now)
    })
}

/// Whether some numbers are of a time before a reset that has passed.
pub(super) fn awaits_reset(windows: &[Window], now: Timestamp) -> bool {
    let mut known = windows.iter().filter(|it| it.used.is_some());
    known.any(|window| is_past(window.reset, now))
}

/// The level of one window; `threshold` is in used percent.
pub fn window_level(window: &Window, threshold: f64, now: Timestamp) -> Level {
    let Some(used) = window.used else {
        return Level::Calm;
    };
    if window.limit_reached || used.remaining() <= 5.0 {
        Level::Critical
    } else if used.get() >= threshold
        || matches!(pace::forecast(window, now), Forecast::RunsOut { .. })
    {
        Level::Notice
    } else {
        Level::Calm
    }
}

fn is_past(reset: Reset, now: Timestamp) -> bool {
    match reset {
        Reset::At(moment) => moment <= now,
        Reset::NotStarted | Reset::Unknown => false,
    }
}
