//! The settings and what follows from them outside the engine: the file, the program on an alert,
//! the port for numbers, the start at login. What one of them cannot do becomes a notice.

use std::{collections::BTreeMap, io};

use plimsoll_core::{
    alerts::HookRun,
    engine::{Event, SettingsEdit},
    message::Message,
    settings::Settings,
};
use plimsoll_runtime::settings_keeper::Held;

use super::{App, Fault, log_error};
use crate::{hook, platform};

/// Mistakes in the settings file that the window has room for.
pub(super) const MOST_NAMED: usize = 5;

impl App {
    pub(super) fn look_at_settings(&mut self) {
        let Held { settings, fault } = self.setup.keeper.look(&self.setup.settings);
        let mut is_news = false;
        if fault.is_none() {
            self.setup.look_for_faults();
            is_news = self.name_settings();
        }
        let old = self.faults.remove(&Fault::SettingsFile);
        is_news |= old != fault;
        self.faults
            .extend(fault.map(|it| (Fault::SettingsFile, it)));
        if is_news {
            self.paint();
        }
        if settings != self.setup.settings {
            self.take(settings);
        }
    }

    /// Not every change of every file is told, and what could not be written may go now.
    pub(super) fn tend_settings(&mut self) {
        self.setup.keeper.keep_again();
        if self.setup.keeper.may_differ() {
            self.look_at_settings();
        }
        let held = self.setup.settings.clone();
        if self.setup.keeper.is_unsaved(&held) || self.faults.contains_key(&Fault::SettingsEdit) {
            let holds = self.write(held);
            if holds != self.setup.settings {
                self.take(holds);
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
        let more =
            (more > 0).then(|| Message::new("notice-settings-more").number("count", more as f64));
        let new = named.chain(more).enumerate();
        let new: BTreeMap<_, _> = new.map(|(at, said)| (Fault::Setting(at), said)).collect();
        let old: BTreeMap<_, _> = self.faults.extract_if(.., |it, _| is_setting(it)).collect();
        let is_news = old != new;
        self.faults.extend(new);
        is_news
    }

    /// The engine may not have heard yet of what else has changed; it hears of what comes of both.
    pub(super) fn save(&mut self, saving: &SettingsEdit) {
        let holds = self.write(saving.edit.made_to(&self.setup.settings));
        if holds == saving.settings && saving.heard == self.settings_told {
            self.apply(holds);
        } else {
            self.take(holds);
        }
    }

    /// What holds afterwards, written or not.
    fn write(&mut self, wanted: Settings) -> Settings {
        match self.setup.keeper.save(&wanted) {
            Ok(holds) => {
                self.faults.remove(&Fault::SettingsEdit);
                self.faults.remove(&Fault::SettingsFile);
                holds
            }
            Err(error) => {
                let reason = error.to_string();
                let notice = Message::new("notice-settings-not-kept").text("reason", &*reason);
                let old = self.faults.insert(Fault::SettingsEdit, notice.clone());
                if old != Some(notice) {
                    log_error(&format!("the settings are not kept: {reason}"));
                }
                wanted
            }
        }
    }

    /// What did not come from the engine is said to it.
    pub(super) fn keep_and_take(&mut self, wanted: Settings) {
        let holds = self.write(wanted);
        self.take(holds);
    }

    fn take(&mut self, settings: Settings) {
        self.apply(settings.clone());
        self.settings_told += 1;
        let changed = Event::SettingsChanged(Box::new(settings));
        self.engine.send(changed);
    }

    /// What the engine goes by, the rest of the program goes by too.
    fn apply(&mut self, settings: Settings) {
        let before = self.setup.settings.start_at_login;
        let wanted = settings.start_at_login;
        if settings.hook != self.setup.settings.hook {
            self.faults.remove(&Fault::Hook);
        }
        if self.setup.apply(settings) {
            self.services_changed();
        }
        self.serve_metrics();
        if wanted != before {
            self.start_at_login(wanted);
        }
    }

    pub(super) fn run_hook(&mut self, run: &HookRun) {
        // Nothing is done about samples.
        let answer = if self.setup.demo || self.is_handed_over(run) {
            Event::HookTook(run.id)
        } else {
            Event::HookRefused(run.id)
        };
        self.engine.send(answer);
    }

    fn is_handed_over(&mut self, run: &HookRun) -> bool {
        let Some(program) = self.setup.settings.hook.runs() else {
            return false;
        };
        let taken = self.hook.run(program, run, &self.setup.words, self.now());
        let is_taken = taken.is_ok();
        if !is_taken {
            self.hooked(taken);
        }
        is_taken
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
    pub(super) fn sync_autostart(&mut self) {
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
            log_error(&format!("the start at login is not set: {error}"));
            let notice = Message::new("notice-no-autostart").text("reason", error.to_string());
            self.faults.insert(Fault::StartAtLogin, notice);
        }
    }
}
