//! Reads the fields of what a mapping gives, each with its place: what is of a wrong type, out of range
//! or unknown is a fault that says where it is.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::model::{Unit, moment, window_length};
use serde_json::{Map, Value};

use super::language::Stop;
use crate::lenient::as_number;

/// Characters of a text that is shown.
const LONGEST: usize = 120;
/// More than any count, and exact as a number.
pub(super) const LARGEST: f64 = 9e15;

/// What is wrong with what a mapping gave.
#[derive(Clone, Debug, PartialEq)]
pub struct RowFault {
    /// As in `windows[1].kind`; empty for the whole.
    pub place: String,
    pub what: What,
}

/// The ways in which it can be wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// No output, or more than one.
    NotOne,
    /// The mapping ends with an error, or takes too long.
    Stopped(String),
    TooMuchWork,
    Missing,
    WrongType,
    OutOfRange,
    /// A word or a name that is none of those that there are.
    Unknown,
    TooMany,
}

impl What {
    /// The identifier in details, and the end of its message's id.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotOne => "not-one",
            Self::Stopped(_) => "stopped",
            Self::TooMuchWork => "too-much-work",
            Self::Missing => "missing",
            Self::WrongType => "wrong-type",
            Self::OutOfRange => "out-of-range",
            Self::Unknown => "unknown",
            Self::TooMany => "too-many",
        }
    }
}

impl From<Stop> for RowFault {
    fn from(stop: Stop) -> Self {
        let what = match stop {
            Stop::Nothing | Stop::Several => What::NotOne,
            Stop::Error(said) => What::Stopped(said),
            Stop::TooMuchWork => What::TooMuchWork,
        };
        Self {
            place: String::new(),
            what,
        }
    }
}

/// An object of a mapping's output, and where it stands in it.
pub(super) struct Fields<'a> {
    place: String,
    fields: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(value: &'a Value, place: String) -> Result<Self, RowFault> {
        match value {
            Value::Object(fields) => Ok(Self { place, fields }),
            _ => Err(RowFault {
                place,
                what: What::WrongType,
            }),
        }
    }

    pub(super) fn place(&self, name: &str) -> String {
        if self.place.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.place)
        }
    }

    pub(super) fn fault(&self, name: &str, what: What) -> RowFault {
        RowFault {
            place: self.place(name),
            what,
        }
    }

    pub(super) fn needed<T>(&self, name: &str, value: Option<T>) -> Result<T, RowFault> {
        value.ok_or_else(|| self.fault(name, What::Missing))
    }

    /// Refuses a field of another name: it may be a misspelt one.
    pub(super) fn refuse_all_but(&self, known: &[&str]) -> Result<(), RowFault> {
        let mut names = self.fields.keys();
        let unknown = names.find(|name| !known.contains(&name.as_str()));
        unknown.map_or(Ok(()), |name| Err(self.fault(name, What::Unknown)))
    }

    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn each<T>(
        &self,
        name: &str,
        most: usize,
        of: impl Fn(&Value, String) -> Result<T, RowFault>,
    ) -> Result<Vec<T>, RowFault> {
        let place = self.place(name);
        match self.value(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) if items.len() > most => Err(self.fault(name, What::TooMany)),
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(at, item)| of(item, format!("{place}[{at}]")))
                .collect(),
            Some(_) => Err(self.fault(name, What::WrongType)),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, RowFault> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.chars().count() > LONGEST => {
                Err(self.fault(name, What::OutOfRange))
            }
            Some(Value::String(text)) => Ok(Some(text.clone()).filter(|it| !it.trim().is_empty())),
            Some(_) => Err(self.fault(name, What::WrongType)),
        }
    }

    /// One of the words that there are.
    pub(super) fn word<'b>(
        &self,
        name: &str,
        known: &[&'b str],
    ) -> Result<Option<&'b str>, RowFault> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let known = known.iter().find(|known| **known == text);
        known
            .map(|known| Some(*known))
            .ok_or_else(|| self.fault(name, What::Unknown))
    }

    pub(super) fn number(
        &self,
        name: &str,
        least: f64,
        most: f64,
    ) -> Result<Option<f64>, RowFault> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let number = as_number(value).ok_or_else(|| self.fault(name, What::WrongType))?;
        if (least..=most).contains(&number) {
            Ok(Some(number))
        } else {
            Err(self.fault(name, What::OutOfRange))
        }
    }

    pub(super) fn truth(&self, name: &str) -> Result<Option<bool>, RowFault> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(truth)) => Ok(Some(*truth)),
            Some(_) => Err(self.fault(name, What::WrongType)),
        }
    }

    pub(super) fn moment(&self, name: &str) -> Result<Option<Timestamp>, RowFault> {
        match self.value(name) {
            None => Ok(None),
            Some(value @ (Value::Number(_) | Value::String(_))) => moment(value)
                .map(Some)
                .ok_or_else(|| self.fault(name, What::OutOfRange)),
            Some(_) => Err(self.fault(name, What::WrongType)),
        }
    }

    pub(super) fn length(&self) -> Result<Option<SignedDuration>, RowFault> {
        let name = "length_seconds";
        let Some(seconds) = self.number(name, 0.0, LARGEST)? else {
            return Ok(None);
        };
        window_length(seconds)
            .map(Some)
            .ok_or_else(|| self.fault(name, What::OutOfRange))
    }

    /// A unit of ours, or the code of a currency.
    pub(super) fn unit(&self, name: &str) -> Result<Option<Unit>, RowFault> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let units = [
            Unit::Tokens,
            Unit::Credits,
            Unit::Requests,
            Unit::Calls,
            Unit::Units,
        ];
        let known = units.into_iter().find(|unit| unit.as_str() == text);
        known
            .or_else(|| Unit::money(&text))
            .map(Some)
            .ok_or_else(|| self.fault(name, What::Unknown))
    }
}
