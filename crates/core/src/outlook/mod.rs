//! How long it will last, judged by what was told before: recent pace, hour of day, working day or
//! weekend, with a band. How good that is stands in docs/FORECAST.md, and a test holds it. `pace`
//! is the simpler forecast, of the present window alone.

mod past;
mod rhythm;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    history::WindowHistory,
    model::{QuotaWindow, Reset},
};
use past::Past;

/// What is to be expected of a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outlook {
    /// Under 3 % of the window has passed, fewer than 4 readings are known, or the window's use,
    /// length or reset is not.
    TooEarly,
    UsedUp,
    Expected(Expected),
}

/// A forecast with its band: the truth is within it in four cases of five.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    pub early: End,
    pub likely: End,
    pub late: End,
    /// The band is wider than half of the time to the reset: say so instead of a moment.
    pub uncertain: bool,
    pub basis: Basis,
}

/// How it ends; the order is that of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    RunsOut(Timestamp),
    /// Until the reset.
    Lasts,
}

/// What the forecast rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Under two days of history: the straight line from the window's start, and a wide band.
    Pace,
    History,
}

const EARLY: f64 = 0.03;
const FEWEST_READINGS: usize = 4;

/// The forecast. `zone` is the one that the user's days and nights are in.
pub fn outlook(
    window: &QuotaWindow,
    history: &WindowHistory,
    now: Timestamp,
    zone: &TimeZone,
) -> Outlook {
    let Some(used) = window.counted() else {
        return Outlook::TooEarly;
    };
    if used.get() >= 100.0 {
        return Outlook::UsedUp;
    }
    let (Reset::At(reset), Some(length)) = (window.reset, window.length) else {
        return Outlook::TooEarly;
    };
    let left = reset.duration_since(now);
    let passed = (length - left).as_secs_f64();
    let is_early = passed < EARLY * length.as_secs_f64();
    if left <= SignedDuration::ZERO || is_early || readings(history) < FEWEST_READINGS {
        return Outlook::TooEarly;
    }
    let past = Past::of(history, now, zone);
    let horizon = left.as_secs_f64();
    let (seconds, basis) = if past.is_enough() {
        let band = rhythm::band(&past, used.get(), passed, horizon);
        (band, Basis::History)
    } else {
        (straight(used.get(), passed), Basis::Pace)
    };
    let end = |seconds: f64| {
        if seconds >= horizon {
            End::Lasts
        } else {
            End::RunsOut(now + SignedDuration::from_secs(seconds as i64))
        }
    };
    let [early, likely, late] = seconds.map(|seconds| seconds.min(horizon));
    Outlook::Expected(Expected {
        early: end(early),
        likely: end(likely),
        late: end(late),
        uncertain: late - early > horizon / 2.0,
        basis,
    })
}

/// Those that a history tells of for certain: both ends of every interval.
fn readings(history: &WindowHistory) -> usize {
    let ends = history
        .intervals
        .iter()
        .map(|it| 1 + usize::from(it.from < it.until));
    ends.sum()
}

