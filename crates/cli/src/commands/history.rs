//! `plimsollctl history`: what the tray app kept, as a table, JSON or CSV; and wiping it. No
//! service is asked.

mod rows;
mod table;

use std::io::Write;

use clap::ValueEnum;
use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{message::Message, ports::Clock};
use plimsoll_runtime::{
    paths,
    setup::Setup,
    store::{self, Store, Which},
};
use serde::Serialize;

use crate::{
    complaint::{complain, complain_of_moved_database},
    confirm::Question,
    exit::{UNAVAILABLE, WRONG_USAGE},
    filter::{WindowFilter, is_known_provider},
    invocation::Invocation,
    sentences::why_unusable,
    value::WrongValue,
};

/// Nothing is kept of what was asked for.
const NOTHING: u8 = 3;

const WIPE: Question = Question {
    sure: "history-wipe-sure",
    without_terminal: "history-wipe-yes",
    left: "history-wipe-kept",
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    filter: WindowFilter,
    #[arg(long, value_name = "AGE", value_parser = age, conflicts_with = "wipe")]
    since: Option<SignedDuration>,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[arg(long)]
    wipe: bool,
    #[arg(long, requires = "wipe")]
    yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

#[derive(Debug, Serialize)]
struct HistoryJson {
    schema: u32,
    at: Timestamp,
    rows: Vec<rows::RowJson>,
}

/// Prints the history, or wipes it, and gives the exit code.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let setup = &invocation.setup()?;
    let now = setup.clock.now();
    if !is_known_provider(args.filter.provider.as_deref(), setup)? {
        return Ok(WRONG_USAGE);
    }
    let which = Which {
        provider: args.filter.provider.clone(),
        account: args
            .filter
            .account
            .as_deref()
            .map(|id| as_stored(id, setup)),
        window: args.filter.window.clone(),
        since: args.since.map(|ago| now - ago),
    };
    let Some(path) = paths::database().filter(|path| path.is_file()) else {
        return nothing(setup);
    };
    if args.wipe {
        return wipe(args, &which, setup, out);
    }
    let found = match Store::look(&path).and_then(|store| store.history(&which)) {
        Ok(found) => found,
        Err(error) => return unusable(&error, setup),
    };
    let rows = rows::rows(&found);
    if rows.is_empty() && matches!(args.format, Format::Table) {
        return nothing(setup);
    }
    let code = if rows.is_empty() { NOTHING } else { 0 };
    match args.format {
        Format::Table => table::print(&found, setup, out)?,
        Format::Csv => rows::csv(&rows, out)?,
        Format::Json => {
            let history = HistoryJson {
                schema: 1,
                at: now,
                rows,
            };
            serde_json::to_writer_pretty(&mut *out, &history)?;
            writeln!(out)?;
        }
    }
    Ok(code)
}

/// The id as it is kept, of one as it was printed.
fn as_stored(id: &str, setup: &Setup) -> String {
    let kept = setup.kept().into_iter();
    let mut keys = kept.map(|kept| kept.state.account.key);
    let key = keys.find(|key| key.shown_id() == id);
    key.map_or_else(|| id.to_owned(), |key| key.id)
}

fn nothing(setup: &Setup) -> std::io::Result<u8> {
    complain(&Message::new("history-nothing"), setup)?;
    Ok(NOTHING)
}

fn unusable(error: &store::Fault, setup: &Setup) -> std::io::Result<u8> {
    complain(&why_unusable(error), setup)?;
    Ok(UNAVAILABLE)
}

/// Asks first, unless that was answered on the command line.
fn wipe(args: &Args, which: &Which, setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    let now = setup.clock.now();
    if !args.yes
        && let Some(code) = WIPE.refused(setup)?
    {
        return Ok(code);
    }
    let Some(path) = paths::database() else {
        return nothing(setup);
    };
    let wiped = Store::open(&path).and_then(|store| {
        if let Some(aside) = store.kept_aside() {
            complain_of_moved_database(aside, setup);
        }
        store.wipe(which)
    });
    match wiped {
        Ok(windows) => {
            let said = Message::new("history-wiped").number("windows", windows as f64);
            writeln!(out, "{}", setup.words.say(&said, now))?;
            Ok(0)
        }
        Err(error) => unusable(&error, setup),
    }
}

/// A length of time as it is typed: `90m`, `12h`, `7d`, `4w`.
fn age(text: &str) -> Result<SignedDuration, WrongValue> {
    let wrong = || WrongValue("wrong-age");
    let split = text.len().saturating_sub(1);
    let (number, unit) = text.split_at_checked(split).ok_or_else(wrong)?;
    let number: u32 = number.parse().map_err(|_| wrong())?;
    let hours = match unit {
        "m" => return Ok(SignedDuration::from_mins(i64::from(number))),
        "h" => 1,
        "d" => 24,
        "w" => 24 * 7,
        _ => return Err(wrong()),
    };
    // At most a hundred years.
    if i64::from(number) * hours > 24 * 366 * 100 {
        return Err(wrong());
    }
    Ok(SignedDuration::from_hours(i64::from(number) * hours))
}
