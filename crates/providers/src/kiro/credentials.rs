//! Kiro's sign-ins: the database of its command line, and the file of its editor where that has none.

use std::path::PathBuf;

use jiff::Timestamp;
use plimsoll_core::{
    model::{Account, AccountKey, Origin, Outcome, Owner, SearchedPath, Secret, moment},
    ports::{Cell, Machine, Table},
    problem::{Case, Code, Problem},
    provider::{CredentialStatus, Discovery, Found},
};
use serde_json::{Map, Value};

use super::{CLI, EDITOR};
use crate::{
    opencode_stores::{object, outcome_of},
    places::data,
};

const PROVIDER: &str = "kiro";
const USUAL_REGION: &str = "us-east-1";

/// The table of the sign-ins, one for each way to sign in. Its other rows are none of ours.
const TABLE: &str = "auth_kv";
const SOCIAL: &str = "kirocli:social:token";
const KEYS: [&str; 4] = [
    "kirocli:odic:token",
    SOCIAL,
    "kirocli:external-idp:token",
    "codewhisperer:odic:token",
];
/// Where the profile stands that the sign-in itself does not name.
const STATE: &str = "state";
const PROFILE: &str = "api.codewhisperer.profile";

/// What a query needs.
#[derive(Hash)]
pub(crate) struct Credential {
    pub(super) access: Secret,
    pub(super) expires: Option<Timestamp>,
    pub(super) profile: Option<String>,
    /// A part of the host's name.
    pub(super) region: String,
    /// By an account of Google or GitHub.
    pub(super) is_social: bool,
    pub(super) is_of_the_editor: bool,
}

pub(super) fn find(machine: &dyn Machine) -> Discovery<Credential> {
    let mut search = Discovery::default();
    of_cli(machine, &mut search);
    if search.found.is_empty() {
        of_editor(machine, &mut search);
    }
    search
}

/// What stands in a row or a file. The refresh token beside these is not looked at.
struct SignIn {
    access: String,
    expires: Option<Timestamp>,
    profile: Option<String>,
    region: Option<String>,
}

fn of_cli(machine: &dyn Machine, search: &mut Discovery<Credential>) {
    let own = machine.var("KIRO_DATA_DIR").map(PathBuf::from);
    let own = own.filter(|path| path.is_absolute());
    let Some(directory) = own.or_else(|| Some(data(machine)?.join("kiro-cli"))) else {
        return;
    };
    let path = directory.join("data.sqlite3");
    let shown = path.display().to_string();
    let outcome = match machine.rows(&path, TABLE, "key", &KEYS) {
        Ok(table) => {
            let table = table.unwrap_or_default();
            let (mut sign_ins, dropped) = of_table(&table);
            let entries = sign_ins.len();
            // The way that was used last is the one that is in use.
            sign_ins.sort_by_key(|(_, sign_in)| sign_in.expires);
            if let Some((key, mut sign_in)) = sign_ins.pop() {
                if sign_in.profile.is_none() {
                    sign_in.profile = profile(machine, &path);
                }
                add(search, sign_in, key, &shown, false);
            }
            Outcome::Read { entries, dropped }
        }
        Err(fault) => outcome_of(fault),
    };
    search.places.push(SearchedPath {
        path: shown,
        outcome,
        owner: Owner::Tool(CLI),
    });
}

/// The sign-ins by their keys, and remarks on those that are of no use.
fn of_table(table: &Table) -> (Vec<(&str, SignIn)>, Vec<String>) {
    let (mut found, mut dropped) = (Vec::new(), Vec::new());
    for row in &table.rows {
        let Some(key) = table.cell(row, "key").and_then(Cell::text) else {
            continue;
        };
        let names = ["access_token", "expires_at", "profile_arn", "region"];
        let value = table.cell(row, "value").and_then(Cell::text_or_bytes);
        let value = value.and_then(|text| object(text.as_bytes()).ok());
        match value.and_then(|fields| SignIn::of(&fields, names)) {
            Some(sign_in) => found.push((key, sign_in)),
            None => dropped.push(format!("{key}: value")),
        }
    }
    (found, dropped)
}

