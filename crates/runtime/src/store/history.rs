//! What windows were told to be, over time. A value that is told again makes its interval longer
//! and no new row; no interval crosses an hour, so that hours can be folded. Numbers are whole:
//! seconds, and thousandths of a percent.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    history::{Grain, Interval, Span, Terms, TermsRecord, WindowHistory, is_same_run},
    model::{AccountKey, Percent, QuotaWindow, Reset},
    snapshot::AccountState,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Store, other, version};

/// `reset` is a second, 0 for a window that has not begun, NULL where nobody knows. `grain` is
/// the seconds of a span.
pub(super) const TABLES: &str = "
    CREATE TABLE series (
        id INTEGER PRIMARY KEY, provider TEXT NOT NULL, account TEXT NOT NULL,
        window TEXT NOT NULL, length INTEGER, UNIQUE (provider, account, window)
    );
    CREATE TABLE stretch (
        series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
        begins INTEGER NOT NULL, ends INTEGER NOT NULL, used INTEGER, reset INTEGER,
        after_gap INTEGER NOT NULL, PRIMARY KEY (series, begins)
    ) WITHOUT ROWID;
    CREATE TABLE span (
        series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
        grain INTEGER NOT NULL, begins INTEGER NOT NULL, first INTEGER, last INTEGER, high INTEGER,
        spent INTEGER NOT NULL, resets INTEGER NOT NULL, reset INTEGER, known INTEGER NOT NULL,
        PRIMARY KEY (series, grain, begins)
    ) WITHOUT ROWID;";

/// On what terms its percents were told, as JSON.
pub(super) const TERMS: &str = "ALTER TABLE series ADD COLUMN terms TEXT";
const VERSION_WITH_TERMS: usize = 5;

/// Which part of the history is asked for; nothing named means all of it.
#[derive(Clone, Debug, Default)]
pub struct Which {
    pub provider: Option<String>,
    pub account: Option<String>,
    pub window: Option<String>,
    pub since: Option<Timestamp>,
}

/// A window of an account in the database.
pub(super) struct Series {
    pub(super) id: i64,
    pub(super) account: AccountKey,
    pub(super) window: String,
    pub(super) length: Option<SignedDuration>,
    terms: TermsRecord,
}

/// Longer than this many times the interval without a reading is a gap.
const MISSED: i32 = 3;

/// Adds a reading. One that is older than what is there already tells nothing new.
pub(super) fn record(
    connection: &Connection,
    state: &AccountState,
    interval: SignedDuration,
) -> rusqlite::Result<()> {
    let Some(reading) = &state.reading else {
        return Ok(());
    };
    let at = reading.as_of();
    for window in &reading.usage.windows {
        let series = series_of(connection, &state.account.key, window)?;
        if add(connection, series, window, at, interval * MISSED)? {
            let terms = Terms::of(reading.usage.plan.as_deref(), window);
            keep_terms(connection, series, terms, moment(at.as_second()))?;
        }
    }
    Ok(())
}

fn keep_terms(
    connection: &Connection,
    series: i64,
    said: Terms,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let kept: Option<String> = connection
        .prepare_cached("SELECT terms FROM series WHERE id = ?1")?
        .query_row([series], |row| row.get(0))?;
    let mut terms = terms(kept.as_deref());
    terms.read(said, at);
    let new = serde_json::to_string(&terms).map_err(other)?;
    if kept.as_ref() != Some(&new) {
        connection
            .prepare_cached("UPDATE series SET terms = ?2 WHERE id = ?1")?
            .execute(params![series, new])?;
    }
    Ok(())
}

/// What cannot be read was kept by no version, and is learned again.
fn terms(kept: Option<&str>) -> TermsRecord {
    let kept = kept.and_then(|kept| serde_json::from_str(kept).ok());
    kept.unwrap_or_default()
}

fn series_of(
    connection: &Connection,
    key: &AccountKey,
    window: &QuotaWindow,
) -> rusqlite::Result<i64> {
    let length = window.length.map(|length| length.as_secs());
    connection
        .prepare_cached(
            "INSERT INTO series (provider, account, window, length) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET length = coalesce(?4, length) RETURNING id",
        )?
        .query_row(params![key.provider, key.id, window.id, length], |row| {
            row.get(0)
        })
}

