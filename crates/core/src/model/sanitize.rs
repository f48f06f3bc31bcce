//! Text that services and stores give, made fit to be shown: names are one short line without
//! characters that reorder or hide what is around them. It stays text; nobody reads it as markup.

use super::{
    Account, Note, NoteCode, Outcome, Percent, QuotaWindow, Reset, Scope, SearchedPath, Usage,
    believed, distinguish, window_length,
};
use crate::text::{Arg, Message};

/// Characters of a name.
const LONGEST: usize = 80;
/// More windows than anyone looks at; of further ones only their number is told.
const MOST_WINDOWS: usize = 100;

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

impl Usage {
    /// With every text of the service fit to be shown.
    pub(crate) fn sanitized(mut self) -> Self {
        self.label.as_mut().map(sanitize);
        self.plan.as_mut().map(sanitize);
        self.windows.iter_mut().for_each(sanitize_window);
        let more = cut(&mut self.windows);
        if more > 0 {
            let note = |words: Message| words.number("count", more as f64);
            self.notes.push(Note::with(NoteCode::NotShown, note));
        }
        distinguish(&mut self.windows);
        for balance in &mut self.balances {
            sanitize(&mut balance.id);
            tidy_message(&mut balance.label);
            sanitize(&mut balance.amount);
        }
        sanitize_notes(&mut self.notes);
        self
    }
}

/// Keeps the windows that matter most, in their order; gives how many it takes away.
fn cut(windows: &mut Vec<QuotaWindow>) -> usize {
    let more = windows.len().saturating_sub(MOST_WINDOWS);
    if more > 0 {
        let mut order: Vec<usize> = (0..windows.len()).collect();
        order.sort_by(|one, two| {
            let rank = |at: &usize| {
                let window = &windows[*at];
                let left = window.counted().map_or(f64::INFINITY, Percent::remaining);
                (window.scope == Scope::Tools, left)
            };
            let ((one_tools, one_left), (two_tools, two_left)) = (rank(one), rank(two));
            one_tools
                .cmp(&two_tools)
                .then(one_left.total_cmp(&two_left))
        });
        let mut kept: Vec<usize> = order.into_iter().take(MOST_WINDOWS).collect();
        kept.sort_unstable();
        *windows = kept.into_iter().map(|at| windows[at].clone()).collect();
    }
    more
}

pub(crate) fn sanitize_notes(notes: &mut [Note]) {
    for note in notes {
        tidy_message(&mut note.text);
    }
}

fn sanitize_window(window: &mut QuotaWindow) {
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

fn sanitize(text: &mut String) {
    let line = without_controls(text);
    let words: Vec<&str> = line.split_whitespace().collect();
    *text = shorten(&words.join(" "), LONGEST);
}

/// Every character that is not seen becomes a space.
pub(crate) fn without_controls(text: &str) -> String {
    let seen = |c: char| if is_unseen(c) { ' ' } else { c };
    text.chars().map(seen).collect()
}

/// Whether it is a control character, or one that reorders or hides text.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// At most this many characters, the last one then an ellipsis.
pub(super) fn shorten(line: &str, most: usize) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(most - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line_and_markup_stays_text() {
        for (raw, shown) in [
            ("Plus", "Plus"),
            ("<b>Plus</b>", "<b>Plus</b>"),
            (" two\n\tlines\u{7} ", "two lines"),
            ("gpj.\u{202e}exe\u{2066}", "gpj. exe"),
        ] {
            let mut text = raw.to_owned();
            sanitize(&mut text);
            assert_eq!(text, shown);
        }
        let mut text = "x".repeat(10_000);
        sanitize(&mut text);
        assert_eq!(text.chars().count(), LONGEST);
        assert!(text.ends_with('…'));
    }

    #[test]
    fn a_path_is_shown_without_what_a_terminal_obeys() {
        let path = "/home/ada/opencode-\u{1b}]52;c;x\u{7}.db".to_owned();
        let place = SearchedPath::new(path, Outcome::Missing);
        assert_eq!(place.shown(), "/home/ada/opencode- ]52;c;x .db");
    }

    #[test]
    fn every_text_of_an_answer_is_reached() {
        let bad = || "x\u{202e}".repeat(10_000);
        let inner = Message::new("plain").text("text", bad());
        let usage = Usage {
            plan: Some(bad()),
            label: Some(bad()),
            windows: vec![QuotaWindow {
                id: bad(),
                kind: super::super::WindowKind::Weekly,
                label: Message::new("window-pool")
                    .text("pool", bad())
                    .message("window", inner.clone()),
                scope: Scope::Pool(bad()),
                used: None,
                amount: None,
                reset: super::super::Reset::Unknown,
                length: None,
                limit_reached: false,
                reason: None,
            }],
            notes: vec![Note {
                code: super::super::NoteCode::Unsure,
                text: inner,
            }],
            ..Usage::default()
        };
        let shown = serde_json::to_string(&usage.sanitized()).unwrap();
        assert!(!shown.contains('\u{202e}') && shown.len() < 2000, "{shown}");
    }

    #[test]
    fn of_very_many_windows_the_worst_stay() {
        let window = |number: usize, used: f64, scope: Scope| QuotaWindow {
            id: format!("w{number}"),
            kind: super::super::WindowKind::Weekly,
            label: Message::new("plain").text("text", format!("w{number}")),
            scope,
            used: Percent::used(used),
            amount: None,
            reset: Reset::Unknown,
            length: None,
            limit_reached: false,
            reason: None,
        };
        let mut windows: Vec<QuotaWindow> =
            (0..130).map(|at| window(at, 1.0, Scope::All)).collect();
        windows.push(window(130, 99.0, Scope::All));
        windows.push(window(131, 100.0, Scope::Tools));
        let usage = Usage {
            windows,
            ..Usage::default()
        };
        let usage = usage.sanitized();
        assert_eq!(usage.windows.len(), MOST_WINDOWS);
        let has = |id: &str| usage.windows.iter().any(|it| it.id == id);
        assert!(has("w130") && !has("w131"));
        assert_eq!(usage.notes[0].code, NoteCode::NotShown);
        assert_eq!(usage.notes[0].text.args["count"], Arg::Number(32.0));
    }
}
