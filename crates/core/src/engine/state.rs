//! The engine itself: one method, `step`.

use crate::{
    alerts::Alerts,
    intent::{Intent, Pause},
    model::{AccountKey, Pace, SearchedPath},
    problem::{Problem, Retry, store_problems},
    provider::CredentialStatus,
    settings::{Known, Settings},
    snapshot::{AccountState, Reading, Snapshot, Usage},
};
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    Command, DiscoveryResult, Event, FoundAccount,
    conditions::Conditions,
    editing::Editing,
    persistence::{Persistence, SavedAccount},
    poller::RefreshRequest,
    publisher::PublishThrottle,
    schedule::{self, STORE_WATCH},
};

/// Owns what is known and decides what to do about it.
#[derive(Debug)]
pub struct Engine {
    pub(super) settings: Settings,
    pub(super) editing: Editing,
    /// The one that quiet hours are in.
    pub(super) zone: TimeZone,
    /// In the order of finding.
    pub(super) accounts: Vec<Tracked>,
    pub(super) places: Vec<SearchedPath>,
    /// What is known from before this start, until its account is found.
    pub(super) restored: BTreeMap<AccountKey, SavedAccount>,
    pub(super) persistence: Persistence,
    pub(super) refresh_request: RefreshRequest,
    pub(super) names: BTreeMap<String, String>,
    /// By provider, where it is not the usual one.
    pub(super) paces: BTreeMap<String, Pace>,
    pub(super) alerts: Alerts,
    pub(super) searched: bool,
    pub(super) searching: bool,
    demo: bool,
    pub(super) last_search: Option<Timestamp>,
    /// Stores have changed since the last search; the next one is then.
    pub(super) look_at: Option<Timestamp>,
    pub(super) conditions: Conditions,
    publish_throttle: PublishThrottle,
    /// The moment of the last step.
    pub(super) latest: Option<Timestamp>,
    pub(super) noise: u64,
}

#[derive(Debug)]
pub(super) struct Tracked {
    pub(super) state: AccountState,
    pub(super) fingerprint: Option<u64>,
    /// The one of the last query.
    pub(super) queried_with: Option<u64>,
    pub(super) failures: u32,
    pub(super) queried_at: Option<Timestamp>,
    /// The time before that.
    pub(super) previous_query_at: Option<Timestamp>,
    /// Asked for by hand or by a change, whatever the schedule says.
    pub(super) wanted: bool,
    /// Asked for by hand, whatever is said of the network.
    pub(super) by_hand: bool,
    /// When somebody last asked for it by hand.
    pub(super) wanted_since: Option<Timestamp>,
    /// Known and never asked.
    pub(super) left_out: bool,
    pub(super) pace: Pace,
}

impl Engine {
    /// `names` are the providers' own names by id; `seed` feeds the jitter.
    pub fn new(settings: Settings, names: BTreeMap<String, String>, seed: u64) -> Self {
        Self {
            settings: settings.clamped(),
            editing: Editing::default(),
            zone: TimeZone::UTC,
            accounts: Vec::new(),
            places: Vec::new(),
            restored: BTreeMap::new(),
            persistence: Persistence::default(),
            refresh_request: RefreshRequest::default(),
            names,
            paces: BTreeMap::new(),
            alerts: Alerts::default(),
            searched: false,
            searching: false,
            demo: false,
            last_search: None,
            look_at: None,
            conditions: Conditions::default(),
            publish_throttle: PublishThrottle::default(),
            latest: None,
            noise: seed,
        }
    }

    /// Marks everything as built-in samples.
    #[must_use]
    pub fn demo(mut self) -> Self {
        self.demo = true;
        self
    }

    /// The zone that quiet hours are in; UTC without it.
    #[must_use]
    pub fn zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// How often each provider is asked at most, where that is not as usual.
    #[must_use]
    pub fn paced(mut self, paces: impl IntoIterator<Item = (String, Pace)>) -> Self {
        self.paces.extend(paces);
        self
    }

