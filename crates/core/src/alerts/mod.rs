//! When a person is told what. Nothing that is due is kept in a list: it follows from the last
//! reading and from what the desktop has taken, so that it can neither be lost nor told twice.
//! Showing is the shell's; it says what became of each notification.

mod cycle;
mod delivery;
mod detail;
mod hook;
mod kind;
mod notification;
mod record;
mod sign_in;
mod suppression;
#[cfg(test)]
mod tests;
mod usage;
mod words;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use self::{
    cycle::Recipient,
    hook::HookRuns,
    notification::{PendingDelivery, PendingItem, PostedNotification},
    suppression::{Suppression, SuppressionContext},
};
use crate::{
    message::Message,
    model::{AccountKey, WindowId},
    problem::{Problem, Retry},
    settings::Settings,
    snapshot::{AccountState, Usage, account_name},
};

pub use detail::AlertDetail;
pub use hook::HookRun;
pub use kind::AlertKind;
pub use notification::{Alert, AlertId, Answer, Receipt, Topic};
pub use record::AccountAlerts;

/// What answers at nearly the same time is told together, as long as it is worth waiting for.
const GATHER: SignedDuration = SignedDuration::from_secs(5);
static UTC: TimeZone = TimeZone::UTC;
/// When what could not be kept is handed out again.
const KEEP_AGAIN: SignedDuration = SignedDuration::from_secs(30);

/// What is kept of all alerts together, beside each account's own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Posted {
    /// What the desktop has, as far as it still holds.
    letters: Vec<PostedNotification>,
    paused_until: Option<Timestamp>,
    /// How long the pause was meant to be: a clock that is set back must not lengthen it.
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_for: Option<SignedDuration>,
}

/// What was told before: of each account, and what the desktop has.
pub type Restored = (Vec<(AccountKey, AccountAlerts)>, Posted);

/// What is to be done about alerts.
#[derive(Debug)]
pub(crate) enum AlertCommand {
    Notify(Alert),
    Withdraw(Receipt),
    RunHook(HookRun),
}

/// What alerts depend on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AlertContext<'a> {
    pub(crate) accounts: &'a [AccountState],
    pub(crate) settings: &'a Settings,
    /// The providers' own names by id.
    pub(crate) names: &'a BTreeMap<String, String>,
}

/// All that is known about what was told.
#[derive(Debug, Default)]
pub(crate) struct Alerts {
    accounts: BTreeMap<AccountKey, AccountAlerts>,
    posted: Posted,
    /// As they were when the shell was last asked to keep them.
    kept: (BTreeMap<AccountKey, AccountAlerts>, Posted),
    /// What was not kept is handed out once more then.
    pub(crate) keep_again: Option<Timestamp>,
    pending_delivery: Option<PendingDelivery>,
    last_id: u64,
    /// Until then a desktop that took nothing is left alone.
    refused_until: Option<Timestamp>,
    gathering: Gathering,
    hook: HookRuns,
    /// The one that quiet hours are in; UTC without it.
    zone: Option<TimeZone>,
    /// What the desktop does not take, to be seen elsewhere.
    pub(crate) untold: Vec<Message>,
    /// When there may be something to tell without anything else happening.
    pub(crate) wake: Option<Timestamp>,
}

/// Since when something waits for the queries that are under way.
#[derive(Debug, Default)]
struct Gathering(Option<Timestamp>);

impl Gathering {
    /// Until when it still waits; `None` when it has waited.
    fn waits(&mut self, context: AlertContext<'_>, now: Timestamp) -> Option<Timestamp> {
        let is_busy = context.accounts.iter().any(|state| state.busy);
        let since = self.0.unwrap_or(now).min(now);
        let until = Some(since + GATHER).filter(|until| is_busy && now < *until);
        self.0 = until.map(|_| since);
        until
    }

    fn over(&mut self) {
        self.0 = None;
    }
}

impl Alerts {
    pub(crate) fn set_zone(&mut self, zone: TimeZone) {
        self.zone = Some(zone);
    }

    /// The clock was set, which may move what services say of a reset.
    pub(super) fn clock_stepped(&mut self, by: SignedDuration) {
        for alerts in self.accounts.values_mut() {
            alerts.clock_stepped(by);
        }
    }

