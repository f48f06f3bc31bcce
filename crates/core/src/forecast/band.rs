//! How early and how late a window may end, judged by what was told before: recent pace, hour of
//! day, working day or weekend. How good that is stands in docs/internals/forecast.md, and a test holds it.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    past::Past,
    rhythm,
    straight::{Forecast, forecast},
};
use crate::{
    history::WindowHistory,
    model::{QuotaWindow, Reset},
};

/// The forecast with a band round it: the truth is within it in four cases of five.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedUse {
    pub early: End,
    /// As the forecast has it, so that a chart cannot contradict its row.
    pub likely: End,
    pub late: End,
}

/// How it ends; the order is that of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    RunsOut(Timestamp),
    /// Until the reset.
    Lasts,
}

const FEWEST_READINGS: usize = 4;

/// What is to be expected of a window; `None` where there is no forecast or fewer than 4 readings
/// are known. `zone` is the one that the user's days and nights are in.
pub fn expected_use(
    window: &QuotaWindow,
    history: &WindowHistory,
    now: Timestamp,
    zone: &TimeZone,
) -> Option<ExpectedUse> {
    let likely = match forecast(window, now) {
        Forecast::TooEarly | Forecast::UsedUp => return None,
        Forecast::Lasts => End::Lasts,
        Forecast::Tight { at } | Forecast::RunsOut { at } => End::RunsOut(at),
    };
    let (Some(used), Some(length), Reset::At(reset)) =
        (window.counted(), window.length, window.reset)
    else {
        return None;
    };
    let history = history.on_present_terms();
    if readings(&history) < FEWEST_READINGS {
        return None;
    }
    let left = reset.duration_since(now);
    let passed = (length - left).as_secs_f64();
    let horizon = left.as_secs_f64();
    let past = Past::of(&history, now, zone);
    let [early, late] = if past.is_enough() {
        rhythm::band(&past, used.get(), passed, horizon)
    } else {
        straight(used.get(), passed)
    };
    let end = |seconds: f64| {
        if seconds >= horizon {
            End::Lasts
        } else {
            End::RunsOut(now + SignedDuration::from_secs(seconds as i64))
        }
    };
    Some(ExpectedUse {
        early: end(early).min(likely),
        likely,
        late: end(late).max(likely),
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

/// Seconds to the early and to the late end where little is known: how far off the straight line is
/// by experience.
fn straight(used: f64, passed: f64) -> [f64; 2] {
    const SOONER: f64 = 0.45;
    const LATER: f64 = 3.0;
    let to_empty = if used > 0.0 {
        passed * (100.0 - used) / used
    } else {
        f64::INFINITY
    };
    [to_empty * SOONER, to_empty * LATER]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        history::{Grain, Interval, Span},
        model::{AccountKey, Percent, WindowKind},
        testing::session,
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
            length: Some(SignedDuration::from_mins(DAY)),
            ..session(used, Reset::At(at((now / DAY + 1) * DAY)))
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
            since: None,
            days: vec![],
            hours: vec![],
            intervals: (0..now).step_by(5).map(told).collect(),
        }
    }

    fn ask(now: i64, used: f64, history: &WindowHistory) -> Option<ExpectedUse> {
        expected_use(&window(now, used), history, at(now), &TimeZone::UTC)
    }

    #[test]
    fn the_night_before_a_working_day_uses_nothing_up() {
        // Friday of a week in which every day took 75 % until 18:00.
        let now = 4 * DAY + 13 * 60;
        let steady = ask(now, 37.5, &history(now, 7.5)).unwrap();
        assert_eq!(steady.likely, End::Lasts);
        let now = 4 * DAY + 18 * 60 + 30;
        let evening = ask(now, 75.0, &history(now, 7.5)).unwrap();
        assert_eq!((evening.likely, evening.late), (End::Lasts, End::Lasts));
        assert_eq!(evening.early, End::Lasts, "the evening takes nothing");
    }

    #[test]
    fn a_band_that_ends_elsewhere_reaches_as_far_as_the_forecast() {
        let now = 4 * DAY + 13 * 60;
        // The hours of work alone would use it up in an hour or so, the straight line in three.
        let fast = ask(now, 80.0, &history(now, 16.0)).unwrap();
        assert_eq!(fast.likely, End::RunsOut(at(now + 195)));
        assert!(fast.early < End::RunsOut(at(now + 60)), "{fast:?}");
        assert!(fast.late >= fast.likely, "{fast:?}");
        // Of a day off nothing is expected, and the straight line runs out.
        let idle = ask(now, 80.0, &history(now, 0.0)).unwrap();
        assert_eq!((idle.early, idle.late), (idle.likely, End::Lasts));
    }

    #[test]
    fn what_another_plan_used_does_not_count() {
        let now = 9 * DAY + 13 * 60;
        let change = 4 * DAY + 30;
        let present = history(now, 7.5);
        // Before the change every percent was two, and an hour of it is folded.
        let mut both = present.clone();
        for interval in &mut both.intervals {
            let used = interval.used.unwrap().get();
            if interval.from < at(change) {
                interval.used = Percent::used((used * 2.0).min(100.0));
            }
        }
        let of_both = |from| Span {
            grain: Grain::Hour,
            from: at(from),
            first: Percent::used(80.0),
            last: Percent::used(40.0),
            high: Percent::used(80.0),
            spent: 50.0,
            resets: 1,
            reset: Reset::Unknown,
            known: SignedDuration::from_hours(1),
        };
        both.hours = vec![of_both(change - 90), of_both(change - 30)];
        let mut alone = present;
        alone.intervals.retain(|it| it.from >= at(change));
        let expected = ask(now, 37.5, &alone);
        assert_ne!(ask(now, 37.5, &both), expected);
        both.since = Some(at(change));
        assert_eq!(ask(now, 37.5, &both), expected);
        assert!(both.intervals[0].from < at(change), "it is still there");
    }

    #[test]
    fn under_three_percent_or_four_readings_is_too_early() {
        let full = history(4 * DAY, 7.5);
        assert_eq!(ask(4 * DAY + 30, 3.0, &full), None);
        assert_ne!(ask(4 * DAY + 45, 3.0, &full), None);
        let mut few = history(2 * 60, 7.5);
        few.intervals.truncate(3);
        assert_eq!(ask(2 * 60, 3.0, &few), None);
        let unknown = QuotaWindow {
            used: None,
            ..window(4 * DAY + 600, 1.0)
        };
        let now = at(4 * DAY + 600);
        assert_eq!(expected_use(&unknown, &full, now, &TimeZone::UTC), None);
    }

    #[test]
    fn without_two_days_of_history_the_band_is_wide() {
        let now = 12 * 60;
        let line = ask(now, 60.0, &history(now, 15.0)).unwrap();
        assert_eq!(line.early, End::RunsOut(at(now + 216)));
        assert_eq!(line.likely, End::RunsOut(at(now + 8 * 60)));
        assert_eq!(line.late, End::Lasts);
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
    fn of_what_is_used_up_nothing_is_expected() {
        let now = 4 * DAY + 13 * 60;
        assert_eq!(ask(now, 100.0, &history(now, 7.5)), None);
    }
}
