//! What the terminal can do: colours, its width, and a sign of life while services are asked. Into
//! a pipe nothing of it goes, but for colours that somebody wants there.

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
    /// Whether it obeys, and does not merely print.
    obeys: bool,
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
        let is_terminal = out.is_terminal();
        let obeys = is_terminal && !is_dumb();
        let columns = terminal_size_of(&out).map(|(Width(columns), _)| usize::from(columns));
        let columns = columns.filter(|columns| *columns > 0).unwrap_or(USUAL);
        Self {
            colour: colour(obeys, |name| {
                set(name).map(|it| it.to_string_lossy().into_owned())
            }),
            columns: is_terminal.then_some(columns),
            obeys,
        }
    }

    /// Whether a whole screen can be written anew.
    pub(crate) fn is_screen(self) -> bool {
        self.obeys
    }

    /// The cells of a line; `None` into a pipe, where lines are as long as they are.
    pub(crate) fn width(self) -> Option<usize> {
        self.columns
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
        let width = self.columns.filter(|_| self.obeys)?;
        let width = width.saturating_sub(beside).min(WIDEST);
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

/// A variable that says something.
fn set(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

fn is_dumb() -> bool {
    set("TERM").is_some_and(|term| term == "dumb")
}

/// Whether there are to be colours, as <https://no-color.org> and <https://bixense.com/clicolors>
/// have it.
fn colour(obeys: bool, set: impl Fn(&str) -> Option<String>) -> bool {
    let is = |name: &str, no: bool| set(name).is_some_and(|value| (value == "0") == no);
    if set("NO_COLOR").is_some() {
        false
    } else if is("CLICOLOR_FORCE", false) {
        true
    } else {
        obeys && !is("CLICOLOR", true)
    }
}

/// Turns on standard error, when that is a terminal, until it is dropped.
pub(crate) async fn show_life(said: String) {
    if !std::io::stderr().is_terminal() || is_dumb() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_by_the_published_conventions() {
        let coloured = |obeys, variables: &[(&str, &str)]| {
            colour(obeys, |name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        for (obeys, variables, expected) in [
            (true, &[][..], true),
            (false, &[], false),
            (true, &[("NO_COLOR", "0")], false),
            (true, &[("CLICOLOR", "0")], false),
            (true, &[("CLICOLOR", "1")], true),
            (false, &[("CLICOLOR", "1")], false),
            (false, &[("CLICOLOR_FORCE", "1")], true),
            (false, &[("CLICOLOR_FORCE", "0")], false),
            (true, &[("CLICOLOR_FORCE", "0")], true),
            (true, &[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")], true),
            (false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        ] {
            assert_eq!(coloured(obeys, variables), expected, "{variables:?}");
        }
    }
}
