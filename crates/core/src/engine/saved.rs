//! An account as it is kept from one start to the next.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    problem::Retry,
    snapshot::{AccountState, Reading},
};

/// An account as it is kept from one start to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedAccount {
    pub state: AccountState,
    /// Without it the account is asked at once.
    pub last_query: Option<LastQuery>,
}

/// The last query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LastQuery {
    pub at: Option<Timestamp>,
    /// Of the credential that was asked with; it tells nothing of it.
    pub fingerprint: Option<u64>,
    /// Problems in a row.
    pub failures: u32,
    /// The account was not found any more, where it was last looked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

impl SavedAccount {
    /// For a program that somebody starts to see numbers of now: of the schedule only that holds
    /// which the service has said itself, or which waits for another credential.
    #[must_use]
    pub fn for_a_start(mut self) -> Self {
        let problem = self.state.problem.as_ref();
        if problem.is_none_or(|it| matches!(it.retry, Retry::AsUsual | Retry::Seldom)) {
            self.last_query = None;
        }
        self
    }

    pub(super) fn newer_reading(&self, than: Option<&Reading>) -> Option<&Reading> {
        let reading = self.state.reading.as_ref();
        reading.filter(|it| than.is_none_or(|than| than.at < it.at))
    }

    /// Without what is kept elsewhere, or follows.
    pub(super) fn without_derived(mut self) -> Self {
        self.state.reading = None;
        self.state.busy = false;
        self.state.next = None;
        self
    }

    /// Whether it is of an account that was not found any more, and is not to be shown.
    pub fn is_gone(&self) -> bool {
        self.last_query
            .as_ref()
            .is_some_and(|last_query| last_query.gone)
    }

    /// What stays of an account from a variable, which another program may still have: it must not
    /// ask against the schedule because this one does not.
    pub(super) fn unseen(mut self) -> Option<Self> {
        if self.state.account.origin.path.is_some() {
            return None;
        }
        self.last_query.as_mut()?.gone = true;
        self.state.account.label = None;
        self.state.account.plan = None;
        self.state.notes.clear();
        self.state.reading = None;
        self.state.busy = false;
        Some(self)
    }
}
