//! A quota window's past as a chart over a day to a quarter of a year, with what is to be expected.
//! Which colours and lines that takes is the page's affair.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    runs::{Known, runs, thin},
    verdict::verdict,
};
use crate::{
    forecast::{End, ExpectedUse, expected_use},
    history::{ChartRange, WindowHistory},
    message::Message,
    model::{AccountKey, QuotaWindow, Reset, WindowId},
};

/// One window's past, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Chart {
    pub account: AccountKey,
    pub window: WindowId,
    /// The provider's name.
    pub name: String,
    pub label: Message,
    pub range: ChartRange,
    #[ts(type = "string")]
    pub from: Timestamp,
    #[ts(type = "string")]
    pub now: Timestamp,
    /// Where the time axis ends: now, or later where something is to be expected.
    #[ts(type = "string")]
    pub until: Timestamp,
    /// What was left; between two of these lists nothing is known, or the window began anew.
    pub runs: Vec<Vec<Point>>,
    #[ts(type = "Array<string>")]
    pub resets: Vec<Timestamp>,
    pub forecast: Option<Band>,
    /// What the row says, or why there is no forecast.
    pub sentence: Message,
}

/// What was left at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Point {
    #[ts(type = "string")]
    pub at: Timestamp,
    /// 0 to 100.
    pub left: f64,
    pub left_shown: String,
    pub used_shown: String,
}

/// From now on, how what is left goes down at the earliest, most likely, and at the latest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Band {
    pub early: BandEnd,
    pub likely: BandEnd,
    pub late: BandEnd,
}

/// Where a line of the band ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct BandEnd {
    #[ts(type = "string")]
    pub at: Timestamp,
    /// 0 to 100.
    pub left: f64,
}

/// More dots than this nobody can tell apart.
const DOTS: usize = 180;
/// Resets closer together than this share of the chart would be a fence.
const CLOSEST_RESETS: i32 = 40;

/// The chart of a window as it is now, and of what is kept about it.
pub fn chart(
    (account, name): (&AccountKey, &str),
    window: &QuotaWindow,
    history: &WindowHistory,
    range: ChartRange,
    now: Timestamp,
    zone: &TimeZone,
) -> Chart {
    let from = now - range.length();
    let (mut runs, mut resets) = runs(history, from);
    thin(&mut runs, DOTS);
    let closest = range.length() / CLOSEST_RESETS;
    if history.length.is_some_and(|length| length < closest) {
        resets.clear();
    }
    let expected = expected_use(window, history, now, zone);
    let band = expected.and_then(|expected| band(expected, window, range, now));
    let ends = band
        .iter()
        .flat_map(|band| [band.early.at, band.likely.at, band.late.at]);
    Chart {
        account: account.clone(),
        window: window.id.clone(),
        name: name.to_owned(),
        label: window.label.clone(),
        range,
        from,
        now,
        until: ends.chain([now]).max().unwrap_or(now),
        runs: runs
            .into_iter()
            .map(|run| run.iter().map(point).collect())
            .collect(),
        resets,
        forecast: band,
        sentence: sentence(window, now),
    }
}

fn point(known: &Known) -> Point {
    Point {
        at: known.at,
        left: known.left(),
        left_shown: known.used.left_shown(),
        used_shown: known.used.used_shown(),
    }
}

fn band(
    expected: ExpectedUse,
    window: &QuotaWindow,
    range: ChartRange,
    now: Timestamp,
) -> Option<Band> {
    let (Some(used), Reset::At(reset)) = (window.used, window.reset) else {
        return None;
    };
    // So that the past keeps at least half of the chart.
    let horizon = reset.min(now + range.length());
    let left = used.remaining();
    let ahead = horizon.duration_since(now).as_secs_f64();
    let passed = (window.length? - reset.duration_since(now)).as_secs_f64();
    let tip = |end: End| match end {
        End::RunsOut(at) if at <= horizon => BandEnd { at, left: 0.0 },
        End::RunsOut(at) => BandEnd {
            at: horizon,
            left: left * (1.0 - ahead / at.duration_since(now).as_secs_f64().max(1.0)),
        },
        // How much is left then nobody has said; this is the pace so far.
        End::Lasts => BandEnd {
            at: horizon,
            left: (left - used.get() * ahead / passed.max(1.0)).max(0.0),
        },
    };
    Some(Band {
        early: tip(expected.early),
        likely: tip(expected.likely),
        late: tip(expected.late),
    })
}

/// The row's own words, so that a chart cannot contradict it.
fn sentence(window: &QuotaWindow, now: Timestamp) -> Message {
    let (_, sentence) = verdict(window, now);
    sentence.unwrap_or_else(|| Message::new("past-too-early"))
}

#[cfg(test)]
mod tests {
    use crate::{
        forecast::{Forecast, forecast},
        history::{Grain, Interval, Span},
        model::Percent,
        testing::session,
    };
    use jiff::SignedDuration;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn ago(minutes: i64) -> Timestamp {
        now() - SignedDuration::from_mins(minutes)
    }

    fn key() -> AccountKey {
        AccountKey::new("sample", "a")
    }

    /// From so many minutes ago to so many, with the reset so many minutes ahead of now.
    fn interval(from: i64, until: i64, used: f64, reset: i64, after_gap: bool) -> Interval {
        Interval {
            from: ago(from),
            until: ago(until),
            used: Percent::used(used),
            reset: Reset::At(ago(-reset)),
            after_gap,
        }
    }

