//! The report that a person copies into a bug report: in English, complete, and without a secret,
//! a name of a person or an account's id.

use std::fmt::Write;

use jiff::Timestamp;

use super::{context::ViewContext, identity::Identity};
use crate::{
    model::{Outcome, Redacted},
    ports::Os,
    problem::{Fact, Problem},
    snapshot::{AccountState, Snapshot},
};

/// What may stand in it; names of people and pages with their tokens may not.
const FACTS: [Fact; 7] = [
    Fact::Path,
    Fact::Reason,
    Fact::Line,
    Fact::Column,
    Fact::Status,
    Fact::Field,
    Fact::Case,
];

/// All that is known, as text.
pub(super) fn report(snapshot: &Snapshot, context: ViewContext<'_>, now: Timestamp) -> String {
    let system = match context.os {
        Os::Linux => "Linux",
        Os::MacOs => "macOS",
        Os::Windows => "Windows",
    };
    let mut lines = vec![
        format!(
            "Plimsoll {} on {system}, {}",
            context.version, context.desktop
        ),
        format!("{now:.0}, language {}", context.language.tag()),
    ];
    if snapshot.demo {
        lines.push("Demo: sample accounts".to_owned());
    }
    lines.push(String::new());
    lines.push("Accounts".to_owned());
    let identity = context.identity;
    let accounts = snapshot.accounts.iter();
    lines.extend(accounts.map(|state| account(state, identity)));
    lines.push(String::new());
    lines.push("Places".to_owned());
    for place in &snapshot.places {
        let path = identity.hidden_in(&place.path);
        lines.push(match &place.outcome {
            Outcome::Read { entries, dropped } => {
                format!(
                    "- {path}: read, {entries} entries, {} dropped",
                    dropped.len()
                )
            }
            Outcome::Missing => format!("- {path}: missing"),
            Outcome::Unreadable { reason } => {
                format!("- {path}: unreadable, {}", identity.hidden_in(reason))
            }
            Outcome::Locked { reason } => {
                format!("- {path}: locked, {}", identity.hidden_in(reason))
            }
            Outcome::Damaged {
                reason,
                line,
                column,
            } => {
                let (line, column) = (line.unwrap_or_default(), column.unwrap_or_default());
                let reason = identity.hidden_in(reason);
                format!("- {path}: damaged at {line}:{column}, {reason}")
            }
        });
    }
    lines.push(String::new());
    lines.join("\n")
}

fn account(state: &AccountState, identity: &Identity) -> String {
    let mut line = format!("- {}", state.account.key.provider);
    let path = state.account.origin.path.as_deref();
    let path = path.map(|it| identity.hidden_in(it));
    let _ = write!(line, " from {}", path.as_deref().unwrap_or("a variable"));
    if let Some(reading) = &state.reading {
        let usage = &reading.usage;
        let _ = write!(line, "; read {:.0}", reading.at);
        let _ = write!(line, ", {} windows", usage.windows.len());
        if let Some(endpoint) = &usage.endpoint {
            let _ = write!(line, ", {}", page(endpoint));
        }
        if let Some(fault) = &usage.fault {
            line.push_str("; beside it ");
            line.push_str(&problem(fault, identity));
        }
    }
    if let Some(fault) = &state.problem {
        line.push_str("; ");
        line.push_str(&problem(fault, identity));
    }
    line
}

fn problem(problem: &Problem, identity: &Identity) -> String {
    let mut said = problem.code.to_string();
    for fact in FACTS {
        if let Some(value) = problem.get(fact) {
            let _ = write!(said, ", {} {}", fact.as_str(), identity.hidden_in(value));
        }
    }
    if let Some(detail) = problem.detail.as_ref().map(Redacted::as_str)
        && !detail.is_empty()
    {
        let _ = write!(said, ", detail \"{}\"", identity.hidden_in(detail));
    }
    said
}

/// The host of an address and the first part of its path: what follows may name a person.
fn page(address: &str) -> String {
    let rest = address.strip_prefix("https://").unwrap_or(address);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = rest.split('/').collect();
    match parts.as_slice() {
        [host, first, _, ..] => format!("https://{host}/{first}/…"),
        _ => format!("https://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Language, SearchedPath},
        settings::Settings,
        testing::snapshot,
    };

    #[test]
    fn the_person_is_named_neither_in_paths_nor_in_reasons() {
        let place = |path: &str, reason: &str| SearchedPath {
            owner: crate::model::Owner::default(),
            path: path.to_owned(),
            outcome: Outcome::Unreadable {
                reason: reason.to_owned(),
            },
        };
        let snapshot = Snapshot {
            places: vec![place(
                "/data/people/ada/x.json",
                "/data/people/ada belongs to ada",
            )],
            ..snapshot(Vec::new(), Timestamp::UNIX_EPOCH)
        };
        let context = ViewContext {
            settings: &Settings::default(),
            language: Language::English,
            providers: &[],
            os: Os::Linux,
            desktop: "",
            version: "0",
            identity: &Identity::new(
                [("/data/people/ada".to_owned(), "~".to_owned())],
                ["ada".to_owned()],
            ),
            past: None,
        };
        let said = report(&snapshot, context, Timestamp::UNIX_EPOCH);
        assert!(
            said.contains("~/x.json: unreadable, ~ belongs to …"),
            "{said}"
        );
    }

    #[test]
    fn of_an_address_stays_what_names_nobody() {
        assert_eq!(
            page("https://api.example/users/ada/usage?day=1"),
            "https://api.example/users/…"
        );
        assert_eq!(
            page("https://api.example/usage"),
            "https://api.example/usage"
        );
    }
}
