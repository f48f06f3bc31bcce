//! Desktop notifications: an alert of the engine in words. How they reach the desktop is the
//! platform's, which says to the engine what became of each.

use jiff::Timestamp;
use plimsoll_core::{
    alerts::{Alert, AlertId, Answer, Receipt},
    engine::Event,
    message::Message,
    text::Words,
};
use plimsoll_runtime::driver::Handle;
use tokio::sync::mpsc::{Sender, channel, error::TrySendError};

use crate::platform;

/// How many may wait for a service that is slow; far more than are ever due at once.
const WAITING: usize = 64;

/// A notification in words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DesktopNotification {
    /// Without one nobody wants to know what became of it.
    pub(crate) id: Option<AlertId>,
    pub(crate) replaces: Option<Receipt>,
    pub(crate) title: String,
    /// Plain text, a line each.
    pub(crate) body: String,
    pub(crate) buttons: Vec<(Answer, String)>,
    pub(crate) urgent: bool,
}

/// What the platform's part is told.
#[derive(Debug)]
pub(crate) enum Delivery {
    Show(DesktopNotification),
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "elsewhere nothing is taken back")
    )]
    Withdraw(Receipt),
}

/// Sends notifications, one after the other, without anybody waiting for them.
pub(crate) struct Notifier {
    deliveries: Sender<Delivery>,
    engine: Handle,
}

impl Notifier {
    /// Needs a running tokio.
    pub(crate) fn start(engine: Handle) -> Self {
        let (deliveries, receiver) = channel(WAITING);
        tokio::spawn(platform::deliver(receiver, engine.clone()));
        Self { deliveries, engine }
    }

    pub(crate) fn show(&self, alert: Alert, words: &Words, now: Timestamp) {
        let say = |message: &Message| words.say(message, now);
        let body: Vec<String> = alert.body.iter().map(say).collect();
        let buttons = alert.buttons.iter();
        self.send(Delivery::Show(DesktopNotification {
            id: Some(alert.id),
            title: say(&alert.title),
            body: body.join("\n"),
            buttons: buttons
                .map(|(answer, label)| (*answer, say(label)))
                .collect(),
            replaces: alert.replaces,
            urgent: alert.urgent,
        }));
    }

    /// Says something about Plimsoll itself.
    pub(crate) fn say(&self, what: &Message, words: &Words, now: Timestamp) {
        self.send(Delivery::Show(DesktopNotification {
            id: None,
            replaces: None,
            title: "Plimsoll".to_owned(),
            body: words.say(what, now),
            buttons: Vec::new(),
            urgent: false,
        }));
    }

    pub(crate) fn withdraw(&self, receipt: Receipt) {
        self.send(Delivery::Withdraw(receipt));
    }

    /// What a service that does not get on leaves no room for was not told, and is due again. After
    /// the platform's part has ended there is nobody to tell.
    fn send(&self, delivery: Delivery) {
        if let Err(TrySendError::Full(Delivery::Show(DesktopNotification {
            id: Some(id), ..
        }))) = self.deliveries.try_send(delivery)
        {
            self.engine.send(Event::NotDelivered(id));
        }
    }
}
