//! The report that a person copies into a bug report: in English, complete, and without a secret,
//! a name of a person or an account's id.

use std::fmt::Write;

use jiff::Timestamp;

use super::make::Around;
use crate::{
    model::{AccountState, Outcome, Redacted, Snapshot},
    ports::Os,
    problem::{Fact, Problem},
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
pub(super) fn report(snapshot: &Snapshot, around: Around<'_>, now: Timestamp) -> String {
    let system = match around.os {
        Os::Linux => "Linux",
        Os::MacOs => "macOS",
        Os::Windows => "Windows",
    };
    let mut lines = vec![
        format!(
            "Plimsoll {} on {system}, {}",
            around.version, around.desktop
        ),
        format!("{now:.0}, language {}", around.language.tag()),
    ];
    if snapshot.demo {
        lines.push("Demo: sample accounts".to_owned());
    }
    lines.push(String::new());
    lines.push("Accounts".to_owned());
    lines.extend(snapshot.accounts.iter().map(account));
    lines.push(String::new());
    lines.push("Places".to_owned());
    for place in &snapshot.places {
        let path = without_name(&place.path);
        lines.push(match &place.outcome {
            Outcome::Read { entries, dropped } => {
                format!(
                    "- {path}: read, {entries} entries, {} dropped",
                    dropped.len()
                )
            }
            Outcome::Missing => format!("- {path}: missing"),
            Outcome::Unreadable { reason } => {
                format!("- {path}: unreadable, {}", without_name(reason))
            }
            Outcome::Locked { reason } => format!("- {path}: locked, {}", without_name(reason)),
            Outcome::Damaged {
                reason,
                line,
                column,
            } => {
                let (line, column) = (line.unwrap_or_default(), column.unwrap_or_default());
                let reason = without_name(reason);
                format!("- {path}: damaged at {line}:{column}, {reason}")
            }
        });
    }
    lines.push(String::new());
    lines.join("\n")
}

fn account(state: &AccountState) -> String {
    let mut line = format!("- {}", state.account.key.provider);
    let path = state.account.origin.path.as_deref().map(without_name);
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
            line.push_str(&problem(fault));
        }
    }
    if let Some(fault) = &state.problem {
        line.push_str("; ");
        line.push_str(&problem(fault));
    }
    line
}

fn problem(problem: &Problem) -> String {
    let mut said = problem.code.to_string();
    for fact in FACTS {
        if let Some(value) = problem.get(fact) {
            let _ = write!(said, ", {} {}", fact.as_str(), without_name(value));
        }
    }
    if let Some(detail) = problem.detail.as_ref().map(Redacted::as_str)
        && !detail.is_empty()
    {
        let _ = write!(said, ", detail \"{}\"", without_name(detail));
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

/// A home directory's name is its owner's, and a word with `@` in it an address.
fn without_name(text: &str) -> String {
    let mut shown = text.to_owned();
    for homes in ["/home/", "/Users/", "\\Users\\"] {
        while let Some(at) = shown.find(homes) {
            let after = at + homes.len();
            let end = shown[after..]
                .find(['/', '\\', ' ', ':', '"'])
                .map_or(shown.len(), |length| after + length);
            shown.replace_range(at..end, "~");
        }
    }
    let word = |word: &str| {
        let is_address = word.contains('@');
        if is_address {
            "…".to_owned()
        } else {
            word.to_owned()
        }
    };
    shown.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_person_stays() {
        for (text, shown) in [
            ("/home/ada/.local/share/x.json", "~/.local/share/x.json"),
            ("C:\\Users\\Ada\\x.json", "C:~\\x.json"),
            ("no account ada@example.org here", "no account … here"),
            ("/home/ada", "~"),
            ("/srv/opencode", "/srv/opencode"),
        ] {
            assert_eq!(without_name(text), shown);
        }
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
