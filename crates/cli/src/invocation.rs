//! One call of the program: its language, and the settings and words that its command asks for.

use plimsoll_core::{message::Message, model::Language};
use plimsoll_providers::{ALL, DEMO, declare};
use plimsoll_runtime::setup::Setup;

use crate::{complaint::complain, help::Help, own_services::complain_of_all, usage};

/// What commands are given.
pub(crate) struct Invocation {
    /// Of `--lang`.
    pub(crate) language: Option<Language>,
    /// The whole command line as clap has it.
    pub(crate) command_line: clap::Command,
}

impl Invocation {
    /// The settings and all that hangs on them.
    pub(crate) fn setup(&self) -> std::io::Result<Setup> {
        let setup = Setup::new(self.language, ALL, false).with_own(declare);
        complain_of_broken_file(&setup)?;
        Ok(setup)
    }

    /// The same for a command that may ask services: it tells what in the settings does not count,
    /// and which of the user's own services are not asked.
    pub(crate) fn setup_to_ask(&self) -> std::io::Result<Setup> {
        let setup = self.setup_to_ask_one()?;
        complain_of_all(&setup)?;
        Ok(setup)
    }

    /// The same for a command that is about one service.
    pub(crate) fn setup_to_ask_one(&self) -> std::io::Result<Setup> {
        let setup = self.setup()?;
        complain_of_faults(&setup)?;
        Ok(setup)
    }

    /// The same with built-in samples in the place of what is on the machine.
    pub(crate) fn demo(&self) -> std::io::Result<Setup> {
        let setup = Setup::new(self.language, DEMO, true);
        complain_of_broken_file(&setup)?;
        complain_of_faults(&setup)?;
        Ok(setup)
    }

    /// The words about the command line.
    pub(crate) fn help(&self) -> Help {
        let language = self.language.unwrap_or_else(usage::language_of_settings);
        Help::new(language, self.command_line.clone())
    }
}

fn complain_of_broken_file(setup: &Setup) -> std::io::Result<()> {
    match &setup.broken_settings {
        Some(notice) => complain(notice, setup),
        None => Ok(()),
    }
}

/// What in the settings file does not count: the first of it, and how much more there is.
fn complain_of_faults(setup: &Setup) -> std::io::Result<()> {
    // Of a file that cannot be used at all, that was said.
    let [first, more @ ..] = setup.settings_faults.as_slice() else {
        return Ok(());
    };
    if setup.broken_settings.is_some() {
        return Ok(());
    }
    let said = Message::new("cli-setting")
        .text("line", first.line.to_string())
        .message("what", first.what.clone());
    complain(&said, setup)?;
    if !more.is_empty() {
        let count = more.len().to_string();
        complain(
            &Message::new("cli-settings-more").text("count", count),
            setup,
        )?;
    }
    Ok(())
}
