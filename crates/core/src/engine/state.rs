//! The engine itself: one method, `step`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    Alert, AlertId, Command, Event, FoundAccount, Sweep,
    alerts::{self, SIGN_IN_GRACE, Told},
    editing::Editing,
    schedule::{self, STORE_WATCH},
    world::World,
};
use crate::{
    intent::{Intent, Pause},
    model::{
        Account, AccountKey, AccountState, Outcome, Place, Reading, Snapshot, Standing, Usage,
        tidy_notes,
    },
    problem::{Problem, fix},
    settings::{Clock, Settings, Share},
    view::store_problems,
};

/// Owns what is known and decides what to do about it.
#[derive(Debug)]
pub struct Engine {
    pub(super) settings: Settings,
    editing: Editing,
    /// The one that quiet hours are in.
    zone: TimeZone,
    /// In the order of finding.
    pub(super) accounts: Vec<Tracked>,
    pub(super) places: Vec<Place>,
    /// Readings from before this start, until their account is found.
    recalled: BTreeMap<AccountKey, Reading>,
    names: BTreeMap<String, String>,
    paused_until: Option<Timestamp>,
    searched: bool,
    pub(super) searching: bool,
    demo: bool,
    pub(super) last_search: Option<Timestamp>,
    /// Stores have changed since the last search; the next one is then.
    pub(super) look_at: Option<Timestamp>,
    pub(super) world: World,
    noise: u64,
}

#[derive(Debug)]
pub(super) struct Tracked {
    pub(super) state: AccountState,
    pub(super) fingerprint: Option<u64>,
    pub(super) failures: u32,
    pub(super) asked_at: Option<Timestamp>,
    /// Asked for by hand or by a change, whatever the schedule says.
    pub(super) wanted: bool,
    /// Asked for by hand, whatever is said of the network.
    pub(super) by_hand: bool,
    told: Told,
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
            recalled: BTreeMap::new(),
            names,
            paused_until: None,
            searched: false,
            searching: false,
            demo: false,
            last_search: None,
            look_at: None,
            world: World::default(),
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

    /// Old numbers to show until new ones come.
    pub fn recall(&mut self, readings: impl IntoIterator<Item = (AccountKey, Reading)>) {
        self.recalled.extend(readings);
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
        Snapshot {
            at: now,
            accounts: self
                .accounts
                .iter()
                .map(|tracked| tracked.state.clone())
                .collect(),
            places: self.places.clone(),
            problems,
            searched: self.searched,
            demo: self.demo,
            paused_until: self.paused_until,
            undo: self.editing.last().cloned(),
            refused: self.editing.refused.clone(),
        }
    }

