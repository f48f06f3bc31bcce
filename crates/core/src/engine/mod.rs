//! The one place with a mutable truth. `step` is pure: an event and the moment in, commands out. The
//! engine routes each event to the parts that own what it is about; no part knows the engine.

mod accounts;
mod conditions;
#[cfg(test)]
mod conditions_tests;
mod editing;
mod event;
mod persistence;
#[cfg(test)]
mod persistence_tests;
mod poller;
mod publisher;
mod route;
mod saved;
mod schedule;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

pub use event::{Changes, Command, DiscoveryResult, Event, FoundAccount, SettingsEdit};
pub use saved::{LastQuery, SavedAccount};
pub use schedule::BY_HAND;

use self::{
    accounts::Accounts, conditions::Conditions, editing::Editing, persistence::Persistence,
    poller::Poller, publisher::Publisher,
};
use crate::{
    alerts::{AccountAlerts, AlertCommand, AlertContext, Alerts, Posted},
    model::{AccountKey, Pace},
    settings::Settings,
    snapshot::Snapshot,
};

/// Knows everything, and says what is to be done about what happens.
#[derive(Debug)]
pub struct Engine {
    editing: Editing,
    accounts: Accounts,
    poller: Poller,
    conditions: Conditions,
    alerts: Alerts,
    persistence: Persistence,
    publisher: Publisher,
}

impl Engine {
    /// `names` are the providers' own names by id; `seed` feeds the jitter.
    pub fn new(settings: Settings, names: BTreeMap<String, String>, seed: u64) -> Self {
        Self {
            editing: Editing::new(settings),
            accounts: Accounts::new(names),
            poller: Poller::new(seed),
            conditions: Conditions::default(),
            alerts: Alerts::default(),
            persistence: Persistence::default(),
            publisher: Publisher::default(),
        }
    }

    /// Marks everything as built-in samples.
    #[must_use]
    pub fn demo(mut self) -> Self {
        self.publisher.mark_as_demo();
        self
    }

    /// The zone that quiet hours are in; UTC without it.
    #[must_use]
    pub fn zone(mut self, zone: TimeZone) -> Self {
        self.alerts.set_zone(zone);
        self
    }

    /// How often each provider is asked at most, where that is not as usual.
    #[must_use]
    pub fn paced(mut self, paces: impl IntoIterator<Item = (String, Pace)>) -> Self {
        self.accounts.set_paces(paces);
        self
    }

    /// Asks for the accounts of one provider alone.
    #[must_use]
    pub fn of_provider(mut self, provider: Option<String>) -> Self {
        self.accounts.set_only(provider);
        self
    }

    /// What is known from before this start.
    pub fn restore(&mut self, saved: impl IntoIterator<Item = SavedAccount>) {
        self.persistence.restore(saved, &mut self.accounts);
    }

    /// What was told before this start.
    pub fn restore_alerts(
        &mut self,
        accounts: impl IntoIterator<Item = (AccountKey, AccountAlerts)>,
        posted: Posted,
    ) {
        self.alerts.restore(accounts, posted);
    }

    pub fn settings(&self) -> &Settings {
        self.editing.settings()
    }

    /// Whether a search or a query is under way.
    pub fn is_busy(&self) -> bool {
        self.poller.is_searching() || self.accounts.iter().any(|it| it.state.busy)
    }

    /// All that is known at this moment.
    pub fn snapshot(&self, now: Timestamp) -> Snapshot {
        self.publisher
            .snapshot(&self.accounts, &self.alerts, &self.editing, now)
    }

    /// Takes an event in and says what is to be done about it.
    pub fn step(&mut self, event: Event, now: Timestamp) -> Vec<Command> {
        let mut commands = Vec::new();
        self.persistence.begin(now);
        if let Event::ClockStepped(by) = event {
            self.move_by(by, now);
        }
        // What was kept at a start may be of another clock.
        if self.conditions.was_set_back(now) {
            self.void_what_is_ahead(now);
        }
        let is_routine = event.is_routine();
        let read = self.take_in(event, now, &mut commands);
        if self.conditions.takes_refresh(now) {
            self.accounts.refresh(now);
        }
        self.accounts.keep_paces(now);
        let (accounts, conditions) = (&self.accounts, &self.conditions);
        if self.poller.is_search_due(accounts, conditions, now) {
            self.poller.search(&mut commands);
        }
        self.tell(read.as_ref(), now, &mut commands);
        let may_wait = is_routine && self.is_busy();
        if self.publisher.is_time(may_wait, now) {
            commands.push(Command::Publish(Box::new(self.snapshot(now))));
        }
        commands.push(Command::WakeAt(self.wake_at(now)));
        commands
    }

    /// What the user is to be told now. It is kept before it is told: after a sudden end it is told
    /// again rather than never.
    fn tell(&mut self, read: Option<&AccountKey>, now: Timestamp, commands: &mut Vec<Command>) {
        let mut told = Vec::new();
        // Before the first search no account is known, which says nothing about any.
        if self.accounts.were_searched() {
            let context = AlertContext {
                accounts: self.accounts.states(),
                settings: self.editing.settings(),
                names: self.accounts.names(),
            };
            told = self.alerts.step(context, now);
        }
        let again = self.alerts.keeps_again(now);
        let (old, of_this_step) = self.persistence.take_changes(read, again, &self.accounts);
        let (alerts, posted) = self.alerts.take_changes(again);
        let of_this_step = Changes {
            alerts,
            posted,
            ..of_this_step
        };
        let changes = old.into_iter().chain([of_this_step]);
        let changes = changes.filter(|changes| !changes.is_empty());
        commands.extend(changes.map(|changes| Command::Save(Box::new(changes))));
        commands.extend(these(told));
    }

    /// The clock was set by so much: what was noted by it goes along.
    fn move_by(&mut self, by: SignedDuration, now: Timestamp) {
        self.poller.move_by(by, now);
        self.conditions.move_by(by);
        self.alerts.clock_stepped(by);
        self.accounts.move_by(by, now);
        self.void_what_is_ahead(now);
    }

    /// A moment that was noted or kept and lies ahead of now is of a clock that ran ahead.
    fn void_what_is_ahead(&mut self, now: Timestamp) {
        let interval = self.interval();
        self.poller.void_what_is_ahead(now);
        self.conditions.void_what_is_ahead(now);
        self.alerts.void_what_is_ahead(now);
        self.accounts.void_what_is_ahead(interval, now);
    }

    fn interval(&self) -> SignedDuration {
        self.conditions.interval(self.editing.settings())
    }

    fn wake_at(&self, now: Timestamp) -> Timestamp {
        let latest = now + self.interval();
        let due = self.poller.due(&self.accounts, &self.conditions, now);
        due.into_iter()
            .chain(self.conditions.due())
            .chain(self.alerts.wake)
            .chain(self.alerts.keep_again)
            .chain(self.publisher.due())
            .chain([latest])
            .min()
            .unwrap_or(latest)
            .max(now)
    }
}

fn these(commands: Vec<AlertCommand>) -> impl Iterator<Item = Command> {
    commands.into_iter().map(Command::from)
}
