//! `plimsollctl history`: what the tray app kept, as a table, JSON or CSV; and wiping it. No
//! service is asked.

use std::io::{BufRead, IsTerminal, Write};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    history::{Interval, Span, WindowHistory},
    message::Message,
    model::{Percent, Reset, exact},
    ports::Clock,
};
use plimsoll_runtime::{
    paths,
    setup::Setup,
    store::{self, Store, Which},
};
use serde::Serialize;

use crate::{
    args::{self, HistoryFormat},
    history_table,
};

/// Nothing is kept of what was asked for.
const NOTHING: u8 = 3;
/// The database cannot be used.
const UNAVAILABLE: u8 = 69;

/// One row of any grain: an interval, an hour or a day.
#[derive(Debug, Serialize)]
struct RowJson {
    provider: String,
    account: String,
    window: String,
    grain: &'static str,
    from: Timestamp,
    until: Timestamp,
    used_percent: Option<f64>,
    high_percent: Option<f64>,
    spent_percent: Option<f64>,
    resets: Option<u32>,
    reset: &'static str,
    resets_at: Option<Timestamp>,
    known_seconds: i64,
    after_gap: Option<bool>,
}

#[derive(Debug, Serialize)]
struct HistoryJson {
    schema: u32,
    at: Timestamp,
    rows: Vec<RowJson>,
}

