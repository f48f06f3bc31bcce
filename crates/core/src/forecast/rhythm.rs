//! The pace since the window's start, counted in the user's own hours and not in the clock's:
//! nights and days off pass without using anything up. What was measured is in docs/internals/forecast.md.
#![expect(
    clippy::cast_possible_wrap,
    reason = "four weeks have few quarters of an hour"
)]

use super::past::{BIN_SECONDS, DAY, Past};

/// What is usual counts as much as so many usual days of this window.
const TRUST_DAYS: f64 = 4.0;
/// The last half hour's difference from what was due goes on, less and less.
const LATELY: i64 = 2;
const GOES_ON: f64 = 0.8;
const FADES: f64 = 2.0;
/// How far off a day's use is from what is usual, before anything is known of it, and for how
/// many days that counts.
const DOUBT: f64 = 0.6;
const DOUBT_DAYS: f64 = 3.0;
/// The fewer days are known, the less is known of the days to come.
const YOUTH: f64 = 100.0;
/// The pace of the time to come is unsure by this much, however long that is.
const LEVEL: f64 = 0.75;

/// Seconds until the early end and the late one; at most the horizon.
pub(super) fn band(past: &Past, used: f64, passed: f64, horizon: f64) -> [f64; 2] {
    let quarters = |seconds: f64| (seconds / BIN_SECONDS as f64) as i64;
    let day = usual(past, 0, 7 * DAY as i64) / 7.0;
    if day <= 0.0 {
        return [horizon; 2];
    }
    let so_far = usual(past, -quarters(passed), 0);
    let factor = (used + TRUST_DAYS * day) / (so_far + TRUST_DAYS * day);
    let lately = past.sum(past.len()) - past.sum(past.len().saturating_sub(LATELY as usize));
    let ahead = (lately - usual(past, -LATELY, 0) * factor) / LATELY as f64;
    let spread = spread(past, day);
    let known = past.len() as f64 / DAY as f64;
    let left = 100.0 - used;
    let mut ends = [horizon; 2];
    let mut sum = 0.0;
    for quarter in 0..quarters(horizon) {
        let due = past.usual.at(past.now.later(quarter)) * factor;
        let burst = ahead * GOES_ON * (-(quarter as f64) / FADES).exp();
        sum += (due + burst).max(0.0);
        let days = (sum / (day * factor)).max(0.1);
        let unknown = YOUTH * days / (known * known);
        let doubt = (spread * spread * (1.0 / days + unknown) + LEVEL * LEVEL).sqrt();
        let reached = [sum * (1.0 + doubt), sum / (1.0 + doubt)];
        for (end, reached) in ends.iter_mut().zip(reached) {
            if *end >= horizon && reached >= left {
                *end = (quarter as f64 + 0.5) * BIN_SECONDS as f64;
            }
        }
    }
    ends
}

/// What is used up in a time that begins and ends so many quarters from now.
fn usual(past: &Past, from: i64, until: i64) -> f64 {
    (from..until)
        .map(|at| past.usual.at(past.now.later(at)))
        .sum()
}

/// How far days are off from what is usual, as a share of a usual day.
fn spread(past: &Past, day: f64) -> f64 {
    let days = past.len() / DAY;
    let (mut sum, mut count) = (DOUBT * DOUBT * DOUBT_DAYS, DOUBT_DAYS);
    for back in 0..days {
        let end = past.len() - back * DAY;
        let actual = past.sum(end) - past.sum(end - DAY);
        let usual: f64 = (end - DAY..end)
            .map(|at| past.usual.at(past.when(at)))
            .sum();
        sum += ((actual - usual) / day).powi(2);
        count += 1.0;
    }
    (sum / count).sqrt()
}
