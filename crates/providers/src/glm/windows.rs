//! From the rows of an answer to windows. What a row says tells which window it is, never where it
//! stands: an account in transition has rows in tokens beside rows in credits.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    message::Message,
    model::{Percent, QuotaWindow, Reset, Scope, Unit, WindowKind, distinguish},
};

use super::wire::Limit;
use crate::{figures::Figures, labels::label};

/// Moments of one reset may lie so far apart.
const SAME: SignedDuration = SignedDuration::from_mins(10);

/// The windows of an answer, each once.
pub(super) fn of_rows(limits: &[Limit], now: Timestamp) -> Vec<QuotaWindow> {
    let nearest = nearest_without_unit(limits);
    let rows = limits.iter().filter_map(|limit| row(limit, nearest, now));
    let mut rows: Vec<Row> = rows.collect();
    merge(&mut rows);
    tell_apart(&mut rows);
    let mut windows: Vec<QuotaWindow> = rows.into_iter().map(|row| row.window).collect();
    distinguish(&mut windows);
    windows
}

/// A window, and what it counts.
struct Row {
    window: QuotaWindow,
    unit: Unit,
}

fn row(limit: &Limit, nearest: Option<Timestamp>, now: Timestamp) -> Option<Row> {
    let (unit, is_tools) = match limit.kind.as_deref()? {
        "TIME_LIMIT" => (Unit::Calls, true),
        "TOKENS_LIMIT" => (Unit::Tokens, false),
        "CREDIT_LIMIT" => (Unit::Credits, false),
        other if other.ends_with("_LIMIT") => (Unit::Units, false),
        _ => return None,
    };
    let figures = Figures {
        used: limit.current_value,
        left: limit.remaining,
        limit: limit.usage,
        used_percent: limit.percentage,
        left_percent: None,
    };
    let used = figures.share();
    let length = if is_tools { None } else { length(limit) };
    let at = limit.next_reset_time;
    let kind = match length {
        Some(length) => WindowKind::of_length(length),
        None if is_tools => WindowKind::Monthly,
        None => kind_without_length(limit, nearest, now),
    };
    let is_untouched = used.is_some_and(|used| used.get() <= 0.0) && limit.unit.is_some();
    let window = QuotaWindow {
        id: if is_tools {
            "tools".to_owned()
        } else {
            id(limit, kind, length)
        },
        kind,
        label: if is_tools {
            Message::new("window-tools")
        } else {
            label(length, kind, at)
        },
        scope: if is_tools { Scope::Tools } else { Scope::All },
        limit_reached: used.is_some_and(|used| used.get() >= 100.0),
        reason: None,
        used,
        amount: figures.amount(unit),
        reset: match at {
            Some(at) => Reset::At(at),
            None if is_untouched && !is_tools => Reset::NotStarted,
            None => Reset::Unknown,
        },
        length,
    };
    Some(Row { window, unit })
}

/// Certain units alone: 3 is an hour, 6 a week.
fn length(limit: &Limit) -> Option<SignedDuration> {
    let number = limit
        .number
        .filter(|number| (1.0..=1000.0).contains(number))? as i64;
    match limit.unit.map(|unit| unit as i64)? {
        3 => Some(hours(number)),
        6 => Some(hours(number * 7 * 24)),
        _ => None,
    }
}

/// The oldest shape names no unit; the nearest reset among such rows is the session's.
fn nearest_without_unit(limits: &[Limit]) -> Option<Timestamp> {
    let rows = limits.iter().filter(|limit| {
        let kind = limit.kind.as_deref().unwrap_or_default();
        limit.unit.is_none() && kind != "TIME_LIMIT"
    });
    rows.filter_map(|limit| limit.next_reset_time).min()
}

/// Without a unit the nearest reset is the session's; with an unknown one the distance tells.
fn kind_without_length(limit: &Limit, nearest: Option<Timestamp>, now: Timestamp) -> WindowKind {
    let Some(at) = limit.next_reset_time else {
        return match (limit.unit, nearest) {
            (None, None) => WindowKind::Session,
            (None, Some(_)) | (Some(_), _) => WindowKind::Other,
        };
    };
    if limit.unit.is_none() && nearest == Some(at) {
        return WindowKind::Session;
    }
    let ahead = at.duration_since(now);
    if ahead <= hours(24) && limit.unit.is_some() {
        WindowKind::Session
    } else if ahead <= hours(7 * 24) {
        WindowKind::Weekly
    } else {
        WindowKind::Other
    }
}

/// Of an unknown unit the kind changes as its reset comes nearer, so it does not tell the window.
fn id(limit: &Limit, kind: WindowKind, length: Option<SignedDuration>) -> String {
    match (limit.unit, length) {
        (Some(unit), None) => {
            let number = limit.number.unwrap_or_default() as i64;
            format!("unit-{}-{number}", unit as i64)
        }
        (Some(_), Some(_)) | (None, _) => kind.as_str().to_owned(),
    }
}

/// An account may have one window counted twice, in tokens and in credits: the higher use holds.
fn merge(rows: &mut Vec<Row>) {
    let used = |row: &Row| row.window.used.map_or(-1.0, Percent::get);
    let mut kept: Vec<Row> = Vec::new();
    for mut row in rows.drain(..) {
        let Some(other) = kept.iter_mut().find(|other| is_same(other, &row)) else {
            kept.push(row);
            continue;
        };
        if used(other) < used(&row) {
            std::mem::swap(other, &mut row);
        }
        if !matches!(other.window.reset, Reset::At(_)) {
            other.window.reset = row.window.reset;
        }
    }
    *rows = kept;
}

fn is_same(one: &Row, two: &Row) -> bool {
    let (one, two) = (&one.window, &two.window);
    let same_reset = match (one.reset, two.reset) {
        (Reset::At(one), Reset::At(two)) => one.duration_since(two).abs() <= SAME,
        _ => true,
    };
    one.id == two.id && one.length == two.length && same_reset
}

/// Of two windows of one length the one in credits keeps the plain id: plans move to credits.
fn tell_apart(rows: &mut [Row]) {
    let ids: Vec<String> = rows.iter().map(|row| row.window.id.clone()).collect();
    for row in rows {
        let twins = ids.iter().filter(|id| **id == row.window.id).count();
        if twins < 2 {
            continue;
        }
        let unit = row.unit.as_str();
        row.window.label =
            Message::new(format!("window-in-{unit}")).message("window", row.window.label.clone());
        if row.unit != Unit::Credits {
            row.window.id = format!("{}-{unit}", row.window.id);
        }
    }
}

pub(super) fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}
