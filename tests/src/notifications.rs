//! The notifications of a desktop, from two sides: what the daemon has, and what programs asked
//! for on the bus.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
};

use zbus::{
    Message,
    blocking::{Connection, MessageIterator, Proxy, connection::Builder, fdo::MonitoringProxy},
    names::MemberName,
    zvariant::OwnedValue,
};

use crate::processes::until;

const PATH: &str = "/org/freedesktop/Notifications";
const SERVICE: &str = "org.freedesktop.Notifications";

/// A notification as the daemon has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub summary: String,
    pub body: String,
}

/// The notification daemon.
pub struct Notifications {
    bus: Connection,
    chosen: PathBuf,
}

impl Notifications {
    pub(crate) fn new(bus: &Connection, chosen: &Path) -> Self {
        Self {
            bus: bus.clone(),
            chosen: chosen.to_owned(),
        }
    }

    /// How many are on the screen or wait for their place there.
    pub fn on_screen(&self) -> u32 {
        let daemon = self.daemon();
        let count = |name| daemon.get_property::<u32>(name).unwrap();
        count("displayedLength") + count("waitingLength")
    }

    /// Closes what is on the screen as a person would, and gives everything that the daemon has
    /// had, the newest first. What a program itself has closed is there too.
    pub fn read_back(&self) -> Vec<Shown> {
        self.daemon()
            .call::<_, _, ()>("NotificationCloseAll", &())
            .unwrap();
        until("closed notifications", || {
            (self.on_screen() == 0).then_some(())
        });
        let listed: Vec<HashMap<String, OwnedValue>> =
            self.daemon().call("NotificationListHistory", &()).unwrap();
        let text = |about: &HashMap<String, OwnedValue>, name: &str| {
            let value = about
                .get(name)
                .and_then(|value| value.downcast_ref::<&str>().ok());
            value.unwrap_or_default().to_owned()
        };
        let shown = listed.iter().map(|about| Shown {
            summary: text(about, "summary"),
            body: text(about, "body"),
        });
        shown.collect()
    }

    /// Clicks on the newest notification itself.
    pub fn click(&self) {
        self.daemon()
            .call::<_, _, ()>("NotificationAction", &(0_u32))
            .unwrap();
    }

    /// Presses the button with this label, of any notification on the screen.
    pub fn press(&self, label: &str) {
        fs::write(&self.chosen, label).unwrap();
        self.daemon()
            .call::<_, _, ()>("ContextMenuCall", &())
            .unwrap();
    }

    fn daemon(&self) -> Proxy<'static> {
        Proxy::new(&self.bus, SERVICE, PATH, "org.dunstproject.cmd0").unwrap()
    }
}

/// A notification as a program asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifyCall {
    /// The id of the one that it takes the place of; 0 is none.
    pub replaces: u32,
    pub summary: String,
    pub body: String,
    /// Keys and labels in turn.
    pub actions: Vec<String>,
    /// 0 low, 1 normal, 2 critical.
    pub urgency: Option<u8>,
}

/// Hears what is said to the notification daemon, and takes no part in it.
pub struct Eavesdropper(Arc<Mutex<Recording>>);

#[derive(Default)]
struct Recording {
    asked: Vec<NotifyCall>,
    withdrawn: Vec<u32>,
}

impl Eavesdropper {
    pub(crate) fn start(address: &str) -> Self {
        let ear = Builder::address(address).unwrap().build().unwrap();
        let rule = zbus::MatchRule::builder()
            .msg_type(zbus::message::Type::MethodCall)
            .interface(SERVICE)
            .unwrap()
            .build();
        let messages = MessageIterator::from(&ear);
        MonitoringProxy::new(&ear)
            .unwrap()
            .become_monitor(&[rule], 0)
            .unwrap();
        let heard = Arc::<Mutex<Recording>>::default();
        let shared = Arc::clone(&heard);
        // It ends with the bus.
        thread::spawn(move || {
            for message in messages.flatten() {
                shared.lock().unwrap().add(&message);
            }
        });
        Self(heard)
    }

    /// Every call so far that shows or replaces a notification.
    pub fn asked(&self) -> Vec<NotifyCall> {
        self.0.lock().unwrap().asked.clone()
    }

    /// The ids that programs took back.
    pub fn withdrawn(&self) -> Vec<u32> {
        self.0.lock().unwrap().withdrawn.clone()
    }
}

type Notify = (
    String,
    u32,
    String,
    String,
    String,
    Vec<String>,
    HashMap<String, OwnedValue>,
    i32,
);

impl Recording {
    fn add(&mut self, message: &Message) {
        let header = message.header();
        let body = message.body();
        match header.member().map(MemberName::as_str) {
            Some("Notify") => {
                let (_, replaces, _, summary, text, actions, hints, _): Notify =
                    body.deserialize().unwrap();
                let urgency = hints
                    .get("urgency")
                    .and_then(|value| value.downcast_ref().ok());
                self.asked.push(NotifyCall {
                    replaces,
                    summary,
                    body: text,
                    actions,
                    urgency,
                });
            }
            Some("CloseNotification") => self.withdrawn.push(body.deserialize().unwrap()),
            Some(_) | None => {}
        }
    }
}
