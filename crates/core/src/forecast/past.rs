//! The history of a window as a row of quarters of an hour with what was used up in each. Time in
//! which nothing could be used, and time that nobody saw, is filled with what is usual then.
#![expect(
    clippy::cast_possible_wrap,
    reason = "four weeks have few quarters of an hour"
)]

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    history::{Grain, Interval, WindowHistory, is_same_run, steady},
    model::Percent,
};

/// A quarter of an hour.
pub(super) const BIN_SECONDS: i64 = 900;
pub(super) const DAY: usize = 96;
const DAYS: usize = 28;
/// Under this much of it, a band by history is worse than a wide one.
const ENOUGH_DAYS: usize = 2;
/// Days after which what was usual counts half.
const HALF_LIFE: f64 = 20.0;

/// What was used in a time without readings as long as this is not spread over it.
const LONGEST_SPREAD: SignedDuration = SignedDuration::from_hours(3);

/// What was used up before now, oldest first.
pub(super) struct Past {
    /// What was used up until the beginning of each quarter, and at last until now.
    sums: Vec<f64>,
    /// Quarters that were seen and could be used.
    known: usize,
    moments: Vec<When>,
    pub(super) usual: Usual,
    pub(super) now: When,
}

/// When in a week a quarter is, on the user's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    /// Quarters since midnight.
    quarter: usize,
    /// 0 is Monday.
    weekday: usize,
}

/// A quarter as it is being put together.
#[derive(Clone, Copy, Default)]
struct Bin {
    seen: f64,
    spent: f64,
}

impl Past {
    pub(super) fn of(history: &WindowHistory, now: Timestamp, zone: &TimeZone) -> Self {
        let mut bins = Bins {
            start: now.as_second() - (DAYS * DAY) as i64 * BIN_SECONDS,
            bins: vec![Bin::default(); DAYS * DAY],
        };
        bins.add_hours(history);
        bins.add_stretches(history);
        let seen = bins.bins.iter().position(|bin| bin.seen > 0.0);
        let first = seen.unwrap_or(bins.bins.len());
        let moments: Vec<When> = (first..bins.bins.len())
            .map(|bin| When::of(bins.start + bin as i64 * BIN_SECONDS, zone))
            .collect();
        let values: Vec<Option<f64>> = bins.bins.iter().skip(first).map(Bin::value).collect();
        let usual = Usual::of(&values, &moments);
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        for (value, when) in values.iter().zip(&moments) {
            sum += value.unwrap_or_else(|| usual.at(*when));
            sums.push(sum);
        }
        Self {
            sums,
            known: values.iter().flatten().count(),
            moments,
            usual,
            now: When::of(now.as_second(), zone),
        }
    }

    /// Quarters from the first one known until now.
    pub(super) fn len(&self) -> usize {
        self.moments.len()
    }

    pub(super) fn is_enough(&self) -> bool {
        self.known >= ENOUGH_DAYS * DAY
    }

    pub(super) fn when(&self, quarter: usize) -> When {
        self.moments.get(quarter).copied().unwrap_or(self.now)
    }

    /// Used up until the beginning of a quarter.
    pub(super) fn sum(&self, quarter: usize) -> f64 {
        let newest = self.sums.last().copied().unwrap_or_default();
        self.sums.get(quarter).copied().unwrap_or(newest)
    }
}

struct Bins {
    /// A second.
    start: i64,
    bins: Vec<Bin>,
}

impl Bins {
    fn add_hours(&mut self, history: &WindowHistory) {
        for hour in &history.hours {
            let was_blocked = hour.first.is_some_and(is_all);
            if !was_blocked && hour.known * 2 >= Grain::Hour.length() {
                self.add(hour.from, hour.from + Grain::Hour.length(), hour.spent);
            }
        }
    }

