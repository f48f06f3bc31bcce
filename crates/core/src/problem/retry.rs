//! When a service says that it may be asked again: in a header, or in the body of a refusal.

use jiff::{
    SignedDuration, Timestamp,
    fmt::{rfc2822, strtime},
    tz::TimeZone,
};
use serde_json::Value;

use crate::{
    model::{moment, moment_after},
    ports::Response,
};

/// The moment that an answer names, in `Retry-After` or else in its body, if it lies one second to
/// six hours ahead.
pub fn retry_at(response: &Response, now: Timestamp) -> Option<Timestamp> {
    retry_after(response, now).or_else(|| in_body(&response.body, now))
}

/// The moment that an answer's `Retry-After` names, within the same bounds.
pub fn retry_after(response: &Response, now: Timestamp) -> Option<Timestamp> {
    in_header(response.header("retry-after")?, now)
}

fn in_header(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let named = match text.parse::<u32>() {
        Ok(seconds) => moment_after(now, f64::from(seconds))?,
        Err(_) => date(text)?,
    };
    usable(named, now)
}

/// An HTTP date: as it is written today, or in one of the two older ways that are still to be read.
fn date(text: &str) -> Option<Timestamp> {
    let older = |form| {
        let read = strtime::parse(form, text).ok()?.to_datetime().ok()?;
        TimeZone::UTC.to_timestamp(read).ok()
    };
    let read = rfc2822::parse(text).ok().map(|read| read.timestamp());
    let read = read.or_else(|| older("%A, %d-%b-%y %H:%M:%S GMT"));
    read.or_else(|| older("%a %b %e %H:%M:%S %Y"))
}

/// A moment is as exact as the service is, a delay is as old as the answer: moments come first.
fn in_body(body: &[u8], now: Timestamp) -> Option<Timestamp> {
    const MOMENTS: [&str; 5] = [
        "quotaresettimestamp",
        "resetsat",
        "resetat",
        "retryat",
        "retryafter",
    ];
    const DELAYS: [&str; 6] = [
        "retrydelay",
        "quotaresetdelay",
        "resetsinseconds",
        "resetafterseconds",
        "retryafterseconds",
        "retryafter",
    ];
    let body: Value = serde_json::from_slice(body).ok()?;
    let named = MOMENTS
        .iter()
        .find_map(|name| find(&body, name, &|value| usable(moment(value)?, now)));
    named.or_else(|| {
        DELAYS.iter().find_map(|name| {
            find(&body, name, &|value| {
                usable(moment_after(now, seconds(value)?)?, now)
            })
        })
    })
}

/// The first value at any depth under a name, in any spelling, of which `read` makes something.
fn find(
    value: &Value,
    name: &str,
    read: &dyn Fn(&Value) -> Option<Timestamp>,
) -> Option<Timestamp> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(key, value)| {
            let own = (squeezed(key) == name).then(|| read(value)).flatten();
            own.or_else(|| find(value, name, read))
        }),
        Value::Array(items) => items.iter().find_map(|item| find(item, name, read)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn squeezed(key: &str) -> String {
    let letters = key.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// A length of time: a number of seconds, or a text such as `5400.250s` or `1h30m0.25s`.
fn seconds(value: &Value) -> Option<f64> {
    let text = match value {
        Value::Number(number) => return number.as_f64(),
        Value::String(text) => text.trim(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let mut all = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let unit = after.find(|c: char| !c.is_ascii_alphabetic());
        let (unit, after) = after.split_at(unit.unwrap_or(after.len()));
        let worth = match unit {
            "d" => 86_400.0,
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 0.001,
            _ => return None,
        };
        all += worth * number.parse::<f64>().ok()?;
        rest = after;
    }
    (all > 0.0).then_some(all)
}

fn usable(moment: Timestamp, now: Timestamp) -> Option<Timestamp> {
    (SignedDuration::from_secs(1)..=SignedDuration::from_hours(6))
        .contains(&moment.duration_since(now))
        .then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn retry_after_is_honoured_between_a_second_and_six_hours() {
        for (text, seconds) in [
            ("30", Some(30)),
            (" 30 ", Some(30)),
            ("1", Some(1)),
            ("0", None),
            ("21600", Some(21600)),
            ("21601", None),
            ("999999", None),
            ("99999999999999999999999", None),
            ("-5", None),
            ("1.5", None),
            ("1e3", None),
            ("", None),
            ("soon", None),
            ("Mon, 23 Nov 2026 12:10:00 GMT", Some(600)),
            ("Mon, 23 Nov 2026 12:00:00 GMT", None),
            ("Mon, 23 Nov 2026 11:00:00 GMT", None),
            ("Mon, 23 Nov 2026 18:00:00 GMT", Some(21600)),
            ("Mon, 23 Nov 2099 12:10:00 GMT", None),
            ("Mon, 23 Nov 2026 25:10:00 GMT", None),
            ("Monday, 23-Nov-26 12:10:00 GMT", Some(600)),
            ("Monday, 23-Nov-26 12:10:00", None),
            ("Mon Nov 23 12:10:00 2026", Some(600)),
            ("Mon Nov  2 12:10:00 2026", None),
        ] {
            let expected = seconds.map(|seconds| now() + SignedDuration::from_secs(seconds));
            assert_eq!(in_header(text, now()), expected, "{text}");
        }
    }

    #[test]
    fn a_moment_in_the_body_counts_in_every_way_of_writing_it() {
        for (body, seconds) in [
            (
                r#"{"error": {"details": [{"retryDelay": "5400.250s"}]}}"#,
                Some(5400),
            ),
            (
                r#"{"details": [{"metadata": {"quotaResetDelay": "1h30m0.25s"}}]}"#,
                Some(5400),
            ),
            (
                r#"{"metadata": {"quotaResetTimeStamp": "2026-11-23T13:30:00Z"}, "retryDelay": "9s"}"#,
                Some(5400),
            ),
            (r#"{"error": {"resets_in_seconds": 600}}"#, Some(600)),
            (
                r#"{"error": {"resets_at": 1795435800, "resets_in_seconds": 3}}"#,
                Some(600),
            ),
            (r#"{"error": {"resets_at": 1795435800000}}"#, Some(600)),
            (r#"{"retry_after": 30}"#, Some(30)),
            (r#"{"retryAfter": "250ms"}"#, None),
            (r#"{"retryDelay": "0s"}"#, None),
            (r#"{"retryDelay": "7h"}"#, None),
            (r#"{"retryDelay": "soon"}"#, None),
            (r#"{"retryDelay": "-5s"}"#, None),
            (r#"{"retryDelay": 1e300}"#, None),
            (r#"{"resets_at": 0, "resets_in_seconds": null}"#, None),
            (r#"{"resets_at": "2026-11-30T00:00:00Z"}"#, None),
            ("{", None),
        ] {
            let expected = seconds.map(|seconds| now() + SignedDuration::from_secs(seconds));
            assert_eq!(in_body(body.as_bytes(), now()), expected, "{body}");
        }
    }

    #[test]
    fn the_header_comes_before_the_body() {
        let response = |header: Option<&str>| Response {
            status: 429,
            headers: header
                .map(|text| ("retry-after".to_owned(), text.to_owned()))
                .into_iter()
                .collect(),
            body: br#"{"retryDelay": "60s"}"#.to_vec(),
        };
        let ahead = |header| {
            let at = retry_at(&response(header), now()).unwrap();
            at.duration_since(now()).as_secs()
        };
        assert_eq!(
            [ahead(Some("30")), ahead(Some("never")), ahead(None)],
            [30, 60, 60]
        );
    }
}
