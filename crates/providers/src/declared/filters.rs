//! The closed list of filters that a mapping may use: a few of jaq's own, and those that this file
//! has for what services do to numbers and moments. What is not here does not compile.

use jaq_core::{
    Bind, Error, Native, ValR, ValT,
    data::JustLut,
    load::{self, parse::Def},
    native::{Filter, Fun, bome, run, unary, v},
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use plimsoll_core::model;
use serde_json::Value;

use super::value::Val;
use crate::lenient;

/// The kind of data that mappings are compiled for.
pub(super) type Data = JustLut<Val>;

/// Of jaq's own; each ends when its input does.
const TAKEN: [&str; 4] = ["error_empty", "key_values", "first", "last"];

/// The Monday that the weeks of 1970 are counted from, and the lengths.
const FIRST_MONDAY: f64 = 4.0 * DAY;
const DAY: f64 = 86_400.0;
const WEEK: f64 = 7.0 * DAY;

/// Those that are made of others.
pub(super) fn definitions() -> impl Iterator<Item = Def<&'static str>> {
    let definitions = load::parse(include_str!("prelude.jq"), |parser| parser.defs());
    definitions.unwrap_or_default().into_iter()
}

/// Those that are made of Rust.
pub(super) fn natives() -> impl Iterator<Item = Fun<Data>> {
    let taken = jaq_core::funs::<Data>().filter(|(name, _, _)| TAKEN.contains(name));
    taken.chain(own())
}

fn own() -> impl Iterator<Item = Fun<Data>> {
    let plain = plain().into_iter().map(|(name, of)| (name, v(0), of));
    plain.chain(with_argument().into_iter().map(run::<Data>))
}

macro_rules! plain {
    ($of:expr) => {
        Native::new(|cv| {
            let of: fn(Val) -> ValR<Val> = $of;
            bome(of(cv.1))
        })
    };
}

