//! What is written down for whoever looks into what happened: complaints, and which account has had
//! which problem since when. No account is named.

use std::{
    collections::BTreeMap,
    io::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use plimsoll_core::{
    model::{AccountKey, Snapshot},
    ports::Clock,
    problem::{Fact, Problem},
};
use plimsoll_runtime::{clock::SystemClock, log, paths};

/// Says on standard error and in the log what could not be done.
pub(crate) fn log_error(what: &str) {
    let _ = writeln!(std::io::stderr(), "plimsoll: {}", plain(what));
    note(what);
}

/// Without what a terminal obeys: some words are of other programs.
pub(crate) fn plain(text: &str) -> String {
    let seen = |sign: char| if sign.is_control() { ' ' } else { sign };
    text.trim_end().chars().map(seen).collect()
}

/// Why the last line did not get into the log.
static FAULT: Mutex<Option<String>> = Mutex::new(None);

/// Says it in the log alone.
pub(crate) fn note(what: &str) {
    static COMPLAINED: AtomicBool = AtomicBool::new(false);
    let Some(file) = paths::log() else { return };
    let written = log::write(&file, what, SystemClock.now());
    let fault = written
        .err()
        .map(|error| format!("{}: {error}", file.display()));
    if let Some(fault) = &fault
        && !COMPLAINED.swap(true, Ordering::Relaxed)
    {
        let _ = writeln!(std::io::stderr(), "plimsoll: {}", plain(fault));
    }
    *FAULT.lock().unwrap_or_else(PoisonError::into_inner) = fault;
}

/// Why nothing gets into the log, if so it is.
pub(crate) fn fault() -> Option<String> {
    FAULT.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Notes what has become a problem since, and what is none any more.
pub(crate) fn follow(old: Option<&Snapshot>, new: &Snapshot) {
    if new.demo {
        return;
    }
    let before = old.map(problems).unwrap_or_default();
    let now = problems(new);
    for (who, what) in &now {
        if before.get(who) != Some(what) {
            note(&format!("{who}: {what}"));
        }
    }
    for who in before.keys().filter(|who| !now.contains_key(*who)) {
        note(&format!("{who}: well again"));
    }
}

/// By the account's number at its service, or by the place.
fn problems(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let accounts = snapshot.accounts.iter().filter_map(|state| {
        let AccountKey { provider, .. } = &state.account.key;
        let number = counted.entry(provider).or_default();
        *number += 1;
        let what = said(state.problem.as_ref()?);
        Some((format!("{provider}, account {number}"), what))
    });
    let accounts: Vec<_> = accounts.collect();
    let stores = snapshot.problems.iter().map(|problem| {
        let place = problem.get(Fact::Path).unwrap_or("stores");
        (place.to_owned(), said(problem))
    });
    accounts.into_iter().chain(stores).collect()
}

fn said(problem: &Problem) -> String {
    let more = problem.detail.as_ref().map(ToString::to_string);
    let more = more.or_else(|| problem.get(Fact::Reason).map(str::to_owned));
    let more = more.map(|more| format!(" ({more})")).unwrap_or_default();
    format!("{}{more}", problem.code)
}

#[cfg(test)]
mod tests {
    use plimsoll_core::{
        model::{Account, AccountState, Origin, Redacted},
        problem::Code,
    };

    use super::*;

    fn state(provider: &str, id: &str, problem: Option<Problem>) -> AccountState {
        let account = Account {
            key: AccountKey::new(provider, id),
            label: Some("ada@example.org".to_owned()),
            plan: None,
            origin: Origin {
                path: None,
                entry: "MADE_UP".to_owned(),
            },
        };
        AccountState {
            account,
            notes: Vec::new(),
            reading: None,
            problem,
            busy: false,
            next: None,
        }
    }

    #[test]
    fn accounts_are_told_apart_without_their_names() {
        let down = Problem::new(Code::ServiceDown).detail(Redacted::new("HTTP 503: down", []));
        let damaged = Problem::new(Code::StoreDamaged)
            .fact(Fact::Path, "/home/ada/auth.json")
            .fact(Fact::Reason, "half of it");
        let snapshot = Snapshot {
            at: SystemClock.now(),
            accounts: vec![
                state("sample", "a", None),
                state("other", "a", Some(Problem::new(Code::Offline))),
                state("sample", "b", Some(down)),
            ],
            places: Vec::new(),
            problems: vec![damaged],
            searched: true,
            demo: false,
            paused_until: None,
            snoozed: Vec::new(),
            untold: Vec::new(),
            undo: None,
            refused: None,
        };
        let told: Vec<_> = problems(&snapshot).into_iter().collect();
        let told: Vec<_> = told
            .iter()
            .map(|(who, what)| format!("{who}: {what}"))
            .collect();
        assert_eq!(
            told,
            [
                "/home/ada/auth.json: store-damaged (half of it)",
                "other, account 1: offline",
                "sample, account 2: service-down (HTTP 503: down)",
            ]
        );
    }
}
