//! What the desktop is given, and what it has: one notification under way at a time, replaced,
//! reworded and withdrawn as things change.

use jiff::{SignedDuration, Timestamp};

use super::{
    Alert, AlertCommand, AlertContext, AlertId, Alerts, Receipt, Topic,
    cycle::Recipient,
    earliest, name,
    notification::{PendingDelivery, PendingItem, PostedNotification},
    suppression::Suppression,
    words,
};
use crate::model::AccountKey;

/// When a desktop that took no notification is tried again, should it not say that it is back.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// A desktop that has not answered by then has taken nothing.
pub(super) const ANSWER: SignedDuration = SignedDuration::from_mins(1);

impl Alerts {
    /// What a notification is about that the desktop has.
    pub(crate) fn topics(&self, receipt: &Receipt) -> Vec<Topic> {
        let mut letters = self.posted.letters.iter();
        let letter = letters.find(|letter| letter.receipt == *receipt);
        letter.map(|it| it.topics.clone()).unwrap_or_default()
    }

    /// The desktop has taken a notification. Where it gives no receipt, nothing can be replaced or
    /// withdrawn later.
    pub(crate) fn delivered(&mut self, id: AlertId, receipt: Option<Receipt>) -> Vec<AlertCommand> {
        let Some(pending_delivery) = self
            .pending_delivery
            .take_if(|pending_delivery| pending_delivery.id == id)
        else {
            return Vec::new();
        };
        self.refused_until = None;
        for item in &pending_delivery.news {
            if let Some(alerts) = self.accounts.get_mut(item.account()) {
                alerts.told(item, Recipient::Desktop);
            }
        }
        let Some(receipt) = receipt else {
            return Vec::new();
        };
        let letters = &mut self.posted.letters;
        let replaced = letters.extract_if(.., |letter| letter.is_within(&pending_delivery.topics));
        let old = replaced.map(|letter| letter.receipt);
        let old = old
            .filter(|old| *old != receipt)
            .map(AlertCommand::Withdraw);
        let commands = old.collect();
        self.posted.letters.push(PostedNotification {
            topics: pending_delivery.topics,
            receipt,
            outdated: false,
            closed: false,
        });
        commands
    }

    /// The desktop has not taken it. News stay due; what was to be said in other words is not said
    /// at all any more.
    pub(crate) fn not_delivered(&mut self, id: AlertId, now: Timestamp) -> Vec<AlertCommand> {
        let Some(pending_delivery) = self
            .pending_delivery
            .take_if(|pending_delivery| pending_delivery.id == id)
        else {
            return Vec::new();
        };
        self.refused_until = Some(now + AGAIN);
        if !pending_delivery.news.is_empty() {
            return Vec::new();
        }
        let letters = &mut self.posted.letters;
        let outdated = letters.extract_if(.., |letter| letter.is_within(&pending_delivery.topics));
        outdated
            .map(|letter| AlertCommand::Withdraw(letter.receipt))
            .collect()
    }

    /// A notification has left the screen.
    pub(crate) fn closed(&mut self, receipt: &Receipt) {
        for letter in &mut self.posted.letters {
            letter.closed |= letter.receipt == *receipt;
        }
    }

    /// What is not answered is refused, or it would keep everything else waiting for good.
    pub(super) fn give_up_waiting(&mut self, now: Timestamp) -> Vec<AlertCommand> {
        let Some(pending_delivery) = &self.pending_delivery else {
            return Vec::new();
        };
        let (id, since) = (pending_delivery.id, pending_delivery.since);
        if since <= now && now < since + ANSWER {
            return Vec::new();
        }
        self.not_delivered(id, now)
    }

    /// When the desktop's answer is waited for no longer.
    pub(super) fn waits_until(&self) -> Option<Timestamp> {
        self.pending_delivery
            .as_ref()
            .map(|pending_delivery| pending_delivery.since + ANSWER)
    }

    /// Somebody takes notifications again.
    pub(crate) fn desktop_is_back(&mut self) {
        self.refused_until = None;
    }

