//! An alert as messages: one thing in full, several as a line each, and the buttons that fit.

use std::collections::BTreeSet;

use super::{
    notification::{Answer, PendingItem},
    usage::PendingAlert,
};
use crate::{
    message::Message,
    model::{AccountKey, Percent, QuotaWindow, Reset},
    problem::{Problem, Step, fix},
};

/// Title and body.
pub(super) struct Words {
    pub(super) title: Message,
    /// A line each.
    pub(super) body: Vec<Message>,
}

/// The words of one thing or of several. `name` is what an account is called.
pub(super) fn words(items: &[PendingItem], name: impl Fn(&AccountKey) -> Message) -> Words {
    let mut all: Vec<Words> = items
        .iter()
        .map(|item| of_one(item, name(item.account())))
        .collect();
    if all.len() == 1
        && let Some(one) = all.pop()
    {
        return one;
    }
    let title = Message::new("alert-several-title").number("count", all.len() as f64);
    Words {
        title,
        body: all.into_iter().map(line).collect(),
    }
}

/// Title and body in one line.
pub(super) fn line(words: Words) -> Message {
    let said = words.body.into_iter().next();
    let said = said.unwrap_or_else(|| Message::new("plain").text("text", ""));
    Message::new("alert-several-line")
        .message("title", words.title)
        .message("body", said)
}

/// Snooze where there is a window, and mute where it is clear which provider is meant.
pub(super) fn buttons(
    items: &[PendingItem],
    provider_name: impl Fn(&str) -> String,
) -> Vec<(Answer, Message)> {
    let mut buttons = vec![(Answer::Open, Message::new("alert-open"))];
    let is_usage = |item: &PendingItem| match item {
        PendingItem::Usage { .. } => true,
        PendingItem::SignIn { .. } => false,
    };
    if items.iter().any(is_usage) {
        buttons.push((Answer::Snooze, Message::new("alert-snooze")));
    }
    let providers: BTreeSet<&str> = items
        .iter()
        .map(|item| item.account().provider.as_str())
        .collect();
    if let (Some(provider), 1) = (providers.first(), providers.len()) {
        let mute = Message::new("alert-mute").text("name", provider_name(provider));
        buttons.push((Answer::Mute, mute));
    }
    buttons
}

pub(super) fn of_one(item: &PendingItem, name: Message) -> Words {
    match item {
        PendingItem::Usage { window, news, .. } => of_usage(window, news, name),
        PendingItem::SignIn { problem, .. } => of_sign_in(problem, name),
    }
}

fn of_usage(window: &QuotaWindow, news: &PendingAlert, name: Message) -> Words {
    let kind = news.kind().as_str();
    // What counts as used up is said as such, whatever the number.
    let left = window
        .counted()
        .map(Percent::left_shown)
        .unwrap_or_default();
    let used = window
        .counted()
        .map(Percent::used_shown)
        .unwrap_or_default();
    let title = Message::new(format!("alert-{kind}-title"))
        .message("name", name)
        .text("used", used.clone());
    let mut body = Vec::new();
    if news.threshold.is_some() || news.is_back {
        let line = match window.reset {
            Reset::At(at) if news.threshold.is_some() => {
                Message::new(format!("alert-{kind}-body-until")).moment("reset", at)
            }
            Reset::At(_) | Reset::NotStarted | Reset::Unknown => {
                Message::new(format!("alert-{kind}-body"))
            }
        };
        let line = line.message("window", window.label.clone());
        body.push(line.text("used", used).text("left", left));
    }
    body.extend(news.runs_out.map(|at| {
        Message::new("alert-pace-body")
            .message("window", window.label.clone())
            .moment("at", at)
    }));
    Words { title, body }
}

/// What is wrong, and the first step that fixes it.
fn of_sign_in(problem: &Problem, name: Message) -> Words {
    let fix = fix(problem, None);
    let step = fix.steps.into_iter().find_map(|step| match step {
        Step::Say(text) => Some(text),
        Step::Copy { .. }
        | Step::Open { .. }
        | Step::Reveal { .. }
        | Step::Press { .. }
        | Step::Form { .. }
        | Step::Settings { .. } => None,
    });
    Words {
        title: Message::new("alert-sign-in-title").message("name", name),
        body: [Some(fix.title), step].into_iter().flatten().collect(),
    }
}
