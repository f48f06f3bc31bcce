//! A sign-in that is broken: told once after a time of grace, or after a second refusal, until a good
//! answer ends it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem};

/// How long an expired sign-in may take to be renewed before the user is told.
pub(super) const GRACE: SignedDuration = SignedDuration::from_mins(2);
/// A service may refuse a good sign-in in a bad minute; it says so again only of a bad one.
const BELIEVED: u32 = 2;

/// A sign-in that was seen broken and has not given a good answer since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BrokenSignIn {
    since: Timestamp,
    pub(super) told: bool,
    /// How often the service has refused it; `None` where no service had a say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refusals: Option<u32>,
}

impl BrokenSignIn {
    pub(super) fn new(problem: &Problem, now: Timestamp) -> Self {
        Self {
            since: problem.since.map_or(now, |since| since.min(now)),
            told: false,
            refusals: None,
        }
    }

    /// A clock that was set back must not lengthen the time of grace.
    pub(super) fn seen(&mut self, code: Code, now: Timestamp) {
        self.since = self.since.min(now);
        if code == Code::SignInExpired {
            self.refusals = None;
        }
    }

    pub(super) fn refused(&mut self) {
        self.refusals = Some(self.refusals.unwrap_or_default().saturating_add(1));
    }

    /// When it is to be told; `None` while one more refusal is waited for.
    pub(super) fn due_at(&self) -> Option<Timestamp> {
        match self.refusals {
            None => Some(self.since + GRACE),
            Some(refusals) => (refusals >= BELIEVED).then_some(self.since),
        }
    }

    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        !self.told && self.due_at().is_some_and(|at| at <= now)
    }
}
