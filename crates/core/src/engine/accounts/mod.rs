//! The accounts: what is shown of each, and beside it what its schedule rests on.

mod found;
mod spare;
mod tracked;
mod unreadable;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

pub(super) use tracked::{Tracked, TrackedMut, is_ahead, move_all};

use super::{
    saved::SavedAccount,
    schedule::{self, BY_HAND, FRESH, answers},
};
use crate::{
    model::{AccountKey, Outcome, Pace, SearchedPath},
    problem::{Code, Problem, Retry, store_problems},
    settings::{Known, Settings},
    snapshot::AccountState,
};

/// All accounts that are known, in the order of finding.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    /// What is shown, and after that spares that nobody sees yet.
    states: Vec<AccountState>,
    /// How many of them are shown.
    shown: usize,
    /// Of the state at the same place.
    schedules: Vec<tracked::Schedule>,
    places: Vec<SearchedPath>,
    /// What is known from before this start, until its account is found.
    restored: BTreeMap<AccountKey, SavedAccount>,
    /// Whether the stores were searched at all yet.
    searched: bool,
    /// The providers' own names by id.
    names: BTreeMap<String, String>,
    /// By provider, where it is not the usual one.
    paces: BTreeMap<String, Pace>,
    /// The one provider whose accounts are asked, if not all are.
    only: Option<String>,
    /// Spare sign-ins that are not asked about, with what they were last asked with.
    set_aside: BTreeMap<AccountKey, Option<u64>>,
}

/// What taking in a search goes by.
#[derive(Clone, Copy)]
pub(super) struct DiscoveryContext<'a> {
    /// Installations that the user has named: each has sign-ins of its own.
    pub(super) directories: &'a [String],
    pub(super) interval: SignedDuration,
    pub(super) now: Timestamp,
}

impl Accounts {
    pub(super) fn new(names: BTreeMap<String, String>) -> Self {
        Self {
            names,
            ..Self::default()
        }
    }

    pub(super) fn set_names(&mut self, names: BTreeMap<String, String>) {
        self.names = names;
    }

    pub(super) fn set_paces(&mut self, paces: impl IntoIterator<Item = (String, Pace)>) {
        self.paces.extend(paces);
    }

    pub(super) fn set_only(&mut self, provider: Option<String>) {
        self.only = provider;
    }

    /// What is shown of them.
    pub(super) fn states(&self) -> &[AccountState] {
        &self.states[..self.shown]
    }

