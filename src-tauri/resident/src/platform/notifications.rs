//! Linux: notifications over the session bus. It says of each whether the service took it, which
//! button of one was pressed, also of one from before this start, and when a service comes back.
//! What that means is the engine's.

use std::{collections::HashMap, io::Write, time::Duration};

use futures_util::StreamExt;
use plimsoll_core::{
    alerts::{Answer, Receipt},
    engine::Event,
};
use plimsoll_runtime::driver::Handle;
use tokio::sync::mpsc::Receiver;
use zbus::{
    Connection, Message, Proxy,
    connection::Builder,
    fdo::{DBusProxy, NameOwnerChangedStream},
    proxy::SignalStream,
    zvariant::Value,
};

use crate::notify::{Delivery, DesktopNotification};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// A service that does not answer is as good as none.
const ANSWER: Duration = Duration::from_secs(10);
/// As long as the service finds right.
const USUAL_TIME: i32 = -1;

/// Shows, replaces and withdraws notifications until the app ends.
pub(crate) async fn deliver(mut deliveries: Receiver<Delivery>, engine: Handle) {
    let mut waiting = None;
    loop {
        match Desktop::connect().await {
            Ok(desktop) => desktop.serve(waiting, &mut deliveries, &engine).await,
            Err(error) => {
                log_error(&error);
                if let Some(Delivery::Show(notification)) = waiting {
                    refuse(&notification, &engine);
                }
            }
        }
        // A session bus that is gone is looked for again with the next one.
        waiting = deliveries.recv().await;
        if waiting.is_none() {
            return;
        }
    }
}

/// The way to the service, whichever runs.
struct Desktop {
    bus: Connection,
    names: DBusProxy<'static>,
    service: Proxy<'static>,
    pressed: SignalStream<'static>,
    closed: SignalStream<'static>,
    owners: NameOwnerChangedStream,
}

impl Desktop {
    async fn connect() -> zbus::Result<Self> {
        let bus = Builder::session()?.method_timeout(ANSWER).build().await?;
        let names = DBusProxy::new(&bus).await?;
        let service = Proxy::new(&bus, NAME, PATH, NAME).await?;
        let pressed = service.receive_signal("ActionInvoked").await?;
        let closed = service.receive_signal("NotificationClosed").await?;
        let changes = names.receive_name_owner_changed_with_args(&[(0, NAME)]);
        let owners = changes.await?;
        Ok(Self {
            bus,
            names,
            service,
            pressed,
            closed,
            owners,
        })
    }

    /// Until the bus goes away or the app ends.
    async fn serve(
        mut self,
        first: Option<Delivery>,
        deliveries: &mut Receiver<Delivery>,
        engine: &Handle,
    ) {
        if let Some(first) = first {
            self.carry(first, engine).await;
        }
        loop {
            tokio::select! {
                delivery = deliveries.recv() => match delivery {
                    Some(delivery) => self.carry(delivery, engine).await,
                    None => return,
                },
                pressed = self.pressed.next() => match pressed {
                    Some(pressed) => self.pressed(&pressed, engine),
                    None => return,
                },
                closed = self.closed.next() => match closed {
                    Some(closed) => self.closed(&closed, engine),
                    None => return,
                },
                owner = self.owners.next() => match owner {
                    Some(owner) if owner.args().is_ok_and(|it| it.new_owner.is_some()) => {
                        engine.send(Event::DesktopIsBack);
                    }
                    Some(_) => {}
                    None => return,
                },
            }
        }
    }

    async fn carry(&self, delivery: Delivery, engine: &Handle) {
        match delivery {
            Delivery::Show(notification) => match self.show(&notification).await {
                Ok(receipt) => {
                    if let Some(id) = notification.id {
                        let receipt = Some(receipt);
                        engine.send(Event::Delivered { id, receipt });
                    }
                }
                Err(error) => {
                    log_error(&error);
                    refuse(&notification, engine);
                }
            },
            Delivery::Withdraw(receipt) => {
                if self.runs_still(&receipt).await
                    && let Err(error) = self
                        .service
                        .call::<_, _, ()>("CloseNotification", &receipt.number)
                        .await
                {
                    log_error(&error);
                }
            }
        }
    }

