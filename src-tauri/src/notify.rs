//! Desktop notifications: an alert of the engine in words, replaced and withdrawn by its id. How
//! they reach the desktop is the platform's.

use jiff::Timestamp;
use plimsoll_core::{
    engine::{Alert, AlertId},
    model::AccountKey,
    text::{Message, Words},
};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::platform;

/// A notification in words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Letter {
    /// What it may be replaced and withdrawn by.
    pub(crate) id: Option<AlertId>,
    pub(crate) title: String,
    /// Plain text, a line each.
    pub(crate) body: String,
    /// The button's label.
    pub(crate) open: String,
    /// What a click opens; without one a click does nothing.
    pub(crate) card: Option<AccountKey>,
    pub(crate) urgent: bool,
}

/// What the platform's part is told.
#[derive(Debug)]
pub(crate) enum Delivery {
    Show(Letter),
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "elsewhere nothing is taken back")
    )]
    Withdraw(AlertId),
}

/// Sends notifications, one after the other, without anybody waiting for them.
pub(crate) struct Notifier(UnboundedSender<Delivery>);

impl Notifier {
    /// `opened` is called when a notification or its button is clicked. Needs a running tokio.
    pub(crate) fn start(opened: impl Fn(AccountKey) + Clone + Send + Sync + 'static) -> Self {
        let (sender, receiver) = unbounded_channel();
        tokio::spawn(platform::deliver(receiver, opened));
        Self(sender)
    }

    pub(crate) fn show(&self, alert: Alert, words: &Words, now: Timestamp) {
        let letter = Letter {
            title: words.say(&alert.title, now),
            body: alert
                .body
                .iter()
                .map(|line| words.say(line, now))
                .collect::<Vec<_>>()
                .join("\n"),
            open: words.say(&Message::new("alert-open"), now),
            id: Some(alert.id),
            card: Some(alert.card),
            urgent: alert.urgent,
        };
        self.send(Delivery::Show(letter));
    }

    /// Says something about Plimsoll itself.
    pub(crate) fn say(&self, what: &Message, words: &Words, now: Timestamp) {
        self.send(Delivery::Show(Letter {
            id: None,
            title: "Plimsoll".to_owned(),
            body: words.say(what, now),
            open: String::new(),
            card: None,
            urgent: false,
        }));
    }

    pub(crate) fn withdraw(&self, id: AlertId) {
        self.send(Delivery::Withdraw(id));
    }

    /// After the platform's part has ended there is nobody to tell.
    fn send(&self, delivery: Delivery) {
        let _ = self.0.send(delivery);
    }
}
