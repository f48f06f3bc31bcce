//! Linux: the tray item and the notifications are D-Bus services, so no event loop is needed and
//! everything happens on the main thread.

use std::{collections::BTreeMap, future::Future, io::Write, sync::Arc};

use notify_rust::{Hint, Notification, NotificationHandle, NotificationResponse, Timeout, Urgency};
use plimsoll_core::{engine::AlertId, model::AccountKey};
use tokio::{
    sync::mpsc::UnboundedReceiver,
    task::{AbortHandle, spawn_blocking},
};

use crate::{
    notify::{Delivery, Letter},
    tray::{Press, Shown, Tray},
};

/// Runs the app to its end.
pub(crate) fn run<F: Future<Output = ()>>(
    app: impl FnOnce() -> F + Send + 'static,
) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async move { app().await });
    // A search that hangs on a dead network drive must not keep the program.
    runtime.shutdown_background();
    Ok(())
}

/// Where the tray item is shown.
pub(crate) struct Screen(Option<Tray>);

impl Screen {
    /// Without a session bus there is no item, and the app goes on.
    pub(crate) fn new(pressed: impl Fn(Press) + Clone + Send + Sync + 'static) -> Self {
        Self(complained(Tray::new(pressed)))
    }

    pub(crate) fn show(&mut self, shown: &Shown) {
        if let Some(tray) = &mut self.0 {
            complained(tray.show(shown));
        }
    }
}

fn complained<T>(result: tray_icon::Result<T>) -> Option<T> {
    result
        .inspect_err(|error| {
            let _ = writeln!(std::io::stderr(), "plimsoll: tray: {error}");
        })
        .ok()
}

/// What is on the screen, and who waits for a click on it.
struct Live {
    handle: Arc<NotificationHandle>,
    waiting: AbortHandle,
}

/// Shows, replaces and withdraws notifications until the app ends.
pub(crate) async fn deliver(
    mut deliveries: UnboundedReceiver<Delivery>,
    opened: impl Fn(AccountKey) + Clone + Send + Sync + 'static,
) {
    let mut live: BTreeMap<AlertId, Live> = BTreeMap::new();
    while let Some(delivery) = deliveries.recv().await {
        match delivery {
            Delivery::Show(letter) => {
                let old = letter.id.as_ref().and_then(|id| live.remove(id));
                let number = old.map(|old| {
                    old.waiting.abort();
                    old.handle.id()
                });
                let id = letter.id.clone();
                match show(letter, number, opened.clone()).await {
                    Ok(shown) => live.extend(id.map(|id| (id, shown))),
                    Err(error) => {
                        let _ = writeln!(std::io::stderr(), "plimsoll: notification: {error}");
                    }
                }
            }
            Delivery::Withdraw(id) => {
                if let Some(old) = live.remove(&id) {
                    old.waiting.abort();
                    old.handle.close_async().await;
                }
            }
        }
    }
}

async fn show(
    letter: Letter,
    replaces: Option<u32>,
    opened: impl Fn(AccountKey) + Send + 'static,
) -> notify_rust::error::Result<Live> {
    let can = spawn_blocking(|| notify_rust::get_capabilities().unwrap_or_default()).await;
    let can = can.unwrap_or_default();
    let can = |name: &str| can.iter().any(|it| it == name);
    let body = if can("body-markup") {
        escaped(&letter.body)
    } else {
        letter.body
    };
    let mut notification = Notification::new();
    notification
        .appname("Plimsoll")
        .summary(&letter.title)
        .body(&body)
        .icon("plimsoll")
        .hint(Hint::DesktopEntry("plimsoll".to_owned()))
        .timeout(Timeout::Default)
        .urgency(if letter.urgent {
            Urgency::Critical
        } else {
            Urgency::Normal
        });
    if can("actions") && letter.card.is_some() {
        notification
            .action("default", &letter.open)
            .action("open", &letter.open);
    }
    if let Some(number) = replaces {
        notification.id(number);
    }
    let handle = Arc::new(notification.show_async().await?);
    let clicked = Arc::clone(&handle);
    let waiting = tokio::spawn(async move {
        let act = |response: &NotificationResponse| match response {
            NotificationResponse::Default | NotificationResponse::Action(_) => {
                letter.card.into_iter().for_each(opened);
            }
            NotificationResponse::Closed(_) | NotificationResponse::Reply(_) => {}
        };
        clicked.wait_for_action_async(act).await;
    });
    let waiting = waiting.abort_handle();
    Ok(Live { handle, waiting })
}

/// Notification text is a little markup language where the service says so.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