fn profile(machine: &dyn Machine, database: &std::path::Path) -> Option<String> {
    let table = machine.rows(database, STATE, "key", &[PROFILE]).ok()??;
    let row = table.rows.first()?;
    let fields = object(table.cell(row, "value")?.text_or_bytes()?.as_bytes()).ok()?;
    text(&fields, "arn")
}

fn of_editor(machine: &dyn Machine, search: &mut Discovery<Credential>) {
    let Some(home) = machine.home() else {
        return;
    };
    let folders = [".aws", "sso", "cache", "kiro-auth-token.json"];
    let path = folders.iter().fold(home, |path, part| path.join(part));
    let shown = path.display().to_string();
    let content = machine
        .read(&path, &|bytes| object(bytes).is_ok())
        .map_err(outcome_of)
        .and_then(|bytes| object(&bytes));
    let outcome = match content {
        Ok(fields) => {
            let names = ["accessToken", "expiresAt", "profileArn", "region"];
            let sign_in = SignIn::of(&fields, names);
            let entries = usize::from(sign_in.is_some());
            let is_social = text(&fields, "authMethod").is_some_and(|it| it == "social");
            if let Some(sign_in) = sign_in {
                let entry = if is_social { SOCIAL } else { "accessToken" };
                add(search, sign_in, entry, &shown, true);
            }
            Outcome::Read {
                entries,
                dropped: Vec::new(),
            }
        }
        Err(outcome) => outcome,
    };
    search.places.push(SearchedPath {
        path: shown,
        outcome,
        owner: Owner::Tool(EDITOR),
    });
}

fn add(
    search: &mut Discovery<Credential>,
    sign_in: SignIn,
    entry: &str,
    path: &str,
    is_of_the_editor: bool,
) {
    let region = sign_in.region.unwrap_or_else(|| USUAL_REGION.to_owned());
    let status = if is_region(&region) {
        CredentialStatus::Ready(Credential {
            access: Secret::new(sign_in.access),
            expires: sign_in.expires,
            profile: sign_in.profile,
            region,
            is_social: entry == SOCIAL,
            is_of_the_editor,
        })
    } else {
        CredentialStatus::Broken(Problem::new(Code::Forbidden).with_case(Case::Region))
    };
    search.found.push(Found {
        account: Account {
            key: AccountKey::new(PROVIDER, entry),
            label: None,
            plan: None,
            origin: Origin {
                path: Some(path.to_owned()),
                entry: entry.to_owned(),
            },
        },
        notes: Vec::new(),
        status,
    });
}

impl SignIn {
    /// Of the fields with these names: token, end, profile, region.
    fn of(fields: &Map<String, Value>, names: [&str; 4]) -> Option<Self> {
        let [access, expires, profile, region] = names;
        Some(Self {
            access: text(fields, access)?,
            expires: fields.get(expires).and_then(moment),
            profile: text(fields, profile),
            region: text(fields, region),
        })
    }
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    let text = fields.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether it is a region as Amazon names them: `eu-central-1`.
fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let [area, middle @ .., number] = parts.as_slice() else {
        return false;
    };
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|it| it.is_ascii_lowercase());
    area.len() == 2
        && is_word(area)
        && !middle.is_empty()
        && middle.iter().all(is_word)
        && number.len() == 1
        && number.bytes().all(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_region;

    #[test]
    fn only_a_region_becomes_part_of_a_host() {
        for name in ["us-east-1", "eu-central-1", "us-gov-west-1"] {
            assert!(is_region(name), "{name}");
        }
        for name in [
            "",
            "us",
            "us-1",
            "us-east",
            "us-east-10",
            "us--1",
            "usa-east-1",
            "US-east-1",
            "us-east-1.example.org/",
            "us-ea.st-1",
            "-us-east-1",
            "us-east-1-",
            "us-é-1",
        ] {
            assert!(!is_region(name), "{name}");
        }
    }
}
