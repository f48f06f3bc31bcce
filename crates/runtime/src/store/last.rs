//! The newest reading of each account and what came of asking it, for the next start and for
//! `status --cached`.

use jiff::Timestamp;
use plimsoll_core::{
    engine::{LastQuery, SavedAccount},
    model::{Account, AccountKey, Note},
    problem::Problem,
    snapshot::{AccountState, Reading},
};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::{Store, other, version};

pub(super) const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS last (
        provider TEXT NOT NULL, account TEXT NOT NULL, described TEXT NOT NULL,
        notes TEXT NOT NULL, reading TEXT NOT NULL, PRIMARY KEY (provider, account)
    ) WITHOUT ROWID";

/// An account that never gave a reading has `null` in the place of one.
pub(super) const ASKED: &str = "ALTER TABLE last ADD COLUMN asked TEXT";
const VERSION_WITH_ASKED: usize = 4;

/// What came of asking.
#[derive(Serialize, Deserialize)]
struct Came {
    #[serde(rename = "asked")]
    last_query: LastQuery,
    problem: Option<Problem>,
    next: Option<Timestamp>,
}

/// Keeps the newest reading of an account.
pub(super) fn keep_reading(connection: &Connection, state: &AccountState) -> rusqlite::Result<()> {
    let Some(reading) = &state.reading else {
        return Ok(());
    };
    let key = &state.account.key;
    connection.execute(
        "INSERT INTO last (provider, account, described, notes, reading) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET described = ?3, notes = ?4, reading = ?5",
        params![
            key.provider,
            key.id,
            json(&state.account)?,
            json(&state.notes)?,
            json(reading)?
        ],
    )?;
    Ok(())
}

/// Keeps what came of asking; the reading that is kept stays.
pub(super) fn keep_query(connection: &Connection, kept: &SavedAccount) -> rusqlite::Result<()> {
    let SavedAccount { state, last_query } = kept;
    let came = last_query.as_ref().map(|last_query| {
        json(&Came {
            last_query: last_query.clone(),
            problem: state.problem.clone(),
            next: state.next,
        })
    });
    let key = &state.account.key;
    connection.execute(
        "INSERT INTO last VALUES (?1, ?2, ?3, ?4, 'null', ?5)
            ON CONFLICT DO UPDATE SET described = ?3, notes = ?4, asked = ?5",
        params![
            key.provider,
            key.id,
            json(&state.account)?,
            json(&state.notes)?,
            came.transpose()?
        ],
    )?;
    Ok(())
}

/// Drops all of an account but its history.
pub(super) fn forget(connection: &Connection, key: &AccountKey) -> rusqlite::Result<()> {
    let sql = "DELETE FROM last WHERE provider = ?1 AND account = ?2";
    connection.execute(sql, params![key.provider, key.id])?;
    Ok(())
}

fn json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(other)
}

impl Store {
    /// The accounts as they were known last; a row that is not understood is left out.
    pub fn restore(&self) -> rusqlite::Result<Vec<AccountState>> {
        let kept = self.restore_accounts()?.into_iter();
        let seen = kept.filter(|kept| !kept.is_gone());
        Ok(seen.map(|kept| kept.state).collect())
    }

    /// The same, with what came of asking them, also of those that are gone.
    pub fn restore_accounts(&self) -> rusqlite::Result<Vec<SavedAccount>> {
        // One that is only looked at is not brought up to date.
        let asked = if version(&self.connection)? < VERSION_WITH_ASKED {
            "NULL"
        } else {
            "asked"
        };
        let sql = format!("SELECT described, notes, reading, {asked} FROM last");
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| {
            let came: Option<String> = row.get(3)?;
            let texts: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
            Ok((texts, came))
        })?;
        let mut all = Vec::new();
        for row in rows {
            let (texts, came) = row?;
            all.extend(understood(&texts, came.as_deref()));
        }
        Ok(all)
    }
}

fn understood(
    [described, notes, reading]: &[String; 3],
    came: Option<&str>,
) -> Option<SavedAccount> {
    let account: Account = serde_json::from_str(described).ok()?;
    let notes: Vec<Note> = serde_json::from_str(notes).unwrap_or_default();
    let reading: Option<Reading> = serde_json::from_str(reading).ok()?;
    let came: Option<Came> = came.and_then(|came| serde_json::from_str(came).ok());
    let mut kept = SavedAccount {
        state: AccountState {
            account,
            notes,
            problem: None,
            busy: false,
            next: None,
            reading,
        },
        last_query: None,
    };
    if let Some(came) = came {
        kept.state.problem = came.problem;
        kept.state.next = came.next;
        kept.last_query = Some(came.last_query);
    } else if let Some(reading) = &kept.state.reading {
        // A program that kept no more has asked then.
        kept.last_query = Some(LastQuery {
            at: Some(reading.at),
            ..LastQuery::default()
        });
    }
    Some(kept)
}
