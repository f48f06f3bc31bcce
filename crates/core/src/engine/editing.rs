//! Changes of settings by a person: applied, refused, taken back. Writing the file is the shell's.

use crate::{
    settings::{Change, Known, Refusal, Settings},
    text::Message,
};

/// How many changes can be taken back.
const UNDOABLE: usize = 20;

/// What was changed since the start, and what was refused last.
#[derive(Debug, Default)]
pub(super) struct Editing {
    /// The settings before each change, and what the change is called; the newest last.
    undo: Vec<(Settings, Message)>,
    pub(super) refused: Option<Refusal>,
}

impl Editing {
    /// Makes a change; whether anything is different now.
    pub(super) fn change(
        &mut self,
        change: Change,
        settings: &mut Settings,
        known: &Known,
    ) -> bool {
        let (before, name) = (settings.clone(), change.name());
        self.refused = change.apply(settings, known).err();
        if *settings == before {
            return false;
        }
        if self.undo.len() == UNDOABLE {
            self.undo.remove(0);
        }
        self.undo.push((before, name));
        true
    }

    /// Takes the last change back; whether there was one.
    pub(super) fn undo(&mut self, settings: &mut Settings) -> bool {
        self.refused = None;
        let Some((before, _)) = self.undo.pop() else {
            return false;
        };
        *settings = before;
        true
    }

    /// Somebody else has changed the settings: what was before is not ours to bring back.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// What the change is called that can be taken back.
    pub(super) fn last(&self) -> Option<&Message> {
        self.undo.last().map(|(_, name)| name)
    }
}
