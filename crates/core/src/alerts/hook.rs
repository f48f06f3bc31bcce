//! What the user's program on an alert is given. It is told by itself: once of each thing, whatever
//! becomes of the notification about it, and held back by what holds notifications back.

use jiff::{SignedDuration, Timestamp};

use super::{
    AlertCommand, AlertContext, AlertId, Alerts, Gathering, Topic, cycle::Recipient,
    delivery::ANSWER, detail::AlertDetail, earliest, name, notification::PendingItem, words,
};
use crate::message::Message;

/// When one for which too many wait is tried again: by then a run has ended.
const AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// A run of the program: all that it is to be told at once.
#[derive(Clone, Debug, PartialEq)]
pub struct HookRun {
    /// To say what became of it.
    pub id: AlertId,
    pub title: Message,
    /// A line each.
    pub body: Vec<Message>,
    pub urgent: bool,
    pub topics: Vec<Topic>,
    /// The same as data.
    pub details: Vec<AlertDetail>,
}

#[derive(Debug, Default)]
pub(super) struct HookRuns {
    pending: Option<PendingRun>,
    refused_until: Option<Timestamp>,
    gathering: Gathering,
}

/// A run that nobody has said to be handed over.
#[derive(Debug)]
struct PendingRun {
    id: AlertId,
    news: Vec<PendingItem>,
    since: Timestamp,
}

impl Alerts {
    /// The program runs with it, or will when the runs before it have ended.
    pub(crate) fn hook_took(&mut self, id: AlertId) {
        let Some(run) = self.hook.pending.take_if(|run| run.id == id) else {
            return;
        };
        self.hook.refused_until = None;
        for item in &run.news {
            if let Some(alerts) = self.accounts.get_mut(item.account()) {
                alerts.told(item, Recipient::Hook);
            }
        }
    }

    /// It stays due.
    pub(crate) fn hook_refused(&mut self, id: AlertId, now: Timestamp) {
        if self.hook.pending.take_if(|run| run.id == id).is_some() {
            self.hook.refused_until = Some(now + AGAIN);
        }
    }

    /// What the program is to be given now, if one is set.
    pub(super) fn run_hook(
        &mut self,
        context: AlertContext<'_>,
        now: Timestamp,
    ) -> Option<AlertCommand> {
        let is_set = context.settings.hook.runs().is_some();
        let all = self.accounts.values_mut();
        all.for_each(|alerts| alerts.set_hook(is_set));
        if !is_set {
            self.hook = HookRuns::default();
            return None;
        }
        let due = self.due(Recipient::Hook, context, now);
        if due.is_empty() {
            self.hook.gathering.over();
            return None;
        }
        let waits = self.hook.waits(context, now);
        self.wake = earliest(self.wake, waits);
        if waits.is_some() {
            return None;
        }
        self.last_id += 1;
        let id = AlertId(self.last_id);
        let name = |key: &_| name(key, context);
        let words = words::words(&due, name);
        let run = HookRun {
            id,
            title: words.title,
            body: words.body,
            urgent: due.iter().any(PendingItem::is_used_up),
            topics: due.iter().map(PendingItem::topic).collect(),
            details: due.iter().map(|it| AlertDetail::of(it, name)).collect(),
        };
        self.hook.pending = Some(PendingRun {
            id,
            news: due,
            since: now,
        });
        Some(AlertCommand::RunHook(run))
    }
}

impl HookRuns {
    /// Until when nothing is handed over; of a clock that was set back no wait is left.
    fn waits(&mut self, context: AlertContext<'_>, now: Timestamp) -> Option<Timestamp> {
        let within = |from: Timestamp, until: Timestamp| from <= now && now < until;
        let pending = self.pending.as_ref().map(|run| run.since);
        let pending = pending.filter(|since| within(*since, *since + ANSWER));
        let refused = self.refused_until;
        let refused = refused.filter(|until| within(*until - AGAIN, *until));
        let pending = pending.map(|since| since + ANSWER);
        pending
            .max(refused)
            .or_else(|| self.gathering.waits(context, now))
    }
}
