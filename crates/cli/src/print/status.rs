//! The status in words, with bars and colours where the terminal has them.

use std::io::Write;

use jiff::Timestamp;
use plimsoll_core::{
    message::Message,
    model::{AccountKey, Info},
    problem::{Problem, fix},
    snapshot::{AccountState, Snapshot, account_label},
    text::Words,
    view::{self, Card, Level, Row, ViewContext},
};
use unicode_width::UnicodeWidthStr;

use crate::{
    print::{
        columns::padded,
        page::{self, wrapped},
        terminal::Terminal,
    },
    sentences::{about, detail_of, left_until, read_ago, say_step},
};

/// Indentation of what belongs to an account, and of what follows in further lines.
const BELOW: [usize; 2] = [2, 4];

/// Every account with its windows, balances, notes and problem.
pub(crate) fn print(
    snapshot: &Snapshot,
    context: ViewContext<'_>,
    words: &Words,
    terminal: Terminal,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let now = snapshot.at;
    let width = terminal.width();
    if snapshot.demo {
        let said = words.say(&Message::new("tray-demo"), now);
        page::print(&said, [0, 0], width, out)?;
        writeln!(out)?;
    }
    let (shown, hidden): (Vec<_>, Vec<_>) = view::in_order(snapshot, context.settings)
        .into_iter()
        .partition(|state| context.settings.counts(&state.account.key));
    let view = view::view(snapshot, context, now);
    for state in shown {
        let mut cards = view.cards.iter();
        let card = cards.find(|card| card.key == state.account.key);
        account(state, card, snapshot, context, words, terminal, out)?;
    }
    if !hidden.is_empty() {
        let said = Message::new("popup-hidden").number("count", hidden.len() as f64);
        page::print(&words.say(&said, now), [0, 0], width, out)?;
        writeln!(out)?;
    }
    for problem in &snapshot.problems {
        print_problem(problem, None, words, now, width, out)?;
    }
    if snapshot.accounts.is_empty() {
        for place in &snapshot.places {
            let said = words.say(&view::said_of(place), now);
            let line = format!("{}  {said}", place.shown());
            page::print(&line, BELOW, width, out)?;
        }
    }
    Ok(())
}

fn account(
    state: &AccountState,
    card: Option<&Card>,
    all: &Snapshot,
    context: ViewContext<'_>,
    words: &Words,
    terminal: Terminal,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let now = all.at;
    let usage = state.reading.as_ref().map(|reading| &reading.usage);
    let label = words.say(&account_label(state, &all.accounts, context.settings), now);
    head(state, &label, context, terminal, out)?;
    let width = terminal.width();
    let say =
        |said: &Message, out: &mut dyn Write| page::print(&words.say(said, now), BELOW, width, out);
    if let Some(age) = age(state, context, now) {
        say(&age, out)?;
    }
    let windows = usage.into_iter().flat_map(|usage| &usage.windows);
    let rows = card.into_iter().flat_map(|card| &card.rows);
    let lines = windows.zip(rows).map(|(window, row)| {
        let key = &state.account.key;
        let threshold = context.settings.first_threshold(key, &window.id);
        line(row, view::window_level(window, threshold, now), now)
    });
    let lines: Vec<Line> = lines.collect();
    print_lines(&lines, terminal, words, now, out)?;
    for balance in usage.into_iter().flat_map(|usage| &usage.balances) {
        let said = about(balance.label.clone(), view::balance_of(balance));
        say(&said, out)?;
    }
    for note in state
        .notes
        .iter()
        .chain(usage.into_iter().flat_map(|usage| &usage.notes))
    {
        say(&note.text, out)?;
    }
    let fault = usage.and_then(|usage| usage.fault.as_ref());
    let problem = state.problem.as_ref().or(fault);
    if let Some(nothing) = nothing_known(state).filter(|_| problem.is_none()) {
        say(&nothing, out)?;
    }
    if let Some(problem) = problem {
        let info = context
            .providers
            .iter()
            .find(|info| info.id == state.account.key.provider);
        let account = info.map(|info| (*info, &state.account.key));
        print_problem(problem, account, words, now, width, out)?;
    }
    writeln!(out)
}

