//! Which settings hold, whatever became of their file: what it says now, or what it said last when it
//! was good, which is kept beside the database. What somebody writes into it while a program changes
//! something is brought together with that.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use plimsoll_core::{
    message::Message,
    settings::{Edit, Settings, document::proxy_in},
};

use crate::{
    paths,
    settings_file::{self, Loaded},
};

/// The settings that hold, and what is amiss with their file.
#[derive(Debug, Default)]
pub struct Held {
    pub settings: Settings,
    pub fault: Option<Message>,
}

/// The file as one program has seen it.
#[derive(Debug)]
pub struct SettingsKeeper {
    /// Without one nothing is read or written.
    file: Option<PathBuf>,
    /// Where the last good one is kept.
    beside: Option<PathBuf>,
    /// What the file said when it was last good.
    base: Settings,
    /// Its text, while it could not be kept beside the database.
    unkept: Option<String>,
    /// There is or was a file, so that none is a fault.
    is_known: bool,
    seen: Option<Stamp>,
}

/// What tells without a look whether a file is another one than it was.
#[derive(Debug, PartialEq)]
pub(crate) struct Stamp {
    written: Option<SystemTime>,
    bytes: u64,
    #[cfg(unix)]
    node: (u64, u64, i64, i64),
}

impl Stamp {
    pub(crate) fn of(file: &Path) -> Option<Self> {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        let said = fs::metadata(file).ok()?;
        Some(Self {
            written: said.modified().ok(),
            bytes: said.len(),
            #[cfg(unix)]
            node: (said.dev(), said.ino(), said.ctime(), said.ctime_nsec()),
        })
    }
}

/// What holds for this user; nothing is written.
pub fn settings() -> Settings {
    let mut keeper = SettingsKeeper::new(paths::settings(), paths::last_good_settings());
    keeper.look_first(|_| {}, |_, _| {}).settings
}

impl SettingsKeeper {
    /// What holds at the start of a program. A broken file is kept aside. Without `beside` no good one
    /// is known or kept.
    pub fn start(file: Option<PathBuf>, beside: Option<PathBuf>) -> (Self, Held) {
        let mut keeper = Self::new(file, beside);
        let aside = |file: &Path| {
            // When even this fails, the file is still where it was.
            let _ = settings_file::keep_aside(file);
        };
        let held = keeper.look_first(aside, Self::keep);
        (keeper, held)
    }

    fn new(file: Option<PathBuf>, beside: Option<PathBuf>) -> Self {
        Self {
            file,
            beside,
            base: Settings::default(),
            unkept: None,
            is_known: false,
            seen: None,
        }
    }

    fn look_first(
        &mut self,
        set_aside: impl FnOnce(&Path),
        keep: impl FnOnce(&mut Self, String),
    ) -> Held {
        let Some(file) = self.file.clone() else {
            return Held::default();
        };
        self.seen = Stamp::of(&file);
        let held = match settings_file::look_with_text(&file) {
            (Loaded::Read(settings), text) => {
                self.is_known = true;
                keep(self, text);
                Held {
                    settings: settings.clamped(),
                    fault: None,
                }
            }
            (Loaded::Missing, _) => self.without_file(&file),
            (Loaded::Broken { reason }, text) => {
                set_aside(&file);
                self.with_broken(&file, &reason, &text)
            }
        };
        self.base = held.settings.clone();
        held
    }

    fn without_file(&mut self, file: &Path) -> Held {
        match self.last_good() {
            (Loaded::Read(settings), _) => {
                self.is_known = true;
                Held {
                    settings: settings.clamped(),
                    fault: Some(missing(file)),
                }
            }
            (Loaded::Missing, _) => Held::default(),
            // What it said is not known; that it was there is.
            (Loaded::Broken { reason }, text) => Held {
                settings: with_proxy(Settings::default(), &text),
                fault: self.beside.as_deref().map(|it| broken(it, &reason)),
            },
        }
    }