    /// What was kept before this start.
    pub(crate) fn restore(
        &mut self,
        accounts: impl IntoIterator<Item = (AccountKey, AccountAlerts)>,
        posted: Posted,
    ) {
        self.accounts.extend(accounts);
        self.posted = posted;
        self.kept = (self.accounts.clone(), self.posted.clone());
    }

    /// The shell could not keep what it was last given. It may be so for a while.
    pub(crate) fn not_saved(&mut self, now: Timestamp) {
        self.keep_again = Some(now + KEEP_AGAIN);
    }

    /// All is to be kept at once.
    pub(crate) fn keep_now(&mut self, now: Timestamp) {
        self.keep_again = Some(now);
    }

    /// What was told before this start comes to light only now. `states` has what was read in it.
    pub(crate) fn restore_late(
        &mut self,
        (accounts, posted): Restored,
        states: &[AccountState],
        settings: &Settings,
    ) {
        for (key, mut before) in accounts {
            if let Some(since) = self.accounts.get(&key) {
                let state = states.iter().find(|it| it.account.key == key);
                let reading = state.and_then(|it| it.reading.as_ref());
                let usage = reading.map(|it| &it.usage);
                before.go_on_with(since, usage, &settings.notifications);
            }
            self.accounts.insert(key, before);
        }
        if self.posted == Posted::default() {
            self.posted = posted;
        }
    }

    /// Whether everything is to be kept once more, because that has failed a while ago.
    pub(crate) fn keeps_again(&mut self, now: Timestamp) -> bool {
        // A clock that was set back must not put it off.
        let is_time = |at: Timestamp| at <= now || at > now + KEEP_AGAIN;
        self.keep_again.take_if(|at| is_time(*at)).is_some()
    }

    /// What has changed since it was last kept, or all of it.
    pub(crate) fn take_changes(
        &mut self,
        all: bool,
    ) -> (Vec<(AccountKey, AccountAlerts)>, Option<Posted>) {
        let (accounts, posted) = &mut self.kept;
        if all {
            accounts.clear();
        }
        let changed = self
            .accounts
            .iter()
            .filter(|(key, alerts)| accounts.get(*key) != Some(*alerts));
        let changed: Vec<_> = changed
            .map(|(key, alerts)| (key.clone(), alerts.clone()))
            .collect();
        accounts.extend(changed.iter().cloned());
        let others = (all || *posted != self.posted).then(|| self.posted.clone());
        posted.clone_from(&self.posted);
        (changed, others)
    }

    /// A query has ended.
    pub(crate) fn fetched(
        &mut self,
        account: &AccountKey,
        result: Result<&Usage, &Problem>,
        settings: &Settings,
        now: Timestamp,
    ) {
        match result {
            Ok(usage) => self.read(account, usage, settings),
            Err(problem) => {
                if problem.retry == Retry::Refused && problem.code.is_about_sign_in() {
                    let alerts = self.accounts.entry(account.clone()).or_default();
                    alerts.refused(problem, now);
                }
            }
        }
    }

    /// A good answer.
    pub(crate) fn read(&mut self, account: &AccountKey, usage: &Usage, settings: &Settings) {
        let alerts = self.accounts.entry(account.clone()).or_default();
        alerts.read(usage, &settings.notifications);
    }

    /// The sign-in needs nobody any more.
    pub(crate) fn sign_in_fixed(&mut self, account: &AccountKey) {
        if let Some(alerts) = self.accounts.get_mut(account) {
            alerts.sign_in = None;
        }
    }

    /// As if nothing had ever been told of this account.
    pub(crate) fn forget(&mut self, account: &AccountKey) {
        self.accounts.remove(account);
    }

    pub(crate) fn pause(&mut self, until: Option<Timestamp>, now: Timestamp) {
        self.posted.paused_until = until;
        self.posted.paused_for = until.map(|until| until.duration_since(now));
    }

    /// Of a clock that ran ahead no wait is left that is longer than it was meant to be.
    pub(crate) fn void_what_is_ahead(&mut self, now: Timestamp) {
        if let (Some(until), Some(length)) = (self.posted.paused_until, self.posted.paused_for) {
            self.posted.paused_until = Some(until.min(now + length));
        }
        self.keep_again = self.keep_again.map(|at| at.min(now + KEEP_AGAIN));
        self.refused_until = None;
    }

