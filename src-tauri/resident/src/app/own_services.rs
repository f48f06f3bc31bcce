//! The files in which the user declares services: looked at when something changes, what is wrong with
//! them said in the window, and the user's answer kept.

use plimsoll_core::{
    engine::Event, intent::ServiceAnswer, message::Message, settings::Consent, view::Question,
};

use super::{App, settings::MOST_NAMED};

impl App {
    /// The system does not report every change of a file, so the minute calls this too.
    pub(super) fn look_at_own_services(&mut self) {
        if self.setup.look_at_own_files() {
            self.services_changed();
            // Of a file that is a link its target is under watch, too.
            self.watch_files();
            self.paint();
        }
    }

    /// The engine is to search for other services.
    pub(super) fn services_changed(&self) {
        let names = self.setup.names();
        self.engine.send(Event::ServicesChanged(names));
    }

    /// What is wrong with the files, as far as the window has room.
    pub(super) fn own_notices(&self) -> Vec<Message> {
        let faults = self.setup.own_files().iter().filter_map(|file| {
            let fault = file.read.as_ref().err()?;
            // The page has no words for these.
            let said = self.setup.words.say(&fault.said(), self.now());
            let notice = Message::new("notice-own-service").text("said", said);
            Some(notice.text("path", file.path.display().to_string()))
        });
        let mut notices: Vec<Message> = faults.collect();
        let more = notices.len().saturating_sub(MOST_NAMED);
        if more > 0 {
            notices.truncate(MOST_NAMED);
            let more = Message::new("notice-own-services-more").number("count", more as f64);
            notices.push(more);
        }
        notices
    }

    /// What nobody has allowed or refused yet.
    pub(super) fn questions(&self) -> Vec<Question> {
        let settings = &self.setup.settings;
        let asked = self.setup.own_files().iter().filter_map(|file| {
            let own = file.read.as_ref().ok()?;
            let is_open = settings.consent(&file.id, &own.sends) == Consent::Unasked;
            is_open.then(|| Question {
                service: file.id.clone(),
                name: own.provider.info().name.to_owned(),
                path: file.path.display().to_string(),
                sends: own.sends.clone(),
            })
        });
        asked.collect()
    }

    /// The answer is to what the user has read: of a file that wants something else by now it says
    /// nothing.
    pub(super) fn answer_service(&mut self, answer: &ServiceAnswer) {
        let mut files = self.setup.own_files().iter();
        let is_asked = files.any(|file| {
            let wants = file
                .read
                .as_ref()
                .is_ok_and(|own| own.sends == answer.sends);
            file.id == answer.service && wants
        });
        if is_asked {
            let mut settings = self.setup.settings.clone();
            settings.answer(&answer.service, &answer.sends, answer.allow);
            self.keep_and_take(settings);
            self.paint();
        }
    }
}
