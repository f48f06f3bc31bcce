//! The settings and their changes by the user: applied, refused, taken back. Writing the file is the
//! shell's.

use super::event::SettingsEdit;
use crate::{
    message::Message,
    settings::{Change, Edit, Known, Settings, ValidationError},
};

/// How many changes can be taken back.
const UNDOABLE: usize = 20;

/// The settings, what was changed since the start, and what was refused last.
#[derive(Debug, Default)]
pub(super) struct Editing {
    settings: Settings,
    /// Each change, and what it is called; the newest last.
    undo: Vec<(Edit, Message)>,
    refused: Option<ValidationError>,
    /// How often other settings came from outside.
    heard: u64,
}

impl Editing {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings: settings.clamped(),
            ..Self::default()
        }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn refused(&self) -> Option<&ValidationError> {
        self.refused.as_ref()
    }

    /// What the change is called that can be taken back.
    pub(super) fn last(&self) -> Option<&Message> {
        self.undo.last().map(|(_, name)| name)
    }

    /// Somebody else has changed the settings. What names a host or a program they may just have
    /// taken out of the file for good. Gives the settings before.
    pub(super) fn replace(&mut self, settings: Settings) -> Settings {
        let before = std::mem::replace(&mut self.settings, settings.clamped());
        self.heard += 1;
        self.refused = None;
        self.overtaken_by(&Edit::between(&before, &self.settings));
        self.undo
            .retain(|(made, _)| !made.reversed().sets_what_the_file_names());
        before
    }

    /// Makes a change; what is to be saved of it.
    pub(super) fn change(&mut self, change: Change, known: &Known) -> Option<SettingsEdit> {
        let (before, name) = (self.settings.clone(), change.name());
        self.refused = change.apply(&mut self.settings, known).err();
        let edit = Edit::between(&before, &self.settings);
        if !edit.is_empty() {
            if self.undo.len() == UNDOABLE {
                self.undo.remove(0);
            }
            self.undo.push((edit.clone(), name));
        }
        self.to_save(edit)
    }

    /// Takes the last change back and nothing else.
    pub(super) fn undo(&mut self) -> Option<SettingsEdit> {
        self.refused = None;
        let (edit, _) = self.undo.pop()?;
        let back = edit.reversed();
        self.settings = back.made_to(&self.settings);
        self.to_save(back)
    }

    /// A click that is its own way back.
    pub(super) fn flip(&mut self, flip: impl FnOnce(&mut Settings)) -> Option<SettingsEdit> {
        let before = self.settings.clone();
        flip(&mut self.settings);
        let edit = Edit::between(&before, &self.settings);
        self.overtaken_by(&edit);
        self.to_save(edit)
    }

    /// What was changed again since is nobody's to bring back.
    fn overtaken_by(&mut self, edit: &Edit) {
        self.undo.retain(|(made, _)| !made.meets(edit));
    }

    fn to_save(&self, edit: Edit) -> Option<SettingsEdit> {
        (!edit.is_empty()).then(|| SettingsEdit {
            edit,
            settings: self.settings.clone(),
            heard: self.heard,
        })
    }
}

#[cfg(test)]
mod tests;
