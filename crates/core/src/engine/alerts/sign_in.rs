//! A sign-in that is broken: told once after a time of grace, until a good answer ends it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// How long a broken sign-in may take to mend itself before anybody is told.
pub(super) const GRACE: SignedDuration = SignedDuration::from_mins(2);

/// A sign-in that was seen broken and has not given a good answer since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BrokenSignIn {
    since: Timestamp,
    pub(super) told: bool,
}

impl BrokenSignIn {
    pub(super) fn new(problem: &Problem, now: Timestamp) -> Self {
        Self {
            since: problem.since.map_or(now, |since| since.min(now)),
            told: false,
        }
    }

    /// A clock that was set back must not lengthen the time of grace.
    pub(super) fn seen(&mut self, now: Timestamp) {
        self.since = self.since.min(now);
    }

    /// When it is to be told.
    pub(super) fn due_at(&self) -> Timestamp {
        self.since + GRACE
    }

    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        !self.told && self.due_at() <= now
    }
}
