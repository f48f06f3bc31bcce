//! `plimsollctl watch`: the status, again whenever it changes; on a terminal in the place of the
//! last one, as JSON a line each.

use std::{cell::RefCell, future::pending, io::Write};

use plimsoll_core::{ports::Clock, snapshot::Snapshot};
use plimsoll_runtime::setup::Setup;

use crate::{
    exit::WRONG_USAGE,
    filter::is_known_provider,
    follow,
    invocation::Invocation,
    json,
    print::{
        screen::{self, Screen, ScreenEvent, ScreenEvents},
        status,
        terminal::Terminal,
    },
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "ID")]
    provider: Option<String>,
    #[arg(long)]
    json: bool,
}

/// Prints until nobody reads any more.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let setup = &invocation.setup_to_ask()?;
    if !is_known_provider(args.provider.as_deref(), setup)? {
        return Ok(WRONG_USAGE);
    }
    let shown = RefCell::new(Shown {
        args,
        setup,
        out,
        snapshot: None,
        last: Vec::new(),
        screen: None,
    });
    let on_screen = !args.json && Terminal::here().is_screen();
    let meanwhile = async {
        if on_screen {
            keep_screen(&shown).await
        } else {
            pending().await
        }
    };
    let show = |snapshot: &Snapshot| shown.borrow_mut().show(snapshot);
    let ended = follow::follow(setup, show, meanwhile)?;
    Ok(ended.unwrap_or_default())
}

/// Has the other screen until somebody ends the program, and gives the exit code.
async fn keep_screen(shown: &RefCell<Shown<'_>>) -> std::io::Result<u8> {
    let mut happenings = ScreenEvents::heard()?;
    shown.borrow_mut().screen = Some(Screen::enter());
    loop {
        match happenings.next().await {
            ScreenEvent::Changed => {}
            ScreenEvent::Suspended => {
                shown.borrow_mut().screen = None;
                ScreenEvents::suspend();
                shown.borrow_mut().screen = Some(Screen::enter());
            }
            ScreenEvent::Ended(code) => return Ok(code),
        }
        shown.borrow_mut().draw_again()?;
    }
}

/// What is on the screen, or was printed last.
struct Shown<'a> {
    args: &'a Args,
    setup: &'a Setup,
    out: &'a mut dyn Write,
    snapshot: Option<Snapshot>,
    last: Vec<u8>,
    screen: Option<Screen>,
}

impl Shown<'_> {
    fn show(&mut self, snapshot: &Snapshot) -> std::io::Result<()> {
        let mut snapshot = snapshot.clone();
        if let Some(id) = &self.args.provider {
            let is_its = |provider: &str| provider == id;
            snapshot
                .accounts
                .retain(|state| is_its(&state.account.key.provider));
        }
        self.snapshot = Some(snapshot.clone());
        let text = if self.args.json {
            self.line(snapshot)?
        } else {
            self.page(snapshot)?
        };
        if let Some(text) = text {
            self.out.write_all(&text)?;
            self.out.flush()?;
        }
        Ok(())
    }

    /// On a terminal that is not as it was.
    fn draw_again(&mut self) -> std::io::Result<()> {
        self.last.clear();
        match self.snapshot.take() {
            Some(snapshot) => self.show(&snapshot),
            None => Ok(()),
        }
    }

    /// What is the same but for the moment of looking is no news.
    fn line(&mut self, mut snapshot: Snapshot) -> std::io::Result<Option<Vec<u8>>> {
        let moment = snapshot.at;
        snapshot.at = jiff::Timestamp::UNIX_EPOCH;
        let mut same = Vec::new();
        json::write_line(&snapshot, self.setup, &mut same)?;
        if self.last == same {
            return Ok(None);
        }
        self.last = same;
        snapshot.at = moment;
        let mut line = Vec::new();
        json::write_line(&snapshot, self.setup, &mut line)?;
        Ok(Some(line))
    }

    fn page(&mut self, mut snapshot: Snapshot) -> std::io::Result<Option<Vec<u8>>> {
        let Setup { words, clock, .. } = self.setup;
        snapshot.at = clock.now();
        let mut page = Vec::new();
        let terminal = Terminal::here();
        status::print(
            &snapshot,
            self.setup.view_context(),
            words,
            terminal,
            &mut page,
        )?;
        if self.last == page {
            return Ok(None);
        }
        self.last.clone_from(&page);
        if self.screen.is_some() {
            let text = String::from_utf8_lossy(&page);
            page = screen::drawn(&text, words).into_bytes();
        }
        Ok(Some(page))
    }
}