    pub(crate) fn paused_until(&self) -> Option<Timestamp> {
        self.posted.paused_until
    }

    /// No more of this window until its reset, or all of it again. Of the window alone: a reset is
    /// a window's, and five hours of silence must not swallow the week.
    pub(crate) fn snooze(&mut self, account: &AccountKey, window: &WindowId, on: bool) {
        let alerts = self.accounts.get_mut(account);
        if let Some(record) = alerts.and_then(|alerts| alerts.windows.get_mut(window)) {
            record.snooze(on);
        }
    }

    /// The windows of these accounts that are silent until their reset.
    pub(crate) fn snoozed(&self, accounts: &[AccountState]) -> Vec<(AccountKey, WindowId)> {
        let mut snoozed = Vec::new();
        for state in accounts {
            let key = &state.account.key;
            for (id, record) in self
                .accounts
                .get(key)
                .into_iter()
                .flat_map(|it| &it.windows)
            {
                if record.is_snoozed() {
                    snoozed.push((key.clone(), id.clone()));
                }
            }
        }
        snoozed
    }

    /// What is to be shown and withdrawn now. To be asked when the accounts are known.
    pub(crate) fn step(&mut self, context: AlertContext<'_>, now: Timestamp) -> Vec<AlertCommand> {
        self.wake = None;
        self.untold.clear();
        self.note_sign_ins(context, now);
        let mut commands = self.give_up_waiting(now);
        commands.extend(self.run_hook(context, now));
        let due = self.due(Recipient::Desktop, context, now);
        commands.extend(self.tidy_posted(context, due.is_empty(), now));
        if self.may_send(&due, context, now) {
            let news = due.iter().map(PendingItem::topic).collect();
            commands.push(self.send(due, news, context, now));
        }
        self.wake = earliest(self.wake, self.waits_until());
        commands
    }

    fn note_sign_ins(&mut self, context: AlertContext<'_>, now: Timestamp) {
        for state in context.accounts.iter().filter(|it| !it.is_dormant()) {
            let problem = state.problem.as_ref();
            if let Some(problem) = problem.filter(|problem| problem.code.is_about_sign_in()) {
                let alerts = self.accounts.entry(state.account.key.clone()).or_default();
                alerts.note_sign_in(problem, now);
            }
        }
    }

    /// All that this recipient may be told at this moment.
    fn due(
        &mut self,
        recipient: Recipient,
        context: AlertContext<'_>,
        now: Timestamp,
    ) -> Vec<PendingItem> {
        let times = self.times(context, now);
        let (mut due, mut wake) = (Vec::new(), None);
        for state in context.accounts {
            let key = &state.account.key;
            let Some(alerts) = self.accounts.get(key) else {
                continue;
            };
            wake = earliest(wake, alerts.grace_ends(recipient, now));
            for item in alerts.due(state, context.settings, recipient, now) {
                match times.suppression(key, item.is_used_up()) {
                    Suppression::Nothing => due.push(item),
                    Suppression::Until(end) => wake = earliest(wake, Some(end)),
                    Suppression::ForGood => {}
                }
            }
        }
        self.wake = earliest(self.wake, wake);
        due
    }

    fn times<'a>(&'a self, context: AlertContext<'a>, now: Timestamp) -> SuppressionContext<'a> {
        SuppressionContext {
            settings: context.settings,
            zone: self.zone.as_ref().unwrap_or(&UTC),
            paused_until: self.posted.paused_until,
            now,
        }
    }
}

fn earliest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

/// What an account is called, as in the tray.
fn name(key: &AccountKey, context: AlertContext<'_>) -> Message {
    let provider = provider_name(&key.provider, context);
    let mut accounts = context.accounts.iter();
    match accounts.find(|state| state.account.key == *key) {
        Some(state) => account_name(state, context.accounts, context.settings, &provider),
        None => Message::new("plain").text("text", provider),
    }
}

fn provider_name(provider: &str, context: AlertContext<'_>) -> String {
    let known = context.names.get(provider).cloned();
    known.unwrap_or_else(|| provider.to_owned())
}
