//! Who is asked when: what is due is searched for and asked, in turn; what changes around moves the
//! moments. How long the moments are apart stands in `schedule`.

use crate::{
    model::{AccountKey, Pace},
    problem::{Code, Problem, Retry, store_problems},
};
use jiff::Timestamp;

use super::{
    Command, Engine,
    schedule::{self, BY_HAND, STORE_WATCH, Spacing},
    state::Tracked,
};

/// What a person wants of all accounts that will be found.
#[derive(Debug, Default)]
pub(super) struct RefreshRequest {
    /// The one provider whose accounts are asked, if not all are.
    pub(super) only: Option<String>,
    /// When all were asked for by hand, before anything was found.
    pub(super) all: Option<Timestamp>,
}

impl Engine {
    /// Asks for every account that is due, those of one provider one after the other. Who asked by
    /// hand waits for nothing.
    pub(super) fn ask(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        self.keep_paces(now);
        let held = self.conditions.holds(now);
        let mut spacing = Spacing::default();
        for tracked in &self.accounts {
            spacing.note_query(&tracked.state.account.key, tracked.queried_at);
        }
        let some_due = self.accounts.iter().any(|it| it.is_askable(now, held));
        let along = now - schedule::shortest(self.interval());
        for tracked in &mut self.accounts {
            let key = &tracked.state.account.key;
            let goes_along = some_due && tracked.goes_along(along, now, held);
            if goes_along || tracked.is_askable(now, held) {
                if !tracked.wanted
                    && let Some(later) = spacing.later(key, now)
                {
                    tracked.state.next = Some(later);
                    continue;
                }
                spacing.note_query(key, Some(now));
                tracked.state.busy = true;
                tracked.previous_query_at = tracked.queried_at.replace(now);
                tracked.queried_with = tracked.fingerprint;
                commands.push(Command::Fetch(key.clone()));
                tracked.wanted = false;
            }
            tracked.by_hand = false;
        }
    }

    pub(super) fn pace(&self, provider: &str) -> Pace {
        self.paces.get(provider).copied().unwrap_or(Pace::USUAL)
    }

    /// Whatever was brought on by an event, no service is asked sooner than its pace allows.
    pub(super) fn keep_paces(&mut self, now: Timestamp) {
        for tracked in &mut self.accounts {
            if let Some(until) = tracked.rests_until(now) {
                tracked.wanted = false;
                tracked.by_hand = false;
                tracked.state.next = tracked.state.next.map(|next| next.max(until));
            }
        }
    }

    /// What is under way is dropped, since it goes by what held before, and everything is searched
    /// and asked for again; what was answered well a moment ago is not.
    pub(super) fn start_over(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        for tracked in &mut self.accounts {
            if std::mem::take(&mut tracked.state.busy) || tracked.state.problem.is_some() {
                tracked.queried_at = None;
            }
        }
        self.searching = false;
        commands.push(Command::Abandon);
        self.want(|_| true, now, commands);
    }

    /// No healthy account waits longer than the interval of this moment.
    pub(super) fn keep_interval(&mut self, now: Timestamp) {
        let latest = now + self.interval();
        for tracked in &mut self.accounts {
            if tracked.state.problem.is_none() {
                tracked.state.next = tracked.state.next.map(|next| next.min(latest));
            }
        }
    }

    /// Somebody has written into the stores. While nothing is waited for, it may well be OpenCode
    /// at work, which writes all the time.
    pub(super) fn stores_changed(&mut self, now: Timestamp) {
        let pause = if self.is_waiting_for_store() {
            schedule::LOOK_SOON
        } else {
            schedule::LOOK_LATER
        };
        let earliest = self.last_search.map_or(now, |last| now.max(last + pause));
        // What a search that is under way has read may be from before.
        let at = if self.searching { now } else { earliest };
        self.look_at = Some(self.look_at.map_or(at, |known| known.min(at)));
    }

    /// A query by hand: at most every 15 seconds an account, and never against the service's word.
    pub(super) fn want(
        &mut self,
        which: impl Fn(&AccountKey) -> bool,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        if self.searched {
            self.mark_wanted(which, now);
        } else {
            self.refresh_request.all = Some(now);
        }
        self.search(commands);
    }

    /// Somebody has wanted it at that moment: whatever was asked since is an answer to it.
    pub(super) fn mark_wanted(&mut self, which: impl Fn(&AccountKey) -> bool, then: Timestamp) {
        for tracked in &mut self.accounts {
            let recent = tracked.queried_at.is_some_and(|at| answers(at, then));
            let waits = tracked.is_told_to_wait(then);
            if which(&tracked.state.account.key) && !recent && !waits {
                tracked.wanted = true;
                tracked.by_hand = true;
                tracked.wanted_since = Some(then);
            }
        }
    }

    pub(super) fn is_search_due(&self, now: Timestamp) -> bool {
        let Some(last) = self.last_search else {
            return true;
        };
        let held = self.conditions.holds(now);
        self.accounts.iter().any(|it| it.is_askable(now, held))
            || self.look_at.is_some_and(|at| at <= now)
            || (self.looks_at_stores() && now.duration_since(last) >= STORE_WATCH)
    }

    /// Whether only a change of a store can bring something on.
    pub(super) fn is_waiting_for_store(&self) -> bool {
        self.accounts.is_empty()
            || !store_problems(&self.places, self.accounts.len()).is_empty()
            || self.accounts.iter().any(|tracked| {
                let problem = tracked.state.problem.as_ref();
                let waits = |it: &Problem| {
                    matches!(it.retry, Retry::WhenCredentialChanges | Retry::Refused)
                };
                !tracked.state.is_dormant() && problem.is_some_and(waits)
            })
    }
}

/// Whether a query is recent enough to be what somebody wants who asks by hand.
pub(super) fn answers(queried_at: Timestamp, wanted_since: Timestamp) -> bool {
    wanted_since.duration_since(queried_at) < BY_HAND
}

impl Tracked {
    /// Whether it is to be asked now.
    fn is_askable(&self, now: Timestamp, held: bool) -> bool {
        let is_due = self.wanted || self.state.next.is_some_and(|next| next <= now);
        is_due && self.may_be_asked(held)
    }

    /// Whether another's query is reason enough: it is well, and its own may come at any time since
    /// `along`. So those that were once asked together stay together, and one search does for all.
    fn goes_along(&self, along: Timestamp, now: Timestamp, held: bool) -> bool {
        let is_well = self.state.problem.is_none()
            && self.state.next.is_some()
            && self.rests_until(now).is_none();
        is_well && self.queried_at.is_some_and(|at| at <= along) && self.may_be_asked(held)
    }

    /// Until when its service is left alone. Another credential has to wait for nothing, nor has what
    /// never reached the service.
    fn rests_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.queried_at? + self.pace.least;
        let problem = self.state.problem.as_ref().map(|problem| problem.code);
        let was_asked = !matches!(problem, Some(Code::Offline | Code::ConnectionBlocked));
        let same = self.queried_with == self.fingerprint;
        (was_asked && same && until > now).then_some(until)
    }

    pub(super) fn may_be_asked(&self, held: bool) -> bool {
        self.fingerprint.is_some() && !self.left_out && !self.state.busy && (self.by_hand || !held)
    }
}
