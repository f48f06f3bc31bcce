//! Quiet hours: the part of every day in which notifications are held back. Which zone the day is
//! in, the caller says.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// From one time of the day to another, across midnight where the second is the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default, rename_all = "kebab-case")]
pub struct QuietHours {
    pub on: bool,
    pub from: DayTime,
    /// The first quiet minute's counterpart: from then on everything is told again.
    pub to: DayTime,
    /// That something is used up is told all the same.
    pub used_up_passes: bool,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self {
            on: false,
            from: DayTime(22 * 60),
            to: DayTime(7 * 60),
            used_up_passes: false,
        }
    }
}

impl QuietHours {
    /// Whether that moment is a quiet one. Equal times mean no time at all.
    pub fn hold(&self, at: Timestamp, zone: &TimeZone) -> bool {
        if !self.on {
            return false;
        }
        let there = at.to_zoned_datetime(zone.clone());
        let minute = DayTime(there.hour() as u16 * 60 + there.minute() as u16);
        if self.from <= self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

/// A time of the day by the minute, written `22:05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct DayTime(u16);

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

    #[test]
    fn quiet_hours_reach_across_midnight() {
        let zone = TimeZone::UTC;
        let at = |clock: &str| format!("2026-11-23T{clock}:00Z").parse().unwrap();
        let night = QuietHours {
            on: true,
            ..QuietHours::default()
        };
        for (clock, quiet) in [
            ("21:59", false),
            ("22:00", true),
            ("03:00", true),
            ("06:59", true),
            ("07:00", false),
        ] {
            assert_eq!(night.hold(at(clock), &zone), quiet, "{clock}");
        }
        let noon = QuietHours {
            from: time("12:00"),
            to: time("13:00"),
            ..night
        };
        assert!(noon.hold(at("12:30"), &zone) && !noon.hold(at("13:00"), &zone));
        let never = QuietHours {
            to: noon.from,
            ..noon
        };
        assert!(!never.hold(at("12:00"), &zone));
        assert!(!QuietHours { on: false, ..night }.hold(at("03:00"), &zone));
    }
}