/// Whether it tells anything new.
fn add(
    connection: &Connection,
    series: i64,
    window: &QuotaWindow,
    at: Timestamp,
    gap: SignedDuration,
) -> rusqlite::Result<bool> {
    let newest = connection
        .prepare_cached(
            "SELECT begins, ends, used, reset, after_gap FROM stretch
             WHERE series = ?1 AND begins <= ?2 ORDER BY begins DESC LIMIT 1",
        )?
        .query_row(params![series, at.as_second()], interval)
        .optional()?;
    let at = moment(at.as_second());
    if newest.is_some_and(|newest| newest.until > at) {
        return Ok(false);
    }
    let after_gap = newest.is_none_or(|newest| at.duration_since(newest.until) > gap);
    let (used, reset) = (window.used.map(thousandths), second_of(window.reset));
    let goes_on = newest.filter(|newest| {
        !after_gap
            && newest.used.map(thousandths) == used
            && Grain::Hour.start(newest.from) == Grain::Hour.start(at)
            && is_same_run(
                (newest.used, newest.reset),
                (window.used, window.reset),
                window.length,
            )
    });
    if let Some(newest) = goes_on {
        connection
            .prepare_cached(
                "UPDATE stretch SET ends = ?3, reset = ?4 WHERE series = ?1 AND begins = ?2",
            )?
            .execute(params![
                series,
                newest.from.as_second(),
                at.as_second(),
                reset
            ])?;
        return Ok(true);
    }
    // Of two values within one second the later one holds.
    if let Some(newest) = newest.filter(|newest| newest.until == at && newest.from < at) {
        connection
            .prepare_cached("UPDATE stretch SET ends = ?3 WHERE series = ?1 AND begins = ?2")?
            .execute(params![series, newest.from.as_second(), at.as_second() - 1])?;
    }
    connection
        .prepare_cached(
            "INSERT INTO stretch VALUES (?1, ?2, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET used = ?3, reset = ?4",
        )?
        .execute(params![series, at.as_second(), used, reset, after_gap])?;
    Ok(true)
}

impl Store {
    /// What is kept, a window each, in the order of their names.
    pub fn history(&self, which: &Which) -> rusqlite::Result<Vec<WindowHistory>> {
        if !has_history(&self.connection)? {
            return Ok(Vec::new());
        }
        // One moment for all of it, whatever is folded meanwhile.
        let transaction = self.connection.unchecked_transaction()?;
        let mut found = Vec::new();
        for series in all_series(&transaction, which)? {
            let since = which.since.map_or(i64::MIN, Timestamp::as_second);
            let days = spans(&transaction, series.id, Grain::Day, since, i64::MAX)?;
            let hours = spans(&transaction, series.id, Grain::Hour, since, i64::MAX)?;
            let intervals = intervals(&transaction, series.id, since, i64::MAX)?;
            if days.is_empty() && hours.is_empty() && intervals.is_empty() {
                continue;
            }
            found.push(WindowHistory {
                account: series.account,
                window: series.window,
                length: series.length,
                since: series.terms.since(),
                days,
                hours,
                intervals,
            });
        }
        Ok(found)
    }

    /// Removes the history of what was asked for, whenever it was, and says of how many windows.
    pub fn wipe(&self, which: &Which) -> rusqlite::Result<usize> {
        let transaction = self.begin()?;
        let series = all_series(&transaction, which)?;
        for series in &series {
            for table in ["stretch", "span"] {
                let sql = format!("DELETE FROM {table} WHERE series = ?1");
                transaction.execute(&sql, [series.id])?;
            }
            transaction.execute("DELETE FROM series WHERE id = ?1", [series.id])?;
        }
        transaction.commit()?;
        // What was removed is to be gone from the file too.
        self.connection
            .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok(series.len())
    }
}

fn has_history(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'series'";
    connection.query_row(sql, [], |row| row.get(0))
}

