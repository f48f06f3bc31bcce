//! One account with its schedule: whether it may be asked, and what becomes of its moments when the
//! clock is set. While the program runs they go along with it, so that every age and every wait stays
//! as long as it was. Of what was kept by a clock that ran ahead, and wherever nobody told of a step,
//! a moment that lies ahead of now is void.

use jiff::{SignedDuration, Timestamp};

use crate::{
    engine::{
        saved::{LastQuery, SavedAccount},
        schedule::{self, BY_HAND, LONGEST_WORD, answers},
    },
    model::{AccountKey, Pace},
    problem::{Code, Problem, Retry},
    snapshot::{AccountState, Reading, Usage},
};

/// Clocks are corrected by so much all the time.
const SLACK: SignedDuration = SignedDuration::from_secs(2);

/// What the next query of an account depends on.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and none follows from another"
)]
#[derive(Debug)]
pub(in crate::engine) struct Schedule {
    /// Of the credential that was found; it tells nothing of it.
    pub(in crate::engine) fingerprint: Option<u64>,
    /// The one of the last query.
    pub(in crate::engine) queried_with: Option<u64>,
    /// Problems in a row.
    pub(in crate::engine) failures: u32,
    pub(in crate::engine) queried_at: Option<Timestamp>,
    /// The time before that.
    pub(in crate::engine) previous_query_at: Option<Timestamp>,
    /// Asked for by hand or by a change, whatever the schedule says.
    pub(in crate::engine) wanted: bool,
    /// Asked for by hand, whatever is said of the network.
    pub(in crate::engine) by_hand: bool,
    /// When the user last asked for it by hand.
    pub(in crate::engine) wanted_since: Option<Timestamp>,
    /// Known and never asked.
    pub(in crate::engine) left_out: bool,
    /// A sign-in beside an account's own one.
    pub(in crate::engine) is_spare: bool,
    /// How often its service wants to be asked.
    pub(in crate::engine) pace: Pace,
}

impl Schedule {
    pub(in crate::engine) fn new(pace: Pace, left_out: bool) -> Self {
        Self {
            fingerprint: None,
            queried_with: None,
            failures: 0,
            queried_at: None,
            previous_query_at: None,
            wanted: false,
            by_hand: false,
            wanted_since: None,
            left_out,
            is_spare: false,
            pace,
        }
    }
}

/// An account to look at.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Tracked<'a> {
    pub(in crate::engine) state: &'a AccountState,
    pub(in crate::engine) schedule: &'a Schedule,
}

/// An account to change.
pub(in crate::engine) struct TrackedMut<'a> {
    pub(in crate::engine) state: &'a mut AccountState,
    pub(in crate::engine) schedule: &'a mut Schedule,
}

/// An account while it has no place among the others.
pub(super) struct Owned {
    pub(super) state: AccountState,
    pub(super) schedule: Schedule,
}

impl Owned {
    pub(super) fn tracked(&mut self) -> TrackedMut<'_> {
        TrackedMut {
            state: &mut self.state,
            schedule: &mut self.schedule,
        }
    }
}

