//! What outlasts the program beside the readings: when an account was asked and what came of it, so
//! that neither a new start nor one command after the other asks against the schedule.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Engine, FoundAccount, poller::answers, schedule::BY_HAND, state::Tracked};
use crate::{
    model::AccountKey,
    problem::Retry,
    provider::CredentialStatus,
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

    fn newer_reading(&self, than: Option<&Reading>) -> Option<&Reading> {
        let reading = self.state.reading.as_ref();
        reading.filter(|it| than.is_none_or(|than| than.at < it.at))
    }

    /// Without what is kept elsewhere, or follows.
    fn without_derived(mut self) -> Self {
        self.state.reading = None;
        self.state.busy = false;
        self.state.next = None;
        self
    }
}

/// What the shell was last asked to keep; `None` where that has failed.
#[derive(Debug, Default)]
pub(super) struct Persistence {
    pub(super) kept: BTreeMap<AccountKey, Option<SavedAccount>>,
    /// Who is gone, with what is kept of it unseen. It stays while the program runs, since what is
    /// given to be kept may not be.
    pub(super) gone: BTreeMap<AccountKey, Option<SavedAccount>>,
    /// Of these accounts all is given once more: the reading, or that it is gone.
    pub(super) again: BTreeSet<AccountKey>,
    /// When this program started.
    pub(super) begun: Option<Timestamp>,
}

impl Persistence {
    /// What is kept of this account is taken away, to be kept anew with the next step.
    pub(super) fn forget(&mut self, account: &AccountKey) {
        self.kept.remove(account);
        self.gone.insert(account.clone(), None);
        self.again.insert(account.clone());
    }
}

impl Engine {
    /// What is known from before this start.
    pub fn restore(&mut self, kept: impl IntoIterator<Item = SavedAccount>) {
        for kept in kept {
            let key = kept.state.account.key.clone();
            if !kept.is_gone() {
                let without_derived = kept.clone().without_derived();
                self.persistence
                    .kept
                    .insert(key.clone(), Some(without_derived));
                self.persistence.gone.remove(&key);
            }
            self.restored.insert(key, kept);
        }
    }

    /// What all programs have kept: another one's queries count as our own. Of a start that wants
    /// numbers of now only what was asked a moment before it is taken.
    pub(super) fn take_stored(&mut self, kept: Vec<SavedAccount>, now: Timestamp) {
        let interval = self.interval();
        self.keep_what_others_dropped(&kept);
        for kept in kept {
            let key = &kept.state.account.key;
            let mut accounts = self.accounts.iter_mut();
            let Some(tracked) = accounts.find(|it| it.state.account.key == *key) else {
                if self.is_news(&kept, now) {
                    self.restore([kept]);
                }
                continue;
            };
            if tracked.state.busy || !tracked.is_before(&kept, now) {
                continue;
            }
            if let Some(reading) = kept.newer_reading(tracked.state.reading.as_ref()) {
                self.alerts.read(key, &reading.usage, &self.settings);
            }
            tracked.learn(kept.clone(), interval, now);
            self.persistence
                .kept
                .insert(key.clone(), Some(kept.without_derived()));
        }
    }

    /// Whether it says more of an account that was not found yet than what was recalled.
    fn is_news(&self, kept: &SavedAccount, now: Timestamp) -> bool {
        let begun = self.persistence.begun.unwrap_or(now);
        let queried_at = kept
            .last_query
            .as_ref()
            .and_then(|last_query| last_query.at);
        let least = self.pace(&kept.state.account.key.provider).least;
        let is_recent = |at| answers(at, begun) || begun.duration_since(at) < least;
        let recent = queried_at.is_some_and(is_recent);
        let known = self.restored.get(&kept.state.account.key);
        known.is_none_or(|known| recent || known.last_query.is_some())
    }

    /// An account of this start, with what is known from before it.
    pub(super) fn first_seen(&mut self, found: &FoundAccount, now: Timestamp) -> Tracked {
        let key = &found.account.key;
        let mut tracked = Tracked {
            state: AccountState {
                account: found.account.clone(),
                notes: Vec::new(),
                reading: None,
                problem: None,
                busy: false,
                next: None,
            },
            fingerprint: None,
            queried_with: None,
            failures: 0,
            queried_at: None,
            previous_query_at: None,
            wanted: false,
            by_hand: false,
            wanted_since: None,
            pace: self.pace(&key.provider),
            left_out: self
                .refresh_request
                .only
                .as_ref()
                .is_some_and(|id| *id != key.provider),
        };
        let Some(SavedAccount { state, last_query }) = self.restored.remove(key) else {
            return tracked;
        };
        tracked.state.reading = state.reading;
        let Some(last_query) = last_query else {
            return tracked;
        };
        tracked.state.problem = state.problem;
        tracked.state.next = state.next;
        tracked.fingerprint = last_query.fingerprint;
        if let (CredentialStatus::Ready(fingerprint), None, None, Some(_)) = (
            &found.status,
            last_query.fingerprint,
            &tracked.state.problem,
            last_query.at,
        ) {
            // A reading of a program that did not keep what it had asked with.
            tracked.fingerprint = Some(*fingerprint);
        }
        tracked.note_query(&last_query, self.interval(), now);
        tracked.void_what_is_ahead(self.interval(), now);
        // Somebody waits for the first answers, so that they are not spaced.
        tracked.wanted = tracked.state.next.is_some_and(|next| next <= now);
        tracked
    }

