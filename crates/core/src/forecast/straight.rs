//! At this rate it lasts until… The straight line from the window's start, and nothing finer.

use jiff::{SignedDuration, Timestamp};

use crate::model::{Percent, QuotaWindow, Reset};

/// Whether the allowance lasts until the reset at the average pace since the window began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Forecast {
    /// Less than 3 % of the window has passed, or its length, reset or use is unknown.
    TooEarly,
    Lasts,
    /// Runs out at that moment, within the last tenth of the window.
    Tight {
        at: Timestamp,
    },
    RunsOut {
        at: Timestamp,
    },
    UsedUp,
}

/// Until this share of a window has passed, its pace says nothing.
const EARLY: f64 = 0.03;

/// The forecast of a window.
pub fn forecast(window: &QuotaWindow, now: Timestamp) -> Forecast {
    let Some(used) = window.counted() else {
        return Forecast::TooEarly;
    };
    if used.get() >= 100.0 {
        return Forecast::UsedUp;
    }
    let Some(passed) = passed(window, now) else {
        return Forecast::TooEarly;
    };
    if passed.share < EARLY {
        return Forecast::TooEarly;
    }
    if used.get() <= 0.0 {
        return Forecast::Lasts;
    }
    let elapsed = passed.length.as_secs_f64() * passed.share;
    let to_empty = elapsed * used.remaining() / used.get();
    let left = passed.length.as_secs_f64() - elapsed;
    if to_empty >= left {
        return Forecast::Lasts;
    }
    let at = now + SignedDuration::from_secs(to_empty as i64);
    if left - to_empty <= passed.length.as_secs_f64() / 10.0 {
        Forecast::Tight { at }
    } else {
        Forecast::RunsOut { at }
    }
}

/// What would be left at the reset at this pace, where the window lasts and something is used;
/// `None` otherwise.
pub fn left_at_reset(window: &QuotaWindow, now: Timestamp) -> Option<Percent> {
    let used = window.counted().filter(|used| used.get() > 0.0)?;
    let share = passed(window, now)?.share;
    match forecast(window, now) {
        Forecast::Lasts => Percent::used(used.get() / share),
        Forecast::TooEarly
        | Forecast::Tight { .. }
        | Forecast::RunsOut { .. }
        | Forecast::UsedUp => None,
    }
}

/// What would be left at even use, 0 to 100; `None` when the length or the reset is unknown, or
/// too little of the window has passed.
pub fn even_left(window: &QuotaWindow, now: Timestamp) -> Option<f64> {
    passed(window, now)
        .filter(|passed| passed.share >= EARLY)
        .map(|passed| 100.0 * (1.0 - passed.share))
}

struct Passed {
    length: SignedDuration,
    /// 0 to 1.
    share: f64,
}

fn passed(window: &QuotaWindow, now: Timestamp) -> Option<Passed> {
    let Reset::At(reset) = window.reset else {
        return None;
    };
    let length = window.length?;
    let left = reset.duration_since(now);
    // So a length of nothing is none either.
    if left <= SignedDuration::ZERO || left > length {
        return None;
    }
    Some(Passed {
        length,
        share: 1.0 - left.as_secs_f64() / length.as_secs_f64(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::session;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn window(used: f64, minutes_left: i64) -> QuotaWindow {
        session(
            used,
            Reset::At(now() + SignedDuration::from_mins(minutes_left)),
        )
    }

    #[test]
    fn the_straight_line_tells_whether_it_lasts() {
        let at = |minutes| now() + SignedDuration::from_mins(minutes);
        for (used, minutes_left, expected) in [
            (1.0, 299, Forecast::TooEarly),
            (0.0, 150, Forecast::Lasts),
            (40.0, 150, Forecast::Lasts),
            (50.0, 150, Forecast::Lasts),
            (
                52.0,
                150,
                Forecast::Tight {
                    at: at(138) + SignedDuration::from_secs(27),
                },
            ),
            (75.0, 150, Forecast::RunsOut { at: at(50) }),
            (100.0, 150, Forecast::UsedUp),
        ] {
            assert_eq!(
                forecast(&window(used, minutes_left), now()),
                expected,
                "{used} % with {minutes_left} min left"
            );
        }
        assert_eq!(even_left(&window(0.0, 75), now()), Some(25.0));
        assert_eq!(even_left(&window(1.0, 299), now()), None);
    }

    #[test]
    fn a_window_that_is_over_or_has_no_length_has_no_forecast() {
        let of_length = |hours| QuotaWindow {
            length: Some(SignedDuration::from_hours(hours)),
            ..window(50.0, 150)
        };
        for window in [
            window(50.0, 0),
            window(50.0, -30),
            window(50.0, 301),
            of_length(0),
            of_length(-5),
        ] {
            assert_eq!(forecast(&window, now()), Forecast::TooEarly, "{window:?}");
            assert_eq!(even_left(&window, now()), None, "{window:?}");
        }
    }
}
