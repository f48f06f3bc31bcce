//! What is remembered of one account's alerts, across restarts: its windows, its plan, its sign-in.
//! Plain data; the shell keeps it together with the reading that it was made of.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    cycle::Recipient,
    notification::{PendingItem, Topic},
    sign_in::BrokenSignIn,
    usage::WindowRecord,
};
use crate::{
    model::{AccountKey, QuotaWindow, WindowId},
    problem::Problem,
    settings::{Notifications, Settings},
    snapshot::{AccountState, Usage},
};

/// What was seen and told of one account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountAlerts {
    plan: Plan,
    /// Also of windows that are not reported now: they may return.
    pub(super) windows: BTreeMap<WindowId, WindowRecord>,
    pub(super) sign_in: Option<BrokenSignIn>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Plan {
    name: Option<String>,
    /// Another one that the next reading has to confirm.
    next: Option<String>,
}

impl Plan {
    /// Whether it has become another one. What was told of the allowances of the old one says
    /// nothing about the new one's.
    fn has_changed(&mut self, reported: Option<&String>) -> bool {
        let Some(reported) = reported else {
            return false;
        };
        let known = self.name.get_or_insert_with(|| reported.clone());
        if known == reported {
            self.next = None;
            return false;
        }
        if self.next.as_ref() == Some(reported) {
            known.clone_from(reported);
            self.next = None;
            return true;
        }
        self.next = Some(reported.clone());
        false
    }
}

impl AccountAlerts {
    pub(super) fn read(&mut self, usage: &Usage, kinds: &Notifications) {
        self.sign_in = None;
        if self.plan.has_changed(usage.plan.as_ref()) {
            self.windows.clear();
        }
        for window in &usage.windows {
            if let Some(record) = self.windows.get_mut(&window.id) {
                record.read(window, kinds);
            } else if let Some(record) = WindowRecord::new(window) {
                self.windows.insert(window.id.clone(), record);
            }
        }
    }

    pub(super) fn clock_stepped(&mut self, by: SignedDuration) {
        let windows = self.windows.values_mut();
        windows.for_each(|record| record.clock_stepped(by));
    }

    /// Takes in what was read and told since.
    pub(super) fn go_on_with(
        &mut self,
        since: &Self,
        usage: Option<&Usage>,
        kinds: &Notifications,
    ) {
        if let Some(usage) = usage {
            self.read(usage, kinds);
        }
        for (id, record) in &since.windows {
            match self.windows.get_mut(id) {
                Some(known) => known.was_told_too(record),
                None => {
                    self.windows.insert(id.clone(), record.clone());
                }
            }
        }
        let before = std::mem::replace(&mut self.sign_in, since.sign_in);
        if let (Some(broken), Some(before)) = (&mut self.sign_in, before) {
            broken.was_told_too(&before);
        }
    }

    /// A program on an alert is told by itself from now on, or there is none.
    pub(super) fn set_hook(&mut self, is_set: bool) {
        let windows = self.windows.values_mut();
        windows.for_each(|record| record.set_hook(is_set));
        if let Some(broken) = &mut self.sign_in {
            broken.set_hook(is_set);
        }
    }

    pub(super) fn note_sign_in(&mut self, problem: &Problem, now: Timestamp) {
        self.sign_in
            .get_or_insert_with(|| BrokenSignIn::new(problem, now))
            .seen(problem.code, now);
    }

    pub(super) fn refused(&mut self, problem: &Problem, now: Timestamp) {
        self.sign_in
            .get_or_insert_with(|| BrokenSignIn::new(problem, now))
            .refused();
    }

    /// When a broken sign-in is to be told.
    pub(super) fn grace_ends(&self, recipient: Recipient, now: Timestamp) -> Option<Timestamp> {
        let broken = self.sign_in.filter(|broken| !broken.is_told(recipient));
        broken.and_then(|it| it.due_at()).filter(|at| *at > now)
    }

    /// What this recipient was not told of the account as it is, whether or not it may be told now.
    pub(super) fn due(
        &self,
        state: &AccountState,
        settings: &Settings,
        recipient: Recipient,
        now: Timestamp,
    ) -> Vec<PendingItem> {
        let key = &state.account.key;
        let kinds = &settings.notifications;
        let mut items = Vec::new();
        for window in windows(state) {
            let record = self.windows.get(&window.id);
            let thresholds = settings.thresholds(key, &window.id);
            let news =
                record.and_then(|record| record.news(window, thresholds, kinds, recipient, now));
            items.extend(news.map(|news| PendingItem::Usage {
                account: key.clone(),
                window: window.clone(),
                news,
            }));
        }
        let is_due = self
            .sign_in
            .is_some_and(|broken| broken.is_due(recipient, now));
        if kinds.sign_in && is_due {
            items.extend(broken(state));
        }
        items
    }

    /// What was told about a topic and still holds, as it is now.
    pub(super) fn holding(
        &self,
        topic: &Topic,
        state: &AccountState,
        settings: &Settings,
        now: Timestamp,
    ) -> Option<PendingItem> {
        let Topic::Usage(key, id) = topic else {
            return broken(state);
        };
        let window = windows(state).find(|window| window.id == *id)?;
        let thresholds = settings.thresholds(key, id);
        let news = self.windows.get(id)?.holding(window, thresholds, now)?;
        Some(PendingItem::Usage {
            account: key.clone(),
            window: window.clone(),
            news,
        })
    }

    /// Whether something about a topic was told that may still be true.
    pub(super) fn is_told(&self, topic: &Topic, settings: &Settings) -> bool {
        match topic {
            Topic::SignIn(_) => self.sign_in.is_some(),
            Topic::Usage(key, id) => {
                let thresholds = settings.thresholds(key, id);
                let record = self.windows.get(id);
                record.is_some_and(|record| record.is_told(thresholds))
            }
        }
    }

    pub(super) fn told(&mut self, item: &PendingItem, recipient: Recipient) {
        match item {
            PendingItem::Usage { window, news, .. } => {
                if let Some(record) = self.windows.get_mut(&window.id) {
                    record.told(news, window, recipient);
                }
            }
            PendingItem::SignIn { .. } => {
                if let Some(broken) = &mut self.sign_in {
                    broken.told(recipient);
                }
            }
        }
    }
}

fn windows(state: &AccountState) -> impl Iterator<Item = &QuotaWindow> {
    let readings = state.reading.iter();
    readings.flat_map(|reading| &reading.usage.windows)
}

fn broken(state: &AccountState) -> Option<PendingItem> {
    let key: &AccountKey = &state.account.key;
    let problem = state.problem.as_ref()?;
    problem
        .code
        .is_about_sign_in()
        .then(|| PendingItem::SignIn {
            account: key.clone(),
            problem: problem.clone(),
        })
}