    fn with_broken(&mut self, file: &Path, reason: &str, text: &str) -> Held {
        let (known, fault) = match self.last_good() {
            (Loaded::Read(settings), _) => {
                let fault = Message::new("notice-settings-last-good").text("reason", reason);
                let fault = fault.text("path", file.display().to_string());
                (settings.clamped(), fault)
            }
            (Loaded::Missing, _) => (Settings::default(), broken(file, reason)),
            (Loaded::Broken { .. }, text) => {
                let settings = with_proxy(Settings::default(), &text);
                (settings, broken(file, reason))
            }
        };
        self.is_known = true;
        Held {
            settings: with_proxy(known, text),
            fault: Some(fault),
        }
    }

    fn last_good(&self) -> (Loaded, String) {
        // Where nothing can be kept there was none.
        let beside = self.beside.as_deref();
        match beside.filter(|it| fs::symlink_metadata(it).is_ok()) {
            Some(beside) => settings_file::look_with_text(beside),
            None => (Loaded::Missing, String::new()),
        }
    }

    /// What holds after a look at the file, where `held` does now, which may have changes that could
    /// not be written. What was changed in the file is newer than those.
    pub fn look(&mut self, held: &Settings) -> Held {
        let mut now = Held {
            settings: held.clone(),
            fault: None,
        };
        let Some(file) = &self.file else {
            return now;
        };
        self.seen = Stamp::of(file);
        match settings_file::look_with_text(file) {
            (Loaded::Read(settings), text) => {
                let settings = settings.clamped();
                now.settings = self.brought_together(held, &settings);
                self.base = settings;
                self.is_known = true;
                self.keep(text);
            }
            (Loaded::Missing, _) => now.fault = self.is_known.then(|| missing(file)),
            (Loaded::Broken { reason }, text) => {
                now.settings = with_proxy(now.settings, &text);
                self.base.proxy.clone_from(&now.settings.proxy);
                now.fault = Some(Message::new("notice-settings-mistake").text("reason", reason));
            }
        }
        now
    }

    fn brought_together(&self, held: &Settings, said: &Settings) -> Settings {
        if self.is_unsaved(held) {
            Edit::between(&self.base, said).made_to(held)
        } else {
            said.clone()
        }
    }

    /// Whether a look at the file may bring something; to be asked now and then, since not every
    /// change of every file is told.
    pub fn may_differ(&self) -> bool {
        self.file.as_deref().and_then(Stamp::of) != self.seen
    }

    /// Whether some of what holds is not in the file.
    pub fn is_unsaved(&self, held: &Settings) -> bool {
        self.file.is_some() && !Edit::between(&self.base, held).is_empty()
    }

    /// Writes what is wanted beyond what the file said last into what it says now; what holds then.
    pub fn save(&mut self, wanted: &Settings) -> std::io::Result<Settings> {
        let Some(file) = &self.file else {
            return Ok(wanted.clone());
        };
        let (_, spare) = self.last_good();
        let saved = settings_file::save(file, &self.base, wanted, Some(&spare))?;
        self.base = saved.settings.clone();
        self.is_known = true;
        self.keep(saved.text);
        Ok(saved.settings)
    }

    /// Keeps what could not be kept before.
    pub fn keep_again(&mut self) {
        if let Some(text) = self.unkept.take() {
            self.keep(text);
        }
    }

    fn keep(&mut self, text: String) {
        let Some(beside) = &self.beside else {
            return;
        };
        if fs::read(beside).is_ok_and(|kept| kept == text.as_bytes()) {
            self.unkept = None;
            return;
        }
        let kept =
            paths::make_parent(beside).and_then(|()| paths::replace(beside, text.as_bytes()));
        self.unkept = kept.is_err().then_some(text);
    }
}

/// A proxy that somebody has named is gone by, whatever else is wrong: never is anything sent
/// without it.
fn with_proxy(mut settings: Settings, text: &str) -> Settings {
    if let Some(proxy) = proxy_in(text) {
        settings.proxy = Some(proxy);
    }
    settings
}

fn broken(file: &Path, reason: &str) -> Message {
    let notice = Message::new("notice-broken-settings").text("reason", reason);
    notice.text("path", file.display().to_string())
}

fn missing(file: &Path) -> Message {
    Message::new("notice-settings-missing").text("path", file.display().to_string())
}

#[cfg(test)]
mod tests;
