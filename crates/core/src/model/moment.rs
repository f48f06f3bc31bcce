//! Moments and lengths that others name, and the bounds within which they are believed. Everything
//! that enters as a number or a text and is meant as time goes through here.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

/// A larger number counts milliseconds, a smaller one seconds, whatever its field is called.
const MOST_SECONDS: f64 = 1e11;

/// The first moment that is believed: 2020 began. Zero, the year 1 and the like mean "not set".
const FIRST: i64 = 1_577_836_800;
/// The last one: 2100 began.
const LAST: i64 = 4_102_444_800;

const SHORTEST: f64 = 60.0;
const LONGEST: f64 = 400.0 * 86_400.0;

/// A moment as a service or a file writes it: seconds or milliseconds since 1970 as a number or as
/// text, or a date with or without a time; a date alone is its first moment in UTC.
///
/// `None` for all else, and for what lies before 2020 or after 2099.
pub fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(number) => moment_of(number.as_f64()?),
        Value::String(text) => moment_in(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The same of a number.
pub fn moment_of(number: f64) -> Option<Timestamp> {
    if !number.is_finite() {
        return None;
    }
    let read = if number.abs() > MOST_SECONDS {
        Timestamp::from_millisecond(number as i64)
    } else {
        Timestamp::from_second(number as i64)
    };
    read.ok().and_then(believed)
}

/// The same of a text.
pub fn moment_in(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return moment_of(number);
    }
    let read = text.parse::<Timestamp>().ok().or_else(|| {
        let day: Date = text.parse().ok()?;
        Some(day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp())
    });
    read.and_then(believed)
}

/// A moment unless it lies outside of what is believed.
pub fn believed(moment: Timestamp) -> Option<Timestamp> {
    (FIRST..LAST)
        .contains(&moment.as_second())
        .then_some(moment)
}

/// The moment so many seconds after `now`, which count as 0 when negative.
pub fn moment_after(now: Timestamp, seconds: f64) -> Option<Timestamp> {
    if !seconds.is_finite() || seconds > LONGEST {
        return None;
    }
    let ahead = SignedDuration::from_secs(seconds.max(0.0) as i64);
    now.checked_add(ahead).ok().and_then(believed)
}

/// A window's length in seconds, if it is between a minute and 400 days.
pub fn window_length(seconds: f64) -> Option<SignedDuration> {
    (SHORTEST..=LONGEST)
        .contains(&seconds)
        .then(|| SignedDuration::from_secs(seconds as i64))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_moment_is_read_in_every_way_of_writing_it() {
        let noon: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        for value in [
            json!(1_795_435_200),
            json!(1_795_435_200.0),
            json!(1_795_435_200_000_i64),
            json!("1795435200"),
            json!(" 1795435200000 "),
            json!("2026-11-23T12:00:00Z"),
            json!("2026-11-23T13:00:00+01:00"),
        ] {
            assert_eq!(moment(&value), Some(noon), "{value}");
        }
        let midnight: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
        assert_eq!(moment(&json!("2026-12-01")), Some(midnight));
    }

    #[test]
    fn what_is_no_moment_of_our_time_is_not_set() {
        for value in [
            json!(0),
            json!(-1),
            json!(1),
            json!(1_577_836_799),
            json!(4_102_444_800_i64),
            json!(253_402_207_199_i64),
            json!(i64::MAX),
            json!(i64::MIN),
            json!(u64::MAX),
            json!(f64::MAX),
            json!("0"),
            json!("NaN"),
            json!("inf"),
            json!("1970-01-01T00:00:00Z"),
            json!("0001-01-01T00:00:00Z"),
            json!("0001-01-01"),
            json!("2019-12-31T23:59:59Z"),
            json!("9999-12-31T23:59:59Z"),
            json!("soon"),
            json!(""),
            json!(null),
            json!(true),
            json!([1_795_435_200]),
        ] {
            assert_eq!(moment(&value), None, "{value}");
        }
    }

    #[test]
    fn a_length_is_between_a_minute_and_400_days() {
        for seconds in [60.0, 18_000.0, 34_560_000.0] {
            let length = window_length(seconds).unwrap();
            assert_eq!(length.as_secs(), seconds as i64);
        }
        for seconds in [
            f64::NAN,
            f64::INFINITY,
            -1.0,
            0.0,
            59.0,
            34_560_001.0,
            1e300,
        ] {
            assert_eq!(window_length(seconds), None, "{seconds}");
            let now = "2026-11-23T12:00:00Z".parse().unwrap();
            let after = moment_after(now, seconds);
            assert_eq!(after.is_some(), seconds <= 59.0, "{seconds}");
        }
    }
}
