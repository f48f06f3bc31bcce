//! The table of `plimsollctl history`: windows and accounts are called what they are called
//! elsewhere, since ids tell a person nothing.

use std::io::Write;

use jiff::Timestamp;
use plimsoll_core::{
    history::WindowHistory,
    message::Message,
    model::Percent,
    ports::Clock,
    snapshot::{Snapshot, account_label},
};
use plimsoll_runtime::setup::Setup;

use crate::print::{columns, page, terminal::Terminal};

/// When it was, what was left, and of an hour or a day what was used up and how often it began anew.
struct Row {
    from: Timestamp,
    until: Timestamp,
    used: Option<Percent>,
    spent: Option<Percent>,
    resets: u32,
}

/// A table for each window under its name.
pub(super) fn print(
    found: &[WindowHistory],
    setup: &Setup,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let terminal = Terminal::here();
    let known = setup.restored();
    let say = |message: &Message| setup.words.say(message, known.at);
    let heads = ["from", "until", "left", "spent", "resets"];
    let heads = heads.map(|id| say(&Message::new(format!("history-{id}"))));
    let tables = found.iter().map(|window| (window, rows(window)));
    let tables = tables.filter(|(_, rows)| !rows.is_empty());
    for (number, (window, rows)) in tables.enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let title = say(&title(window, &known, setup));
        for line in page::wrapped(&title, [0, 2], terminal.width()) {
            writeln!(out, "{}", terminal.bold(&line))?;
        }
        let lines = rows.iter().map(|row| cells(row, setup));
        let lines: Vec<_> = [heads.clone()].into_iter().chain(lines).collect();
        columns::print(&lines, 2, terminal.width(), out)?;
    }
    Ok(())
}

fn rows(window: &WindowHistory) -> Vec<Row> {
    let spans = window.days.iter().chain(&window.hours).map(|span| Row {
        from: span.from,
        until: span.from + span.grain.length(),
        used: span.last,
        spent: Percent::used(span.spent),
        resets: span.resets,
    });
    let intervals = window.intervals.iter().map(|interval| Row {
        from: interval.from,
        until: interval.until,
        used: interval.used,
        spent: None,
        resets: 0,
    });
    spans.chain(intervals).collect()
}

fn cells(row: &Row, setup: &Setup) -> [String; 5] {
    let clock = |at: Timestamp| {
        let here = at.to_zoned_datetime(setup.words.zone().clone());
        here.strftime("%F %H:%M").to_string()
    };
    let percent = |value: String| {
        let said = Message::new("past-percent").text("value", value);
        setup.words.say(&said, setup.clock.now())
    };
    [
        clock(row.from),
        clock(row.until),
        row.used
            .map_or_else(|| "?".to_owned(), |used| percent(used.left_shown())),
        row.spent
            .map_or_else(String::new, |spent| percent(spent.used_shown())),
        match row.resets {
            0 => String::new(),
            resets => resets.to_string(),
        },
    ]
}

/// The account and its window; by their ids where nothing else is kept of them any more.
fn title(of: &WindowHistory, known: &Snapshot, setup: &Setup) -> Message {
    let all = &known.accounts;
    let state = all.iter().find(|state| state.account.key == of.account);
    let provider = &of.account.provider;
    let mut infos = setup.infos.iter();
    let info = infos.find(|info| info.id == provider);
    let name = info.map_or_else(|| provider.clone(), |info| info.name.to_owned());
    let plain = |text: String| Message::new("plain").text("text", text);
    let label = state.map(|state| account_label(state, all, &setup.settings));
    let account = Message::new("tray-account").text("name", name).message(
        "label",
        label.unwrap_or_else(|| plain(of.account.shown_id())),
    );
    let windows = state.iter().filter_map(|state| state.reading.as_ref());
    let mut windows = windows.flat_map(|reading| &reading.usage.windows);
    let window = windows.find(|window| window.id == of.window);
    let window = window.map_or_else(|| plain(of.window.clone()), |it| it.label.clone());
    Message::new("history-of")
        .message("account", account)
        .message("window", window)
}