/// Prints the history, or wipes it, and gives the exit code.
pub(crate) fn run(args: &args::History, setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    let now = setup.clock.now();
    if !crate::is_known_provider(args.filter.provider.as_deref(), setup)? {
        return Ok(crate::WRONG_USAGE);
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
        return nothing(setup, now);
    };
    if args.wipe {
        return wipe(args, &which, setup, out);
    }
    let found = match Store::look(&path).and_then(|store| store.history(&which)) {
        Ok(found) => found,
        Err(error) => return unusable(&error, setup, now),
    };
    let rows = rows(&found);
    if rows.is_empty() && matches!(args.format, HistoryFormat::Table) {
        return nothing(setup, now);
    }
    let code = if rows.is_empty() { NOTHING } else { 0 };
    match args.format {
        HistoryFormat::Table => history_table::print(&found, setup, out)?,
        HistoryFormat::Csv => csv(&rows, out)?,
        HistoryFormat::Json => {
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

fn nothing(setup: &Setup, now: Timestamp) -> std::io::Result<u8> {
    let said = setup.words.say(&Message::new("history-nothing"), now);
    writeln!(std::io::stderr(), "plimsollctl: {said}")?;
    Ok(NOTHING)
}

/// Why the database cannot be used.
pub(crate) fn why_unusable(error: &store::Fault) -> Message {
    let id = if store::is_corrupt(error) {
        "history-corrupt"
    } else {
        "history-unreadable"
    };
    Message::new(id).text("reason", error.to_string())
}

fn unusable(error: &store::Fault, setup: &Setup, now: Timestamp) -> std::io::Result<u8> {
    let said = setup.words.say(&why_unusable(error), now);
    writeln!(std::io::stderr(), "plimsollctl: {said}")?;
    Ok(UNAVAILABLE)
}

/// Asks first, unless that was answered on the command line.
fn wipe(
    args: &args::History,
    which: &Which,
    setup: &Setup,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let now = setup.clock.now();
    let say = |id: &'static str| setup.words.say(&Message::new(id), now);
    if !args.yes {
        if !std::io::stdin().is_terminal() {
            writeln!(
                std::io::stderr(),
                "plimsollctl: {}",
                say("history-wipe-yes")
            )?;
            return Ok(crate::WRONG_USAGE);
        }
        write!(std::io::stderr(), "{} ", say("history-wipe-sure"))?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        let yes = say("history-wipe-word");
        if !answer.trim().eq_ignore_ascii_case(&yes) {
            writeln!(std::io::stderr(), "{}", say("history-wipe-kept"))?;
            return Ok(1);
        }
    }
    let Some(path) = paths::database() else {
        return nothing(setup, now);
    };
    let wiped = Store::open(&path).and_then(|store| {
        if let Some(aside) = store.kept_aside() {
            crate::say_kept_aside(aside, setup);
        }
        store.wipe(which)
    });
    match wiped {
        Ok(windows) => {
            let said = Message::new("history-wiped").number("windows", windows as f64);
            writeln!(out, "{}", setup.words.say(&said, now))?;
            Ok(0)
        }
        Err(error) => unusable(&error, setup, now),
    }
}

fn rows(found: &[WindowHistory]) -> Vec<RowJson> {
    let mut rows = Vec::new();
    for window in found {
        let spans = window.days.iter().chain(&window.hours);
        rows.extend(spans.map(|span| RowJson::of_span(window, span)));
        let intervals = window.intervals.iter();
        rows.extend(intervals.map(|interval| RowJson::of_interval(window, interval)));
    }
    rows
}

impl RowJson {
    fn of_interval(of: &WindowHistory, interval: &Interval) -> Self {
        let used = interval.used.map(Percent::get).map(exact);
        let (reset, resets_at) = reset(interval.reset);
        Self {
            provider: of.account.provider.clone(),
            account: of.account.shown_id(),
            window: of.window.clone(),
            grain: "reading",
            from: interval.from,
            until: interval.until,
            used_percent: used,
            high_percent: used,
            spent_percent: None,
            resets: None,
            reset,
            resets_at,
            known_seconds: interval.until.duration_since(interval.from).as_secs(),
            after_gap: Some(interval.after_gap),
        }
    }

    fn of_span(of: &WindowHistory, span: &Span) -> Self {
        let (reset, resets_at) = reset(span.reset);
        Self {
            provider: of.account.provider.clone(),
            account: of.account.shown_id(),
            window: of.window.clone(),
            grain: span.grain.as_str(),
            from: span.from,
            until: span.from + span.grain.length(),
            used_percent: span.last.map(Percent::get).map(exact),
            high_percent: span.high.map(Percent::get).map(exact),
            spent_percent: Some(exact(span.spent)),
            resets: Some(span.resets),
            reset,
            resets_at,
            known_seconds: span.known.as_secs(),
            after_gap: None,
        }
    }

    /// As the columns of the CSV; nothing for what is not known.
    fn cells(&self) -> [String; 14] {
        fn cell(value: Option<impl ToString>) -> String {
            value.map_or_else(String::new, |value| value.to_string())
        }
        [
            quoted(&self.provider),
            quoted(&self.account),
            quoted(&self.window),
            self.grain.to_owned(),
            self.from.to_string(),
            self.until.to_string(),
            cell(self.used_percent),
            cell(self.high_percent),
            cell(self.spent_percent),
            cell(self.resets),
            self.reset.to_owned(),
            cell(self.resets_at),
            self.known_seconds.to_string(),
            cell(self.after_gap),
        ]
    }
}

const COLUMNS: [&str; 14] = [
    "provider",
    "account",
    "window",
    "grain",
    "from",
    "until",
    "used_percent",
    "high_percent",
    "spent_percent",
    "resets",
    "reset",
    "resets_at",
    "known_seconds",
    "after_gap",
];

fn csv(rows: &[RowJson], out: &mut dyn Write) -> std::io::Result<()> {
    // RFC 4180 has its lines end so.
    write!(out, "{}\r\n", COLUMNS.join(","))?;
    for row in rows {
        write!(out, "{}\r\n", row.cells().join(","))?;
    }
    Ok(())
}

/// In quotation marks where a comma, a mark or a line's end would be misread. A leading sign that
/// a spreadsheet would take for a formula is made harmless.
fn quoted(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

fn reset(reset: Reset) -> (&'static str, Option<Timestamp>) {
    match reset {
        Reset::At(at) => ("at", Some(at)),
        Reset::NotStarted => ("not-started", None),
        Reset::Unknown => ("unknown", None),
    }
}

/// A length of time as it is typed: `90m`, `12h`, `7d`, `4w`.
pub(crate) fn ago(text: &str) -> Result<SignedDuration, String> {
    let wrong = || "a number with m, h, d or w, such as 7d".to_owned();
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
    if i64::from(number) * hours > 24 * 366 * 100 {
        return Err("at most a hundred years".to_owned());
    }
    Ok(SignedDuration::from_hours(i64::from(number) * hours))
}
