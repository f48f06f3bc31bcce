//! What a search of the stores changes: accounts that are new, that have another credential, and
//! those that stay because their store cannot be read.

use super::{
    Accounts, DiscoveryContext,
    tracked::{Owned, Schedule},
    unreadable::stands_in,
};
use crate::{
    engine::{
        event::{DiscoveryResult, FoundAccount},
        saved::SavedAccount,
    },
    model::AccountKey,
    provider::CredentialStatus,
    snapshot::AccountState,
};

impl Accounts {
    /// Takes in what was found. Gives whose sign-in is switched off: of that nobody is told any more.
    pub(in crate::engine) fn found(
        &mut self,
        result: DiscoveryResult,
        context: DiscoveryContext<'_>,
    ) -> Vec<AccountKey> {
        self.searched = true;
        self.places = result.places;
        let mut old = self.take_all();
        old.extend(self.restore_unreadable(context));
        let held = self.held(&old);
        let mut switched_off = Vec::new();
        for found in result.accounts {
            if let CredentialStatus::Spare(fingerprint) = found.status
                && self.set_aside.get(&found.account.key) == Some(&Some(fingerprint))
            {
                continue;
            }
            let same = |it: &Owned| it.state.account.key == found.account.key;
            let at = old.iter().position(same);
            let known = at.map(|at| &old[at].state.account);
            if stands_in(&found.account, known, &held, &result.order, context) {
                continue;
            }
            if matches!(found.status, CredentialStatus::Off) {
                switched_off.push(found.account.key.clone());
            }
            let known = at.map(|at| old.swap_remove(at));
            let known = known.unwrap_or_else(|| self.first_seen(&found, context));
            self.push(track(found, known, context));
        }
        // A store that cannot be read now says nothing about the accounts that it held.
        old.retain(|it| self.is_store_faulty(&it.state.account));
        for mut it in old {
            it.state.next = None;
            it.schedule.wanted = false;
            self.push(it);
        }
        self.sort_spares();
        switched_off
    }

    pub(super) fn take_all(&mut self) -> Vec<Owned> {
        let states = std::mem::take(&mut self.states);
        let schedules = std::mem::take(&mut self.schedules);
        let both = states.into_iter().zip(schedules);
        both.map(|(state, schedule)| Owned { state, schedule })
            .collect()
    }

    pub(super) fn push(&mut self, it: Owned) {
        self.states.push(it.state);
        self.schedules.push(it.schedule);
    }

    /// An account of this start, with what is known from before it.
    pub(super) fn first_seen(
        &mut self,
        found: &FoundAccount,
        context: DiscoveryContext<'_>,
    ) -> Owned {
        let key = &found.account.key;
        let left_out = self.only.as_ref().is_some_and(|id| *id != key.provider);
        let mut owned = Owned {
            state: AccountState::found(found.account.clone()),
            schedule: Schedule::new(self.pace(&key.provider), left_out),
        };
        let Some(SavedAccount { state, last_query }) = self.restored.remove(key) else {
            return owned;
        };
        owned.state.reading = state.reading;
        let Some(last_query) = last_query else {
            return owned;
        };
        owned.state.problem = state.problem;
        owned.state.next = state.next;
        owned.schedule.fingerprint = last_query.fingerprint;
        if let (CredentialStatus::Ready(fingerprint), None, None, Some(_)) = (
            &found.status,
            last_query.fingerprint,
            &owned.state.problem,
            last_query.at,
        ) {
            // A reading of a program that did not keep what it had asked with.
            owned.schedule.fingerprint = Some(*fingerprint);
        }
        let DiscoveryContext { interval, now, .. } = context;
        owned.tracked().note_query(&last_query, interval, now);
        owned.tracked().void_what_is_ahead(interval, now);
        // The user waits for the first answers, so that they are not spaced.
        owned.schedule.wanted = owned.state.next.is_some_and(|next| next <= now);
        owned
    }
}

fn track(found: FoundAccount, mut owned: Owned, context: DiscoveryContext<'_>) -> Owned {
    let tracked = owned.tracked();
    tracked.state.account = found.account;
    tracked.state.notes = found.notes;
    tracked.schedule.is_spare = matches!(found.status, CredentialStatus::Spare(_));
    match found.status {
        CredentialStatus::Ready(fingerprint) | CredentialStatus::Spare(fingerprint) => {
            if tracked.schedule.fingerprint != Some(fingerprint) {
                tracked.schedule.wanted = true;
                tracked.schedule.failures = 0;
            }
            tracked.schedule.fingerprint = Some(fingerprint);
            // Its store could not be read for a while.
            let rests = tracked.state.next.is_none() && !tracked.state.busy;
            if rests && tracked.get().asks_again() {
                let queried_at = tracked.schedule.queried_at;
                let next = queried_at.map(|at| at + context.interval);
                tracked.state.next = next.or(Some(context.now));
            }
        }
        CredentialStatus::Broken(problem) => {
            tracked.schedule.fingerprint = None;
            tracked.state.next = None;
            tracked.schedule.wanted = false;
            tracked.state.problem = Some(problem);
        }
        CredentialStatus::Off => {
            tracked.schedule.fingerprint = None;
            tracked.state.next = None;
            tracked.schedule.wanted = false;
            tracked.state.problem = None;
        }
    }
    tracked.state.tell_whose();
    owned
}
