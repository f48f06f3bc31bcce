//! All that is known at one moment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Account, AccountKey, Note, NoteCode, Usage, WindowId};
use crate::{
    problem::{Code, Fact, Problem},
    settings::ValidationError,
    text::Message,
};

/// All that the engine knows at one moment; shells make their `View` of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub at: Timestamp,
    pub accounts: Vec<AccountState>,
    /// Every place that was looked at, in the order of looking.
    pub places: Vec<SearchedPath>,
    /// Problems of stores, not of accounts.
    pub problems: Vec<Problem>,
    /// Whether the stores were searched at all yet.
    pub searched: bool,
    /// Built-in sample accounts, no service asked.
    pub demo: bool,
    pub paused_until: Option<Timestamp>,
    /// Windows that nothing is told of until their reset.
    pub snoozed: Vec<(AccountKey, WindowId)>,
    /// What the desktop takes no notification of.
    pub untold: Vec<Message>,
    /// What the last change of a setting is called, while it can be taken back.
    pub undo: Option<Message>,
    /// The last change of a setting, if it was refused.
    pub refused: Option<ValidationError>,
}

/// What is known of one account. A failure never erases the reading.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountState {
    pub account: Account,
    /// Remarks that come from the store, not from the service.
    pub notes: Vec<Note>,
    pub reading: Option<Reading>,
    pub problem: Option<Problem>,
    /// A query is under way.
    pub busy: bool,
    /// When it is asked next; `None` when only a changed credential leads to a query.
    pub next: Option<Timestamp>,
}

impl AccountState {
    /// Whether what is wrong calls nobody: there is no plan that could run out, or it rests.
    pub fn is_quiet(&self) -> bool {
        let problem = self.problem.as_ref();
        self.is_dormant() || problem.is_some_and(|it| it.code == Code::NoPlan)
    }

    /// Whether what is wrong is only that a sign-in ends which its tool does not use: nobody needs
    /// to be called for that, and using the tool renews another one.
    pub fn is_dormant(&self) -> bool {
        let is_inactive = self.notes.iter().any(|it| it.code == NoteCode::Inactive);
        let problem = self.problem.as_ref();
        is_inactive && problem.is_some_and(|it| it.code.is_about_sign_in())
    }

    /// Makes a problem of the sign-in say whose it is, where the usual steps would help another one:
    /// its tool has another account selected and renews that one; or a variable or the tool's
    /// configuration holds it, which signing in does not change.
    pub(crate) fn tell_whose(&mut self) {
        const OURS: [&str; 3] = ["inactive", "variable", "configuration"];
        let rests = self.is_dormant();
        let origin = &self.account.origin;
        let Some(problem) = &mut self.problem else {
            return;
        };
        if problem.get(Fact::Case).is_some_and(|it| OURS.contains(&it)) {
            problem.facts.remove(&Fact::Case);
        }
        if rests {
            problem.facts.insert(Fact::Case, OURS[0].to_owned());
        } else if problem.code.is_about_sign_in() && problem.get(Fact::Case).is_none() {
            let (case, fact, value) = match &origin.path {
                None => (OURS[1], Fact::Field, &origin.entry),
                Some(path) if origin.is_configuration() => (OURS[2], Fact::Path, path),
                Some(_) => return,
            };
            problem.facts.insert(Fact::Case, case.to_owned());
            problem.facts.insert(fact, value.clone());
        }
    }
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

/// A place that was looked at for sign-ins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedPath {
    pub path: String,
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "Owner::is_usual")]
    pub owner: Owner,
}

impl SearchedPath {
    /// One that OpenCode writes.
    pub fn new(path: String, outcome: Outcome) -> Self {
        Self {
            path,
            outcome,
            owner: Owner::default(),
        }
    }
}

/// Whose file it is, and so who can fix it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    #[default]
    OpenCode,
    /// The Codex command line.
    Codex,
    /// Google's command line of that name.
    Agy,
    /// Made by hand: a personal access token with what is known of its owner.
    Person,
}

impl Owner {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// What came of looking at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Read, with the number of entries in it and remarks on entries that were dropped.
    Read {
        entries: usize,
        dropped: Vec<String>,
    },
    Missing,
    Unreadable {
        reason: String,
    },
    Damaged {
        reason: String,
        line: Option<usize>,
        column: Option<usize>,
    },
    Locked {
        reason: String,
    },
}

impl Outcome {
    /// The identifier in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read",
            Self::Missing => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::Damaged { .. } => "damaged",
            Self::Locked { .. } => "locked",
        }
    }
}
