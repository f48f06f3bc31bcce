//! What is old is folded: intervals into hours after a week, hours into days after the days of
//! the settings. It has a connection and a thread of its own, and lets go of the database after
//! every window and day.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::history::{Grain, Interval, Span, by_grain, day_of_hours};
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::{
    Store,
    history::{Series, Which, all_series, intervals, put_span, spans},
};

/// Full detail is kept this long.
const DETAIL: SignedDuration = SignedDuration::from_hours(7 * 24);
const DAY: i64 = 24 * 3600;

/// Folds in the background; what fails is tried again the next time.
pub(super) fn in_a_thread(path: PathBuf, keep_days: u32) {
    let rollup = move || {
        let _ = rollup(&path, keep_days, Timestamp::now());
    };
    // Without a thread it waits for the next time as well.
    let _ = std::thread::Builder::new()
        .name("compaction".to_owned())
        .spawn(rollup);
}

fn rollup(path: &Path, keep_days: u32, now: Timestamp) -> rusqlite::Result<()> {
    // A database that is gone by now was taken away on purpose, and is not made again.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let store = Store::with(Connection::open_with_flags(path, flags)?, path);
    store.connection.busy_timeout(super::PATIENCE)?;
    store.compact(keep_days, now)
}

impl Store {
    /// Folds everything that is old enough.
    pub fn compact(&self, keep_days: u32, now: Timestamp) -> rusqlite::Result<()> {
        let in_hours = SignedDuration::from_hours(24 * i64::from(keep_days));
        let detail = Grain::Hour.start(now - DETAIL).as_second();
        let hours = Grain::Day
            .start(now.checked_sub(in_hours).unwrap_or(Timestamp::MIN))
            .as_second();
        for series in all_series(&self.connection, &Which::default())? {
            while self.fold_stretches(&series, detail)? {}
            while self.fold_hours(&series, hours)? {}
        }
        Ok(())
    }

    /// The intervals of the oldest day become hours; `false` when there was none.
    fn fold_stretches(&self, series: &Series, before: i64) -> rusqlite::Result<bool> {
        let transaction = self.begin()?;
        let oldest = "SELECT min(begins) FROM stretch WHERE series = ?1 AND begins < ?2";
        let Some(end) = end_of_day(&transaction, oldest, series, before)? else {
            return Ok(false);
        };
        let old = intervals(&transaction, series.id, i64::MIN, end)?;
        let known = told_before(&transaction, series, &old)?;
        for span in by_grain(Grain::Hour, known, &old, series.length) {
            put(&transaction, series, span)?;
        }
        let sql = "DELETE FROM stretch WHERE series = ?1 AND begins < ?2";
        transaction.execute(sql, [series.id, end])?;
        transaction.commit()?;
        Ok(true)
    }

    /// The hours of the oldest day become that day; `false` when there was none.
    fn fold_hours(&self, series: &Series, before: i64) -> rusqlite::Result<bool> {
        let transaction = self.begin()?;
        let oldest =
            "SELECT min(begins) FROM span WHERE series = ?1 AND grain = 3600 AND begins < ?2";
        let Some(end) = end_of_day(&transaction, oldest, series, before)? else {
            return Ok(false);
        };
        let old = spans(&transaction, series.id, Grain::Hour, i64::MIN, end)?;
        if let Some(day) = day_of_hours(Grain::Day, &old) {
            put(&transaction, series, day)?;
        }
        let sql = "DELETE FROM span WHERE series = ?1 AND grain = 3600 AND begins < ?2";
        transaction.execute(sql, [series.id, end])?;
        transaction.commit()?;
        Ok(true)
    }
}

/// What the newest span says of the time right before these intervals.
fn told_before(
    connection: &Connection,
    series: &Series,
    intervals: &[Interval],
) -> rusqlite::Result<Option<Interval>> {
    let Some(first) = intervals.first() else {
        return Ok(None);
    };
    let start = Grain::Hour.start(first.from);
    let since = (start - SignedDuration::from_hours(24)).as_second();
    let earlier = spans(connection, series.id, Grain::Hour, since, start.as_second())?;
    Ok(earlier.last().map(|span| Interval {
        from: span.from,
        until: (span.from + Grain::Hour.length()).min(start),
        used: span.last,
        reset: span.reset,
        after_gap: false,
    }))
}

/// Where the day of the oldest row ends, but no later than `before`.
fn end_of_day(
    connection: &Connection,
    oldest: &str,
    series: &Series,
    before: i64,
) -> rusqlite::Result<Option<i64>> {
    let begins: Option<i64> = connection
        .query_row(oldest, [series.id, before], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(begins.map(|begins| (begins - begins.rem_euclid(DAY) + DAY).min(before)))
}

/// A clock that was set back can bring rows for a time that was folded already.
fn put(connection: &Connection, series: &Series, span: Span) -> rusqlite::Result<()> {
    let begins = span.from.as_second();
    let mut both = spans(connection, series.id, span.grain, begins, begins + 1)?;
    both.push(span);
    day_of_hours(span.grain, &both).map_or(Ok(()), |span| put_span(connection, series.id, &span))
}