    /// Asks for the accounts of one provider alone.
    #[must_use]
    pub fn of_provider(mut self, provider: Option<String>) -> Self {
        self.refresh_request.only = provider;
        self
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether a search or a query is under way.
    pub fn is_busy(&self) -> bool {
        self.searching || self.accounts.iter().any(|tracked| tracked.state.busy)
    }

    /// All that is known at this moment.
    pub fn snapshot(&self, now: Timestamp) -> Snapshot {
        let problems = if self.searched {
            store_problems(&self.places, self.accounts.len())
        } else {
            Vec::new()
        };
        let accounts = self.accounts.iter().map(|tracked| tracked.state.clone());
        let accounts: Vec<AccountState> = accounts.collect();
        Snapshot {
            at: now,
            snoozed: self.alerts.snoozed(&accounts),
            untold: self.alerts.untold.clone(),
            accounts,
            places: self.places.clone(),
            problems,
            searched: self.searched,
            demo: self.demo,
            paused_until: self.alerts.paused_until(),
            undo: self.editing.last().cloned(),
            refused: self.editing.refused.clone(),
        }
    }

    /// Takes an event in and says what is to be done about it.
    pub fn step(&mut self, event: Event, now: Timestamp) -> Vec<Command> {
        let mut commands = Vec::new();
        let mut read = None;
        self.persistence.begun.get_or_insert(now);
        if let Event::ClockStepped(by) = event {
            self.move_by(by, now);
        }
        self.notice_clock(now);
        let is_routine = event.is_routine();
        match event {
            Event::Tick | Event::ClockStepped(_) => {}
            Event::Stored(kept) => self.take_stored(kept, now),
            Event::Found(sweep) => self.found(sweep, now, &mut commands),
            Event::Fetched { account, result } => {
                read = self.fetched(&account, *result, now);
            }
            Event::Intent(intent) => self.handle_intent(intent, now, &mut commands),
            Event::SettingsChanged(settings) => self.take_settings(*settings, now, &mut commands),
            Event::CredentialsChanged => self.stores_changed(now),
            Event::StoresWatched(all) => self.conditions.watch_stores(all),
            Event::WokeUp => self.woke_up(now),
            Event::NetworkUp => self.conditions.network_up(now),
            Event::NetworkDown => self.conditions.network_down(now),
            Event::PowerSaver(on) => {
                self.conditions.save_power(on);
                self.keep_interval(now);
            }
            Event::PopupOpened => self.opened(now),
            Event::Delivered { id, receipt } => {
                let done = self.alerts.delivered(id, receipt);
                commands.extend(done.into_iter().map(Command::from));
            }
            Event::NotDelivered(id) => {
                let done = self.alerts.not_delivered(id, now);
                commands.extend(done.into_iter().map(Command::from));
            }
            Event::HookTook(id) => self.alerts.hook_took(id),
            Event::HookRefused(id) => self.alerts.hook_refused(id, now),
            Event::Closed(receipt) => self.alerts.closed(&receipt),
            Event::NotSaved => self.alerts.not_saved(now),
            Event::StoreOpened(restored) => self.store_opened(restored, now),
            Event::DesktopIsBack => self.alerts.desktop_is_back(),
            Event::Answered { receipt, answer } => {
                self.answered(&receipt, answer, now, &mut commands);
            }
            Event::Zone(zone) => self.zone = zone,
            Event::Panicked(about) => self.recover(about.as_ref(), now, &mut commands),
        }
        self.refresh_if_due(now);
        self.keep_paces(now);
        if self.is_search_due(now) {
            self.search(&mut commands);
        }
        self.tell(read, now, &mut commands);
        let may_wait = is_routine && self.is_busy();
        if self.publish_throttle.is_time(may_wait, now) {
            commands.push(Command::Publish(Box::new(self.snapshot(now))));
        }
        commands.push(Command::WakeAt(self.wake_at(now)));
        commands
    }

    pub(super) fn search(&mut self, commands: &mut Vec<Command>) {
        if !self.searching {
            self.searching = true;
            self.look_at = None;
            commands.push(Command::Search);
        }
    }

    fn found(&mut self, sweep: DiscoveryResult, now: Timestamp, commands: &mut Vec<Command>) {
        self.searching = false;
        self.searched = true;
        self.last_search = Some(now);
        let sweep = sweep.sanitized();
        self.places = sweep.places;
        let mut old = std::mem::take(&mut self.accounts);
        old.extend(self.restore_unreadable(now));
        let held = self.held(&old);
        for found in sweep.accounts {
            let at = old
                .iter()
                .position(|tracked| tracked.state.account.key == found.account.key);
            let known = at.map(|at| &old[at].state.account);
            if self.stands_in(&found.account, known, &held, &sweep.order) {
                continue;
            }
            let known = at.map(|at| old.swap_remove(at));
            let tracked = self.track(found, known, now);
            self.accounts.push(tracked);
        }
        // A store that cannot be read now says nothing about the accounts that it held.
        old.retain(|tracked| self.is_store_faulty(&tracked.state.account));
        for tracked in &mut old {
            tracked.state.next = None;
            tracked.wanted = false;
        }
        self.accounts.append(&mut old);
        self.note_gone(&sweep.order);
        if let Some(at) = self.refresh_request.all.take() {
            self.mark_wanted(|_| true, at);
        }
        self.ask(now, commands);
    }

    fn track(&mut self, found: FoundAccount, known: Option<Tracked>, now: Timestamp) -> Tracked {
        let mut tracked = known.unwrap_or_else(|| self.first_seen(&found, now));
        tracked.state.account = found.account;
        tracked.state.notes = found.notes;
        match found.status {
            CredentialStatus::Ready(fingerprint) => {
                if tracked.fingerprint != Some(fingerprint) {
                    tracked.wanted = true;
                    tracked.failures = 0;
                }
                tracked.fingerprint = Some(fingerprint);
                // Its store could not be read for a while.
                if tracked.state.next.is_none() && !tracked.state.busy && tracked.asks_again() {
                    let next = tracked.queried_at.map(|at| at + self.interval());
                    tracked.state.next = next.or(Some(now));
                }
            }
            CredentialStatus::Broken(problem) => {
                tracked.fingerprint = None;
                tracked.state.next = None;
                tracked.wanted = false;
                tracked.state.problem = Some(problem);
            }
            CredentialStatus::Off => {
                tracked.fingerprint = None;
                tracked.state.next = None;
                tracked.wanted = false;
                tracked.state.problem = None;
                self.alerts.sign_in_fixed(&tracked.state.account.key);
            }
        }
        tracked.state.tell_whose();
        tracked
    }

    /// The account with a new reading, if there is one.
    fn fetched(
        &mut self,
        key: &AccountKey,
        result: Result<Usage, Problem>,
        now: Timestamp,
    ) -> Option<AccountState> {
        let jitter = schedule::noise(&mut self.noise);
        let interval = self.interval();
        let tracked = self
            .accounts
            .iter_mut()
            .find(|tracked| tracked.state.account.key == *key)?;
        tracked.state.busy = false;
        match result {
            Ok(usage) => {
                let usage = usage.sanitized();
                let interval = interval.max(tracked.pace.least);
                tracked.failures = 0;
                tracked.state.problem = None;
                tracked.state.next = Some(schedule::after_success(&usage, interval, jitter, now));
                self.alerts.read(key, &usage, &self.settings);
                tracked.state.reading = Some(Reading { usage, at: now });
                Some(tracked.state.clone())
            }
            Err(problem) => {
                if problem.nothing_was_sent() {
                    tracked.queried_at = tracked.previous_query_at;
                }
                tracked.failures = tracked.failures.saturating_add(1);
                let problem = schedule::with_pause(problem, tracked.pace, tracked.failures, now);
                if problem.retry == Retry::Refused && problem.code.is_about_sign_in() {
                    self.alerts.refused(key, &problem, now);
                }
                tracked.state.next =
                    schedule::after_problem(&problem, tracked.failures, jitter, now);
                tracked.state.problem = Some(problem);
                tracked.state.tell_whose();
                None
            }
        }
    }

    pub(super) fn handle_intent(
        &mut self,
        intent: Intent,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        match intent {
            Intent::RefreshAll => self.want(|_| true, now, commands),
            Intent::Refresh { account } => self.want(|key| *key == account, now, commands),
            Intent::Open { link } => commands.push(Command::Open(link)),
            Intent::Reveal { path } => {
                let known = self.places.iter().any(|place| place.path == path)
                    || self.accounts.iter().any(|tracked| tracked.mentions(&path));
                if known {
                    commands.push(Command::Reveal(path));
                }
            }
            Intent::ToggleShare => {
                let flip = |it: &mut Settings| it.share = it.share.other();
                self.flip(flip, now, commands);
            }
            Intent::ToggleClock => {
                let flip = |it: &mut Settings| it.clock = it.clock.other();
                self.flip(flip, now, commands);
            }
            Intent::PauseNotifications { pause } => {
                let until = match pause {
                    Pause::OneHour => Some(now + SignedDuration::from_hours(1)),
                    Pause::Until(moment) => Some(moment),
                    Pause::Resume => None,
                };
                self.alerts.pause(until, now);
            }
            Intent::Snooze {
                account,
                window,
                on,
            } => self.alerts.snooze(&account, &window, on),
            Intent::Change { change } => self.change(change, now, commands),
            Intent::Undo => self.undo(now, commands),
            Intent::ShowPast {
                account,
                window,
                range,
            } => commands.push(Command::ShowPast {
                account,
                window,
                range,
            }),
            Intent::RevealSettings => commands.push(Command::RevealSettings),
            Intent::ClosePopup => commands.push(Command::ClosePopup),
            Intent::Quit => commands.push(Command::Stop),
        }
    }

    pub(super) fn known(&self) -> Known {
        let states = || self.accounts.iter().map(|it| &it.state);
        let mut accounts: Vec<AccountKey> = states().map(|it| it.account.key.clone()).collect();
        self.settings.sort(&mut accounts, |key| key);
        let windows = states().flat_map(|state| {
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

    /// What other settings have to set going at once; the rest holds from the next event on.
    pub(super) fn settings_changed(
        &mut self,
        before: &Settings,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        if self.settings.affects_discovery(before) {
            self.start_over(now, commands);
        }
        self.keep_interval(now);
    }

    fn wake_at(&self, now: Timestamp) -> Timestamp {
        let held = self.conditions.holds(now);
        let due = self.accounts.iter().filter(|it| it.may_be_asked(held));
        let due = due.filter_map(|tracked| tracked.state.next);
        // Counted from the last look: other events must not put off the next one.
        let looks = self.looks_at_stores();
        let look = looks.then(|| self.last_search.unwrap_or(now) + STORE_WATCH);
        // A search that is under way is waited for, however long it takes.
        let due = due.chain(look).chain(self.look_at);
        let due = due.filter(|_| !self.searching);
        let latest = now + self.interval();
        due.chain(self.conditions.due())
            .chain(self.alerts.wake)
            .chain(self.alerts.keep_again)
            .chain(self.publish_throttle.due)
            .chain([latest])
            .min()
            .unwrap_or(latest)
            .max(now)
    }
}

impl Tracked {
    fn mentions(&self, path: &str) -> bool {
        let in_problem = |problem: &Problem| problem.facts.values().any(|fact| fact == path);
        self.state.account.origin.path.as_deref() == Some(path)
            || self.state.problem.as_ref().is_some_and(in_problem)
            || self
                .state
                .reading
                .iter()
                .any(|it| it.usage.fault.as_ref().is_some_and(in_problem))
    }
}
