//! Which part takes in which event, and who hears of what comes of it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{
    Engine,
    accounts::DiscoveryContext,
    editing::Editing,
    event::{Command, DiscoveryResult, Event, SettingsEdit},
    poller::Poller,
    saved::SavedAccount,
    these,
};
use crate::{
    alerts::{Answer, Receipt, Restored, Topic},
    intent::{Intent, Pause},
    model::AccountKey,
    problem::Problem,
    settings::{Change, Known, Settings},
    snapshot::Usage,
};

impl Engine {
    /// Hands an event to whom it is for. Gives the account with a new reading, if there is one.
    pub(super) fn take_in(
        &mut self,
        event: Event,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) -> Option<AccountKey> {
        match event {
            Event::Tick | Event::ClockStepped(_) => {}
            Event::Stored(saved) => self.take_stored(saved, now),
            Event::Found(result) => self.found(result, now, commands),
            Event::Fetched { account, result } => return self.fetched(account, *result, now),
            Event::Intent(intent) => self.handle_intent(intent, now, commands),
            Event::SettingsChanged(settings) => {
                let before = self.editing.replace(*settings);
                self.settings_changed(&before, now, commands);
            }
            Event::ServicesChanged(names) => {
                self.accounts.set_names(names);
                self.poller.look_at_once(now);
            }
            Event::CredentialsChanged => self.poller.stores_changed(&self.accounts, now),
            Event::StoresWatched(all) => self.conditions.watch_stores(all),
            Event::WokeUp => {
                self.void_what_is_ahead(now);
                self.conditions.woke_up(now);
                if self.is_busy() {
                    self.accounts.ask_again(now);
                    self.poller.abandon(commands);
                }
            }
            Event::NetworkUp => self.conditions.network_up(now),
            Event::NetworkDown => self.conditions.network_down(now),
            Event::PowerSaver(on) => {
                self.conditions.save_power(on);
                self.accounts.keep_interval(self.interval(), now);
            }
            Event::PopupOpened => self.accounts.opened(self.settings().interval(), now),
            Event::Delivered { id, receipt } => {
                commands.extend(these(self.alerts.delivered(id, receipt)));
            }
            Event::NotDelivered(id) => commands.extend(these(self.alerts.not_delivered(id, now))),
            Event::HookTook(id) => self.alerts.hook_took(id),
            Event::HookRefused(id) => self.alerts.hook_refused(id, now),
            Event::Closed(receipt) => self.alerts.closed(&receipt),
            Event::NotSaved => self.alerts.not_saved(now),
            Event::StoreOpened(restored) => self.store_opened(restored, now),
            Event::DesktopIsBack => self.alerts.desktop_is_back(),
            Event::Answered { receipt, answer } => self.answered(&receipt, answer, now, commands),
            Event::Zone(zone) => self.alerts.set_zone(zone),
            Event::Panicked(about) => self.recover(about.as_ref(), now, commands),
        }
        None
    }

    fn found(&mut self, result: DiscoveryResult, now: Timestamp, commands: &mut Vec<Command>) {
        let result = result.sanitized();
        let order = result.order.clone();
        let context = DiscoveryContext {
            directories: &self.editing.settings().opencode_directories,
            interval: self.interval(),
            now,
        };
        for account in self.accounts.found(result, context) {
            self.alerts.sign_in_fixed(&account);
        }
        self.persistence.note_gone(&order, &mut self.accounts);
        self.poller.searched(&mut self.accounts, now);
        let (held, interval) = (self.conditions.holds(now), self.interval());
        commands.extend(Poller::ask(&mut self.accounts, held, interval, now));
    }

    fn fetched(
        &mut self,
        account: AccountKey,
        result: Result<Usage, Problem>,
        now: Timestamp,
    ) -> Option<AccountKey> {
        self.accounts.get(&account)?;
        let result = result.map(Usage::sanitized);
        let settings = self.editing.settings();
        if self.accounts.is_shown(&account) {
            self.alerts
                .fetched(&account, result.as_ref(), settings, now);
        }
        let (is_read, interval) = (result.is_ok(), self.interval());
        self.poller
            .fetched(&mut self.accounts, &account, result, interval, now);
        self.accounts.sort_spares();
        (is_read && self.accounts.is_shown(&account)).then_some(account)
    }

