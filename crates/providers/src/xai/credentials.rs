//! Grok's sign-ins: OpenCode's own, and the file of Grok's command line where OpenCode has none.

use std::path::PathBuf;

use jiff::Timestamp;
use plimsoll_core::{
    model::{
        Account, AccountKey, Note, NoteCode, Origin, Outcome, Owner, SearchedPath, Secret, moment,
    },
    ports::Machine,
    provider::{CredentialStatus, Discovery, Found},
};
use serde_json::Value;

use super::GROK;
use crate::{
    jwt::payload,
    opencode_stores::{Kind, entries, object, outcome_of},
};

const PROVIDER: &str = "xai";
/// The servers that the file's entries are named for; the first is the one in use.
const ISSUERS: [&str; 2] = ["https://auth.x.ai", "https://accounts.x.ai"];

/// What a query needs.
#[derive(Hash)]
pub(crate) struct Credential {
    pub(super) access: Secret,
    /// From the token itself; that of the store counts where the token says nothing.
    pub(super) expires: Option<Timestamp>,
    pub(super) is_of_a_team: bool,
    pub(super) is_of_grok: bool,
}

pub(super) fn find(machine: &dyn Machine) -> Discovery<Credential> {
    let stored = entries(machine, &[PROVIDER]);
    let mut search = Discovery {
        found: Vec::new(),
        places: stored.places,
    };
    for entry in stored.entries {
        // A key is paid by use; there is no plan whose quota could be shown.
        let Kind::Oauth(oauth) = entry.kind else {
            continue;
        };
        if oauth.access.is_empty() {
            continue;
        }
        let account = Account {
            key: AccountKey::new(PROVIDER, entry.origin.entry.clone()),
            label: entry.label,
            plan: None,
            origin: entry.origin,
        };
        let credential = Credential::new(&oauth.access, oauth.expires);
        add(&mut search, account, entry.notes, credential);
    }
    if search.found.is_empty() {
        of_grok(machine, &mut search);
    }
    search
}

fn add(
    search: &mut Discovery<Credential>,
    mut account: Account,
    notes: Vec<Note>,
    credential: Credential,
) {
    let is_known = |key: &AccountKey| search.found.iter().any(|known| known.account.key == *key);
    if is_known(&account.key) {
        account.key = AccountKey::new(PROVIDER, account.origin.id_beside_others());
    }
    if !is_known(&account.key) {
        search.found.push(Found {
            account,
            notes,
            status: CredentialStatus::Ready(credential),
        });
    }
}

impl Credential {
    fn new(access: &str, expires: Option<Timestamp>) -> Self {
        let stated = payload(access).and_then(|it| it.get("exp").and_then(moment));
        Self {
            access: Secret::new(access),
            expires: stated.or(expires),
            is_of_a_team: false,
            is_of_grok: false,
        }
    }
}

/// The file of Grok's command line.
fn of_grok(machine: &dyn Machine, search: &mut Discovery<Credential>) {
    let own = machine.var("GROK_HOME").map(PathBuf::from);
    let directory = own.filter(|it| it.is_absolute());
    let directory = directory.or_else(|| Some(machine.home()?.join(".grok")));
    let Some(path) = directory.map(|directory| directory.join("auth.json")) else {
        return;
    };
    let shown = path.display().to_string();
    let content = machine
        .read(&path, &|bytes| object(bytes).is_ok())
        .map_err(outcome_of)
        .and_then(|bytes| object(&bytes));
    let outcome = match content {
        Ok(file) => {
            let entries = file.len();
            let entry = ISSUERS.iter().find_map(|issuer| {
                let mut entries = file.iter();
                entries.find(|(name, entry)| name.starts_with(issuer) && entry.is_object())
            });
            let mut dropped = Vec::new();
            if let Some((name, entry)) = entry {
                match sign_in(name, entry, &shown) {
                    Some((account, credential)) => {
                        let notes = vec![Note::new(NoteCode::OtherTool)];
                        add(search, account, notes, credential);
                    }
                    None => dropped.push(format!("{name}: key")),
                }
            }
            Outcome::Read { entries, dropped }
        }
        Err(outcome) => outcome,
    };
    search.places.push(SearchedPath {
        path: shown,
        outcome,
        owner: Owner::Tool(GROK),
    });
}

/// The refresh token beside these is not looked at.
fn sign_in(name: &str, entry: &Value, path: &str) -> Option<(Account, Credential)> {
    let text = |name: &str| {
        let text = entry.get(name)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let expires = ["expires_at", "expires"]
        .iter()
        .find_map(|it| entry.get(*it));
    let credential = Credential {
        is_of_a_team: text("principal_type").is_some_and(|it| it.eq_ignore_ascii_case("team")),
        is_of_grok: true,
        ..Credential::new(&text("key")?, expires.and_then(moment))
    };
    let id = text("user_id").unwrap_or_else(|| name.to_owned());
    let account = Account {
        key: AccountKey::new(PROVIDER, id),
        label: text("email"),
        plan: None,
        origin: Origin {
            path: Some(path.to_owned()),
            entry: name.to_owned(),
        },
    };
    Some((account, credential))
}
