//! What one successful query learned.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    message::Message,
    model::{
        Balance, Note, NoteCode, Percent, QuotaWindow, Scope, distinguish, sanitize,
        sanitize_notes, sanitize_window,
    },
    problem::Problem,
};
/// More windows than anyone looks at; of further ones only their number is told.
const MOST_WINDOWS: usize = 100;

/// What a service said about one account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// The plan's name as shown, such as `Plus`. Not translated: it is the service's own name.
    pub plan: Option<String>,
    /// A better name for the account than the store had, such as an e-mail address.
    pub label: Option<String>,
    /// Whose account it is, by the service's own ids: two sign-ins of one owner are one account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    pub windows: Vec<QuotaWindow>,
    pub balances: Vec<Balance>,
    pub notes: Vec<Note>,
    /// The address that gave the numbers; `None` when no service was asked.
    pub endpoint: Option<String>,
    /// When the numbers were true, if that is not the moment of the answer (a cached quota).
    pub measured_at: Option<Timestamp>,
    /// What is wrong beside numbers that are good, such as a fallback that had to serve.
    pub fault: Option<Problem>,
}

/// What one successful query learned, with its moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub usage: Usage,
    pub at: Timestamp,
}

impl Reading {
    /// The moment that its numbers are of: before the query where the service measured earlier.
    pub fn as_of(&self) -> Timestamp {
        self.usage.measured_at.unwrap_or(self.at)
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
        self.balances.iter_mut().for_each(Balance::sanitize);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        message::Arg,
        model::{Reset, WindowKind},
        testing::session,
    };

    #[test]
    fn every_text_of_an_answer_is_reached() {
        let bad = || "x\u{202e}".repeat(10_000);
        let inner = Message::new("plain").text("text", bad());
        let usage = Usage {
            plan: Some(bad()),
            label: Some(bad()),
            windows: vec![QuotaWindow {
                used: None,
                id: bad(),
                kind: WindowKind::Weekly,
                scope: Scope::Pool(bad()),
                length: None,
                ..session(0.0, Reset::Unknown)
            }],
            notes: vec![Note {
                code: NoteCode::Unsure,
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
            kind: WindowKind::Weekly,
            scope,
            length: None,
            label: Message::new("plain").text("text", format!("w{number}")),
            ..session(used, Reset::Unknown)
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
