//! A text that has not been put into words yet.

use std::{borrow::Cow, collections::BTreeMap};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A message id of `locales/` with its arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Message {
    #[ts(type = "string")]
    pub id: Cow<'static, str>,
    #[ts(as = "BTreeMap<String, Arg>")]
    pub args: BTreeMap<Cow<'static, str>, Arg>,
}

/// An argument of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Arg {
    /// Shown as it is.
    Text(String),
    /// Chooses plurals; shown with the language's own digits and separators.
    Number(f64),
    /// Shown as a clock time, with the day when that is not today.
    Moment(#[ts(type = "string")] Timestamp),
    /// A length of time in seconds, shown in days, hours and minutes.
    Seconds(#[ts(type = "number")] i64),
    /// The time from now until then, shown in days, hours and minutes.
    Until(#[ts(type = "string")] Timestamp),
    /// Itself to be put into words first.
    Message(Box<Message>),
}

impl Message {
    pub fn new(id: impl Into<Cow<'static, str>>) -> Self {
        Self {
            id: id.into(),
            args: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn arg(mut self, name: &'static str, value: Arg) -> Self {
        self.args.insert(Cow::Borrowed(name), value);
        self
    }

    #[must_use]
    pub fn text(self, name: &'static str, value: impl Into<String>) -> Self {
        self.arg(name, Arg::Text(value.into()))
    }

    #[must_use]
    pub fn number(self, name: &'static str, value: f64) -> Self {
        self.arg(name, Arg::Number(value))
    }

    #[must_use]
    pub fn moment(self, name: &'static str, value: Timestamp) -> Self {
        self.arg(name, Arg::Moment(value))
    }

    #[must_use]
    pub fn until(self, name: &'static str, value: Timestamp) -> Self {
        self.arg(name, Arg::Until(value))
    }

    #[must_use]
    pub fn seconds(self, name: &'static str, value: SignedDuration) -> Self {
        self.arg(name, Arg::Seconds(value.as_secs()))
    }

    #[must_use]
    pub fn message(self, name: &'static str, value: Self) -> Self {
        self.arg(name, Arg::Message(Box::new(value)))
    }
}
