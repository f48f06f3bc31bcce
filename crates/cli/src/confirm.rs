//! Asks whether the user is sure, in the terminal.

use std::io::{BufRead, IsTerminal, Write};

use plimsoll_core::{message::Message, ports::Clock};
use plimsoll_runtime::setup::Setup;

use crate::{complaint::complain, exit::WRONG_USAGE};

/// The user is not sure.
const NOT_SURE: u8 = 1;

/// What is asked and said, by the ids of the messages.
pub(crate) struct Question {
    pub(crate) sure: &'static str,
    /// Where there is no terminal to ask in.
    pub(crate) without_terminal: &'static str,
    /// What is left as it was.
    pub(crate) left: &'static str,
}

impl Question {
    /// The exit code, unless the user is sure.
    pub(crate) fn refused(&self, setup: &Setup) -> std::io::Result<Option<u8>> {
        let say = |id: &'static str| setup.words.say(&Message::new(id), setup.clock.now());
        if !std::io::stdin().is_terminal() {
            complain(&Message::new(self.without_terminal), setup)?;
            return Ok(Some(WRONG_USAGE));
        }
        write!(std::io::stderr(), "{} ", say(self.sure))?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        if answer.trim().eq_ignore_ascii_case(&say("confirm-word")) {
            return Ok(None);
        }
        writeln!(std::io::stderr(), "{}", say(self.left))?;
        Ok(Some(NOT_SURE))
    }
}
