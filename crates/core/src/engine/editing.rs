//! Changes of settings by a person: applied, refused, taken back. Writing the file is the shell's.

use jiff::Timestamp;

use super::{Command, Engine, event::SettingsEdit};
use crate::{
    message::Message,
    settings::{Change, Edit, Known, Settings, ValidationError},
};

/// How many changes can be taken back.
const UNDOABLE: usize = 20;

/// What was changed since the start, and what was refused last.
#[derive(Debug, Default)]
pub(super) struct Editing {
    /// Each change, and what it is called; the newest last.
    undo: Vec<(Edit, Message)>,
    pub(super) refused: Option<ValidationError>,
    /// How often somebody else's settings came.
    heard: u64,
}

impl Editing {
    /// Makes a change; what is different now.
    fn change(&mut self, change: Change, settings: &mut Settings, known: &Known) -> Edit {
        let (before, name) = (settings.clone(), change.name());
        self.refused = change.apply(settings, known).err();
        let edit = Edit::between(&before, settings);
        if !edit.is_empty() {
            if self.undo.len() == UNDOABLE {
                self.undo.remove(0);
            }
            self.undo.push((edit.clone(), name));
        }
        edit
    }

    /// Takes the last change back and nothing else; what is different now.
    fn undo(&mut self, settings: &mut Settings) -> Edit {
        self.refused = None;
        let Some((edit, _)) = self.undo.pop() else {
            return Edit::default();
        };
        let back = edit.reversed();
        *settings = back.made_to(settings);
        back
    }

    /// What was changed again since is nobody's to bring back.
    fn overtaken_by(&mut self, edit: &Edit) {
        self.undo.retain(|(made, _)| !made.meets(edit));
    }

    /// What the change is called that can be taken back.
    pub(super) fn last(&self) -> Option<&Message> {
        self.undo.last().map(|(_, name)| name)
    }
}

impl Engine {
    /// Somebody else has changed the settings. What names a host or a program they may just have
    /// taken out of the file for good.
    pub(super) fn take_settings(
        &mut self,
        settings: Settings,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        let before = std::mem::replace(&mut self.settings, settings.clamped());
        let editing = &mut self.editing;
        editing.heard += 1;
        editing.refused = None;
        editing.overtaken_by(&Edit::between(&before, &self.settings));
        editing
            .undo
            .retain(|(made, _)| !made.reversed().sets_what_the_file_names());
        self.settings_changed(&before, now, commands);
    }

    pub(super) fn change(&mut self, change: Change, now: Timestamp, commands: &mut Vec<Command>) {
        let (known, before) = (self.known(), self.settings.clone());
        let edit = self.editing.change(change, &mut self.settings, &known);
        self.save(edit, &before, now, commands);
    }

    pub(super) fn undo(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        let before = self.settings.clone();
        let edit = self.editing.undo(&mut self.settings);
        self.save(edit, &before, now, commands);
    }

    /// A click that is its own way back.
    pub(super) fn flip(
        &mut self,
        flip: impl FnOnce(&mut Settings),
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        let before = self.settings.clone();
        flip(&mut self.settings);
        let edit = Edit::between(&before, &self.settings);
        self.editing.overtaken_by(&edit);
        self.save(edit, &before, now, commands);
    }

    fn save(&mut self, edit: Edit, before: &Settings, now: Timestamp, commands: &mut Vec<Command>) {
        if edit.is_empty() {
            return;
        }
        commands.push(Command::SaveSettings(Box::new(SettingsEdit {
            edit,
            settings: self.settings.clone(),
            heard: self.editing.heard,
        })));
        self.settings_changed(before, now, commands);
    }
}

#[cfg(test)]
mod tests;
