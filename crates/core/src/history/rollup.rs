//! Many intervals become one span an hour, hours become a day. What was used up in between is
//! counted here, with flaps left out and resets told apart.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Grain, Interval, Span, is_same_run};
use crate::model::{Percent, Reset};

/// A wrong value that lasts no longer than this between two right ones is a flap.
const FLAP: SignedDuration = SignedDuration::from_mins(15);
/// What two services' roundings may differ by.
const NOISE: f64 = 1.0;

/// Without flaps: values of another run, or lower ones, between two that agree with each other.
pub fn steady(intervals: &[Interval], length: Option<SignedDuration>) -> Vec<Interval> {
    let mut kept: Vec<Interval> = Vec::with_capacity(intervals.len());
    let mut at = 0;
    while let Some(rest @ [interval, ..]) = intervals.get(at..) {
        let flap = kept
            .last()
            .and_then(|before| beyond_flap(before, rest, length));
        if let Some(beyond) = flap {
            at += beyond;
        } else {
            kept.push(*interval);
            at += 1;
        }
    }
    kept
}

/// How many intervals at the beginning of `rest` are a flap after `before`.
fn beyond_flap(
    before: &Interval,
    rest: &[Interval],
    length: Option<SignedDuration>,
) -> Option<usize> {
    let agrees = |interval: &Interval| {
        is_same_run(before.told(), interval.told(), length)
            && match (before.used, interval.used) {
                (Some(before), Some(after)) => after.get() >= before.get() - NOISE,
                (Some(_) | None, None) | (None, Some(_)) => true,
            }
    };
    let is_unused = before.used.is_none_or(|used| used.get() <= 0.0);
    if is_unused || rest.first().is_none_or(agrees) {
        return None;
    }
    let back = rest.iter().position(agrees)?;
    let (first, again) = (rest.first()?, rest.get(back)?);
    let lasted = again.from.duration_since(first.from);
    (lasted <= FLAP).then_some(back)
}

/// One span for every hour or day that an interval begins in. `before` is what was told before the
/// first interval, if that is known.
pub fn by_grain(
    grain: Grain,
    before: Option<Interval>,
    intervals: &[Interval],
    length: Option<SignedDuration>,
) -> Vec<Span> {
    let all: Vec<Interval> = before
        .into_iter()
        .chain(intervals.iter().copied())
        .collect();
    let since = intervals.first().map(|first| first.from);
    let mut spans: BTreeMap<Timestamp, Span> = BTreeMap::new();
    // The highest use of the run so far: what lies below it was counted already.
    let mut high: Option<f64> = None;
    let mut previous: Option<Interval> = None;
    for interval in steady(&all, length) {
        let used = interval.used.map(Percent::get);
        let same =
            previous.is_none_or(|previous| is_same_run(previous.told(), interval.told(), length));
        let spent = match (used, high, previous) {
            (Some(used), Some(high), _) if same => (used - high).max(0.0),
            // Of a first reading nobody knows when that much was used.
            (Some(_), _, None) | (None, _, _) => 0.0,
            (Some(used), _, Some(_)) => used,
        };
        if !same {
            high = None;
        }
        high = used.map_or(high, |used| Some(high.map_or(used, |high| high.max(used))));
        if since.is_some_and(|since| interval.from >= since) {
            let from = grain.start(interval.from);
            if let Some(previous) = previous.filter(|_| !interval.after_gap)
                && let Some(earlier) = spans.get_mut(&grain.start(previous.from))
                && earlier.from < from
            {
                earlier.knows(previous.until, interval.from);
            }
            let span = spans
                .entry(from)
                .or_insert_with(|| Span::beginning(grain, from, &interval));
            span.take(&interval, previous.as_ref(), spent, !same);
        }
        previous = Some(interval);
    }
    spans.into_values().collect()
}

/// One day of its hours, or one span of two that tell about the same time; `None` without any.
pub fn day_of_hours(grain: Grain, spans: &[Span]) -> Option<Span> {
    let first = spans.first()?;
    let mut folded = Span {
        grain,
        from: grain.start(first.from),
        ..*first
    };
    for span in spans.iter().skip(1) {
        folded.first = folded.first.or(span.first);
        folded.last = span.last.or(folded.last);
        folded.high = highest(folded.high, span.high);
        folded.spent += span.spent;
        folded.resets += span.resets;
        folded.reset = span.reset;
        folded.known = (folded.known + span.known).min(grain.length());
    }
    Some(folded)
}

impl Span {
    fn beginning(grain: Grain, from: Timestamp, interval: &Interval) -> Self {
        Self {
            grain,
            from,
            first: interval.used,
            last: interval.used,
            high: interval.used,
            spent: 0.0,
            resets: 0,
            reset: Reset::Unknown,
            known: SignedDuration::ZERO,
        }
    }

    fn take(&mut self, interval: &Interval, previous: Option<&Interval>, spent: f64, anew: bool) {
        self.first = self.first.or(interval.used);
        self.last = interval.used.or(self.last);
        self.high = highest(self.high, interval.used);
        self.spent += spent;
        self.resets += u32::from(anew);
        self.reset = interval.reset;
        let since = match previous {
            Some(previous) if !interval.after_gap => previous.until.max(self.from),
            Some(_) | None => interval.from,
        };
        self.knows(since, interval.until);
    }

