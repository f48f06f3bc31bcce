//! What outlasts the program beside the readings: when an account was asked and what came of it, so
//! that neither a new start nor one command after the other asks against the schedule. Accounts that
//! are gone, which a search in which all could be read has not found, are kept as their history alone,
//! and of one from a variable, unseen, what came of asking it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{
    accounts::{Accounts, Tracked},
    event::Changes,
    saved::SavedAccount,
    schedule::answers,
};
use crate::{
    model::{AccountKey, Outcome},
    snapshot::{AccountState, Usage},
};

/// What the shell was last asked to keep.
#[derive(Debug, Default)]
pub(super) struct Persistence {
    /// `None` where that has failed.
    saved: BTreeMap<AccountKey, Option<SavedAccount>>,
    /// Who is gone, with what is kept of it unseen. It stays while the program runs, since what is
    /// given to be kept may not be.
    gone: BTreeMap<AccountKey, Option<SavedAccount>>,
    /// Of these accounts all is given once more: the reading, or that it is gone.
    again: BTreeSet<AccountKey>,
    /// When this program started.
    begun: Option<Timestamp>,
}

impl Persistence {
    pub(super) fn begin(&mut self, now: Timestamp) {
        self.begun.get_or_insert(now);
    }

    /// What is known from before this start.
    pub(super) fn restore(
        &mut self,
        saved: impl IntoIterator<Item = SavedAccount>,
        accounts: &mut Accounts,
    ) {
        for saved in saved {
            let key = &saved.state.account.key;
            if !saved.is_gone() {
                let without_derived = saved.clone().without_derived();
                self.saved.insert(key.clone(), Some(without_derived));
                self.gone.remove(key);
            }
            accounts.restore(saved);
        }
    }

    /// What all programs have kept: another one's queries count as our own. Of a start that wants
    /// numbers of now only what was asked a moment before it is taken. Gives what they have read.
    pub(super) fn take_stored(
        &mut self,
        saved: Vec<SavedAccount>,
        accounts: &mut Accounts,
        interval: SignedDuration,
        now: Timestamp,
    ) -> Vec<(AccountKey, Usage)> {
        let mut read = Vec::new();
        self.keep_what_others_dropped(&saved, accounts);
        for saved in saved {
            let key = saved.state.account.key.clone();
            let Some(mut tracked) = accounts.get_mut(&key) else {
                if self.is_news(&saved, accounts, now) {
                    self.restore([saved], accounts);
                }
                continue;
            };
            if tracked.state.busy || !tracked.get().is_before(&saved, now) {
                continue;
            }
            if let Some(reading) = saved.newer_reading(tracked.state.reading.as_ref()) {
                read.push((key.clone(), reading.usage.clone()));
            }
            tracked.learn(saved.clone(), interval, now);
            self.saved.insert(key, Some(saved.without_derived()));
        }
        read
    }

    /// Whether it says more of an account that was not found yet than what was recalled.
    fn is_news(&self, saved: &SavedAccount, accounts: &Accounts, now: Timestamp) -> bool {
        let begun = self.begun.unwrap_or(now);
        let key = &saved.state.account.key;
        let queried_at = saved.last_query.as_ref().and_then(|query| query.at);
        let least = accounts.pace(&key.provider).least;
        let is_recent = |at| answers(at, begun) || begun.duration_since(at) < least;
        let recent = queried_at.is_some_and(is_recent);
        let known = accounts.restored(key);
        known.is_none_or(|known| recent || known.last_query.is_some())
    }

    /// Other programs may look elsewhere: one with other variables does not find all that is found
    /// here. What it has dropped is to be kept again.
    fn keep_what_others_dropped(&mut self, saved: &[SavedAccount], accounts: &Accounts) {
        let seen = saved.iter().filter(|it| !it.is_gone());
        let seen: BTreeSet<&AccountKey> = seen.map(|it| &it.state.account.key).collect();
        for state in accounts.states().iter().filter(|it| !it.busy) {
            let key = &state.account.key;
            if seen.contains(key) {
                continue;
            }
            if let Some(saved) = self.saved.get_mut(key) {
                *saved = None;
                self.again.insert(key.clone());
            }
        }
    }

