//! What is written down for whoever looks into what happened: complaints, and which account has had
//! which problem since when. No account is named.

use std::{
    collections::BTreeMap,
    io::Write,
    sync::{
        LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use plimsoll_core::{
    model::AccountKey,
    ports::Clock,
    problem::{Fact, Problem},
    snapshot::Snapshot,
};
use plimsoll_runtime::{clock::SystemClock, log::Log, paths};
use tokio::sync::watch;

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

static LOG: LazyLock<Log> = LazyLock::new(|| Log::new(paths::log()));

/// What is still to be written at the end may take so long.
const END: Duration = Duration::from_secs(2);

/// Says it in the log alone, soon.
pub(crate) fn note(what: &str) {
    LOG.note(what, SystemClock.now());
}

/// Every minute: the disk may have room by now, or answer.
pub(crate) fn tend() {
    LOG.try_again("the log can be written again", SystemClock.now());
}

/// Why nothing gets into the log, if so it is; it can be waited for.
pub(crate) fn fault() -> watch::Receiver<Option<String>> {
    LOG.fault()
}

/// Says on standard error, the first time, that nothing gets into the log.
pub(crate) fn complain_of_itself() {
    static COMPLAINED: AtomicBool = AtomicBool::new(false);
    if let Some(fault) = &*fault().borrow()
        && !COMPLAINED.swap(true, Ordering::Relaxed)
    {
        let _ = writeln!(std::io::stderr(), "plimsoll: {}", plain(fault));
    }
}

/// Writes what was noted, unless the disk does not answer.
pub(crate) fn finish() {
    LOG.finish(END);
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
        model::Redacted,
        problem::Code,
        snapshot::AccountState,
        testing::{found, snapshot},
    };

    use super::*;

    fn state(provider: &str, id: &str, problem: Option<Problem>) -> AccountState {
        let mut state = found(AccountKey::new(provider, id));
        state.account.label = Some("ada@example.org".to_owned());
        state.problem = problem;
        state
    }

    #[test]
    fn accounts_are_told_apart_without_their_names() {
        let down = Problem::new(Code::ServiceDown).detail(Redacted::new("HTTP 503: down", []));
        let damaged = Problem::new(Code::StoreDamaged)
            .fact(Fact::Path, "/home/ada/auth.json")
            .fact(Fact::Reason, "half of it");
        let accounts = vec![
            state("sample", "a", None),
            state("other", "a", Some(Problem::new(Code::Offline))),
            state("sample", "b", Some(down)),
        ];
        let snapshot = Snapshot {
            problems: vec![damaged],
            ..snapshot(accounts, SystemClock.now())
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