pub(super) fn all_series(connection: &Connection, which: &Which) -> rusqlite::Result<Vec<Series>> {
    // One of an earlier version may be read without being brought up to date.
    let terms_column = if version(connection)? >= VERSION_WITH_TERMS {
        "terms"
    } else {
        "NULL"
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, provider, account, window, length, {terms_column} FROM series
         WHERE (?1 IS NULL OR provider = ?1) AND (?2 IS NULL OR account = ?2)
           AND (?3 IS NULL OR window = ?3)
         ORDER BY provider, account, window",
    ))?;
    let rows = statement.query_map(
        params![which.provider, which.account, which.window],
        |row| {
            let (provider, id): (String, String) = (row.get(1)?, row.get(2)?);
            Ok(Series {
                id: row.get(0)?,
                account: AccountKey { provider, id },
                window: row.get(3)?,
                length: row.get::<_, Option<i64>>(4)?.map(SignedDuration::from_secs),
                terms: terms(row.get::<_, Option<String>>(5)?.as_deref()),
            })
        },
    )?;
    rows.collect()
}

/// Those that tell about a moment from `since` on and begin before `before`.
pub(super) fn intervals(
    connection: &Connection,
    series: i64,
    since: i64,
    before: i64,
) -> rusqlite::Result<Vec<Interval>> {
    let mut statement = connection.prepare_cached(
        "SELECT begins, ends, used, reset, after_gap FROM stretch
         WHERE series = ?1 AND begins > ?2 - 3600 AND ends >= ?2 AND begins < ?3 ORDER BY begins",
    )?;
    let since = since.max(i64::from(i32::MIN));
    let rows = statement.query_map(params![series, since, before], interval)?;
    rows.collect()
}

/// Those that begin from `since` on and before `before`.
pub(super) fn spans(
    connection: &Connection,
    series: i64,
    grain: Grain,
    since: i64,
    before: i64,
) -> rusqlite::Result<Vec<Span>> {
    let mut statement = connection.prepare_cached(
        "SELECT begins, first, last, high, spent, resets, reset, known FROM span
         WHERE series = ?1 AND grain = ?2 AND begins >= ?3 AND begins < ?4 ORDER BY begins",
    )?;
    let seconds = grain.length().as_secs();
    let rows = statement.query_map(params![series, seconds, since, before], |row| {
        Ok(Span {
            grain,
            from: moment(row.get(0)?),
            first: percent(row.get(1)?),
            last: percent(row.get(2)?),
            high: percent(row.get(3)?),
            spent: row.get::<_, i64>(4)? as f64 / 1000.0,
            resets: row.get(5)?,
            reset: reset(row.get(6)?),
            known: SignedDuration::from_secs(row.get(7)?),
        })
    })?;
    rows.collect()
}

/// Writes a span over the one that is there, if one is.
pub(super) fn put_span(connection: &Connection, series: i64, span: &Span) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO span VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            series,
            span.grain.length().as_secs(),
            span.from.as_second(),
            span.first.map(thousandths),
            span.last.map(thousandths),
            span.high.map(thousandths),
            (span.spent * 1000.0).round() as i64,
            span.resets,
            second_of(span.reset),
            span.known.as_secs(),
        ])?;
    Ok(())
}

fn interval(row: &Row<'_>) -> rusqlite::Result<Interval> {
    Ok(Interval {
        from: moment(row.get(0)?),
        until: moment(row.get(1)?),
        used: percent(row.get(2)?),
        reset: reset(row.get(3)?),
        after_gap: row.get(4)?,
    })
}

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn percent(thousandths: Option<i64>) -> Option<Percent> {
    Percent::used(thousandths? as f64 / 1000.0)
}

fn thousandths(percent: Percent) -> i64 {
    (percent.get() * 1000.0).round() as i64
}

fn second_of(reset: Reset) -> Option<i64> {
    match reset {
        Reset::At(moment) => Some(moment.as_second()),
        Reset::NotStarted => Some(0),
        Reset::Unknown => None,
    }
}

fn reset(second: Option<i64>) -> Reset {
    match second {
        Some(0) => Reset::NotStarted,
        Some(second) => Reset::At(moment(second)),
        None => Reset::Unknown,
    }
}
