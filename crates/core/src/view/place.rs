//! A place that was looked at, as the popup and the command line show it.

use serde::{Deserialize, Serialize};

use crate::{
    message::Message,
    model::{Outcome, SearchedPath},
};

/// A place that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct PlaceRow {
    pub path: String,
    /// `read`, `missing`, `unreadable`, `damaged` or `locked`.
    pub outcome: String,
    /// The outcome in words.
    pub said: Message,
}

pub(super) fn place_row(place: &SearchedPath) -> PlaceRow {
    PlaceRow {
        path: place.path.clone(),
        outcome: place.outcome.as_str().to_owned(),
        said: said_of(place),
    }
}

/// What came of looking at a place.
pub fn said_of(place: &SearchedPath) -> Message {
    let said = Message::new(format!("place-{}", place.outcome.as_str()));
    match &place.outcome {
        Outcome::Read { entries, dropped } => said
            .number("entries", *entries as f64)
            .number("dropped", dropped.len() as f64),
        Outcome::Missing => said,
        Outcome::Unreadable { reason } | Outcome::Locked { reason } => {
            said.text("reason", reason.clone())
        }
        Outcome::Damaged {
            reason,
            line,
            column,
        } => said
            .text("reason", reason.clone())
            .number("line", line.unwrap_or_default() as f64)
            .number("column", column.unwrap_or_default() as f64),
    }
}
