//! What was told of a window over time: intervals in full detail, later one span an hour, later
//! one a day. Keeping them is the runtime's; the band of a forecast made of them is `forecast`'s.

mod chart_range;
mod rollup;
mod terms;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use chart_range::ChartRange;
pub use rollup::{by_grain, day_of_hours, steady};
pub use terms::{Terms, TermsRecord};

use crate::model::{AccountKey, Percent, Reset};

/// A value that was told again and again, from its first reading to its last.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub from: Timestamp,
    pub until: Timestamp,
    /// `None` when the service did not say.
    pub used: Option<Percent>,
    pub reset: Reset,
    /// Nothing is known of the time between the interval before and this one.
    pub after_gap: bool,
}

/// An hour or a day, folded.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub grain: Grain,
    /// The hour's or the day's beginning, in UTC.
    pub from: Timestamp,
    /// Used at its first and at its last reading, and at most.
    pub first: Option<Percent>,
    pub last: Option<Percent>,
    pub high: Option<Percent>,
    /// Percent of an allowance used up within it, across resets; may be over 100.
    pub spent: f64,
    /// How often the window began anew within it.
    pub resets: u32,
    /// As it was told last.
    pub reset: Reset,
    /// How much of the span readings tell about.
    pub known: SignedDuration,
}

/// How long a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grain {
    Hour,
    Day,
}

impl Grain {
    pub const ALL: [Self; 2] = [Self::Hour, Self::Day];

    pub fn length(self) -> SignedDuration {
        SignedDuration::from_secs(self.seconds())
    }

    /// The beginning of the span that a moment is in.
    pub fn start(self, at: Timestamp) -> Timestamp {
        let second = at.as_second() - at.as_second().rem_euclid(self.seconds());
        Timestamp::from_second(second).unwrap_or(at)
    }

    /// The identifier in JSON and CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    fn seconds(self) -> i64 {
        match self {
            Self::Hour => 3600,
            Self::Day => 24 * 3600,
        }
    }
}

/// All that is kept of one window, or of a part of its time. Each list ascends, and days end
/// before hours begin, hours before intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowHistory {
    pub account: AccountKey,
    pub window: String,
    /// The window's whole length as it was told last.
    pub length: Option<SignedDuration>,
    /// What was told before is of another plan, limit or length; `None` where nothing is.
    pub since: Option<Timestamp>,
    pub days: Vec<Span>,
    pub hours: Vec<Span>,
    pub intervals: Vec<Interval>,
}

impl WindowHistory {
    /// The part that says something about the present allowance. A span that the change fell into is
    /// of both and left out.
    #[must_use]
    pub fn on_present_terms(&self) -> Self {
        let mut part = self.clone();
        if let Some(since) = self.since {
            part.days.retain(|span| span.from >= since);
            part.hours.retain(|span| span.from >= since);
            part.intervals.retain(|interval| interval.until >= since);
            for interval in &mut part.intervals {
                interval.from = interval.from.max(since);
            }
        }
        part
    }
}

/// Services drift: resets this close together are one, give or take 10 minutes or a tenth of the
/// window's length, whichever is less.
pub fn tolerance(length: Option<SignedDuration>) -> SignedDuration {
    let most = SignedDuration::from_mins(10);
    length.map_or(most, |length| most.min(length / 10))
}

/// Whether two tellings are about the same run of the window. Where nothing was used the moment
/// of the reset says nothing: some services move it along until the first use.
pub fn is_same_run(
    before: (Option<Percent>, Reset),
    after: (Option<Percent>, Reset),
    length: Option<SignedDuration>,
) -> bool {
    let is_unused = |used: Option<Percent>| used.is_some_and(|used| used.get() <= 0.0);
    if is_unused(before.0) {
        return true;
    }
    match (before.1, after.1) {
        (Reset::At(one), Reset::At(other)) => one.duration_since(other).abs() <= tolerance(length),
        (Reset::At(_) | Reset::Unknown, Reset::NotStarted) => false,
        (Reset::NotStarted, _) => true,
        (Reset::Unknown, _) | (_, Reset::Unknown) => match (before.0, after.0) {
            (Some(before), Some(after)) => after.get() > before.get() - FALL,
            (Some(_) | None, None) | (None, Some(_)) => true,
        },
    }
}

/// Where no reset is told, a use that fell by this many points means that there was one.
const FALL: f64 = 10.0;

impl Interval {
    fn told(&self) -> (Option<Percent>, Reset) {
        (self.used, self.reset)
    }
}