    /// Notes who was not found. `order` has the providers that have searched.
    pub(super) fn note_gone(
        &mut self,
        order: &BTreeMap<String, Vec<String>>,
        accounts: &mut Accounts,
    ) {
        let is_read = |outcome: &Outcome| match outcome {
            Outcome::Read { .. } | Outcome::Missing => true,
            Outcome::Unreadable { .. } | Outcome::Damaged { .. } | Outcome::Locked { .. } => false,
        };
        let found = accounts.states().iter().map(|it| &it.account.key);
        let found: BTreeSet<&AccountKey> = found.collect();
        self.gone.retain(|key, _| !found.contains(key));
        if !accounts.places().iter().all(|it| is_read(&it.outcome)) {
            return;
        }
        // One whose search broke off has found nobody, which says nothing.
        let names = accounts.names();
        let has_searched =
            |provider: &String| order.contains_key(provider) || !names.contains_key(provider);
        let gone = self.saved.extract_if(.., |key, _| {
            has_searched(&key.provider) && !found.contains(key)
        });
        let gone: Vec<AccountKey> = gone.map(|(key, _)| key).collect();
        for key in gone {
            let restored = accounts.forget_restored(&key);
            let unseen = restored.and_then(SavedAccount::unseen);
            if let Some(unseen) = &unseen {
                accounts.restore(unseen.clone());
            }
            self.again.insert(key.clone());
            self.gone.insert(key, unseen);
        }
    }

    /// What is kept of this account is taken away, to be kept anew with the next step.
    pub(super) fn forget(&mut self, account: &AccountKey) {
        self.saved.remove(account);
        self.gone.insert(account.clone(), None);
        self.again.insert(account.clone());
    }

    /// What has changed since it was last kept, or all of it. What was read in this step goes with
    /// all else of the step; other readings that are to be kept again go by themselves.
    pub(super) fn take_changes(
        &mut self,
        read: Option<&AccountKey>,
        all: bool,
        accounts: &Accounts,
    ) -> (Vec<Changes>, Changes) {
        let (queried, gone) = self.take_unsaved(all, accounts);
        let again = std::mem::take(&mut self.again);
        let old = accounts.states().iter().filter(|state| {
            let key = &state.account.key;
            (all || again.contains(key)) && state.reading.is_some() && read != Some(key)
        });
        let alone = |state: &AccountState| Changes {
            reading: Some(state.clone()),
            ..Changes::default()
        };
        let read = read.and_then(|key| accounts.get(key));
        let of_this_step = Changes {
            reading: read.map(|tracked| tracked.state.clone()),
            queried,
            gone,
            ..Changes::default()
        };
        (old.map(alone).collect(), of_this_step)
    }

    fn take_unsaved(
        &mut self,
        all: bool,
        accounts: &Accounts,
    ) -> (Vec<SavedAccount>, Vec<AccountKey>) {
        let mut unsaved = Vec::new();
        for tracked in accounts.shown().filter(|it| !it.state.busy) {
            let saved = self.saved.get(tracked.key()).and_then(Option::as_ref);
            if all || !saved.is_some_and(|saved| is_saved(tracked, saved)) {
                let account = SavedAccount {
                    state: tracked.state.clone(),
                    last_query: Some(tracked.last_query()),
                };
                let key = tracked.key().clone();
                let without_derived = account.clone().without_derived();
                self.saved.insert(key, Some(without_derived));
                unsaved.push(account);
            }
        }
        let is_given = |key: &AccountKey| all || self.again.contains(key);
        let mut gone = Vec::new();
        for (key, unseen) in self.gone.iter().filter(|(key, _)| is_given(key)) {
            unsaved.extend(unseen.clone());
            gone.push(key.clone());
        }
        (unsaved, gone)
    }
}

/// Whether all that is kept here of an account is kept so.
fn is_saved(tracked: Tracked<'_>, saved: &SavedAccount) -> bool {
    let (ours, theirs) = (tracked.state, &saved.state);
    ours.account == theirs.account
        && ours.notes == theirs.notes
        && ours.problem == theirs.problem
        && saved.last_query == Some(tracked.last_query())
}
