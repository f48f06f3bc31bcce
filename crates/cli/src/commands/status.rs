//! `plimsollctl status`: asks now, or recalls what the tray app stored, and prints.

use std::io::Write;

use plimsoll_core::{message::Message, ports::Clock, snapshot::AccountState};
use plimsoll_runtime::{paths, setup::Setup, store::Store};

use crate::{
    complaint::complain,
    exit::WRONG_USAGE,
    filter::is_known_provider,
    follow,
    invocation::Invocation,
    json,
    own_services::complain_of,
    print::{self, terminal::Terminal},
    sentences::why_unusable,
};

/// Exit codes of `status`.
const SOME_READING: u8 = 0;
const NO_ACCOUNT: u8 = 3;
const NO_READING: u8 = 4;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "ID")]
    provider: Option<String>,
    #[arg(long)]
    json: bool,
    #[arg(long)]
    cached: bool,
    #[arg(long)]
    demo: bool,
}

/// Prints the status and gives the exit code.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let setup = if args.demo {
        invocation.demo()?
    } else {
        match &args.provider {
            // Of one service nothing is said about the others.
            Some(_) => invocation.setup_to_ask_one()?,
            None => invocation.setup_to_ask()?,
        }
    };
    let setup = &setup;
    if let Some(id) = &args.provider
        && complain_of(id, setup)?
    {
        return Ok(NO_ACCOUNT);
    }
    if !is_known_provider(args.provider.as_deref(), setup)? {
        return Ok(WRONG_USAGE);
    }
    let start = setup.clock.now();
    let mut snapshot = if args.cached {
        follow::stored(setup)
    } else {
        follow::ask(setup, args.provider.as_deref())
    };
    if let Some(id) = &args.provider {
        snapshot
            .accounts
            .retain(|state| state.account.key.provider == *id);
    }
    if args.cached && snapshot.accounts.is_empty() {
        say_nothing_stored(setup)?;
    }
    let context = setup.view_context();
    if args.json {
        let status = json::Status::of(&snapshot, context, &setup.words);
        serde_json::to_writer_pretty(&mut *out, &status)?;
        writeln!(out)?;
    } else {
        print::status::print(&snapshot, context, &setup.words, Terminal::here(), out)?;
    }
    let gave_reading = |state: &AccountState| {
        if args.cached {
            state.reading.is_some()
        } else {
            follow::was_read_since(state, start)
        }
    };
    Ok(if snapshot.accounts.is_empty() {
        NO_ACCOUNT
    } else if snapshot.accounts.iter().any(gave_reading) {
        SOME_READING
    } else {
        NO_READING
    })
}

/// Why there is nothing to print of what is stored.
fn say_nothing_stored(setup: &Setup) -> std::io::Result<()> {
    let database = paths::database().filter(|path| path.is_file());
    let read = database.map(|path| Store::look(&path).and_then(|store| store.restore_accounts()));
    let why = match read {
        Some(Err(error)) => why_unusable(&error),
        Some(Ok(_)) | None => Message::new("status-nothing-stored"),
    };
    complain(&why, setup)
}