    /// The time from one moment to another, as far as it is within.
    fn knows(&mut self, since: Timestamp, until: Timestamp) {
        let length = self.grain.length();
        let until = until.min(self.from + length);
        let known = until.duration_since(since).max(SignedDuration::ZERO);
        self.known = (self.known + known).min(length);
    }
}

fn highest(one: Option<Percent>, other: Option<Percent>) -> Option<Percent> {
    match (one, other) {
        (Some(one), Some(other)) if other > one => Some(other),
        (Some(one), _) => Some(one),
        (None, other) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn at(minutes: i64) -> Timestamp {
        let start: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        start + SignedDuration::from_mins(minutes)
    }

    /// A value at a minute, in the run that ends at another one.
    fn told(minute: i64, used: f64, reset: i64) -> Interval {
        Interval {
            from: at(minute),
            until: at(minute + 4),
            used: Percent::used(used),
            reset: Reset::At(at(reset)),
            after_gap: false,
        }
    }

    fn spans(intervals: &[Interval]) -> Vec<(f64, u32, i64)> {
        let spans = by_grain(Grain::Hour, None, intervals, Some(DAY));
        let short = |span: &Span| (span.spent, span.resets, span.known.as_mins());
        spans.iter().map(short).collect()
    }

    #[test]
    fn what_was_used_up_is_counted_in_the_hour_that_it_was_seen_in() {
        let intervals = [
            told(0, 10.0, 600),
            told(30, 14.0, 600),
            told(65, 20.0, 600),
            told(100, 20.0, 601),
        ];
        assert_eq!(spans(&intervals), [(4.0, 0, 60), (6.0, 0, 44)]);
        let span = by_grain(Grain::Hour, None, &intervals, Some(DAY))[0];
        let ends = [span.first, span.last, span.high].map(|it| it.map(Percent::get));
        assert_eq!(ends, [Some(10.0), Some(14.0), Some(14.0)]);
    }

    #[test]
    fn a_reset_begins_anew_and_what_was_used_after_it_counts() {
        let intervals = [told(0, 90.0, 10), told(20, 3.0, 1450), told(30, 5.0, 1450)];
        assert_eq!(spans(&intervals), [(5.0, 1, 34)]);
    }

    #[test]
    fn a_reset_before_its_time_is_one_too() {
        let intervals = [told(0, 60.0, 600), told(20, 0.0, 1460), told(40, 4.0, 1460)];
        assert_eq!(spans(&intervals), [(4.0, 1, 44)]);
    }

    #[test]
    fn a_flap_costs_nothing() {
        let low = [told(0, 40.0, 600), told(5, 0.0, 600), told(10, 41.0, 600)];
        assert_eq!(spans(&low), [(1.0, 0, 14)]);
        let other_run = [told(0, 40.0, 600), told(5, 0.0, 1445), told(10, 41.0, 600)];
        assert_eq!(spans(&other_run), [(1.0, 0, 14)]);
        let too_long = [told(0, 40.0, 600), told(5, 0.0, 1445), told(50, 41.0, 600)];
        assert_eq!(spans(&too_long)[0].1, 1);
    }

    #[test]
    fn a_window_that_nobody_uses_moves_its_reset_along_and_has_none() {
        let idle = [told(0, 0.0, 1440), told(20, 0.0, 1460), told(40, 2.0, 1480)];
        assert_eq!(spans(&idle), [(2.0, 0, 44)]);
    }

    #[test]
    fn a_gap_is_not_known_time() {
        let mut late = told(40, 12.0, 600);
        late.after_gap = true;
        assert_eq!(spans(&[told(0, 10.0, 600), late]), [(2.0, 0, 8)]);
    }

    #[test]
    fn what_was_told_before_is_the_ground_to_count_from() {
        let before = Some(told(-30, 10.0, 600));
        let spans = by_grain(Grain::Hour, before, &[told(5, 16.0, 600)], Some(DAY));
        assert_eq!(spans.len(), 1);
        assert_eq!((spans[0].spent, spans[0].known.as_mins()), (6.0, 9));
    }

    #[test]
    fn hours_become_a_day() {
        let hours = by_grain(
            Grain::Hour,
            None,
            &[
                told(0, 10.0, 600),
                told(65, 20.0, 600),
                told(130, 15.0, 1440),
            ],
            Some(DAY),
        );
        let day = day_of_hours(Grain::Day, &hours).unwrap();
        assert_eq!(day.from, "2026-11-23T00:00:00Z".parse().unwrap());
        let ends = [day.first, day.last, day.high].map(|it| it.map(Percent::get));
        assert_eq!(ends, [Some(10.0), Some(15.0), Some(20.0)]);
        assert_eq!((day.spent, day.resets), (25.0, 1));
        assert_eq!(day_of_hours(Grain::Day, &[]), None);
    }
}
