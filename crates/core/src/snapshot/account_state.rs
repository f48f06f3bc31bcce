//! What is known of one account.

use jiff::Timestamp;

use super::Reading;
use crate::{
    model::{Account, Note, NoteCode},
    problem::{Case, Code, Fact, Problem},
};

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
    /// One that was just found: nothing is known of it yet.
    pub fn found(account: Account) -> Self {
        Self {
            account,
            notes: Vec::new(),
            reading: None,
            problem: None,
            busy: false,
            next: None,
        }
    }

    /// Whether what is wrong calls nobody: there is no plan that could run out, or it rests.
    pub fn is_quiet(&self) -> bool {
        let problem = self.problem.as_ref();
        self.is_dormant() || problem.is_some_and(|it| it.code == Code::NoPlan)
    }

    /// Whether its key turned out to be for another product of the same maker: nobody has set this
    /// service up, so that no word is said of it.
    pub fn is_elsewhere(&self) -> bool {
        let problem = self.problem.as_ref();
        let is_other =
            |it: &Problem| it.code == Code::NoPlan && it.case() == Some(Case::OtherProduct);
        self.reading.is_none() && problem.is_some_and(is_other)
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
        let rests = self.is_dormant();
        let origin = &self.account.origin;
        let Some(problem) = &mut self.problem else {
            return;
        };
        let is_ours = matches!(
            problem.case(),
            Some(Case::Inactive | Case::Variable | Case::Configuration)
        );
        if is_ours {
            problem.facts.remove(&Fact::Case);
        }
        if rests {
            let case = Case::Inactive.as_str().to_owned();
            problem.facts.insert(Fact::Case, case);
        } else if problem.code.is_about_sign_in() && !problem.facts.contains_key(&Fact::Case) {
            let (case, fact, value) = match &origin.path {
                None => (Case::Variable, Fact::Field, &origin.entry),
                Some(path) if origin.is_configuration() => (Case::Configuration, Fact::Path, path),
                Some(_) => return,
            };
            problem.facts.insert(Fact::Case, case.as_str().to_owned());
            problem.facts.insert(fact, value.clone());
        }
    }
}
