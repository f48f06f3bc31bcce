//! The settings and what follows from them outside the engine: the file, the program on an alert,
//! the port for numbers, the start at login. What one of them cannot do becomes a notice.

use std::{collections::BTreeMap, io, path::Path};

use plimsoll_core::{
    engine::{Alert, Event},
    settings::Settings,
    text::Message,
};
use plimsoll_runtime::{
    paths,
    settings_file::{self, Loaded},
};

use super::{App, Fault, complain};
use crate::{hook, platform};

/// Mistakes in the settings file that the window has room for.
const MOST_NAMED: usize = 5;

impl App {
    pub(super) fn look_at_settings(&mut self, path: &Path) {
        match settings_file::look(path) {
            Loaded::Broken { reason } => {
                let notice = Message::new("notice-settings-mistake").text("reason", reason);
                self.faults.insert(Fault::SettingsFile, notice);
                self.paint();
            }
            loaded @ (Loaded::Read(_) | Loaded::Missing) => {
                let was_broken = self.faults.remove(&Fault::SettingsFile).is_some();
                self.setup.look_for_faults();
                if self.name_settings() || was_broken {
                    self.paint();
                }
                let settings = loaded.into_settings();
                if self.unsaved_over.as_ref() == Some(&settings) {
                    return;
                }
                self.unsaved_over = None;
                if settings != self.setup.settings {
                    self.apply(settings.clone());
                    self.engine.send(Event::SettingsChanged(Box::new(settings)));
                }
            }
        }
    }

    /// What in the settings file does not count, in the window; whether that is news.
    pub(super) fn name_settings(&mut self) -> bool {
        let is_setting = |fault: &Fault| matches!(fault, Fault::Setting(_));
        let all = self.setup.settings_faults.iter();
        // The window says of this one what it would have run.
        let all: Vec<_> = all.filter(|it| it.key != "hook.program").collect();
        let named = all.iter().take(MOST_NAMED);
        let named = named.map(|fault| Message::new("notice-setting").message("said", fault.said()));
        let more = all.len().saturating_sub(MOST_NAMED);
        let more = (more > 0)
            .then(|| Message::new("notice-settings-more").text("count", more.to_string()));
        let new = named.chain(more).enumerate();
        let new: BTreeMap<_, _> = new.map(|(at, said)| (Fault::Setting(at), said)).collect();
        let old: BTreeMap<_, _> = self.faults.extract_if(.., |it, _| is_setting(it)).collect();
        let is_news = old != new;
        self.faults.extend(new);
        is_news
    }

    pub(super) fn save(&mut self, settings: Settings) {
        self.faults.remove(&Fault::Saving);
        let over = self.unsaved_over.take();
        if let Some(path) = paths::settings()
            && let Err(error) = settings_file::save(&path, &settings)
        {
            complain(&format!("the settings are not kept: {error}"));
            let notice = Message::new("notice-settings-not-kept").text("reason", error.to_string());
            self.faults.insert(Fault::Saving, notice);
            let said = || settings_file::look(&path).into_settings();
            self.unsaved_over = Some(over.unwrap_or_else(said));
        }
        self.apply(settings);
    }

    /// What the engine goes by, the rest of the program goes by too.
    fn apply(&mut self, settings: Settings) {
        let before = self.setup.settings.start_at_login;
        let wanted = settings.start_at_login;
        if settings.hook != self.setup.settings.hook {
            self.faults.remove(&Fault::Hook);
        }
        self.setup.apply(settings);
        self.serve_metrics();
        if wanted != before {
            self.start_at_login(wanted);
        }
    }

    /// Nothing is done about samples.
    pub(super) fn run_hook(&mut self, alert: &Alert) {
        let set = &self.setup.settings.hook;
        if self.setup.demo {
            return;
        }
        let taken = self.hook.run(set, alert, &self.setup.words, self.now());
        if taken.is_err() {
            self.hooked(taken);
        }
    }

    /// What is no longer set has nothing to say any more.
    pub(super) fn hooked(&mut self, outcome: hook::Outcome) {
        match outcome {
            Err(notice) if self.setup.settings.hook.runs().is_some() => {
                self.faults.insert(Fault::Hook, notice);
            }
            Err(_) | Ok(()) => {
                self.faults.remove(&Fault::Hook);
            }
        }
        self.paint();
    }

    /// Where the settings say so; samples are never handed out.
    pub(super) fn serve_metrics(&mut self) {
        self.faults.remove(&Fault::Metrics);
        let port = self.setup.settings.metrics.port;
        let port = if self.setup.demo { 0 } else { port };
        if let Err(error) = self.exporter.listen(port) {
            let notice = Message::new("notice-metrics-port")
                .text("port", port.to_string())
                .text("reason", error.to_string());
            self.faults.insert(Fault::Metrics, notice);
        }
    }

    /// An entry that is there is left as it is; who has switched it off elsewhere keeps it so.
    pub(super) fn see_to_login(&mut self) {
        if self.setup.settings.start_at_login {
            match platform::has_entry() {
                Ok(true) => {}
                Ok(false) => self.start_at_login(true),
                Err(error) => self.login_is_set(Err(error)),
            }
        }
    }

    fn start_at_login(&mut self, on: bool) {
        self.login_is_set(platform::start_at_login(on));
    }

    fn login_is_set(&mut self, set: io::Result<()>) {
        self.faults.remove(&Fault::StartAtLogin);
        if let Err(error) = set {
            complain(&format!("the start at login is not set: {error}"));
            let notice = Message::new("notice-no-autostart").text("reason", error.to_string());
            self.faults.insert(Fault::StartAtLogin, notice);
        }
    }
}