    /// What has changed since it was last kept, or all of it, and the accounts that are gone.
    pub(super) fn take_unsaved(&mut self, all: bool) -> (Vec<SavedAccount>, Vec<AccountKey>) {
        let persistence = &mut self.persistence;
        let mut news = Vec::new();
        for tracked in self.accounts.iter().filter(|it| !it.state.busy) {
            let without_derived = tracked.without_derived();
            let key = &tracked.state.account.key;
            let is_kept =
                persistence.kept.get(key).and_then(Option::as_ref) == Some(&without_derived);
            if all || !is_kept {
                news.push(SavedAccount {
                    last_query: without_derived.last_query.clone(),
                    state: tracked.state.clone(),
                });
                persistence.kept.insert(key.clone(), Some(without_derived));
            }
        }
        let is_given = |key: &AccountKey| all || persistence.again.contains(key);
        let gone = persistence.gone.iter().filter(|(key, _)| is_given(key));
        let gone: Vec<_> = gone
            .map(|(key, unseen)| {
                news.extend(unseen.clone());
                key.clone()
            })
            .collect();
        (news, gone)
    }
}

impl Tracked {
    /// What of it is kept here; the reading is kept elsewhere, and the rest follows.
    fn without_derived(&self) -> SavedAccount {
        let AccountState {
            account,
            notes,
            problem,
            ..
        } = &self.state;
        SavedAccount {
            last_query: Some(self.last_query()),
            state: AccountState {
                account: account.clone(),
                notes: notes.clone(),
                reading: None,
                problem: problem.clone(),
                busy: false,
                next: None,
            },
        }
    }

    /// Whether another program has asked since we last did.
    fn is_before(&self, kept: &SavedAccount, now: Timestamp) -> bool {
        let theirs = kept
            .last_query
            .as_ref()
            .and_then(|last_query| last_query.at);
        theirs.is_some_and(|at| at <= now && self.queried_at.is_none_or(|ours| ours < at))
    }

    /// Takes over what came of another program's query, which may be what somebody waits for here.
    fn learn(&mut self, kept: SavedAccount, interval: SignedDuration, now: Timestamp) {
        if let Some(reading) = kept.newer_reading(self.state.reading.as_ref()) {
            self.state.reading = Some(reading.clone());
        }
        let SavedAccount { state, last_query } = kept;
        let Some(last_query) = last_query else { return };
        self.state.problem = state.problem;
        self.state.next = state.next;
        // Another credential than was found here is seen by it.
        self.fingerprint = last_query.fingerprint.or(self.fingerprint);
        self.note_query(&last_query, interval, now);
        self.void_what_is_ahead(interval, now);
        let wish = self.wanted_since.take();
        let is_answer = |at| wish.is_none_or(|wish| answers(at, wish));
        if last_query.at.is_some_and(is_answer) {
            self.wanted = false;
            self.by_hand = false;
        }
    }

    /// The last query was this one; what came of it is known.
    fn note_query(&mut self, last_query: &LastQuery, interval: SignedDuration, now: Timestamp) {
        self.failures = last_query.failures;
        self.queried_with = last_query.fingerprint;
        let was_set_back = last_query.at.is_some_and(|at| at > now);
        self.queried_at = last_query.at.map(|at| at.min(now));
        if self.asks_again() && self.state.next.is_none() {
            self.state.next = self.queried_at.map(|at| at + interval);
        }
        // From program to program nothing is asked in a row, however soon it is due.
        let earliest = self.queried_at.map(|at| at + BY_HAND);
        self.state.next = self
            .state
            .next
            .map(|next| next.max(earliest.unwrap_or(next)));
        if (self.state.problem.is_none() || was_set_back) && !self.is_told_to_wait(now) {
            self.state.next = self.state.next.map(|next| next.min(now + interval));
        }
    }

    fn last_query(&self) -> LastQuery {
        LastQuery {
            at: self.queried_at,
            // One that has changed since is told by this one.
            fingerprint: self.fingerprint.and(self.queried_with),
            failures: self.failures,
            gone: false,
        }
    }
}