impl<'a> Tracked<'a> {
    pub(in crate::engine) fn key(self) -> &'a AccountKey {
        &self.state.account.key
    }

    /// Whether it is to be asked now.
    pub(in crate::engine) fn is_askable(self, now: Timestamp, held: bool) -> bool {
        let is_due = self.schedule.wanted || self.state.next.is_some_and(|next| next <= now);
        is_due && self.may_be_asked(held)
    }

    /// Whether another's query is reason enough: it is well, and its own may come at any time since
    /// `along`. So those that were once asked together stay together, and one search does for all.
    pub(in crate::engine) fn goes_along(
        self,
        along: Timestamp,
        now: Timestamp,
        held: bool,
    ) -> bool {
        let is_well = self.state.problem.is_none() && self.state.next.is_some();
        let is_free = is_well && self.rests_until(now).is_none();
        let queried_at = self.schedule.queried_at;
        is_free && queried_at.is_some_and(|at| at <= along) && self.may_be_asked(held)
    }

    /// Until when its service is left alone. Another credential has to wait for nothing, nor has what
    /// never reached the service.
    pub(super) fn rests_until(self, now: Timestamp) -> Option<Timestamp> {
        let until = self.schedule.queried_at? + self.schedule.pace.least;
        let problem = self.state.problem.as_ref().map(|problem| problem.code);
        let was_asked = !matches!(problem, Some(Code::Offline | Code::ConnectionBlocked));
        let same = self.schedule.queried_with == self.schedule.fingerprint;
        (was_asked && same && until > now).then_some(until)
    }

    pub(in crate::engine) fn may_be_asked(self, held: bool) -> bool {
        let Schedule {
            left_out, by_hand, ..
        } = self.schedule;
        let has_credential = self.schedule.fingerprint.is_some();
        has_credential && !left_out && !self.state.busy && (*by_hand || !held)
    }

    /// Whether there is a credential that another query makes sense with, whenever that is.
    pub(super) fn asks_again(self) -> bool {
        let waits = |it: &Problem| match it.retry {
            Retry::WhenCredentialChanges | Retry::Refused => true,
            Retry::AsUsual | Retry::NotBefore(_) | Retry::Seldom => false,
        };
        let problem = self.state.problem.as_ref();
        self.schedule.fingerprint.is_some() && !problem.is_some_and(waits)
    }

    /// Whether the service has named a later moment. One further ahead than any that is believed
    /// comes from a clock that was set back since.
    pub(super) fn is_told_to_wait(self, now: Timestamp) -> bool {
        let moment = self.state.problem.as_ref().and_then(Problem::retry_at);
        moment.is_some_and(|moment| moment > now && moment <= now + LONGEST_WORD)
    }

    /// Whether another program has asked since this one last did.
    pub(in crate::engine) fn is_before(self, saved: &SavedAccount, now: Timestamp) -> bool {
        let theirs = saved.last_query.as_ref().and_then(|query| query.at);
        let ours = self.schedule.queried_at;
        theirs.is_some_and(|at| at <= now && ours.is_none_or(|ours| ours < at))
    }

    pub(in crate::engine) fn last_query(self) -> LastQuery {
        let Schedule {
            fingerprint,
            queried_with,
            ..
        } = self.schedule;
        LastQuery {
            at: self.schedule.queried_at,
            // One that has changed since is told by this one.
            fingerprint: fingerprint.and(*queried_with),
            failures: self.schedule.failures,
            gone: false,
        }
    }

    pub(super) fn mentions(self, path: &str) -> bool {
        let in_problem = |problem: &Problem| problem.facts.values().any(|fact| fact == path);
        let reading = self.state.reading.as_ref();
        let fault = reading.and_then(|it| it.usage.fault.as_ref());
        self.state.account.origin.path.as_deref() == Some(path)
            || self.state.problem.as_ref().is_some_and(in_problem)
            || fault.is_some_and(in_problem)
    }
}

