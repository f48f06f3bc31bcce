//! Quiet hours: the part of every day in which notifications are held back. Which zone the day is
//! in, the caller says.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, AmbiguousTimestamp, TimeZone},
};
use serde::{Deserialize, Serialize};

use super::declare::declare;

declare! {
    /// From one time of the day to another, across midnight where the second is the earlier one.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
    #[serde(default, rename_all = "kebab-case")]
    pub struct QuietHours {
        /// Holds notifications back in these hours of every day.
        on: bool = false, [switch];
        /// The first quiet minute.
        from: DayTime = DayTime(22 * 60), ["a time of the day"];
        /// The first minute that is not quiet any more: what was held back is sent then.
        to: DayTime = DayTime(7 * 60), ["a time of the day"];
        /// Tells all the same that something is used up.
        used_up_passes: bool = false, [switch];
    }
}

impl QuietHours {
    /// When the quiet time ends that this moment is in; `None` when it is in none. Equal times
    /// mean no time at all.
    pub fn ends(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        if !self.on || self.from == self.to {
            return None;
        }
        let today = at.to_zoned_datetime(zone.clone()).date();
        let begun = [today.yesterday().ok(), Some(today)];
        begun.into_iter().flatten().find_map(|day| {
            let last = if self.from < self.to {
                day
            } else {
                day.tomorrow().ok()?
            };
            let (from, to) = (self.from.first(day, zone)?, self.to.last(last, zone)?);
            (from <= at && at < to).then_some(to)
        })
    }
}

/// A time of the day by the minute, written `22:05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct DayTime(u16);

/// Where clocks are set back, a time comes twice: quiet hours begin with the first and end with the
/// second. Where clocks are set forward over it, it is the moment of that.
impl DayTime {
    fn first(self, day: Date, zone: &TimeZone) -> Option<Timestamp> {
        let there = zone.to_ambiguous_timestamp(self.on(day)?);
        match there.offset() {
            AmbiguousOffset::Gap { .. } => after_gap(there, zone),
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
                there.earlier().ok()
            }
        }
    }

    fn last(self, day: Date, zone: &TimeZone) -> Option<Timestamp> {
        let there = zone.to_ambiguous_timestamp(self.on(day)?);
        match there.offset() {
            AmbiguousOffset::Gap { .. } => after_gap(there, zone),
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
                there.later().ok()
            }
        }
    }

    fn on(self, day: Date) -> Option<DateTime> {
        let (hour, minute) = (i8::try_from(self.0 / 60), i8::try_from(self.0 % 60));
        let time = Time::new(hour.ok()?, minute.ok()?, 0, 0).ok()?;
        Some(day.to_datetime(time))
    }
}

/// The moment at which the clocks were set forward.
fn after_gap(there: AmbiguousTimestamp, zone: &TimeZone) -> Option<Timestamp> {
    let before = there.earlier().ok()?;
    let change = zone.following(before).next()?;
    Some(change.timestamp())
}

impl TryFrom<String> for DayTime {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (hour, minute) = text.split_once(':').ok_or("a time is written like 22:05")?;
        let number = |text: &str, end: u16| {
            let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
            let number = text.parse::<u16>().ok().filter(|_| digits);
            number
                .filter(|number| *number < end)
                .ok_or("there is no such time of the day")
        };
        Ok(Self(number(hour, 24)? * 60 + number(minute, 60)?))
    }
}

impl From<DayTime> for String {
    fn from(DayTime(minutes): DayTime) -> Self {
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> DayTime {
        DayTime::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn times_are_written_as_they_are_read_and_nonsense_is_refused() {
        for (text, written) in [("22:05", "22:05"), ("7:00", "07:00"), ("00:00", "00:00")] {
            assert_eq!(String::from(time(text)), written);
        }
        for text in ["", "22", "24:00", "12:60", "-1:00", "+1:00", "1:2:3", "a:b"] {
            assert!(DayTime::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    fn hours(from: &str, to: &str) -> QuietHours {
        QuietHours {
            on: true,
            from: time(from),
            to: time(to),
            used_up_passes: false,
        }
    }

    #[test]
    fn quiet_hours_reach_across_midnight_and_say_when_they_end() {
        let at = |day: u8, clock: &str| -> Timestamp {
            format!("2026-11-{day}T{clock}:00Z").parse().unwrap()
        };
        let ends = |hours: QuietHours, clock| hours.ends(at(23, clock), &TimeZone::UTC);
        let night = hours("22:00", "07:00");
        for (clock, end) in [
            ("21:59", None),
            ("22:00", Some(at(24, "07:00"))),
            ("03:00", Some(at(23, "07:00"))),
            ("06:59", Some(at(23, "07:00"))),
            ("07:00", None),
        ] {
            assert_eq!(ends(night, clock), end, "{clock}");
        }
        let noon = hours("12:00", "13:00");
        assert_eq!(ends(noon, "12:30"), Some(at(23, "13:00")));
        assert_eq!(ends(noon, "13:00"), None);
        assert_eq!(ends(hours("12:00", "12:00"), "12:00"), None);
        assert_eq!(ends(QuietHours { on: false, ..night }, "03:00"), None);
    }

    /// Berlin: on 25 October 2026 the hour from two to three comes twice, on 29 March 2026 not at
    /// all.
    #[test]
    fn changing_clocks_neither_tear_quiet_hours_nor_lose_their_end() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let utc = |text: &str| -> Timestamp { format!("2026-{text}:00Z").parse().unwrap() };
        for (from, to, at, end) in [
            // A usual night, one hour longer and one hour shorter.
            ("22:00", "07:00", "10-24T20:00", Some("10-25T06:00")),
            ("22:00", "07:00", "03-28T21:00", Some("03-29T05:00")),
            // Begins or ends within the hour that comes twice.
            ("02:30", "06:00", "10-25T00:29", None),
            ("02:30", "06:00", "10-25T00:30", Some("10-25T05:00")),
            ("02:30", "06:00", "10-25T01:10", Some("10-25T05:00")),
            ("22:00", "02:30", "10-25T00:40", Some("10-25T01:30")),
            ("22:00", "02:30", "10-25T01:30", None),
            // Begins or ends within the hour that is left out.
            ("02:30", "06:00", "03-29T00:59", None),
            ("02:30", "06:00", "03-29T01:00", Some("03-29T04:00")),
            ("22:00", "02:30", "03-29T00:59", Some("03-29T01:00")),
            ("22:00", "02:30", "03-29T01:00", None),
        ] {
            assert_eq!(
                hours(from, to).ends(utc(at), &zone),
                end.map(utc),
                "{from} to {to} at {at}"
            );
        }
    }
}
