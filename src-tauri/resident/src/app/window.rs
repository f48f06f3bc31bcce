//! The window as the app has it: shown as soon as there is something to show and its kind is known,
//! which hangs on whether there is a panel.

use std::time::Duration;

use jiff::SignedDuration;
use plimsoll_core::{engine::Event, ipc::Route, message::Message};
use plimsoll_runtime::desktop;

use super::{
    App,
    app_event::{AppEvent, tell},
    log_error,
};
use crate::popup_link::{PopupEvent, PopupOutcome};

/// One that is there already answers at once, and whoever starts us by hand sees no second window.
const TRAY_HOST_LOOK: Duration = Duration::from_millis(750);

impl App {
    pub(super) fn show(&mut self, route: Route) {
        if self.has_tray_host.is_none() {
            self.look_for_panel();
        }
        if self.snapshot.is_none() || self.has_tray_host.is_none() {
            self.awaited = Some(route);
            return;
        }
        let opened = self
            .popup
            .show(None, route, self.is_without_tray(), self.view());
        self.opened(opened);
    }

    /// A window that does not open is said on the desktop, since nobody reads what is complained.
    pub(super) fn opened(&mut self, opened: std::io::Result<()>) {
        let Err(error) = opened else {
            self.read_past(None);
            self.engine.send(Event::PopupOpened);
            return;
        };
        self.say_of_window("popup-does-not-open", &error.to_string());
    }

    fn say_of_window(&self, what: &'static str, reason: &str) {
        log_error(&format!("{what}: {reason}"));
        let said = Message::new(what).text("reason", reason);
        self.notifier.say(&said, &self.setup.words, self.now());
    }

    pub(super) fn popup_said(&mut self, news: PopupEvent) {
        let ready = self.setup.settings.popup_ready.duration();
        let ready = ready.map(SignedDuration::unsigned_abs);
        let heard = self.popup.heard(news, ready);
        if !self.popup.is_shown() {
            self.past.clear();
        }
        match heard {
            PopupOutcome::Nothing => {}
            PopupOutcome::Intent(intent) => self.ask(intent),
            PopupOutcome::Hung { near, route } => {
                let stays = self.is_without_tray();
                let opened = self.popup.show(near, route, stays, self.view());
                self.opened(opened);
            }
            PopupOutcome::Lost(how) => self.say_of_window("popup-ended", &how),
        }
    }

    pub(super) fn there_is_a_panel(&mut self, has_one: bool) {
        let lost = !has_one && !self.is_without_tray();
        self.has_tray_host = Some(has_one);
        self.popup.refresh(|| self.view());
        let awaited = self.awaited.take();
        if let Some(route) = awaited.or(lost.then_some(Route::Top)) {
            self.show(route);
        }
    }

    /// As far as is known.
    pub(super) fn is_without_tray(&self) -> bool {
        self.has_tray_host == Some(false)
    }

    pub(super) fn look_for_panel(&mut self) {
        if !std::mem::replace(&mut self.is_looking, true) {
            let looked = self.looked.clone();
            tokio::spawn(async move {
                let has_one = desktop::tray_host_within(TRAY_HOST_LOOK).await;
                tell(&looked, AppEvent::Looked(has_one));
            });
        }
    }
}
