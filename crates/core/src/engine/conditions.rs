//! What goes on around the program, as far as asking depends on it: a network or none, the end of
//! a suspend, power to save, stores under watch. Who tells of it is the runtime's affair.

use jiff::{SignedDuration, Timestamp};

use super::{
    Engine,
    clock::move_all,
    schedule::{BY_HAND, FRESH, LONGEST_WORD},
    state::Tracked,
};
use crate::{
    model::Outcome,
    problem::{Code, Problem, Retry},
};

/// After a suspend the network's own word may take a moment to come.
const AFTER_WAKING: SignedDuration = SignedDuration::from_secs(5);
/// A network that is back has its name service a little later.
const AFTER_NETWORK: SignedDuration = SignedDuration::from_secs(2);
/// How long a waking waits for a network before it asks all the same, once.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// How long that one try without a network lasts, which is less than the first back-off.
const TRY: SignedDuration = SignedDuration::from_secs(20);

/// What was told of the world so far; nothing is told while all is well.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    offline: bool,
    /// Until then an account is asked although there is said to be no network.
    tries_until: Option<Timestamp>,
    refresh: Option<Refresh>,
    saving: bool,
    watched: bool,
}

/// Every account is to be asked again at this moment.
#[derive(Clone, Copy, Debug)]
struct Refresh {
    at: Timestamp,
    /// It follows a waking, so it takes place even without a network.
    woke: bool,
}

impl Conditions {
    pub(super) fn woke_up(&mut self, now: Timestamp) {
        let wait = if self.offline { PATIENCE } else { AFTER_WAKING };
        let at = now + wait;
        self.refresh = Some(Refresh { at, woke: true });
    }

    pub(super) fn network_up(&mut self, now: Timestamp) {
        self.offline = false;
        let at = now + AFTER_NETWORK;
        self.refresh = Some(Refresh { at, woke: false });
    }

    pub(super) fn network_down(&mut self, now: Timestamp) {
        self.offline = true;
        let woke = self.refresh.is_some_and(|refresh| refresh.woke);
        let at = now + PATIENCE;
        self.refresh = woke.then_some(Refresh { at, woke });
    }

    /// Of a clock that ran ahead no wait is left that is longer than any that begins now.
    pub(super) fn void_what_is_ahead(&mut self, now: Timestamp) {
        self.tries_until = self.tries_until.map(|until| until.min(now + TRY));
        self.refresh = self.refresh.map(|refresh| Refresh {
            at: refresh.at.min(now + PATIENCE),
            ..refresh
        });
    }

    /// The clock was set.
    pub(super) fn move_by(&mut self, by: SignedDuration) {
        let refresh = self.refresh.as_mut().map(|refresh| &mut refresh.at);
        move_all(self.tries_until.as_mut().into_iter().chain(refresh), by);
    }

    pub(super) fn save_power(&mut self, on: bool) {
        self.saving = on;
    }

    pub(super) fn watch_stores(&mut self, all: bool) {
        self.watched = all;
    }

    /// Whether nobody is asked now, but by hand: there is no network, or what is due waits for the
    /// refresh that is about to come.
    pub(super) fn holds(&self, now: Timestamp) -> bool {
        let tries = self.tries_until.is_some_and(|until| now < until);
        self.refresh.is_some() || (self.offline && !tries)
    }

    /// The next moment that something is due for the world's sake.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.refresh.map(|refresh| refresh.at)
    }

    /// Whether every account is to be asked again now; once.
    fn takes_refresh(&mut self, now: Timestamp) -> bool {
        let due = self.refresh.take_if(|refresh| refresh.at <= now).is_some();
        if due && self.offline {
            self.tries_until = Some(now + TRY);
        }
        due
    }
}

impl Engine {
    /// The interval of the settings, twice as long while power is saved.
    pub(super) fn interval(&self) -> SignedDuration {
        self.settings.interval() * if self.conditions.saving { 2 } else { 1 }
    }

