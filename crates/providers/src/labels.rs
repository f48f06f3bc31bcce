//! What windows are called by how long they are, the same for every service that has no name for them.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{message::Message, model::WindowKind};

/// What a window of that kind and length is called.
pub(crate) fn label(
    length: Option<SignedDuration>,
    kind: WindowKind,
    reset: Option<Timestamp>,
) -> Message {
    match (kind, length) {
        (WindowKind::Session, Some(length)) => {
            Message::new("window-hours").number("hours", length.as_hours() as f64)
        }
        (WindowKind::Session, None) => Message::new("window-hours").number("hours", 5.0),
        (WindowKind::Weekly, _) => Message::new("window-weekly"),
        (WindowKind::Monthly, _) => Message::new("window-monthly"),
        (WindowKind::Daily | WindowKind::Other, Some(length)) => {
            Message::new("window-days").number("days", (length.as_hours() / 24) as f64)
        }
        (WindowKind::Daily | WindowKind::Other, None) => match reset {
            Some(at) => Message::new("window-until").moment("reset", at),
            None => Message::new("window-other"),
        },
    }
}
