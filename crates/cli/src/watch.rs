//! `plimsollctl watch`: the status, again whenever it changes; on a terminal in the place of the
//! last one, as JSON a line each.

use std::{io::Write, ops::ControlFlow};

use plimsoll_core::{model::Snapshot, ports::Clock};
use plimsoll_runtime::setup::Setup;

use crate::{args, follow, json, status, terminal::Terminal};

/// From the top, with nothing left of the last screen.
const ANEW: &str = "\x1b[H\x1b[2J\x1b[3J";

/// Prints until nobody reads any more.
pub(crate) fn run(args: &args::Watch, setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    if !crate::is_known_provider(args.provider.as_deref(), setup)? {
        return Ok(crate::WRONG_USAGE);
    }
    let mut last = Vec::new();
    let mut failed = None;
    follow::follow(setup, |snapshot| {
        match print(args, setup, snapshot, &mut last, out) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    failed.map_or(Ok(0), Err)
}

fn print(
    args: &args::Watch,
    setup: &Setup,
    snapshot: &Snapshot,
    last: &mut Vec<u8>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut snapshot = snapshot.clone();
    if let Some(id) = &args.provider {
        let is_its = |provider: &str| provider == id;
        snapshot
            .accounts
            .retain(|state| is_its(&state.account.key.provider));
    }
    let terminal = Terminal::here();
    let mut text = Vec::new();
    if args.json {
        // What is the same but for the moment of looking is no news.
        let moment = snapshot.at;
        snapshot.at = jiff::Timestamp::UNIX_EPOCH;
        let mut same = Vec::new();
        json::write_line(&snapshot, setup, &mut same)?;
        if *last == same {
            return Ok(());
        }
        *last = same;
        snapshot.at = moment;
        json::write_line(&snapshot, setup, &mut text)?;
    } else {
        snapshot.at = setup.clock.now();
        status::print(&snapshot, setup.around(), &setup.words, terminal, &mut text)?;
        if *last == text {
            return Ok(());
        }
        last.clone_from(&text);
        if terminal.is_screen() {
            text.splice(0..0, ANEW.bytes());
        }
    }
    out.write_all(&text)?;
    out.flush()
}
