//! OpenCode 1's sign-ins at its console: the tables `account` and `account_state` of its database, and
//! the older `control_account`. The refresh tokens in them are not looked at.

use std::path::Path;

use jiff::Timestamp;
use plimsoll_core::{
    model::{Origin, moment_of},
    ports::{Cell, Machine, Table},
};

use super::{
    Directory, Workspace,
    database::{MARK_OF_TWO, paths, text},
    directories,
};

const ACCOUNTS: &str = "account";
const STATE: &str = "account_state";
const OLD_ACCOUNTS: &str = "control_account";

/// A row of either table.
pub(crate) struct ConsoleAccount {
    pub(crate) id: String,
    pub(crate) access: String,
    pub(crate) expires: Option<Timestamp>,
    /// Its id is known of the account in use alone.
    pub(crate) workspace: Workspace,
    pub(crate) is_active: bool,
    /// OpenCode 2 has its own table beside it.
    pub(crate) is_old: bool,
    pub(crate) origin: Origin,
}

/// The accounts in all databases of OpenCode, the one in use first. The databases are among the places
/// that `entries` looks at.
pub(crate) fn console_accounts(machine: &dyn Machine) -> Vec<ConsoleAccount> {
    let data = directories(machine, Directory::Data).into_iter();
    let databases = data.flat_map(|data| paths(machine, &data));
    databases.flat_map(|path| of(machine, &path)).collect()
}

fn of(machine: &dyn Machine, path: &Path) -> Vec<ConsoleAccount> {
    let table = |name| machine.table(path, name).ok().flatten();
    let mut found = match (table(ACCOUNTS), table(OLD_ACCOUNTS)) {
        (Some(accounts), _) if !accounts.rows.is_empty() => {
            let state = table(STATE).unwrap_or_default();
            let row = state.rows.first();
            let active = |column| Some(text(&state, row?, column)?.to_owned());
            let (account, workspace) = (active("active_account_id"), active("active_org_id"));
            rows(&accounts, path, |_, id| {
                let is_active = account.as_deref() == Some(id);
                (is_active, workspace.clone().filter(|_| is_active))
            })
        }
        (_, Some(accounts)) => rows(&accounts, path, |row, _| {
            let active = accounts.cell(row, "active").and_then(Cell::integer);
            (active.is_some_and(|it| it != 0), None)
        }),
        _ => Vec::new(),
    };
    found.sort_by_key(|account| !account.is_active);
    found
}

/// `active` says of a row and its id whether it is in use, and with which workspace.
fn rows(
    table: &Table,
    path: &Path,
    active: impl Fn(&[Cell], &str) -> (bool, Option<String>),
) -> Vec<ConsoleAccount> {
    let rows = table.rows.iter().filter_map(|row| {
        let field = |column| text(table, row, column).map(str::to_owned);
        let id = field("id").or_else(|| field("email"))?;
        let (is_active, workspace) = active(row, &id);
        let expires = table.cell(row, "token_expiry").and_then(Cell::integer);
        Some(ConsoleAccount {
            access: field("access_token")?,
            expires: expires.and_then(|it| moment_of(it as f64)),
            workspace: Workspace {
                server: field("url")?,
                id: workspace,
                name: None,
                email: field("email"),
            },
            is_active,
            is_old: table.is_beside(MARK_OF_TWO),
            origin: Origin {
                path: Some(path.display().to_string()),
                entry: id.clone(),
            },
            id,
        })
    });
    rows.collect()
}