    /// Takes an event in and says what is to be done about it.
    pub fn step(&mut self, event: Event, now: Timestamp) -> Vec<Command> {
        let mut commands = Vec::new();
        match event {
            Event::Tick => {}
            Event::Found(sweep) => self.found(sweep, now, &mut commands),
            Event::Fetched { account, result } => {
                self.fetched(&account, *result, now, &mut commands);
            }
            Event::Asked(intent) => self.asked(intent, now, &mut commands),
            Event::SettingsChanged(settings) => {
                self.editing.forget();
                let before = std::mem::replace(&mut self.settings, settings.clamped());
                self.settings_changed(&before, now, &mut commands);
            }
            Event::CredentialsChanged => self.stores_changed(now),
            Event::StoresWatched(all) => self.world.watch_stores(all),
            Event::WokeUp => self.woke_up(now),
            Event::NetworkUp => self.world.network_up(now),
            Event::NetworkDown => self.world.network_down(now),
            Event::PowerSaver(on) => {
                self.world.save_power(on);
                self.keep_interval(now);
            }
            Event::PopupOpened => self.opened(now),
        }
        self.refresh_if_due(now);
        if self.is_search_due(now) {
            self.search(&mut commands);
        }
        commands.extend(self.sign_in_alerts(now));
        commands.push(Command::Publish(Box::new(self.snapshot(now))));
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

    fn found(&mut self, sweep: Sweep, now: Timestamp, commands: &mut Vec<Command>) {
        self.searching = false;
        self.searched = true;
        self.last_search = Some(now);
        self.places = sweep.places;
        let mut old = std::mem::take(&mut self.accounts);
        for found in sweep.accounts {
            let at = old
                .iter()
                .position(|tracked| tracked.state.account.key == found.account.key);
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
        self.ask(now, commands);
    }

    fn track(&mut self, found: FoundAccount, known: Option<Tracked>, now: Timestamp) -> Tracked {
        let mut tracked = known.unwrap_or_else(|| Tracked {
            state: AccountState {
                account: found.account.clone(),
                notes: Vec::new(),
                reading: self.recalled.remove(&found.account.key),
                problem: None,
                busy: false,
                next: None,
            },
            fingerprint: None,
            failures: 0,
            asked_at: None,
            wanted: false,
            by_hand: false,
            told: Told::default(),
        });
        tracked.state.account = found.account.tidied();
        tracked.state.notes = found.notes;
        tidy_notes(&mut tracked.state.notes);
        match found.standing {
            Standing::Ready(fingerprint) => {
                if tracked.fingerprint != Some(fingerprint) {
                    tracked.wanted = true;
                    tracked.failures = 0;
                }
                tracked.fingerprint = Some(fingerprint);
                // Its store could not be read for a while.
                if tracked.state.next.is_none() && !tracked.state.busy && tracked.asks_again() {
                    let next = tracked.asked_at.map(|at| at + self.interval());
                    tracked.state.next = next.or(Some(now));
                }
            }
            Standing::Broken(problem) => {
                tracked.fingerprint = None;
                tracked.state.next = None;
                tracked.wanted = false;
                tracked.state.problem = Some(problem);
            }
            Standing::Off => {
                tracked.fingerprint = None;
                tracked.state.next = None;
                tracked.wanted = false;
                tracked.state.problem = None;
            }
        }
        tracked
    }

    fn is_store_faulty(&self, account: &Account) -> bool {
        self.places.iter().any(|place| {
            Some(&place.path) == account.origin.path.as_ref()
                && match place.outcome {
                    Outcome::Read { .. } | Outcome::Missing => false,
                    Outcome::Unreadable { .. }
                    | Outcome::Damaged { .. }
                    | Outcome::Locked { .. } => true,
                }
        })
    }

    fn fetched(
        &mut self,
        key: &AccountKey,
        result: Result<Usage, Problem>,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        let jitter = schedule::noise(&mut self.noise);
        let interval = self.interval();
        let name = self.name(key);
        let kinds = self.settings.notifications.clone();
        let (may_tell, quiet) = (self.may_tell(key, now), self.is_quiet(now));
        let Some(tracked) = self
            .accounts
            .iter_mut()
            .find(|tracked| tracked.state.account.key == *key)
        else {
            return;
        };
        tracked.state.busy = false;
        match result {
            Ok(usage) => {
                let usage = usage.tidied();
                tracked.failures = 0;
                tracked.state.problem = None;
                tracked.state.next = Some(schedule::after_success(&usage, interval, jitter, now));
                let mut alerts = Vec::new();
                for window in &usage.windows {
                    let thresholds = self.settings.thresholds(key, &window.id);
                    let is_back = tracked.told.is_back(window);
                    let crossed = tracked.told.crossed(window, thresholds);
                    if let Some(threshold) = crossed {
                        let passes = alerts::is_used_up(window, threshold)
                            && kinds.quiet_hours.used_up_passes;
                        if kinds.usage && may_tell && (!quiet || passes) {
                            alerts.extend(alerts::usage_alert(key, &name, window, threshold));
                        } else {
                            tracked.told.forget(&window.id);
                        }
                    }
                    if !may_tell || quiet || crossed.is_some() {
                        continue;
                    }
                    if is_back && kinds.available {
                        alerts.extend(alerts::available_alert(key, &name, window));
                    }
                    if kinds.pace
                        && let Some(at) = tracked.told.on_pace(window, now)
                    {
                        alerts.push(alerts::pace_alert(key, &name, window, at));
                    }
                }
                commands.extend(alerts::grouped(alerts).map(Command::Notify));
                if tracked.told.sign_in.take().is_some_and(|(_, told)| told) {
                    commands.push(Command::Withdraw(AlertId::SignIn(key.clone())));
                }
                tracked.state.reading = Some(Reading { usage, at: now });
                commands.push(Command::Remember(Box::new(tracked.state.clone())));
            }
            Err(problem) => {
                tracked.failures = tracked.failures.saturating_add(1);
                tracked.state.next =
                    schedule::after_problem(&problem, tracked.failures, jitter, now);
                tracked.state.problem = Some(problem);
            }
        }
    }

    fn asked(&mut self, intent: Intent, now: Timestamp, commands: &mut Vec<Command>) {
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
                self.settings.share = match self.settings.share {
                    Share::Left => Share::Used,
                    Share::Used => Share::Left,
                };
                commands.push(Command::Save(Box::new(self.settings.clone())));
            }
            Intent::ToggleClock => {
                self.settings.clock = match self.settings.clock {
                    Clock::Countdown => Clock::Clock,
                    Clock::Clock => Clock::Countdown,
                };
                commands.push(Command::Save(Box::new(self.settings.clone())));
            }
            Intent::PauseNotifications { pause } => {
                self.paused_until = match pause {
                    Pause::OneHour => Some(now + SignedDuration::from_hours(1)),
                    Pause::Until(moment) => Some(moment),
                    Pause::Resume => None,
                };
            }
            Intent::Change { change } => {
                let known = self.known();
                let before = self.settings.clone();
                if self.editing.change(change, &mut self.settings, &known) {
                    commands.push(Command::Save(Box::new(self.settings.clone())));
                    self.settings_changed(&before, now, commands);
                }
            }
            Intent::Undo => {
                let before = self.settings.clone();
                if self.editing.undo(&mut self.settings) {
                    commands.push(Command::Save(Box::new(self.settings.clone())));
                    self.settings_changed(&before, now, commands);
                }
            }
            Intent::ShowPast {
                account,
                window,
                reach,
            } => commands.push(Command::ShowPast {
                account,
                window,
                reach,
            }),
            Intent::RevealSettings => commands.push(Command::RevealSettings),
            Intent::ClosePopup => commands.push(Command::ClosePopup),
            Intent::Quit => commands.push(Command::Stop),
        }
    }