/// The service in bold, with the plan and the account.
fn head(
    state: &AccountState,
    label: &str,
    context: ViewContext<'_>,
    terminal: Terminal,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let reported = state.reading.as_ref();
    let reported = reported.and_then(|reading| reading.usage.plan.clone());
    let plan = reported.or_else(|| state.account.plan.clone());
    let plan = plan.map(|plan| format!(" ({plan})")).unwrap_or_default();
    let name = view::name(state, context);
    for line in wrapped(&format!("{name}{plan}  {label}"), [0, 2], terminal.width()) {
        let line = match line.strip_prefix(&name) {
            Some(rest) => terminal.bold(&name) + rest,
            None => line,
        };
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// What there is to say of an account of which nothing else is.
fn nothing_known(state: &AccountState) -> Option<Message> {
    let usage = state.reading.as_ref().map(|reading| &reading.usage);
    let Some(usage) = usage else {
        let nothing = Message::new("status-no-reading");
        return state.notes.is_empty().then_some(nothing);
    };
    let numbers = usage.windows.len() + usage.balances.len();
    let is_silent = numbers == 0 && usage.notes.is_empty();
    is_silent.then(|| Message::new("note-no-quota-reported"))
}

/// How old the numbers are, where they are not of now.
fn age(state: &AccountState, context: ViewContext<'_>, now: Timestamp) -> Option<Message> {
    let reading = state.reading.as_ref()?;
    let at = reading.as_of();
    let old = view::is_old(Some(at), context.settings.interval(), now);
    let age = now.duration_since(at);
    (old || state.problem.is_some()).then(|| read_ago(age))
}

/// One window in words.
struct Line {
    label: Message,
    said: Message,
    left: Option<f64>,
    tone: Level,
}

fn line(row: &Row, tone: Level, now: Timestamp) -> Line {
    Line {
        label: row.label.clone(),
        said: left_until(row, now),
        left: row.left,
        tone,
    }
}

/// Into a pipe a sentence each; on a terminal under each other, with bars where they fit, and
/// sentences again where not even that does.
fn print_lines(
    lines: &[Line],
    terminal: Terminal,
    words: &Words,
    now: Timestamp,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let said = |line: &Line| [&line.label, &line.said].map(|text| words.say(text, now));
    let said: Vec<[String; 2]> = lines.iter().map(said).collect();
    let widest = |at: usize| said.iter().map(|it| it[at].width()).max();
    let widest = [0, 1].map(|at| widest(at).unwrap_or_default());
    let side_by_side = widest[0] + widest[1] + 4;
    let fits = |width| terminal.is_screen() && side_by_side <= width;
    if !terminal.width().is_some_and(fits) {
        for line in lines {
            let said = about(line.label.clone(), line.said.clone());
            for part in wrapped(&words.say(&said, now), BELOW, terminal.width()) {
                writeln!(out, "{}", terminal.paint(line.tone, &part))?;
            }
        }
        return Ok(());
    }
    for (line, [label, said]) in lines.iter().zip(&said) {
        // Two spaces before and between.
        let bar = terminal.bar(line.left.unwrap_or_default(), side_by_side + 2);
        let bar = bar.map_or(String::new(), |bar| match line.left {
            Some(_) => terminal.paint(line.tone, &bar) + "  ",
            None => " ".repeat(bar.width()) + "  ",
        });
        let label = padded(label, widest[0]);
        let text = format!("  {label}  {bar}{said}");
        writeln!(out, "{}", text.trim_end_matches(' '))?;
    }
    Ok(())
}

fn print_problem(
    problem: &Problem,
    account: Option<(&Info, &AccountKey)>,
    words: &Words,
    now: Timestamp,
    width: Option<usize>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let fix = fix(problem, account);
    let title = format!("! {} [{}]", words.say(&fix.title, now), problem.code);
    page::print(&title, BELOW, width, out)?;
    page::print(&words.say(&fix.why, now), [4, 4], width, out)?;
    for (number, step) in fix.steps.iter().enumerate() {
        let step = format!("{}. {}", number + 1, say_step(step, words, now));
        page::print(&step, [4, 7], width, out)?;
    }
    if let Some(detail) = detail_of(problem) {
        let detail = Message::new("plain").text("text", detail);
        let said = about(Message::new("popup-details"), detail);
        page::print(&words.say(&said, now), [4, 4], width, out)?;
    }
    Ok(())
}
