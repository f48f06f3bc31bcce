//! What the engine does about alerts: it lets them look at what it knows, has kept what they
//! remember before anything is shown, and does what a person answers to a notification.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Changes, Command, Engine};
use crate::{
    alerts::{AccountAlerts, AlertContext, Answer, Posted, Receipt, Restored, Topic},
    intent::Intent,
    model::AccountKey,
    settings::Change,
    snapshot::AccountState,
};

impl Engine {
    /// What was told before this start.
    pub fn restore_alerts(
        &mut self,
        accounts: impl IntoIterator<Item = (AccountKey, AccountAlerts)>,
        posted: Posted,
    ) {
        self.alerts.restore(accounts, posted);
    }

    /// There is a place again where all is kept.
    pub(super) fn store_opened(&mut self, restored: Option<Box<Restored>>, now: Timestamp) {
        self.alerts.keep_now(now);
        if let Some(restored) = restored {
            let usages = self.accounts.iter().filter_map(|tracked| {
                let AccountState {
                    account, reading, ..
                } = &tracked.state;
                Some((account.key.clone(), reading.as_ref()?.usage.clone()))
            });
            let usages = usages.collect();
            self.alerts.restore_late(*restored, &usages, &self.settings);
        }
    }

    /// What a person is to be told now. It is kept before it is told: after a sudden end it is told
    /// again rather than never.
    pub(super) fn tell(
        &mut self,
        read: Option<AccountState>,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        let mut told = Vec::new();
        // Before the first search no account is known, which says nothing about any.
        if self.searched {
            let snapshot = self.snapshot(now);
            let context = AlertContext {
                accounts: &snapshot.accounts,
                settings: &self.settings,
                names: &self.names,
                zone: &self.zone,
            };
            told = self.alerts.step(context, now);
        }
        let again = self.alerts.keeps_again(now);
        let (alerts, posted) = self.alerts.take_changes(again);
        let (queried, gone) = self.take_unsaved(again);
        let given = std::mem::take(&mut self.persistence.again);
        let states = self.accounts.iter().map(|tracked| &tracked.state);
        let old = states.filter(|state| {
            let is_told = |read: &AccountState| read.account.key == state.account.key;
            let is_given = again || given.contains(&state.account.key);
            is_given && state.reading.is_some() && !read.as_ref().is_some_and(is_told)
        });
        commands.extend(old.map(|state| {
            Command::Save(Box::new(Changes {
                reading: Some(state.clone()),
                ..Changes::default()
            }))
        }));
        let changes = Changes {
            reading: read,
            queried,
            gone,
            alerts,
            posted,
        };
        if !changes.is_empty() {
            commands.push(Command::Save(Box::new(changes)));
        }
        commands.extend(told.into_iter().map(Command::from));
    }

    /// A notification was pressed.
    pub(super) fn answered(
        &mut self,
        receipt: &Receipt,
        answer: Answer,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        let topics = self.alerts.topics(receipt);
        let asked: Vec<Intent> = match answer {
            Answer::Open => {
                let card = topics.first().map(|topic| topic.account().clone());
                commands.extend(card.map(Command::ShowCard));
                Vec::new()
            }
            Answer::Snooze => topics.into_iter().filter_map(snooze).collect(),
            Answer::Mute => {
                let providers = topics.into_iter().map(|it| it.account().provider.clone());
                let providers: BTreeSet<String> = providers.collect();
                providers.into_iter().map(mute).collect()
            }
        };
        for intent in asked {
            self.handle_intent(intent, now, commands);
        }
    }
}

fn snooze(topic: Topic) -> Option<Intent> {
    match topic {
        Topic::Usage(account, window) => Some(Intent::Snooze {
            account,
            window,
            on: true,
        }),
        Topic::SignIn(_) => None,
    }
}

fn mute(provider: String) -> Intent {
    let change = Change::ProviderMuted { provider, on: true };
    Intent::Change { change }
}