    fn take_stored(&mut self, saved: Vec<SavedAccount>, now: Timestamp) {
        let interval = self.interval();
        let persistence = &mut self.persistence;
        for (account, usage) in persistence.take_stored(saved, &mut self.accounts, interval, now) {
            self.alerts.read(&account, &usage, self.editing.settings());
        }
    }

    /// There is a place again where all is kept.
    fn store_opened(&mut self, restored: Option<Box<Restored>>, now: Timestamp) {
        self.alerts.keep_now(now);
        if let Some(restored) = restored {
            let (accounts, settings) = (self.accounts.states(), self.editing.settings());
            self.alerts.restore_late(*restored, accounts, settings);
        }
    }

    /// A notification was pressed.
    fn answered(
        &mut self,
        receipt: &Receipt,
        answer: Answer,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        let topics = self.alerts.topics(receipt);
        match answer {
            Answer::Open => {
                let card = topics.first().map(|topic| topic.account().clone());
                commands.extend(card.map(Command::ShowCard));
            }
            Answer::Snooze => {
                for topic in &topics {
                    if let Topic::Usage(account, window) = topic {
                        self.alerts.snooze(account, window, true);
                    }
                }
            }
            Answer::Mute => {
                let providers = topics.into_iter().map(|it| it.account().provider.clone());
                let providers: BTreeSet<String> = providers.collect();
                for provider in providers {
                    let change = Change::ProviderMuted { provider, on: true };
                    self.edit(|it, known| it.change(change, known), now, commands);
                }
            }
        }
    }

    fn handle_intent(&mut self, intent: Intent, now: Timestamp, commands: &mut Vec<Command>) {
        match intent {
            Intent::RefreshAll => {
                self.poller
                    .want(|_| true, &mut self.accounts, now, commands);
            }
            Intent::Refresh { account } => {
                let which = |key: &AccountKey| *key == account;
                self.poller.want(which, &mut self.accounts, now, commands);
            }
            Intent::Open { link } => commands.push(Command::Open(link)),
            Intent::Reveal { path } => {
                if self.accounts.mention(&path) {
                    commands.push(Command::Reveal(path));
                }
            }
            Intent::ToggleShare => {
                let flip = |it: &mut Settings| it.share = it.share.other();
                self.edit(|it, _| it.flip(flip), now, commands);
            }
            Intent::ToggleClock => {
                let flip = |it: &mut Settings| it.clock = it.clock.other();
                self.edit(|it, _| it.flip(flip), now, commands);
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
            Intent::Change { change } => {
                self.edit(|it, known| it.change(change, known), now, commands);
            }
            Intent::Undo => self.edit(|it, _| it.undo(), now, commands),
            Intent::ShowPast {
                account,
                window,
                range,
            } => commands.push(Command::ShowPast {
                account,
                window,
                range,
            }),
            Intent::AnswerService(answer) => commands.push(Command::AnswerService(answer)),
            Intent::RevealSettings => commands.push(Command::RevealSettings),
            Intent::ClosePopup => commands.push(Command::ClosePopup),
            Intent::Quit => commands.push(Command::Stop),
        }
    }

    fn edit(
        &mut self,
        edit: impl FnOnce(&mut Editing, &Known) -> Option<SettingsEdit>,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        let before = self.editing.settings().clone();
        let known = self.accounts.known(&before);
        if let Some(edit) = edit(&mut self.editing, &known) {
            commands.push(Command::SaveSettings(Box::new(edit)));
            self.settings_changed(&before, now, commands);
        }
    }

    /// What other settings have to set going at once; the rest holds from the next event on.
    fn settings_changed(&mut self, before: &Settings, now: Timestamp, commands: &mut Vec<Command>) {
        if self.settings().affects_discovery(before) {
            self.poller.start_over(&mut self.accounts, now, commands);
        }
        self.accounts.keep_interval(self.interval(), now);
    }

    /// After a panic: a fault of ours must cost as little as it can. What it may have come from is
    /// not kept, so that the next start does not meet it again, and the account says `internal`.
    fn recover(&mut self, about: Option<&AccountKey>, now: Timestamp, commands: &mut Vec<Command>) {
        self.poller.abandon(commands);
        for account in self.poller.panicked(&mut self.accounts, about, now) {
            self.alerts.forget(&account);
            self.persistence.forget(&account);
        }
    }
}