impl TrackedMut<'_> {
    pub(in crate::engine) fn get(&self) -> Tracked<'_> {
        Tracked {
            state: self.state,
            schedule: self.schedule,
        }
    }

    /// A query begins.
    pub(in crate::engine) fn ask(&mut self, now: Timestamp) {
        let schedule = &mut *self.schedule;
        self.state.busy = true;
        schedule.previous_query_at = schedule.queried_at.replace(now);
        schedule.queried_with = schedule.fingerprint;
        schedule.wanted = false;
    }

    /// A query has ended well.
    pub(in crate::engine) fn answered(
        &mut self,
        usage: Usage,
        interval: SignedDuration,
        jitter: f64,
        now: Timestamp,
    ) {
        let interval = interval.max(self.schedule.pace.least);
        self.state.busy = false;
        self.schedule.failures = 0;
        self.state.problem = None;
        self.state.next = Some(schedule::after_success(&usage, interval, jitter, now));
        self.state.reading = Some(Reading { usage, at: now });
    }

    /// A query has failed. The last numbers stay.
    pub(in crate::engine) fn failed(&mut self, problem: Problem, jitter: f64, now: Timestamp) {
        let schedule = &mut *self.schedule;
        self.state.busy = false;
        if problem.nothing_was_sent() {
            schedule.queried_at = schedule.previous_query_at;
        }
        schedule.failures = schedule.failures.saturating_add(1);
        let problem = schedule::with_pause(problem, schedule.pace, schedule.failures, now);
        self.state.next = schedule::after_problem(&problem, schedule.failures, jitter, now);
        self.state.problem = Some(problem);
        self.state.tell_whose();
    }

    /// Takes over what came of another program's query, which may be what the user waits for here.
    pub(in crate::engine) fn learn(
        &mut self,
        saved: SavedAccount,
        interval: SignedDuration,
        now: Timestamp,
    ) {
        if let Some(reading) = saved.newer_reading(self.state.reading.as_ref()) {
            self.state.reading = Some(reading.clone());
        }
        let SavedAccount { state, last_query } = saved;
        let Some(last_query) = last_query else { return };
        self.state.problem = state.problem;
        self.state.next = state.next;
        // Another credential than was found here is seen by it.
        self.schedule.fingerprint = last_query.fingerprint.or(self.schedule.fingerprint);
        self.note_query(&last_query, interval, now);
        self.void_what_is_ahead(interval, now);
        let wish = self.schedule.wanted_since.take();
        let is_answer = |at| wish.is_none_or(|wish| answers(at, wish));
        if last_query.at.is_some_and(is_answer) {
            self.schedule.wanted = false;
            self.schedule.by_hand = false;
        }
    }

    /// The last query was this one; what came of it is known.
    pub(super) fn note_query(
        &mut self,
        last_query: &LastQuery,
        interval: SignedDuration,
        now: Timestamp,
    ) {
        let was_set_back = last_query.at.is_some_and(|at| at > now);
        let queried_at = last_query.at.map(|at| at.min(now));
        self.schedule.failures = last_query.failures;
        self.schedule.queried_with = last_query.fingerprint;
        self.schedule.queried_at = queried_at;
        if self.get().asks_again() && self.state.next.is_none() {
            self.state.next = queried_at.map(|at| at + interval);
        }
        // From program to program nothing is asked in a row, however soon it is due.
        let earliest = queried_at.map(|at| at + BY_HAND);
        let next = self.state.next;
        self.state.next = next.map(|next| next.max(earliest.unwrap_or(next)));
        let has_problem = self.state.problem.is_some();
        if (!has_problem || was_set_back) && !self.get().is_told_to_wait(now) {
            self.state.next = self.state.next.map(|next| next.min(now + interval));
        }
    }

    pub(super) fn move_by(&mut self, by: SignedDuration) {
        let wait = self.state.problem.as_mut().map(|it| &mut it.retry);
        let wait = wait.and_then(|retry| match retry {
            Retry::NotBefore(until) => Some(until),
            Retry::AsUsual | Retry::Seldom | Retry::Refused | Retry::WhenCredentialChanges => None,
        });
        let own = [
            self.schedule.queried_at.as_mut(),
            self.schedule.previous_query_at.as_mut(),
            self.schedule.wanted_since.as_mut(),
            self.state.next.as_mut(),
            self.state.reading.as_mut().map(|it| &mut it.at),
            wait,
        ];
        move_all(own.into_iter().flatten(), by);
    }

    pub(super) fn try_network_again(&mut self, now: Timestamp) {
        let problem = self.state.problem.as_ref();
        let is_about_network = problem.is_some_and(|it| it.code.is_about_network());
        if is_about_network && self.get().asks_again() {
            let earliest = self.schedule.queried_at.map(|at| now.max(at + BY_HAND));
            self.schedule.failures = 0;
            self.state.next = earliest.or(Some(now));
        }
    }

    /// A query that was made, a sign-in that had expired, numbers, and the moment of the next query.
    pub(super) fn void_what_is_ahead(&mut self, interval: SignedDuration, now: Timestamp) {
        let queried_at = &mut self.schedule.queried_at;
        if let Some(at) = queried_at.take_if(|at| is_ahead(*at, now)) {
            self.wait_anew(at, now);
        }
        let since = self.state.problem.as_ref().and_then(|it| it.since);
        if since.is_some_and(|since| is_ahead(since, now)) {
            self.state.problem = None;
            self.schedule.failures = 0;
            self.state.next = Some(now);
        }
        if self.get().is_told_to_wait(now) {
            return;
        }
        let read_at = self.state.reading.as_ref().map(|reading| reading.at);
        if read_at.is_some_and(|at| is_ahead(at, now)) && self.state.problem.is_none() {
            self.state.next = Some(now);
        }
        if self.get().asks_again() {
            let latest = now + interval;
            self.state.next = self.state.next.map(|next| next.min(latest));
        }
    }

    /// A wait that a service has named and that began at a moment still to come begins now, and is
    /// as long as it was.
    fn wait_anew(&mut self, began: Timestamp, now: Timestamp) {
        let Some(problem) = &mut self.state.problem else {
            return;
        };
        if let Retry::NotBefore(until) = problem.retry {
            let until = now + until.duration_since(began).max(SignedDuration::ZERO);
            problem.retry = Retry::NotBefore(until);
            self.state.next = Some(until);
        }
    }
}

/// Moves moments by as much as the clock was set.
pub(in crate::engine) fn move_all<'a>(
    moments: impl IntoIterator<Item = &'a mut Timestamp>,
    by: SignedDuration,
) {
    for moment in moments {
        *moment = moment.checked_add(by).unwrap_or(*moment);
    }
}

/// Whether a moment lies further ahead of now than clocks are usually off.
pub(in crate::engine) fn is_ahead(moment: Timestamp, now: Timestamp) -> bool {
    moment.duration_since(now) > SLACK
}
