//! A sign-in that is broken: told once to each recipient, after a time of grace, or after a second refusal, until a good
//! answer ends it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::cycle::Recipient;
use crate::problem::{Code, Problem};

/// How long an expired sign-in may take to be renewed before the user is told.
pub(super) const GRACE: SignedDuration = SignedDuration::from_mins(2);
/// The same of a sign-in that is expired on every computer at rest.
const GRACE_OF_USUAL: SignedDuration = SignedDuration::from_hours(24);
/// A service may refuse a good sign-in in a bad minute; it says so again only of a bad one.
const BELIEVED: u32 = 2;

/// A sign-in that was seen broken and has not given a good answer since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BrokenSignIn {
    since: Timestamp,
    /// As of the problem.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_usual: bool,
    told: bool,
    /// How often the service has refused it; `None` where no service had a say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refusals: Option<u32>,
    /// Of the program on an alert; `None` where none is set, as in a window's cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hook_told: Option<bool>,
}

impl BrokenSignIn {
    pub(super) fn new(problem: &Problem, now: Timestamp) -> Self {
        Self {
            since: problem.since.map_or(now, |since| since.min(now)),
            is_usual: problem.is_usual,
            told: false,
            refusals: None,
            hook_told: None,
        }
    }

    pub(super) fn is_told(&self, recipient: Recipient) -> bool {
        match recipient {
            Recipient::Desktop => self.told,
            Recipient::Hook => self.hook_told.unwrap_or(self.told),
        }
    }

    pub(super) fn told(&mut self, recipient: Recipient) {
        match recipient {
            Recipient::Desktop => self.told = true,
            Recipient::Hook => self.hook_told = self.hook_told.map(|_| true),
        }
    }

    pub(super) fn set_hook(&mut self, is_set: bool) {
        self.hook_told = is_set.then(|| self.is_told(Recipient::Hook));
    }

    /// Another record of it has it told as well.
    pub(super) fn was_told_too(&mut self, other: &Self) {
        let hook = self.is_told(Recipient::Hook) || other.is_told(Recipient::Hook);
        let has_hook = self.hook_told.is_some() || other.hook_told.is_some();
        self.hook_told = has_hook.then_some(hook);
        self.told |= other.told;
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
            None if self.is_usual => Some(self.since + GRACE_OF_USUAL),
            None => Some(self.since + GRACE),
            Some(refusals) => (refusals >= BELIEVED).then_some(self.since),
        }
    }

    pub(super) fn is_due(&self, recipient: Recipient, now: Timestamp) -> bool {
        !self.is_told(recipient) && self.due_at().is_some_and(|at| at <= now)
    }
}