    /// All accounts in the order to show.
    fn known(&self) -> Vec<AccountKey> {
        let keys = self.accounts.iter().map(|it| it.state.account.key.clone());
        let mut keys: Vec<AccountKey> = keys.collect();
        self.settings.sort(&mut keys, |key| key);
        keys
    }

    /// What other settings have to set going at once; the rest holds from the next event on.
    fn settings_changed(&mut self, before: &Settings, now: Timestamp, commands: &mut Vec<Command>) {
        if self.settings.finds_otherwise_than(before) {
            self.start_over(now, commands);
        }
        self.keep_interval(now);
    }

    /// Sign-ins that stayed broken for the time of grace, told once.
    fn sign_in_alerts(&mut self, now: Timestamp) -> Vec<Command> {
        let mut alerts: Vec<Alert> = Vec::new();
        for index in 0..self.accounts.len() {
            let Some(key) = self
                .accounts
                .get(index)
                .map(|it| it.state.account.key.clone())
            else {
                continue;
            };
            let may_tell = self.settings.notifications.sign_in
                && self.may_tell(&key, now)
                && !self.is_quiet(now);
            let name = self.name(&key);
            let Some(tracked) = self.accounts.get_mut(index) else {
                continue;
            };
            let Some(problem) = &tracked.state.problem else {
                continue;
            };
            if !problem.code.is_about_sign_in() {
                continue;
            }
            let since = problem.since.map_or(now, |since| since.min(now));
            let (since, told) = *tracked.told.sign_in.get_or_insert((since, false));
            if told || !may_tell || now.duration_since(since) < SIGN_IN_GRACE {
                continue;
            }
            tracked.told.sign_in = Some((since, true));
            alerts.push(Alert {
                id: AlertId::SignIn(key.clone()),
                title: crate::text::Message::new("alert-sign-in-title").text("name", name),
                body: vec![fix(problem, None, crate::ports::Os::Linux).title],
                card: key,
                urgent: false,
            });
        }
        alerts::grouped(alerts)
            .map(Command::Notify)
            .into_iter()
            .collect()
    }

    fn may_tell(&self, key: &AccountKey, now: Timestamp) -> bool {
        !self.settings.is_muted(key) && self.paused_until.is_none_or(|until| until <= now)
    }

    fn is_quiet(&self, now: Timestamp) -> bool {
        self.settings
            .notifications
            .quiet_hours
            .hold(now, &self.zone)
    }

    fn name(&self, key: &AccountKey) -> String {
        self.names
            .get(&key.provider)
            .cloned()
            .unwrap_or_else(|| key.provider.clone())
    }

    fn wake_at(&self, now: Timestamp) -> Timestamp {
        let held = self.world.holds(now);
        let due = self.accounts.iter().filter(|it| it.may_be_asked(held));
        let due = due.filter_map(|tracked| tracked.state.next);
        // Counted from the last look: other events must not put off the next one.
        let looks = self.looks_at_stores();
        let look = looks.then(|| self.last_search.unwrap_or(now) + STORE_WATCH);
        // A search that is under way is waited for, however long it takes.
        let due = due.chain(look).chain(self.look_at);
        let due = due.filter(|_| !self.searching);
        let grace = self
            .accounts
            .iter()
            .filter_map(|tracked| match tracked.told.sign_in {
                Some((since, false)) => Some(since + SIGN_IN_GRACE),
                Some((_, true)) | None => None,
            });
        let grace = grace.filter(|at| *at > now);
        let latest = now + self.interval();
        due.chain(self.world.due())
            .chain(grace)
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