/// Seconds to the end at the pace since the window's start, and how far off that is by experience.
fn straight(used: f64, passed: f64) -> [f64; 3] {
    const SOONER: f64 = 0.45;
    const LATER: f64 = 3.0;
    let to_empty = if used > 0.0 {
        passed * (100.0 - used) / used
    } else {
        f64::INFINITY
    };
    [to_empty * SOONER, to_empty, to_empty * LATER]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        history::Interval,
        model::{AccountKey, Percent, Scope, WindowKind},
        text::Message,
    };

    const DAY: i64 = 24 * 60;

    fn at(minutes: i64) -> Timestamp {
        let monday: Timestamp = "2026-11-02T00:00:00Z".parse().unwrap();
        monday + SignedDuration::from_mins(minutes)
    }

    /// A window of a day, from midnight to midnight.
    fn window(now: i64, used: f64) -> QuotaWindow {
        QuotaWindow {
            id: "daily".into(),
            kind: WindowKind::Daily,
            label: Message::new("window-hours"),
            scope: Scope::All,
            used: Percent::used(used),
            amount: None,
            reset: Reset::At(at((now / DAY + 1) * DAY)),
            length: Some(SignedDuration::from_mins(DAY)),
            limit_reached: false,
            reason: None,
        }
    }

    /// What was told until now by somebody who uses a rate an hour from 8 to 18.
    fn history(now: i64, an_hour: f64) -> WindowHistory {
        let told = |minute: i64| {
            let of_day = minute % DAY;
            let worked = (of_day.clamp(8 * 60, 18 * 60) - 8 * 60) as f64 / 60.0;
            Interval {
                from: at(minute),
                until: at(minute),
                used: Percent::used(worked * an_hour),
                reset: Reset::At(at((minute / DAY + 1) * DAY)),
                after_gap: false,
            }
        };
        WindowHistory {
            account: AccountKey::new("sample", "a"),
            window: "daily".into(),
            length: Some(SignedDuration::from_mins(DAY)),
            days: vec![],
            hours: vec![],
            intervals: (0..now).step_by(5).map(told).collect(),
        }
    }

    fn ask(now: i64, used: f64, history: &WindowHistory) -> Outlook {
        outlook(&window(now, used), history, at(now), &TimeZone::UTC)
    }

    fn expected(outlook: Outlook) -> Expected {
        match outlook {
            Outlook::Expected(expected) => expected,
            Outlook::TooEarly | Outlook::UsedUp => panic!("{outlook:?}"),
        }
    }

    #[test]
    fn the_night_before_a_working_day_uses_nothing_up() {
        // Friday at 13:00 of a week in which every day took 75 % until 18:00.
        let now = 4 * DAY + 13 * 60;
        let steady = expected(ask(now, 37.5, &history(now, 7.5)));
        assert_eq!(steady.basis, Basis::History);
        assert_eq!(steady.likely, End::Lasts);
        // The straight line from midnight would say the same of 75 % at 13:00: it runs out.
        let now = 4 * DAY + 18 * 60 + 30;
        let evening = expected(ask(now, 75.0, &history(now, 7.5)));
        assert_eq!((evening.likely, evening.late), (End::Lasts, End::Lasts));
        assert_eq!(evening.early, End::Lasts, "the evening takes nothing");
    }

    #[test]
    fn a_faster_day_than_usual_runs_out_within_its_band() {
        let now = 4 * DAY + 13 * 60;
        let fast = expected(ask(now, 80.0, &history(now, 16.0)));
        assert!(fast.early <= fast.likely && fast.likely <= fast.late);
        let End::RunsOut(moment) = fast.likely else {
            panic!("{fast:?}");
        };
        let minutes = moment.duration_since(at(now)).as_mins();
        assert!((45..=105).contains(&minutes), "{minutes}");
    }

    #[test]
    fn too_little_is_known_under_3_percent_of_the_window_or_with_under_4_readings() {
        let full = history(4 * DAY, 7.5);
        assert_eq!(ask(4 * DAY + 30, 3.0, &full), Outlook::TooEarly);
        assert_ne!(ask(4 * DAY + 45, 3.0, &full), Outlook::TooEarly);
        let mut few = history(2 * 60, 7.5);
        few.intervals.truncate(3);
        assert_eq!(ask(2 * 60, 3.0, &few), Outlook::TooEarly);
        let unknown = QuotaWindow {
            used: None,
            ..window(4 * DAY + 600, 1.0)
        };
        let now = at(4 * DAY + 600);
        assert_eq!(
            outlook(&unknown, &full, now, &TimeZone::UTC),
            Outlook::TooEarly
        );
    }

    #[test]
    fn without_two_days_of_history_it_is_the_straight_line_and_unsure() {
        let now = 12 * 60;
        let line = expected(ask(now, 60.0, &history(now, 15.0)));
        assert_eq!(line.basis, Basis::Pace);
        assert_eq!(line.likely, End::RunsOut(at(now + 8 * 60)));
        assert!(line.uncertain);
    }

    #[test]
    fn a_flap_and_a_gap_do_not_change_what_is_expected() {
        let now = 4 * DAY + 13 * 60;
        let clean = history(now, 16.0);
        let mut troubled = clean.clone();
        let flap = troubled.intervals.len() - 20;
        troubled.intervals[flap].used = Percent::used(0.0);
        troubled.intervals.remove(flap - 30);
        assert_eq!(ask(now, 80.0, &troubled), ask(now, 80.0, &clean));
    }

    #[test]
    fn used_up_is_no_forecast() {
        let now = 4 * DAY + 13 * 60;
        assert_eq!(ask(now, 100.0, &history(now, 7.5)), Outlook::UsedUp);
    }
}
