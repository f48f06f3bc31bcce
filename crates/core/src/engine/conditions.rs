//! What goes on around the program, as far as asking depends on it: a network or none, the end of
//! a suspend, power to save, stores under watch. Who tells of it is the runtime's affair.

use jiff::{SignedDuration, Timestamp};

use super::accounts::{is_ahead, move_all};
use crate::settings::Settings;

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
    /// The moment of the last step.
    latest: Option<Timestamp>,
}

/// Every account is to be asked again at this moment.
#[derive(Clone, Copy, Debug)]
struct Refresh {
    at: Timestamp,
    /// It follows a waking, so it takes place even without a network.
    woke: bool,
}

impl Conditions {
    /// The interval of the settings, twice as long while power is saved.
    pub(super) fn interval(&self, settings: &Settings) -> SignedDuration {
        settings.interval() * if self.saving { 2 } else { 1 }
    }

    /// Takes note of the moment that it is; whether the clock was set back since the last one, or
    /// may have been before the first one.
    pub(super) fn was_set_back(&mut self, now: Timestamp) -> bool {
        let latest = self.latest.replace(now);
        latest.is_none_or(|latest| is_ahead(latest, now))
    }

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
        let own = [self.latest.as_mut(), self.tries_until.as_mut(), refresh];
        move_all(own.into_iter().flatten(), by);
    }

    pub(super) fn save_power(&mut self, on: bool) {
        self.saving = on;
    }

    pub(super) fn watch_stores(&mut self, all: bool) {
        self.watched = all;
    }

    /// Whether every change of a store is told.
    pub(super) fn watches_stores(&self) -> bool {
        self.watched
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
    pub(super) fn takes_refresh(&mut self, now: Timestamp) -> bool {
        let due = self.refresh.take_if(|refresh| refresh.at <= now).is_some();
        if due && self.offline {
            self.tries_until = Some(now + TRY);
        }
        due
    }
}