    async fn show(&self, notification: &DesktopNotification) -> zbus::Result<Receipt> {
        let can: Vec<String> = self.service.call("GetCapabilities", &()).await?;
        let can = |name: &str| can.iter().any(|it| it == name);
        let replaces = match &notification.replaces {
            Some(old) if self.runs_still(old).await => old.number,
            Some(_) | None => 0_u32,
        };
        let body = if can("body-markup") {
            escaped(&notification.body)
        } else {
            notification.body.clone()
        };
        let hints = HashMap::from([
            ("desktop-entry", Value::from("plimsoll")),
            (
                "urgency",
                Value::from(if notification.urgent { 2_u8 } else { 1 }),
            ),
        ]);
        let actions = if can("actions") {
            actions(notification)
        } else {
            Vec::new()
        };
        let title = notification.title.as_str();
        let asked = (
            "Plimsoll", replaces, "plimsoll", title, body, actions, hints, USUAL_TIME,
        );
        let reply = self.service.call_method("Notify", &asked).await?;
        Ok(Receipt {
            service: self.run_of(&reply),
            number: reply.body().deserialize()?,
        })
    }

    fn pressed(&self, pressed: &Message, engine: &Handle) {
        let Ok((number, key)) = pressed.body().deserialize::<(u32, String)>() else {
            return;
        };
        if let Some(answer) = answer(&key) {
            let service = self.run_of(pressed);
            let receipt = Receipt { service, number };
            engine.send(Event::Answered { receipt, answer });
        }
    }

    fn closed(&self, closed: &Message, engine: &Handle) {
        // Why it has gone makes no difference.
        if let Ok((number, _)) = closed.body().deserialize::<(u32, u32)>() {
            let service = self.run_of(closed);
            engine.send(Event::Closed(Receipt { service, number }));
        }
    }

    /// Which run of which service has said something: its numbers mean nothing to another one.
    fn run_of(&self, message: &Message) -> String {
        let header = message.header();
        let sender = header.sender().map_or("", |sender| sender.as_str());
        self.run(sender)
    }

    fn run(&self, owner: &str) -> String {
        format!("{} {owner}", self.bus.server_guid())
    }

    async fn runs_still(&self, receipt: &Receipt) -> bool {
        let Ok(name) = NAME.try_into() else {
            return false;
        };
        let owner = self.names.get_name_owner(name).await;
        owner.is_ok_and(|owner| self.run(owner.as_str()) == receipt.service)
    }
}

/// Keys and labels in turn. A click on the notification itself is the first button's.
fn actions(notification: &DesktopNotification) -> Vec<&str> {
    let first = notification
        .buttons
        .first()
        .map(|(_, label)| ("default", label));
    let buttons = notification.buttons.iter();
    let buttons = buttons.map(|(answer, label)| (key(*answer), label));
    let pairs = first.into_iter().chain(buttons);
    pairs.flat_map(|(key, label)| [key, label]).collect()
}

fn key(answer: Answer) -> &'static str {
    match answer {
        Answer::Open => "open",
        Answer::Snooze => "snooze",
        Answer::Mute => "mute",
    }
}

fn answer(key: &str) -> Option<Answer> {
    match key {
        "default" | "open" => Some(Answer::Open),
        "snooze" => Some(Answer::Snooze),
        "mute" => Some(Answer::Mute),
        _ => None,
    }
}

fn refuse(notification: &DesktopNotification, engine: &Handle) {
    if let Some(id) = notification.id {
        engine.send(Event::NotDelivered(id));
    }
}

/// Notification text is a little markup language where the service says so.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn log_error(error: &zbus::Error) {
    let _ = writeln!(std::io::stderr(), "plimsoll: notification: {error}");
}
