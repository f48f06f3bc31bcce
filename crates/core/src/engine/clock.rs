//! What becomes of moments when the clock is set. While the program runs they go along with it, so
//! that every age and every wait stays as long as it was. Of what was kept by a clock that ran ahead,
//! and wherever nobody told of a step, a moment that lies ahead of now is void.

use jiff::{SignedDuration, Timestamp};

use super::{Engine, conditions::is_about_network, schedule::BY_HAND, state::Tracked};
use crate::problem::Retry;

/// Clocks are corrected by so much all the time.
const SLACK: SignedDuration = SignedDuration::from_secs(2);

impl Engine {
    /// Takes note of the moment that it is.
    pub(super) fn notice_clock(&mut self, now: Timestamp) {
        let latest = self.latest.replace(now);
        // What was kept at a start may be of another clock.
        if latest.is_none_or(|latest| is_ahead(latest, now)) {
            self.void_what_is_ahead(now);
        }
    }

    /// The clock was set by so much: what was noted by it goes along. A sign-in that ends by the
    /// clock may be another one now, and a connection that a wrong clock has made fail may work.
    pub(super) fn move_by(&mut self, by: SignedDuration, now: Timestamp) {
        let own = [&mut self.latest, &mut self.last_search];
        move_all(own.into_iter().flatten(), by);
        self.conditions.move_by(by);
        self.alerts.clock_stepped(by);
        for tracked in &mut self.accounts {
            tracked.move_by(by);
            tracked.try_network_again(now);
        }
        self.void_what_is_ahead(now);
        self.look_at = Some(now);
    }

    pub(super) fn void_what_is_ahead(&mut self, now: Timestamp) {
        let interval = self.interval();
        self.last_search = self.last_search.map(|at| at.min(now));
        self.look_at = self.look_at.map(|at| at.min(now));
        self.conditions.void_what_is_ahead(now);
        self.alerts.void_what_is_ahead(now);
        for tracked in &mut self.accounts {
            tracked.void_what_is_ahead(interval, now);
        }
    }
}

impl Tracked {
    fn move_by(&mut self, by: SignedDuration) {
        let wait = self.state.problem.as_mut().map(|it| &mut it.retry);
        let wait = wait.and_then(|retry| match retry {
            Retry::NotBefore(until) => Some(until),
            Retry::AsUsual | Retry::Seldom | Retry::Refused | Retry::WhenCredentialChanges => None,
        });
        let own = [
            self.queried_at.as_mut(),
            self.previous_query_at.as_mut(),
            self.wanted_since.as_mut(),
            self.state.next.as_mut(),
            self.state.reading.as_mut().map(|it| &mut it.at),
            wait,
        ];
        move_all(own.into_iter().flatten(), by);
    }

    fn try_network_again(&mut self, now: Timestamp) {
        let problem = self.state.problem.as_ref();
        if problem.is_some_and(|it| is_about_network(it.code)) && self.asks_again() {
            self.failures = 0;
            self.state.next = self
                .queried_at
                .map(|at| now.max(at + BY_HAND))
                .or(Some(now));
        }
    }

    /// The same of one account: a query that was made, a sign-in that had expired, numbers, and the
    /// moment of the next query.
    pub(super) fn void_what_is_ahead(&mut self, interval: SignedDuration, now: Timestamp) {
        if let Some(at) = self.queried_at.take_if(|at| is_ahead(*at, now)) {
            self.wait_anew(at, now);
        }
        let since = self.state.problem.as_ref().and_then(|it| it.since);
        if since.is_some_and(|since| is_ahead(since, now)) {
            self.state.problem = None;
            self.failures = 0;
            self.state.next = Some(now);
        }
        if self.is_told_to_wait(now) {
            return;
        }
        let read_at = self.state.reading.as_ref().map(|reading| reading.at);
        if read_at.is_some_and(|at| is_ahead(at, now)) && self.state.problem.is_none() {
            self.state.next = Some(now);
        }
        if self.asks_again() {
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

pub(super) fn move_all<'a>(
    moments: impl IntoIterator<Item = &'a mut Timestamp>,
    by: SignedDuration,
) {
    for moment in moments {
        *moment = moment.checked_add(by).unwrap_or(*moment);
    }
}

/// Whether a moment lies further ahead of now than clocks are usually off.
pub(super) fn is_ahead(moment: Timestamp, now: Timestamp) -> bool {
    moment.duration_since(now) > SLACK
}
