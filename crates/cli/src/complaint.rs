//! What goes to standard error, each line with the program's name before it.

use std::{io::Write, path::Path};

use plimsoll_core::{message::Message, ports::Clock};
use plimsoll_runtime::setup::Setup;

/// Says a message in the user's language.
pub(crate) fn complain(message: &Message, setup: &Setup) -> std::io::Result<()> {
    print(&setup.words.say(message, setup.clock.now()))
}

/// Tells where a database went that could not be used.
pub(crate) fn complain_of_moved_database(path: &Path, setup: &Setup) {
    let said = Message::new("history-kept-aside").text("path", path.display().to_string());
    // Nothing hangs on it.
    let _ = complain(&said, setup);
}

/// Prints a text that is in the user's language already, or in none.
pub(crate) fn print(text: &str) -> std::io::Result<()> {
    writeln!(std::io::stderr(), "plimsollctl: {text}")
}
