//! Accounts that are gone: a search in which all could be read has not found them. Only their
//! history stays, and of one from a variable, unseen, what came of asking it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Engine, SavedAccount};
use crate::model::{AccountKey, Outcome};

impl Engine {
    /// Notes who was not found. `order` has the providers that have searched.
    pub(super) fn note_gone(&mut self, order: &BTreeMap<String, Vec<String>>) {
        let is_read = |outcome: &Outcome| match outcome {
            Outcome::Read { .. } | Outcome::Missing => true,
            Outcome::Unreadable { .. } | Outcome::Damaged { .. } | Outcome::Locked { .. } => false,
        };
        let accounts = self.accounts.iter().map(|it| &it.state.account.key);
        let found: BTreeSet<&AccountKey> = accounts.collect();
        self.persistence.gone.retain(|key, _| !found.contains(key));
        if !self.places.iter().all(|place| is_read(&place.outcome)) {
            return;
        }
        // One whose search broke off has found nobody, which says nothing.
        let names = &self.names;
        let has_searched =
            |provider: &String| order.contains_key(provider) || !names.contains_key(provider);
        let gone = self.persistence.kept.extract_if(.., |key, _| {
            has_searched(&key.provider) && !found.contains(key)
        });
        let gone: Vec<AccountKey> = gone.map(|(key, _)| key).collect();
        for key in gone {
            let unseen = self.restored.remove(&key).and_then(SavedAccount::unseen);
            if let Some(unseen) = &unseen {
                self.restored.insert(key.clone(), unseen.clone());
            }
            self.persistence.again.insert(key.clone());
            self.persistence.gone.insert(key, unseen);
        }
    }

    /// Other programs may look elsewhere: one with other variables does not find all that is found
    /// here. What it has dropped is to be kept again.
    pub(super) fn keep_what_others_dropped(&mut self, kept: &[SavedAccount]) {
        let seen = kept.iter().filter(|it| !it.is_gone());
        let seen: BTreeSet<&AccountKey> = seen.map(|it| &it.state.account.key).collect();
        for tracked in self.accounts.iter().filter(|it| !it.state.busy) {
            let key = &tracked.state.account.key;
            if seen.contains(key) {
                continue;
            }
            if let Some(kept) = self.persistence.kept.get_mut(key) {
                *kept = None;
                self.persistence.again.insert(key.clone());
            }
        }
    }
}

impl SavedAccount {
    /// Whether it is of an account that was not found any more, and is not to be shown.
    pub fn is_gone(&self) -> bool {
        self.last_query
            .as_ref()
            .is_some_and(|last_query| last_query.gone)
    }

    /// What stays of an account from a variable, which another program may still have: it must not
    /// ask against the schedule because this one does not.
    fn unseen(mut self) -> Option<Self> {
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
