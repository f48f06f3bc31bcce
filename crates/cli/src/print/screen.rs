//! A terminal's other screen, as an editor has it: what was on the terminal before is there again
//! afterwards, and so is all that one can scroll back to.

use std::io::Write;

use plimsoll_core::{message::Message, text::Words};
use terminal_size::{Height, terminal_size_of};

/// To the other screen and back; without the cursor, which has nothing to do there.
const ENTER: &str = "\x1b[?1049h\x1b[?25l";
const LEAVE: &str = "\x1b[?25h\x1b[?1049l";
const TOP: &str = "\x1b[H";
const REST_OF_LINE: &str = "\x1b[K";
const REST_OF_SCREEN: &str = "\x1b[J";
/// Where a terminal does not tell its height.
const USUAL: usize = 24;

/// The other screen, until it is dropped.
pub(crate) struct Screen;

impl Screen {
    pub(crate) fn enter() -> Self {
        print(ENTER);
        Self
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        print(LEAVE);
    }
}

/// The terminal may be gone.
fn print(text: &str) {
    let mut out = std::io::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// The text in the place of what is on the screen. What does not fit is said to be there.
pub(crate) fn drawn(text: &str, words: &Words) -> String {
    let rows = terminal_size_of(std::io::stdout());
    let rows = rows.map_or(USUAL, |(_, Height(rows))| usize::from(rows));
    let lines = fitting(text, rows.max(1), words);
    let lines: Vec<String> = lines.iter().map(|it| it.clone() + REST_OF_LINE).collect();
    format!("{TOP}{}{REST_OF_SCREEN}", lines.join("\r\n"))
}

fn fitting(text: &str, rows: usize, words: &Words) -> Vec<String> {
    let mut lines: Vec<String> = text.trim_end().lines().map(str::to_owned).collect();
    if lines.len() > rows {
        let more = lines.len() - (rows - 1);
        lines.truncate(rows - 1);
        let said = Message::new("watch-more").number("count", more as f64);
        lines.push(words.say(&said, jiff::Timestamp::UNIX_EPOCH));
    }
    lines
}

/// What a terminal and its person do meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(unix),
    expect(dead_code, reason = "elsewhere a terminal tells of its end alone")
)]
pub(crate) enum ScreenEvent {
    /// It has another size, or was left for a while.
    Changed,
    /// Somebody puts the program aside until it is called back.
    Suspended,
    /// Somebody ends it; with the exit code that says so.
    Ended(u8),
}

/// Hears of it from now on.
#[cfg(unix)]
pub(crate) struct ScreenEvents {
    resized: tokio::signal::unix::Signal,
    suspended: tokio::signal::unix::Signal,
    ended: [(tokio::signal::unix::Signal, u8); 3],
}

#[cfg(unix)]
impl ScreenEvents {
    pub(crate) fn heard() -> std::io::Result<Self> {
        use rustix::process::Signal;
        use tokio::signal::unix::{SignalKind, signal};
        let hear = |it: Signal| signal(SignalKind::from_raw(it.as_raw()));
        // As shells have it: 128 and the number of the signal.
        let end = |it: Signal| hear(it).map(|heard| (heard, 128 + it.as_raw() as u8));
        Ok(Self {
            resized: signal(SignalKind::window_change())?,
            suspended: hear(Signal::TSTP)?,
            ended: [end(Signal::INT)?, end(Signal::TERM)?, end(Signal::QUIT)?],
        })
    }

    pub(crate) async fn next(&mut self) -> ScreenEvent {
        let [interrupt, terminate, quit] = &mut self.ended;
        tokio::select! {
            _ = self.resized.recv() => ScreenEvent::Changed,
            _ = self.suspended.recv() => ScreenEvent::Suspended,
            _ = interrupt.0.recv() => ScreenEvent::Ended(interrupt.1),
            _ = terminate.0.recv() => ScreenEvent::Ended(terminate.1),
            _ = quit.0.recv() => ScreenEvent::Ended(quit.1),
        }
    }

    /// Stands still until the shell calls this program back.
    pub(crate) fn suspend() {
        use rustix::process::{Signal, getpid, kill_process};
        let _ = kill_process(getpid(), Signal::STOP);
    }
}

/// Here a terminal tells of its end alone.
#[cfg(not(unix))]
pub(crate) struct ScreenEvents;

#[cfg(not(unix))]
impl ScreenEvents {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    pub(crate) fn heard() -> std::io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn next(&mut self) -> ScreenEvent {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        ScreenEvent::Ended(130)
    }

    pub(crate) fn suspend() {}
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use plimsoll_core::model::Language;

    use super::*;

    #[test]
    fn what_does_not_fit_is_said_to_be_there() {
        let words = Words::new(Language::English, TimeZone::UTC);
        let fitting = |rows| fitting("one\ntwo\n\nthree\n\n", rows, &words).join("|");
        assert_eq!(fitting(4), "one|two||three");
        assert_eq!(fitting(3), "one|two|2 more lines not shown");
        assert_eq!(fitting(1), "4 more lines not shown");
    }
}
