//! Text that services and stores give, made fit to be shown: names are one short line without
//! characters that reorder or hide what is around them. It stays text; nobody reads it as markup.

use super::{
    Account, Balance, Note, Outcome, QuotaWindow, Reset, Scope, SearchedPath, believed,
    text::{sanitize, without_controls},
    window_length,
};
use crate::message::{Arg, Message};

impl Account {
    /// With every text of the store fit to be shown. The key stays: it is compared, not shown.
    pub(crate) fn sanitized(mut self) -> Self {
        self.label.as_mut().map(sanitize);
        self.plan.as_mut().map(sanitize);
        sanitize(&mut self.origin.entry);
        self
    }
}

impl SearchedPath {
    /// Its path, fit to be shown: a terminal obeys some of the characters that a name may have.
    pub fn shown(&self) -> String {
        without_controls(&self.path)
    }

    /// With every text of the store fit to be shown. The path stays: it is opened and compared.
    pub(crate) fn sanitized(mut self) -> Self {
        match &mut self.outcome {
            Outcome::Read { dropped, .. } => dropped.iter_mut().for_each(sanitize),
            Outcome::Missing => {}
            Outcome::Unreadable { reason }
            | Outcome::Damaged { reason, .. }
            | Outcome::Locked { reason } => *reason = without_controls(reason),
        }
        self
    }
}

pub(crate) fn sanitize_notes(notes: &mut [Note]) {
    for note in notes {
        tidy_message(&mut note.text);
    }
}

impl Balance {
    /// With every text of the service fit to be shown.
    pub(crate) fn sanitize(&mut self) {
        sanitize(&mut self.id);
        tidy_message(&mut self.label);
        sanitize(&mut self.amount);
    }
}

pub(crate) fn sanitize_window(window: &mut QuotaWindow) {
    sanitize(&mut window.id);
    tidy_message(&mut window.label);
    window.reset = match window.reset {
        Reset::At(at) => believed(at).map_or(Reset::Unknown, Reset::At),
        reset @ (Reset::NotStarted | Reset::Unknown) => reset,
    };
    if let Some(amount) = &mut window.amount {
        amount.used = amount.used.filter(|used| used.is_finite());
        amount.limit = amount.limit.filter(|limit| limit.is_finite());
    }
    let length = window.length.map(|length| length.as_secs_f64());
    window.length = length.and_then(window_length);
    match &mut window.scope {
        Scope::Pool(name) => sanitize(name),
        Scope::All | Scope::Tools => {}
    }
}

fn tidy_message(message: &mut Message) {
    for arg in message.args.values_mut() {
        match arg {
            Arg::Text(text) => sanitize(text),
            Arg::Message(message) => tidy_message(message),
            Arg::Number(_) | Arg::Moment(_) | Arg::Seconds(_) | Arg::Until(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_without_what_a_terminal_obeys() {
        let path = "/home/ada/opencode-\u{1b}]52;c;x\u{7}.db".to_owned();
        let place = SearchedPath::new(path, Outcome::Missing);
        assert_eq!(place.shown(), "/home/ada/opencode- ]52;c;x .db");
    }
}
