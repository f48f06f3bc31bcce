//! How serious it is, by what is left.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    forecast::{Forecast, forecast},
    model::{QuotaWindow, Reset, Scope},
    settings::Settings,
    snapshot::{AccountState, Snapshot},
};

/// Percent: with so little left it is critical, however long that lasts.
pub(super) const LITTLE: f64 = 5.0;

/// How serious it is; the order is from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    Calm,
    /// Past the first threshold, or on pace to run out before the reset.
    Notice,
    /// Past the first threshold and on pace to run out, 5 % or less left, or the limit is reached.
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
pub(super) fn counting(state: &AccountState, now: Timestamp) -> impl Iterator<Item = &QuotaWindow> {
    let windows = state
        .reading
        .iter()
        .flat_map(|reading| &reading.usage.windows);
    windows.filter(move |window| {
        window.scope != Scope::Tools && window.counted().is_some() && !is_past(window.reset, now)
    })
}

/// Whether some numbers are of a time before a reset that has passed.
pub(super) fn awaits_reset(windows: &[QuotaWindow], now: Timestamp) -> bool {
    let mut known = windows.iter().filter(|it| it.counted().is_some());
    known.any(|window| is_past(window.reset, now))
}

/// The level of one window; `threshold` is in used percent.
pub fn window_level(window: &QuotaWindow, threshold: f64, now: Timestamp) -> Level {
    let Some(used) = window.counted() else {
        return Level::Calm;
    };
    let is_past_threshold = used.get() >= threshold;
    let runs_out = match forecast(window, now) {
        Forecast::RunsOut { .. } => true,
        // What ends so shortly before the reset may as well last: a straight line is no surer.
        Forecast::Tight { .. } | Forecast::TooEarly | Forecast::Lasts | Forecast::UsedUp => false,
    };
    if used.remaining() <= LITTLE || (is_past_threshold && runs_out) {
        Level::Critical
    } else if is_past_threshold || runs_out {
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

/// A moment so far ahead of now is of a clock that ran ahead: nobody knows how old it is.
const AHEAD: SignedDuration = SignedDuration::from_mins(1);

/// Older than two and a half intervals, or of a moment to come. While power is saved two are usual, a tenth more or less.
pub fn is_old(read_at: Option<Timestamp>, interval: SignedDuration, now: Timestamp) -> bool {
    read_at.is_some_and(|at| {
        let age = now.duration_since(at);
        age > interval * 5 / 2 || age < -AHEAD
    })
}

#[cfg(test)]
mod tests {
    use crate::{model::Percent, testing::session};
    use jiff::SignedDuration;

    use super::*;

    fn level(used: Option<f64>, minutes_left: i64, limit_reached: bool) -> Level {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let window = QuotaWindow {
            used: used.and_then(Percent::used),
            limit_reached,
            ..session(
                0.0,
                Reset::At(now + SignedDuration::from_mins(minutes_left)),
            )
        };
        window_level(&window, 80.0, now)
    }

    #[test]
    fn the_level_follows_from_rest_threshold_and_forecast() {
        for (used, minutes_left, expected) in [
            (30.0, 150, Level::Calm),
            (55.0, 150, Level::Calm),
            (60.0, 150, Level::Notice),
            (85.0, 150, Level::Critical),
            (85.0, 30, Level::Notice),
            (90.0, 31, Level::Notice),
            (95.0, 2, Level::Critical),
            (94.0, 2, Level::Notice),
        ] {
            let found = level(Some(used), minutes_left, false);
            assert_eq!(found, expected, "{used} % with {minutes_left} min left");
        }
    }

    #[test]
    fn a_blocked_window_is_critical_whatever_its_number() {
        for used in [Some(3.0), None] {
            assert_eq!(level(used, 150, true), Level::Critical);
        }
        assert_eq!(level(None, 150, false), Level::Calm);
    }
}
