//! The rows of `plimsollctl history`, and how they are written as CSV.

use std::io::Write;

use jiff::Timestamp;
use plimsoll_core::{
    history::{Interval, Span, WindowHistory},
    model::{Percent, Reset, exact},
};
use serde::Serialize;

/// One row of any grain: an interval, an hour or a day.
#[derive(Debug, Serialize)]
pub(super) struct RowJson {
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

/// A row for each day and hour and each interval.
pub(super) fn rows(found: &[WindowHistory]) -> Vec<RowJson> {
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

/// The rows as RFC 4180 has them, under the names of the columns.
pub(super) fn csv(rows: &[RowJson], out: &mut dyn Write) -> std::io::Result<()> {
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