    fn add_stretches(&mut self, history: &WindowHistory) {
        let mut before: Option<(Interval, f64)> = None;
        for interval in steady(&history.intervals, history.length) {
            let Some(used) = interval.used.map(Percent::get) else {
                before = None;
                continue;
            };
            let mut high = used;
            if let Some((earlier, earlier_high)) = before {
                let tell = |it: &Interval| (it.used, it.reset);
                let same = is_same_run(tell(&earlier), tell(&interval), history.length);
                let since = interval.from.duration_since(earlier.until);
                let spent = if same {
                    high = high.max(earlier_high);
                    (used - earlier_high).max(0.0)
                } else {
                    used
                };
                let was_blocked = earlier.used.is_some_and(is_all);
                if !was_blocked && since <= LONGEST_SPREAD {
                    self.add(earlier.until, interval.from, spent);
                }
            }
            if used < 100.0 {
                self.add(interval.from, interval.until, 0.0);
            }
            before = Some((interval, high));
        }
    }

    /// Spreads what was used up evenly over a time.
    fn add(&mut self, from: Timestamp, until: Timestamp, spent: f64) {
        let (from, until) = (
            from.as_second() - self.start,
            until.as_second() - self.start,
        );
        let length = (until - from) as f64;
        if length <= 0.0 || until <= 0 {
            return;
        }
        let first = from.max(0) / BIN_SECONDS;
        for at in first..=(until - 1) / BIN_SECONDS {
            let Some(bin) = self.bins.get_mut(at as usize) else {
                return;
            };
            let (begins, ends) = (at * BIN_SECONDS, (at + 1) * BIN_SECONDS);
            let within = (ends.min(until) - begins.max(from)) as f64;
            bin.seen += within;
            bin.spent += spent * within / length;
        }
    }
}

impl Bin {
    fn value(&self) -> Option<f64> {
        const LEAST: f64 = BIN_SECONDS as f64 / 3.0;
        (self.seen >= LEAST).then(|| self.spent * (BIN_SECONDS as f64 / self.seen).max(1.0))
    }
}

fn is_all(used: Percent) -> bool {
    used.get() >= 100.0
}

impl When {
    fn of(second: i64, zone: &TimeZone) -> Self {
        let moment = Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
        let zoned = moment.to_zoned_datetime(zone.clone());
        let minutes = i32::from(zoned.hour()) * 60 + i32::from(zoned.minute());
        Self {
            quarter: (minutes / 15) as usize,
            weekday: usize::try_from(zoned.weekday().to_monday_zero_offset()).unwrap_or_default(),
        }
    }

    fn is_weekend(self) -> bool {
        self.weekday >= 5
    }

    /// So many quarters later, or before, as if no clock was ever set.
    pub(super) fn later(self, quarters: i64) -> Self {
        let of_week = (self.weekday * DAY + self.quarter) as i64 + quarters;
        let of_week = of_week.rem_euclid(7 * DAY as i64) as usize;
        Self {
            quarter: of_week % DAY,
            weekday: of_week / DAY,
        }
    }

    fn hour(self) -> usize {
        self.quarter / 4
    }
}

/// What is used up in a quarter at each hour, on working days and weekends.
pub(super) struct Usual {
    hours: [[Mean; 24]; 2],
    all: Mean,
}

#[derive(Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Usual {
    fn of(values: &[Option<f64>], moments: &[When]) -> Self {
        let mut usual = Self {
            hours: [[Mean::default(); 24]; 2],
            all: Mean::default(),
        };
        for (index, (value, when)) in values.iter().zip(moments).enumerate() {
            let Some(value) = value else { continue };
            let age = (values.len() - index) as f64 / DAY as f64;
            let weight = 0.5_f64.powf(age / HALF_LIFE);
            usual.all.add(*value, weight);
            let kind = usual.hours.get_mut(usize::from(when.is_weekend()));
            if let Some(mean) = kind.and_then(|hours| hours.get_mut(when.hour())) {
                mean.add(*value, weight);
            }
        }
        usual
    }

    /// Where little is known of an hour, it is taken to be like all others.
    pub(super) fn at(&self, when: When) -> f64 {
        const DOUBT: f64 = 4.0;
        let all = self.all.sum / self.all.count.max(1e-9);
        let kind = self.hours.get(usize::from(when.is_weekend()));
        let mean = kind.and_then(|hours| hours.get(when.hour())).copied();
        let mean = mean.unwrap_or_default();
        (mean.sum + all * DOUBT) / (mean.count + DOUBT)
    }
}

impl Mean {
    fn add(&mut self, value: f64, weight: f64) {
        self.sum += value * weight;
        self.count += weight;
    }
}