    /// Those that are shown.
    pub(super) fn shown(&self) -> impl Iterator<Item = Tracked<'_>> {
        self.iter().take(self.shown)
    }

    pub(super) fn is_shown(&self, key: &AccountKey) -> bool {
        self.shown().any(|it| it.key() == key)
    }

    pub(super) fn places(&self) -> &[SearchedPath] {
        &self.places
    }

    pub(super) fn names(&self) -> &BTreeMap<String, String> {
        &self.names
    }

    pub(super) fn were_searched(&self) -> bool {
        self.searched
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Tracked<'_>> {
        let both = self.states.iter().zip(&self.schedules);
        both.map(|(state, schedule)| Tracked { state, schedule })
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = TrackedMut<'_>> {
        let both = self.states.iter_mut().zip(&mut self.schedules);
        both.map(|(state, schedule)| TrackedMut { state, schedule })
    }

    pub(super) fn get(&self, key: &AccountKey) -> Option<Tracked<'_>> {
        self.iter().find(|it| it.key() == key)
    }

    pub(super) fn get_mut(&mut self, key: &AccountKey) -> Option<TrackedMut<'_>> {
        self.iter_mut().find(|it| it.state.account.key == *key)
    }

    pub(super) fn pace(&self, provider: &str) -> Pace {
        self.paces.get(provider).copied().unwrap_or(Pace::USUAL)
    }

    /// What is known from before this start of an account that was not found yet.
    pub(super) fn restored(&self, key: &AccountKey) -> Option<&SavedAccount> {
        self.restored.get(key)
    }

    pub(super) fn restore(&mut self, saved: SavedAccount) {
        self.restored.insert(saved.state.account.key.clone(), saved);
    }

    pub(super) fn forget_restored(&mut self, key: &AccountKey) -> Option<SavedAccount> {
        self.restored.remove(key)
    }

    /// Problems of the stores; none before they were searched.
    pub(super) fn store_problems(&self) -> Vec<Problem> {
        if self.searched {
            store_problems(&self.places, self.shown)
        } else {
            Vec::new()
        }
    }

    /// Whether an account or a search tells of this place.
    pub(super) fn mention(&self, path: &str) -> bool {
        self.places.iter().any(|place| place.path == path)
            || self.iter().any(|tracked| tracked.mentions(path))
    }

    /// What settings may be about.
    pub(super) fn known(&self, settings: &Settings) -> Known {
        let keys = self.states().iter().map(|it| it.account.key.clone());
        let mut accounts: Vec<AccountKey> = keys.collect();
        settings.sort(&mut accounts, |key| key);
        let windows = self.states().iter().flat_map(|state| {
            let provider = &state.account.key.provider;
            let windows = state.reading.iter().flat_map(|it| &it.usage.windows);
            windows.map(|window| (provider.clone(), window.id.clone()))
        });
        let found = accounts.iter().map(|it| &it.provider);
        Known {
            windows: windows.collect(),
            providers: self.names.keys().chain(found).cloned().collect(),
            accounts,
        }
    }

    /// Whether only a change of a store can bring something on.
    pub(super) fn wait_for_store(&self) -> bool {
        let waits =
            |it: &Problem| matches!(it.retry, Retry::WhenCredentialChanges | Retry::Refused);
        self.states().is_empty()
            || !store_problems(&self.places, self.shown).is_empty()
            || self
                .states()
                .iter()
                .any(|state| !state.is_dormant() && state.problem.as_ref().is_some_and(waits))
    }

    /// Whether a store is locked: of a lock that was given up no file tells.
    pub(super) fn have_locked_store(&self) -> bool {
        let is_locked = |outcome: &Outcome| match outcome {
            Outcome::Locked { .. } => true,
            Outcome::Read { .. }
            | Outcome::Missing
            | Outcome::Unreadable { .. }
            | Outcome::Damaged { .. } => false,
        };
        self.places.iter().any(|place| is_locked(&place.outcome))
    }

    /// No healthy account waits longer than the interval of this moment.
    pub(super) fn keep_interval(&mut self, interval: SignedDuration, now: Timestamp) {
        let latest = now + interval;
        for state in self.states.iter_mut().filter(|it| it.problem.is_none()) {
            state.next = state.next.map(|next| next.min(latest));
        }
    }

    /// Whatever was brought on by an event, no service is asked sooner than its pace allows.
    pub(super) fn keep_paces(&mut self, now: Timestamp) {
        for tracked in self.iter_mut() {
            if let Some(until) = tracked.get().rests_until(now) {
                tracked.schedule.wanted = false;
                tracked.schedule.by_hand = false;
                tracked.state.next = tracked.state.next.map(|next| next.max(until));
            }
        }
    }

    /// The user has wanted it at that moment: whatever was asked since is an answer to it.
    pub(super) fn want(&mut self, which: impl Fn(&AccountKey) -> bool, then: Timestamp) {
        for tracked in self.iter_mut() {
            let queried_at = tracked.schedule.queried_at;
            let is_recent = queried_at.is_some_and(|at| answers(at, then));
            let waits = tracked.get().is_told_to_wait(then);
            if which(&tracked.state.account.key) && !is_recent && !waits {
                tracked.schedule.wanted = true;
                tracked.schedule.by_hand = true;
                tracked.schedule.wanted_since = Some(then);
            }
        }
    }

    /// Drops what is under way. What was answered well a moment ago is not asked again.
    pub(super) fn start_over(&mut self) {
        for tracked in self.iter_mut() {
            let was_busy = std::mem::take(&mut tracked.state.busy);
            if was_busy || tracked.state.problem.is_some() {
                tracked.schedule.queried_at = None;
            }
        }
    }

    /// A suspend fell into what is under way: an answer from before it counts its times from then.
    pub(super) fn ask_again(&mut self, now: Timestamp) {
        for tracked in self.iter_mut() {
            if std::mem::take(&mut tracked.state.busy) {
                let queried_at = tracked.schedule.queried_at;
                tracked.state.next = Some(queried_at.map_or(now, |at| now.max(at + BY_HAND)));
            }
        }
    }

    /// The popup was opened: data older than the interval is asked for, but not against the back-off
    /// from a service or its own word.
    pub(super) fn opened(&mut self, interval: SignedDuration, now: Timestamp) {
        let may_be_fixed = |it: &Problem| {
            let by_user = it.retry == Retry::Seldom || it.code == Code::Forbidden;
            it.code.is_about_network() || by_user
        };
        for tracked in self.iter_mut() {
            let queried_at = tracked.schedule.queried_at;
            let is_old = queried_at.is_none_or(|at| now.duration_since(at) >= interval);
            let problem = tracked.state.problem.as_ref();
            let has_credential = tracked.schedule.fingerprint.is_some();
            if is_old && has_credential && problem.is_none_or(may_be_fixed) {
                tracked.state.next = Some(now);
            }
        }
    }

    /// Makes every account due that a waking or a network may have changed something for. What was
    /// learned a moment ago needs no other answer.
    pub(super) fn refresh(&mut self, now: Timestamp) {
        for tracked in self.iter_mut() {
            if !tracked.get().asks_again() || tracked.get().is_told_to_wait(now) {
                continue;
            }
            let problem = tracked.state.problem.as_ref();
            if problem.is_some_and(|problem| problem.code.is_about_network()) {
                tracked.schedule.failures = 0;
            }
            let earliest = match (tracked.schedule.queried_at, problem) {
                (Some(at), None) if now.duration_since(at) < FRESH => continue,
                (Some(at), _) => now.max(at + BY_HAND),
                (None, _) => now,
            };
            let next = tracked.state.next.map(|next| next.min(earliest));
            tracked.state.next = next.or(Some(earliest));
        }
    }

    /// A step has panicked over this account, or over all where it is not known which one it was.
    /// What it may have come from is dropped; whose that was.
    pub(super) fn panicked(
        &mut self,
        about: Option<&AccountKey>,
        jitter: f64,
        now: Timestamp,
    ) -> Vec<AccountKey> {
        let mut dropped = Vec::new();
        for tracked in self.iter_mut() {
            tracked.state.busy = false;
            let key = tracked.state.account.key.clone();
            if about.is_some_and(|about| *about != key) {
                continue;
            }
            let problem = Problem::internal("a step panicked");
            let failures = tracked.schedule.failures.saturating_add(1);
            tracked.schedule.failures = failures;
            tracked.state.next = schedule::after_problem(&problem, failures, jitter, now);
            tracked.state.problem = Some(problem);
            tracked.state.reading = None;
            dropped.push(key);
        }
        dropped
    }

    /// The clock was set by so much. A connection that a wrong clock has made fail may work now.
    pub(super) fn move_by(&mut self, by: SignedDuration, now: Timestamp) {
        for mut tracked in self.iter_mut() {
            tracked.move_by(by);
            tracked.try_network_again(now);
        }
    }

    pub(super) fn void_what_is_ahead(&mut self, interval: SignedDuration, now: Timestamp) {
        for mut tracked in self.iter_mut() {
            tracked.void_what_is_ahead(interval, now);
        }
    }
}
