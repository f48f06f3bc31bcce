//! Which row of an account makes its level.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::row::Row;
use crate::model::Reset;

/// The most serious of those that drive the level.
pub(super) fn worst(rows: &[Row], now: Timestamp) -> Option<&Row> {
    counting(rows, now).max_by(|one, other| by_seriousness(one, other))
}

/// Those that drive the level: with a known use, no tools, and not past their reset.
pub(super) fn counting(rows: &[Row], now: Timestamp) -> impl Iterator<Item = &Row> {
    let is_past = move |reset| matches!(reset, Reset::At(at) if at <= now);
    rows.iter()
        .filter(move |row| !row.folded && row.left.is_some() && !is_past(row.reset))
}

/// The level, then how little is left.
pub(super) fn by_seriousness(one: &Row, other: &Row) -> Ordering {
    let left = |row: &Row| row.left.unwrap_or(f64::INFINITY);
    let less = left(other).total_cmp(&left(one));
    one.tone.cmp(&other.tone).then(less)
}
