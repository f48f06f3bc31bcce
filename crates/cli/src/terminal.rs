//! What the terminal can do: colours, its width, and a sign of life while services are asked. Into
//! a pipe nothing of it goes.

use std::{
    io::{IsTerminal, Write},
    time::Duration,
};

use plimsoll_core::view::Level;
use terminal_size::{Width, terminal_size_of};

/// Where text is printed to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    colour: bool,
    /// `None` into a pipe.
    columns: Option<usize>,
}

/// Where a terminal does not tell its width.
const USUAL: usize = 80;
const NARROWEST: usize = 5;
const WIDEST: usize = 40;
/// An answer that comes sooner needs no sign of life.
const PATIENCE: Duration = Duration::from_millis(500);
const TURN: Duration = Duration::from_millis(120);
const FACES: [&str; 4] = ["|", "/", "-", "\\"];

impl Terminal {
    /// Standard output as it is.
    pub(crate) fn here() -> Self {
        let out = std::io::stdout();
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let is_able = out.is_terminal() && set("TERM").is_none_or(|term| term != "dumb");
        let columns = terminal_size_of(&out).map(|(Width(columns), _)| usize::from(columns));
        Self {
            colour: is_able && set("NO_COLOR").is_none(),
            columns: is_able.then(|| columns.unwrap_or(USUAL)),
        }
    }

    /// Whether a whole screen can be written anew.
    pub(crate) fn is_screen(self) -> bool {
        self.columns.is_some()
    }

    /// The text in the colour of a level.
    pub(crate) fn paint(self, level: Level, text: &str) -> String {
        let code = match level {
            Level::Calm => "32",
            Level::Notice => "33",
            Level::Critical | Level::Broken => "31",
        };
        self.escaped(code, text)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.escaped("1", text)
    }

    /// A bar of what is left that fits beside so many cells of text; `None` where none fits.
    pub(crate) fn bar(self, left: f64, beside: usize) -> Option<String> {
        let width = self.columns?.saturating_sub(beside).min(WIDEST);
        if width < NARROWEST {
            return None;
        }
        let full = (left / 100.0 * width as f64).round() as usize;
        // What is left is never shown as nothing, nor what is used.
        let full = full.clamp(usize::from(left > 0.0), width - usize::from(left < 100.0));
        Some("█".repeat(full) + &"░".repeat(width - full))
    }

    fn escaped(self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Turns on standard error, when that is a terminal, until it is dropped.
pub(crate) async fn show_life(said: String) {
    if !std::io::stderr().is_terminal() {
        return std::future::pending().await;
    }
    tokio::time::sleep(PATIENCE).await;
    let _clean = Clean;
    for face in FACES.iter().cycle() {
        let mut error = std::io::stderr();
        let _ = write!(error, "\r{face} {said}\x1b[K").and_then(|()| error.flush());
        tokio::time::sleep(TURN).await;
    }
}

/// Wipes the line when the waiting is over.
struct Clean;

impl Drop for Clean {
    fn drop(&mut self) {
        let mut error = std::io::stderr();
        let _ = write!(error, "\r\x1b[K").and_then(|()| error.flush());
    }
}