    pub(super) fn woke_up(&mut self, now: Timestamp) {
        self.void_what_is_ahead(now);
        self.conditions.woke_up(now);
    }

    /// The popup was opened: data older than the interval is asked for, but not against the back-off
    /// from a service or its own word.
    pub(super) fn opened(&mut self, now: Timestamp) {
        let interval = self.settings.interval();
        for tracked in &mut self.accounts {
            let problem = tracked.state.problem.as_ref();
            let is_old = tracked
                .queried_at
                .is_none_or(|at| now.duration_since(at) >= interval);
            if is_old
                && tracked.fingerprint.is_some()
                && problem.is_none_or(|it| {
                    let may_be_fixed = it.retry == Retry::Seldom || it.code == Code::Forbidden;
                    is_about_network(it.code) || may_be_fixed
                })
            {
                tracked.state.next = Some(now);
            }
        }
    }

    /// Makes every account due that a waking or a network may have changed something for. What was
    /// learned a moment ago needs no other answer.
    pub(super) fn refresh_if_due(&mut self, now: Timestamp) {
        if !self.conditions.takes_refresh(now) {
            return;
        }
        for tracked in &mut self.accounts {
            if !tracked.asks_again() || tracked.is_told_to_wait(now) {
                continue;
            }
            let problem = tracked.state.problem.as_ref();
            if problem.is_some_and(|problem| is_about_network(problem.code)) {
                tracked.failures = 0;
            }
            let earliest = match (tracked.queried_at, problem) {
                (Some(at), None) if now.duration_since(at) < FRESH => continue,
                (Some(at), _) => now.max(at + BY_HAND),
                (None, _) => now,
            };
            let next = tracked.state.next.map(|next| next.min(earliest));
            tracked.state.next = next.or(Some(earliest));
        }
    }

    /// Whether only a look at the stores can bring on what is waited for, since nobody tells.
    pub(super) fn looks_at_stores(&self) -> bool {
        let locked = |outcome: &Outcome| match outcome {
            Outcome::Locked { .. } => true,
            Outcome::Read { .. }
            | Outcome::Missing
            | Outcome::Unreadable { .. }
            | Outcome::Damaged { .. } => false,
        };
        // Of a lock that was given up no file tells.
        self.places.iter().any(|place| locked(&place.outcome))
            || (!self.conditions.watched && self.is_waiting_for_store())
    }
}

impl Tracked {
    /// Whether there is a credential that another query makes sense with, whenever that is.
    pub(super) fn asks_again(&self) -> bool {
        let waits = |it: &Problem| match it.retry {
            Retry::WhenCredentialChanges | Retry::Refused => true,
            Retry::AsUsual | Retry::NotBefore(_) | Retry::Seldom => false,
        };
        let problem = self.state.problem.as_ref();
        self.fingerprint.is_some() && !problem.is_some_and(waits)
    }

    /// Whether the service has named a later moment. One further ahead than any that is believed
    /// comes from a clock that was set back since.
    pub(super) fn is_told_to_wait(&self, now: Timestamp) -> bool {
        let moment = self.state.problem.as_ref().and_then(Problem::retry_at);
        moment.is_some_and(|moment| moment > now && moment <= now + LONGEST_WORD)
    }
}

/// Whether another network may be all that is needed.
pub(super) fn is_about_network(code: Code) -> bool {
    match code {
        Code::Offline | Code::TimedOut | Code::ConnectionBlocked => true,
        Code::NoAccounts
        | Code::StoreUnreadable
        | Code::StoreDamaged
        | Code::StoreLocked
        | Code::SignInExpired
        | Code::SignInRefused
        | Code::Forbidden
        | Code::KeyRejected
        | Code::NoPlan
        | Code::RateLimited
        | Code::ServiceDown
        | Code::QuotaNotShared
        | Code::TokenFileIncomplete
        | Code::ProjectMissing
        | Code::ClientMissing
        | Code::VerificationNeeded
        | Code::FormatChanged
        | Code::Internal => false,
    }
}
