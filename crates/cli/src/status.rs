//! `plimsollctl status`: asks now, or recalls what the tray app stored, and prints.

use std::io::Write;

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    model::{AccountState, Percent, Reset, Snapshot, Window},
    ports::Clock,
    problem::{Problem, fix},
    text::{Message, Words},
    view::{self, Around, Level},
};
use plimsoll_runtime::setup::Setup;
use unicode_width::UnicodeWidthStr;

use crate::{args, columns::padded, follow, json, terminal::Terminal};

/// Exit codes of `status`.
const SOME_READING: u8 = 0;
const NO_ACCOUNT: u8 = 3;
const NO_READING: u8 = 4;

/// Prints the status and gives the exit code.
pub(crate) fn run(args: &args::Status, setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    if !crate::is_known_provider(args.provider.as_deref(), setup)? {
        return Ok(crate::WRONG_USAGE);
    }
    let start = setup.clock.now();
    let mut snapshot = if args.cached {
        setup.recalled()
    } else {
        follow::ask(setup, args.provider.as_deref())
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
        print(&snapshot, around, &setup.words, Terminal::here(), out)?;
    }
    Ok(if snapshot.accounts.is_empty() {
        NO_ACCOUNT
    } else if snapshot.accounts.iter().any(|state| match args.cached {
        true => state.reading.is_some(),
        false => follow::was_read_since(state, start),
    }) {
        SOME_READING
    } else {
        NO_READING
    })
}

/// The status in words, with bars and colours where the terminal has them.
pub(crate) fn print(
    snapshot: &Snapshot,
    around: Around<'_>,
    words: &Words,
    terminal: Terminal,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let now = snapshot.at;
    if snapshot.demo {
        writeln!(out, "{}\n", words.say(&Message::new("tray-demo"), now))?;
    }
    for state in &snapshot.accounts {
        account(state, snapshot, around, words, terminal, out)?;
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
    terminal: Terminal,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let now = all.at;
    let usage = state.reading.as_ref().map(|reading| &reading.usage);
    let label = words.say(&view::label(state, &all.accounts, around.settings), now);
    let plan = usage
        .and_then(|usage| usage.plan.clone())
        .or_else(|| state.account.plan.clone());
    let plan = plan.map(|plan| format!(" ({plan})")).unwrap_or_default();
    let name = terminal.bold(&view::name(state, around));
    writeln!(out, "{name}{plan}  {label}")?;
    if let Some(age) = age(state, around, now) {
        writeln!(out, "  {}", words.say(&age, now))?;
    }
    let lines = usage
        .into_iter()
        .flat_map(|usage| &usage.windows)
        .map(|window| {
            let threshold = around
                .settings
                .first_threshold(&state.account.key, &window.id);
            line(window, threshold, words, now)
        });
    print_lines(&lines.collect::<Vec<_>>(), terminal, out)?;
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

/// How old the numbers are, where they are not of now.
fn age(state: &AccountState, around: Around<'_>, now: Timestamp) -> Option<Message> {
    let reading = state.reading.as_ref()?;
    let at = reading.usage.measured_at.unwrap_or(reading.at);
    let old = view::is_old(Some(at), around.settings.interval(), now);
    let age = now.duration_since(at);
    (old || state.problem.is_some()).then(|| {
        if age < SignedDuration::from_mins(1) {
            Message::new("popup-read-now")
        } else {
            Message::new("popup-read-ago").seconds("age", age)
        }
    })
}

/// One window in words.
struct Line {
    label: String,
    said: String,
    left: Option<f64>,
    tone: Level,
}

fn line(window: &Window, threshold: f64, words: &Words, now: Timestamp) -> Line {
    let left = match window.used.map(Percent::left_shown) {
        Some(left) => Message::new("cli-left").text("left", left),
        None => Message::new("verdict-unknown"),
    };
    let left = words.say(&left, now);
    let reset = match window.reset {
        Reset::At(at) => Some(Message::new("popup-resets-in").until("reset", at)),
        Reset::NotStarted => Some(Message::new("popup-reset-not-started")),
        Reset::Unknown => None,
    };
    let reset = reset.map(|reset| words.say(&reset, now));
    Line {
        label: words.say(&window.label, now),
        said: reset.map_or(left.clone(), |reset| format!("{left}, {reset}")),
        left: window.used.map(Percent::remaining),
        tone: view::window_level(window, threshold, now),
    }
}

/// Into a pipe a sentence each; on a terminal under each other, with bars where they fit.
fn print_lines(lines: &[Line], terminal: Terminal, out: &mut dyn Write) -> std::io::Result<()> {
    if !terminal.is_screen() {
        for line in lines {
            writeln!(out, "  {}: {}", line.label, line.said)?;
        }
        return Ok(());
    }
    let widest = |text: fn(&Line) -> &str| lines.iter().map(|it| text(it).width()).max();
    let labels = widest(|line| &line.label).unwrap_or_default();
    let said = widest(|line| &line.said).unwrap_or_default();
    for line in lines {
        // Two spaces before and between.
        let bar = terminal.bar(line.left.unwrap_or_default(), labels + said + 6);
        let bar = bar.map_or(String::new(), |bar| match line.left {
            Some(_) => terminal.paint(line.tone, &bar) + "  ",
            None => " ".repeat(bar.width()) + "  ",
        });
        let label = padded(&line.label, labels);
        writeln!(out, "  {label}  {bar}{}", line.said)?;
    }
    Ok(())
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
