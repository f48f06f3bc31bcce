//! Sentences that several commands print, and how the parts of a problem are written out.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    message::Message,
    model::Redacted,
    problem::{Problem, Step},
    text::Words,
    view::{self, Row, Verdict},
};
use plimsoll_runtime::store;

/// How old numbers are; a negative age is of a clock that ran ahead.
pub(crate) fn read_ago(age: SignedDuration) -> Message {
    const NOW: SignedDuration = SignedDuration::from_mins(1);
    if age < -NOW {
        Message::new("popup-read-ahead")
    } else if age < NOW {
        Message::new("popup-read-now")
    } else {
        Message::new("popup-read-ago").seconds("age", age)
    }
}

/// Something, and what is to be said of it.
pub(crate) fn about(what: Message, said: Message) -> Message {
    Message::new("cli-about")
        .message("what", what)
        .message("said", said)
}

/// What is left of a window and when it begins anew.
pub(crate) fn left_until(row: &Row, now: Timestamp) -> Message {
    let used_up = row
        .sentence
        .clone()
        .filter(|_| row.verdict == Verdict::UsedUp);
    let left = || Some(Message::new("cli-left").text("left", row.left_shown.clone()?));
    let left = used_up.or_else(left);
    let left = left.unwrap_or_else(|| Message::new("verdict-unknown"));
    match view::reset_of(row.reset, now) {
        Some(reset) => Message::new("cli-left-until")
            .message("left", left)
            .message("reset", reset),
        None => left,
    }
}

/// What the service or the system said, as far as it is fit to be shown.
pub(crate) fn detail_of(problem: &Problem) -> Option<&str> {
    let detail = problem.detail.as_ref().map(Redacted::as_str);
    detail.filter(|detail| !detail.is_empty())
}

/// A step in words, with what a button would copy or open written out.
pub(crate) fn say_step(step: &Step, words: &Words, now: Timestamp) -> String {
    match step {
        Step::Say(text) | Step::Press { what: text, .. } | Step::Settings { what: text, .. } => {
            words.say(text, now)
        }
        Step::Form { what, form } => format!("{}  {}", words.say(what, now), form.filled()),
        Step::Copy { what, text } => format!("{}  {text}", words.say(what, now)),
        Step::Open { what, url, .. } => format!("{}  {url}", words.say(what, now)),
        Step::Reveal { what, path } => format!("{}  {path}", words.say(what, now)),
    }
}

/// Why the database cannot be used.
pub(crate) fn why_unusable(error: &store::Fault) -> Message {
    let id = if store::is_corrupt(error) {
        "history-corrupt"
    } else {
        "history-unreadable"
    };
    Message::new(id).text("reason", error.to_string())
}