/// Filters without an argument.
fn plain() -> [(&'static str, Native<Data>); 14] {
    [
        ("num", plain!(|it| Ok(number(&it)))),
        ("moment", plain!(|it| Ok(moment(&it)))),
        ("dollars", plain!(|it| Ok(dollars(&it)))),
        ("floor", plain!(|it| Ok(rounded(&it, f64::floor)))),
        ("round", plain!(|it| Ok(rounded(&it, f64::round)))),
        ("next_day", plain!(|it| Ok(next(&it, DAY, 0.0)))),
        ("next_week", plain!(|it| Ok(next(&it, WEEK, FIRST_MONDAY)))),
        ("next_month", plain!(|it| Ok(next_month(&it)))),
        ("length", plain!(|it| Ok(length(&it)))),
        ("type", plain!(|it| Val::text(kind(&it)))),
        ("sort", plain!(sorted)),
        ("add", plain!(sum)),
        (
            "ascii_downcase",
            plain!(|it| text_of(&it, str::to_ascii_lowercase)),
        ),
        ("title", plain!(|it| text_of(&it, title))),
    ]
}

/// Filters with one argument that is a value.
fn with_argument() -> [Filter<jaq_core::RunPtr<Data>>; 6] {
    let one = || -> Box<[Bind]> { v(1) };
    [
        ("next_every", one(), |cv| {
            unary(cv, |it, length| match length {
                Val::Number(length) if length >= 60.0 => Ok(next(&it, length, 0.0)),
                _ => Err(Error::str("a period has at least 60 seconds")),
            })
        }),
        ("has", one(), |cv| {
            unary(cv, |it, key| Ok(Val::from(it.index(&key)? != Val::Null)))
        }),
        ("startswith", one(), |cv| {
            unary(cv, |it, start| {
                Ok(compared(&it, &start, |it, start| it.starts_with(start)))
            })
        }),
        ("endswith", one(), |cv| {
            unary(cv, |it, end| {
                Ok(compared(&it, &end, |it, end| it.ends_with(end)))
            })
        }),
        ("contains", one(), |cv| {
            unary(cv, |it, part| {
                Ok(compared(&it, &part, |it, part| it.contains(part)))
            })
        }),
        ("ltrimstr", one(), |cv| {
            unary(cv, |it, start| match (&it, &start) {
                (Val::Text(text), Val::Text(start)) => {
                    Val::text(text.strip_prefix(&**start).unwrap_or(text))
                }
                _ => Ok(it),
            })
        }),
    ]
}

/// A number, also one that is written as a text; all else is unknown.
fn number(value: &Val) -> Val {
    match value {
        Val::Number(number) => Val::number(*number),
        Val::Text(text) => {
            let number = lenient::as_number(&Value::from(&**text));
            number.map_or(Val::Null, Val::number)
        }
        Val::Null | Val::Bool(_) | Val::List(_) | Val::Object(_) => Val::Null,
    }
}

/// Seconds since 1970 of a moment of our time, however it is written; all else is unknown.
fn moment(value: &Val) -> Val {
    let moment = match value {
        Val::Number(number) => model::moment_of(*number),
        Val::Text(text) => model::moment_in(text),
        Val::Null | Val::Bool(_) | Val::List(_) | Val::Object(_) => None,
    };
    moment.map_or(Val::Null, |moment| {
        Val::number(moment.as_millisecond() as f64 / 1000.0)
    })
}

/// A sum as `$24.00` has it.
fn dollars(value: &Val) -> Val {
    match value {
        Val::Text(text) => {
            let sum = text.trim().strip_prefix('$').unwrap_or(text);
            number(&Val::Text(sum.into()))
        }
        Val::Null | Val::Bool(_) | Val::Number(_) | Val::List(_) | Val::Object(_) => number(value),
    }
}

fn rounded(value: &Val, by: fn(f64) -> f64) -> Val {
    match value {
        Val::Number(number) => Val::number(by(*number)),
        _ => Val::Null,
    }
}

/// The first boundary after a moment, of periods that have this length since `first`.
fn next(moment: &Val, length: f64, first: f64) -> Val {
    match moment {
        Val::Number(moment) => {
            let passed = ((moment - first) / length).floor();
            Val::number((passed + 1.0) * length + first)
        }
        _ => Val::Null,
    }
}

/// The first day of the next month, in UTC.
fn next_month(moment: &Val) -> Val {
    let Val::Number(seconds) = moment else {
        return Val::Null;
    };
    let now = Timestamp::from_second(*seconds as i64).ok();
    let next = now.and_then(|now| {
        let first = now.to_zoned_datetime(TimeZone::UTC).first_of_month().ok()?;
        let next = first.checked_add(1.month()).ok()?;
        Some(next.start_of_day().ok()?.timestamp())
    });
    next.map_or(Val::Null, |next| Val::number(next.as_second() as f64))
}

/// Of a list or an object; of all else it is unknown.
fn length(value: &Val) -> Val {
    match value {
        Val::List(items) => Val::number(items.len() as f64),
        Val::Object(fields) => Val::number(fields.len() as f64),
        Val::Text(text) => Val::number(text.chars().count() as f64),
        Val::Null | Val::Bool(_) | Val::Number(_) => Val::Null,
    }
}

fn kind(value: &Val) -> &'static str {
    match value {
        Val::Null => "null",
        Val::Bool(_) => "boolean",
        Val::Number(_) => "number",
        Val::Text(_) => "string",
        Val::List(_) => "array",
        Val::Object(_) => "object",
    }
}

fn sorted(value: Val) -> ValR<Val> {
    match value {
        Val::List(items) => {
            let mut items = Vec::clone(&items);
            items.sort();
            Ok(items.into_iter().collect())
        }
        other => Err(Error::typ(other, "array")),
    }
}

/// Of numbers, texts, lists or objects. Where one number is unknown the sum is.
fn sum(value: Val) -> ValR<Val> {
    match value {
        Val::List(items) => {
            let mut items = items.iter().cloned();
            let first = items.next().unwrap_or(Val::Null);
            items.try_fold(first, |sum, item| sum + item)
        }
        other => Err(Error::typ(other, "array")),
    }
}

fn text_of(value: &Val, of: fn(&str) -> String) -> ValR<Val> {
    match value {
        Val::Text(text) => Val::text(&of(text)),
        _ => Ok(Val::Null),
    }
}

/// `LEVEL_ADVANCED` and the like as words: the first letter of each large, the others small.
fn title(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters.flat_map(char::to_lowercase)).collect()
    };
    let words: Vec<String> = text.split(['_', '-', ' ']).map(word).collect();
    words.join(" ")
}

fn compared(value: &Val, other: &Val, of: fn(&str, &str) -> bool) -> Val {
    match (value, other) {
        (Val::Text(value), Val::Text(other)) => Val::from(of(value, other)),
        _ => Val::from(false),
    }
}
