//! `plimsollctl status`: asks now, or recalls what the tray app stored, and prints.

use std::{io::Write, ops::ControlFlow};

use jiff::Timestamp;
use plimsoll_core::{
    engine::Command,
    model::{AccountState, Percent, Reset, Snapshot, Window},
    ports::Clock,
    problem::{Problem, fix},
    text::{Message, Words},
    view::{self, Around},
};
use plimsoll_runtime::{driver::Driver, setup::Setup};

use crate::{args, json};

/// Exit codes of `status`.
const SOME_READING: u8 = 0;
const NO_ACCOUNT: u8 = 3;
const NO_READING: u8 = 4;

/// Prints the status and gives the exit code.
pub(crate) fn run(args: &args::Status, setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    if !crate::is_known_provider(args.provider.as_deref(), setup)? {
        return Ok(crate::WRONG_USAGE);
    }
    let mut snapshot = if args.cached {
        setup.recalled()
    } else {
        ask(setup)
    };
    if let Some(id) = &args.provider {
        snapshot
            .accounts
            .retain(|state| state.account.key.provider == *id);
    }
    let around = setup.around();
    if args.json {
        let status = json::Status::of(&snapshot, around, &setup.words);
        serde_json::to_writer_pretty(&mut *out, &status)?;
        writeln!(out)?;
    } else {
        print(&snapshot, around, &setup.words, out)?;
    }
    Ok(if snapshot.accounts.is_empty() {
        NO_ACCOUNT
    } else if snapshot
        .accounts
        .iter()
        .any(|state| state.reading.is_some())
    {
        SOME_READING
    } else {
        NO_READING
    })
}

/// Runs the engine until nothing is under way any more.
fn ask(setup: &Setup) -> Snapshot {
    let mut last = setup.engine().snapshot(setup.clock.now());
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    else {
        return last;
    };
    let driver = Driver::new(setup.engine(), setup.world());
    runtime.block_on(driver.run(|command, busy| match command {
        Command::Publish(snapshot) if !busy && snapshot.searched => {
            last = *snapshot;
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    }));
    last
}

fn print(
    snapshot: &Snapshot,
    around: Around<'_>,
    words: &Words,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let now = snapshot.at;
    if snapshot.demo {
        writeln!(out, "{}\n", words.say(&Message::new("tray-demo"), now))?;
    }
    for state in &snapshot.accounts {
        account(state, snapshot, around, words, out)?;
    }
    for problem in &snapshot.problems {
        print_problem(problem, None, around, words, now, out)?;
    }
    if snapshot.accounts.is_empty() {
        for place in &snapshot.places {
            writeln!(out, "  {}  {}", place.path, place.outcome.as_str())?;
        }
    }
    Ok(())
}

fn account(
    state: &AccountState,
    all: &Snapshot,
    around: Around<'_>,
    words: &Words,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let now = all.at;
    let usage = state.reading.as_ref().map(|reading| &reading.usage);
    let label = words.say(&view::label(state, &all.accounts, around.settings), now);
    let plan = usage
        .and_then(|usage| usage.plan.clone())
        .or_else(|| state.account.plan.clone());
    let plan = plan.map(|plan| format!(" ({plan})")).unwrap_or_default();
    writeln!(out, "{}{plan}  {label}", view::name(state, around))?;
    for window in usage.into_iter().flat_map(|usage| &usage.windows) {
        writeln!(out, "  {}", line(window, words, now))?;
    }
    for balance in usage.into_iter().flat_map(|usage| &usage.balances) {
        writeln!(
            out,
            "  {}: {}",
            words.say(&balance.label, now),
            balance.amount
        )?;
    }
    for note in state
        .notes
        .iter()
        .chain(usage.into_iter().flat_map(|usage| &usage.notes))
    {
        writeln!(out, "  {}", words.say(&note.text, now))?;
    }
    let fault = usage.and_then(|usage| usage.fault.as_ref());
    if let Some(problem) = state.problem.as_ref().or(fault) {
        let info = around
            .providers
            .iter()
            .find(|info| info.id == state.account.key.provider);
        let about = info.map(|info| (*info, &state.account.key));
        print_problem(problem, about, around, words, now, out)?;
    }
    writeln!(out)
}

fn line(window: &Window, words: &Words, now: Timestamp) -> String {
    let left = match window.used.map(Percent::left_shown) {
        Some(left) => Message::new("cli-left").text("left", left),
        None => Message::new("verdict-unknown"),
    };
    let label = words.say(&window.label, now);
    let left = words.say(&left, now);
    match window.reset {
        Reset::At(at) => {
            let reset = words.say(&Message::new("popup-resets-in").until("reset", at), now);
            format!("{label}: {left}, {reset}")
        }
        Reset::NotStarted => {
            let reset = words.say(&Message::new("popup-reset-not-started"), now);
            format!("{label}: {left}, {reset}")
        }
        Reset::Unknown => format!("{label}: {left}"),
    }
}

fn print_problem(
    problem: &Problem,
    about: Option<(
        &plimsoll_core::model::Info,
        &plimsoll_core::model::AccountKey,
    )>,
    around: Around<'_>,
    words: &Words,
    now: Timestamp,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let fix = fix(problem, about, around.os);
    writeln!(out, "  ! {} [{}]", words.say(&fix.title, now), problem.code)?;
    writeln!(out, "    {}", words.say(&fix.why, now))?;
    for (number, step) in fix.steps.iter().enumerate() {
        writeln!(
            out,
            "    {}. {}",
            number + 1,
            json::say_step(step, words, now)
        )?;
    }
    Ok(())
}