    fn history(intervals: Vec<Interval>) -> WindowHistory {
        WindowHistory {
            account: key(),
            window: "session".into(),
            length: Some(SignedDuration::from_hours(5)),
            since: None,
            days: Vec::new(),
            hours: Vec::new(),
            intervals,
        }
    }

    fn window(used: f64, minutes_left: i64) -> QuotaWindow {
        session(used, Reset::At(ago(-minutes_left)))
    }

    fn drawn(history: &WindowHistory, range: ChartRange) -> Chart {
        let about = (&key(), "Sample");
        chart(
            about,
            &window(60.0, 120),
            history,
            range,
            now(),
            &TimeZone::UTC,
        )
    }

    fn busy() -> WindowHistory {
        history(vec![
            interval(400, 380, 70.0, -180, false),
            interval(380, 360, 80.0, -180, false),
            interval(180, 170, 5.0, 120, true),
            interval(165, 100, 20.0, 120, false),
            interval(40, 30, 40.0, 120, true),
            interval(25, 0, 60.0, 120, false),
        ])
    }

    #[test]
    fn gaps_and_resets_end_a_line_and_resets_are_marked() {
        let chart = drawn(&busy(), ChartRange::Day);
        let left: Vec<Vec<f64>> = chart
            .runs
            .iter()
            .map(|run| run.iter().map(|dot| dot.left).collect())
            .collect();
        assert_eq!(
            left,
            [
                vec![30.0, 30.0, 20.0, 20.0],
                vec![95.0, 95.0, 80.0, 80.0],
                vec![60.0, 60.0, 40.0, 40.0],
            ]
        );
        assert_eq!(chart.resets, [ago(180)]);
    }

    #[test]
    fn a_gap_where_hours_end_and_readings_begin_ends_the_line() {
        let hour = Span {
            grain: Grain::Hour,
            from: ago(10 * 24 * 60),
            first: Percent::used(20.0),
            last: Percent::used(30.0),
            high: Percent::used(30.0),
            spent: 10.0,
            resets: 0,
            reset: Reset::Unknown,
            known: SignedDuration::from_hours(1),
        };
        let runs = |after_gap| {
            let mut history = history(vec![interval(400, 380, 40.0, 5000, after_gap)]);
            history.hours = vec![hour];
            drawn(&history, ChartRange::Month).runs.len()
        };
        assert_eq!([runs(true), runs(false)], [2, 1]);
    }

    #[test]
    fn a_chart_leaves_out_what_lies_before_it() {
        let mut long = busy();
        long.intervals
            .insert(0, interval(3000, 2990, 10.0, -2800, false));
        let chart = drawn(&long, ChartRange::Day);
        assert!(chart.runs.iter().flatten().all(|dot| dot.at >= chart.from));
        assert_eq!(drawn(&long, ChartRange::Quarter).resets, []);
    }

    #[test]
    fn the_band_begins_now_and_ends_at_the_reset_at_the_latest() {
        let chart = drawn(&busy(), ChartRange::Day);
        let band = chart.forecast.unwrap();
        for tip in [&band.early, &band.likely, &band.late] {
            assert!(tip.at > now() && tip.at <= ago(-120), "{tip:?}");
            assert!((0.0..=40.0).contains(&tip.left), "{tip:?}");
        }
        assert!(band.early.at <= band.late.at);
        assert_eq!(
            chart.until,
            band.early.at.max(band.likely.at).max(band.late.at)
        );
    }

    #[test]
    fn without_a_history_there_is_nothing_to_draw() {
        let chart = drawn(&history(Vec::new()), ChartRange::Week);
        assert_eq!((chart.runs.len(), chart.forecast), (0, None));
        assert_eq!(chart.sentence.id, "verdict-tight-left");
        assert_eq!(chart.until, now());
    }

    #[test]
    fn a_chart_says_what_its_row_says() {
        for used in [0.0, 2.0, 30.0, 52.0, 60.0, 75.0, 99.0, 100.0] {
            for minutes_left in [299, 200, 150, 20, 1] {
                let window = window(used, minutes_left);
                let about = (&key(), "Sample");
                let range = ChartRange::Day;
                let chart = chart(about, &window, &busy(), range, now(), &TimeZone::UTC);
                let forecast = forecast(&window, now());
                let row = verdict(&window, now()).1;
                let said = row.unwrap_or_else(|| Message::new("past-too-early"));
                assert_eq!(chart.sentence, said, "{used} {minutes_left}");
                let likely = chart.forecast.as_ref().map(|band| band.likely.at);
                let expected = match forecast {
                    Forecast::TooEarly | Forecast::UsedUp => None,
                    Forecast::Lasts => Some(ago(-minutes_left)),
                    Forecast::Tight { at } | Forecast::RunsOut { at } => Some(at),
                };
                assert_eq!(likely, expected, "{used} {minutes_left}");
                let band = chart.forecast.map(|it| (it.early.at, it.late.at));
                assert!(band.is_none_or(|(early, late)| {
                    Some(early) <= expected && expected <= Some(late)
                }));
            }
        }
    }

    #[test]
    fn a_year_of_minutes_is_thinned_to_what_can_be_seen() {
        let minute = |minute: i64| interval(minute + 1, minute, 50.0, 120, false);
        let long = history((0..1400).rev().map(minute).collect());
        let dots: usize = drawn(&long, ChartRange::Day)
            .runs
            .iter()
            .map(Vec::len)
            .sum();
        assert!((DOTS / 2..=DOTS + 4).contains(&dots), "{dots}");
    }
}