    /// Takes back what no longer holds; a notification that has lost a fixed sign-in is shown
    /// again without it, where that disturbs nobody.
    pub(super) fn tidy_posted(
        &mut self,
        context: AlertContext<'_>,
        may_amend: bool,
        now: Timestamp,
    ) -> Vec<AlertCommand> {
        let mut commands = Vec::new();
        for mut letter in std::mem::take(&mut self.posted.letters) {
            let before = letter.topics.clone();
            letter.topics.retain(|topic| self.holds(topic, context));
            let is_mended = |topic: &Topic| match topic {
                Topic::SignIn(_) => !letter.topics.contains(topic),
                Topic::Usage(..) => false,
            };
            letter.outdated |= before.iter().any(is_mended);
            let pending_delivery = self.pending_delivery.as_ref();
            let is_replaced = pending_delivery
                .is_some_and(|pending_delivery| letter.is_within(&pending_delivery.topics));
            if letter.topics.is_empty() {
                commands.push(AlertCommand::Withdraw(letter.receipt));
            } else if !letter.outdated || letter.closed || is_replaced {
                self.posted.letters.push(letter);
            } else {
                let rest = self.rest(&letter, context, now);
                if rest.is_empty() {
                    commands.push(AlertCommand::Withdraw(letter.receipt));
                } else if may_amend && self.pending_delivery.is_none() {
                    letter.topics = rest.iter().map(PendingItem::topic).collect();
                    self.posted.letters.push(letter);
                    commands.push(self.send(rest, Vec::new(), context, now));
                } else {
                    // News go first; a later step finds it as it is.
                    self.posted.letters.push(letter);
                }
            }
        }
        commands
    }

    fn holds(&self, topic: &Topic, context: AlertContext<'_>) -> bool {
        let key = topic.account();
        let known = context
            .accounts
            .iter()
            .any(|state| state.account.key == *key);
        let alerts = self.accounts.get(key);
        known
            && !context.settings.is_muted(key)
            && context.settings.counts(key)
            && alerts.is_some_and(|alerts| alerts.is_told(topic, context.settings))
    }

    /// What a letter still says; nothing where it may not be said now.
    fn rest(
        &self,
        letter: &PostedNotification,
        context: AlertContext<'_>,
        now: Timestamp,
    ) -> Vec<PendingItem> {
        let times = self.times(context, now);
        let said = letter.topics.iter().filter_map(|topic| {
            let key = topic.account();
            let mut accounts = context.accounts.iter();
            let state = accounts.find(|state| state.account.key == *key)?;
            let item = self
                .accounts
                .get(key)?
                .holding(topic, state, context.settings, now)?;
            (times.suppression(key, false) == Suppression::Nothing).then_some(item)
        });
        said.collect()
    }

    /// Whether the desktop is to be given this now. One notification at a time is under way.
    pub(super) fn may_send(
        &mut self,
        due: &[PendingItem],
        context: AlertContext<'_>,
        now: Timestamp,
    ) -> bool {
        if due.is_empty() {
            self.gathering.over();
            self.refused_until = self.refused_until.filter(|until| *until > now);
            return false;
        }
        // It is seen elsewhere until the desktop takes it, also while that is tried again.
        if self.refused_until.is_some() {
            let name = |key: &AccountKey| name(key, context);
            let title = |item: &PendingItem| words::words(std::slice::from_ref(item), name).title;
            self.untold = due.iter().map(title).collect();
        }
        if self.pending_delivery.is_some() {
            return false;
        }
        // A clock that was set back must not put it off.
        if let Some(until) = self
            .refused_until
            .filter(|until| *until > now && *until <= now + AGAIN)
        {
            self.wake = earliest(self.wake, Some(until));
            return false;
        }
        let waits = self.gathering.waits(context, now);
        self.wake = earliest(self.wake, waits);
        waits.is_none()
    }

    /// One notification of all these. Without `news` it only takes the place of an older one.
    pub(super) fn send(
        &mut self,
        items: Vec<PendingItem>,
        news: Vec<Topic>,
        context: AlertContext<'_>,
        now: Timestamp,
    ) -> AlertCommand {
        self.last_id += 1;
        let id = AlertId(self.last_id);
        let topics: Vec<Topic> = items.iter().map(PendingItem::topic).collect();
        let mut letters = self.posted.letters.iter();
        let replaced = letters.find(|letter| letter.is_within(&topics));
        let name = |key: &AccountKey| name(key, context);
        let words = words::words(&items, name);
        let alert = Alert {
            id,
            replaces: replaced.map(|letter| letter.receipt.clone()),
            title: words.title,
            body: words.body,
            buttons: words::buttons(&items, |provider| super::provider_name(provider, context)),
            urgent: !news.is_empty() && items.iter().any(PendingItem::is_used_up),
            news,
        };
        self.pending_delivery = Some(PendingDelivery {
            id,
            topics,
            since: now,
            news: if alert.news.is_empty() {
                Vec::new()
            } else {
                items
            },
        });
        AlertCommand::Notify(alert)
    }
}
