//! Finds Google's sign-ins: the accounts file of the Antigravity plugin, and OpenCode's own entry.

use std::{
    cmp::Reverse,
    path::{Path, PathBuf},
};

use plimsoll_core::{
    model::{Account, AccountKey, Note, NoteCode, Origin, Outcome, SearchedPath, Secret},
    ports::{Machine, OauthClient},
    provider::{CredentialStatus, Discovery, Found},
};
use serde_json::{Map, Value};

use super::{
    client,
    credentials::{Credential, SignIn},
    stored::Stored,
    token_file,
};
use crate::{
    lenient::as_number,
    opencode_stores::{Directory, Kind, directories, entries_with_refresh, object, outcome_of},
};

const FILE: &str = "antigravity-accounts.json";

/// More accounts than anyone needs to see; of further ones only their number is told.
const ACCOUNTS: usize = 100;

pub(super) fn find(machine: &dyn Machine) -> Discovery<Credential> {
    let mut places = Vec::new();
    let mut logins = of_files(machine, &mut places);
    let stored = entries_with_refresh(machine, &["google"]);
    places.extend(stored.places);
    for entry in stored.entries {
        // A key is paid by use; there is no plan whose quota could be shown.
        if let Kind::Oauth(oauth) = entry.kind
            && let Some(packed) = oauth.refresh.as_deref().and_then(Packed::read)
        {
            logins.push(Login {
                email: None,
                label: entry.label,
                packed,
                is_off: false,
                newest: (0, 0),
                stored: Stored::default(),
                page: None,
                origin: entry.origin,
                notes: entry.notes,
            });
        }
    }
    let logins = single(logins);
    let lent = if logins.is_empty() {
        token_file::find(machine, &mut places)
    } else {
        None
    };
    if logins.is_empty() && lent.is_none() {
        return Discovery {
            found: Vec::new(),
            places,
        };
    }
    let found = client::find(machine);
    places.extend(found.places);
    let clients = found.clients;
    let more = logins.len().saturating_sub(ACCOUNTS);
    let mut found: Vec<Found<Credential>> = logins
        .into_iter()
        .take(ACCOUNTS)
        .map(|login| login.found(&clients))
        .chain(lent.map(|lent| lent.found(&clients)))
        .collect();
    if more > 0
        && let Some(last) = found.last_mut()
    {
        let note = Note::with(NoteCode::NotShown, |words| {
            words.number("count", more as f64)
        });
        last.notes.push(note);
    }
    Discovery { found, places }
}

/// The accounts of the first file there is, and of those in the directories of the settings.
fn of_files(machine: &dyn Machine, places: &mut Vec<SearchedPath>) -> Vec<Login> {
    let extra = machine.opencode_directories();
    let mut usual: Vec<PathBuf> = Vec::new();
    for kind in [Directory::Config, Directory::Data] {
        for directory in directories(machine, kind) {
            if !usual.contains(&directory) && !extra.contains(&directory) {
                usual.push(directory);
            }
        }
    }
    let mut logins = Vec::new();
    let mut read = |directory: &Path| {
        let path = directory.join(FILE);
        let outcome = file(machine, &path, &mut logins);
        let is_read = matches!(outcome, Outcome::Read { .. });
        places.push(SearchedPath::new(path.display().to_string(), outcome));
        is_read
    };
    // The plugin moves its file: one in a later place is left over from before.
    let _ = usual.iter().any(|directory| read(directory));
    for directory in &extra {
        read(directory);
    }
    logins
}

fn file(machine: &dyn Machine, path: &Path, logins: &mut Vec<Login>) -> Outcome {
    let content = machine
        .read(path, &|bytes| object(bytes).is_ok())
        .map_err(outcome_of)
        .and_then(|bytes| object(&bytes));
    let content = match content {
        Ok(content) => content,
        Err(outcome) => return outcome,
    };
    let Some(Value::Array(accounts)) = content.get("accounts") else {
        let dropped = vec!["accounts".to_owned()];
        return Outcome::Read {
            entries: 0,
            dropped,
        };
    };
    let mut dropped = Vec::new();
    for (index, account) in accounts.iter().enumerate() {
        let entry = format!("accounts[{index}]");
        let origin = Origin {
            path: Some(path.display().to_string()),
            entry: entry.clone(),
        };
        match account
            .as_object()
            .and_then(|account| Login::read(account, origin))
        {
            Some(login) => logins.push(login),
            None => dropped.push(format!("{entry}: refreshToken")),
        }
    }
    Outcome::Read {
        entries: accounts.len(),
        dropped,
    }
}

/// A sign-in as a store has it.
struct Login {
    email: Option<String>,
    label: Option<String>,
    packed: Packed,
    is_off: bool,
    /// When it was last used and added; the newest of one e-mail address counts.
    newest: (i64, i64),
    stored: Stored,
    page: Option<String>,
    origin: Origin,
    notes: Vec<Note>,
}

impl Login {
    fn read(account: &Map<String, Value>, origin: Origin) -> Option<Self> {
        let text = |name: &str| {
            let text = account.get(name)?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let moment = |name: &str| {
            let moment = account.get(name).and_then(as_number);
            moment.unwrap_or_default() as i64
        };
        let mut packed = Packed::read(&text("refreshToken")?)?;
        packed.project = text("managedProjectId")
            .or_else(|| text("projectId"))
            .or(packed.project);
        let email = text("email");
        Some(Self {
            label: email.clone(),
            email,
            packed,
            is_off: account.get("enabled") == Some(&Value::Bool(false)),
            newest: (moment("lastUsed"), moment("addedAt")),
            stored: Stored::read(account),
            page: text("verificationUrl").or_else(|| text("verificationRequiredUrl")),
            origin,
            notes: Vec::new(),
        })
    }

    fn id(&self) -> String {
        match &self.email {
            Some(email) => email.to_lowercase(),
            None => format!("{:016x}", fnv_1a(self.packed.refresh.expose().as_bytes())),
        }
    }

    fn found(mut self, clients: &[OauthClient]) -> Found<Credential> {
        let key = AccountKey::new("antigravity", self.id());
        let path = self.origin.path.clone();
        let status = if self.is_off {
            self.notes.push(Note::new(NoteCode::Disabled));
            CredentialStatus::Off
        } else {
            CredentialStatus::Ready(Credential {
                key: key.clone(),
                sign_in: SignIn::Renewable {
                    refresh: self.packed.refresh,
                    clients: clients.to_vec(),
                },
                project: self.packed.project,
                stored: self.stored,
                page: self.page,
                path,
            })
        };
        Found {
            account: Account {
                key,
                label: self.label,
                plan: None,
                origin: self.origin,
            },
            notes: self.notes,
            status,
        }
    }
}

/// Each account once, in the order of the stores: of one e-mail address the sign-in used last, of
/// one token the first.
fn single(logins: Vec<Login>) -> Vec<Login> {
    let mut order: Vec<(usize, Login)> = logins.into_iter().enumerate().collect();
    order.sort_by_key(|(_, login)| (login.email.is_none(), Reverse(login.newest)));
    let mut kept: Vec<(usize, Login)> = Vec::new();
    for (index, login) in order {
        let known = kept.iter_mut().find(|(_, known)| {
            known.id() == login.id()
                || known.packed.refresh.expose() == login.packed.refresh.expose()
        });
        match known {
            Some((first, _)) => *first = index.min(*first),
            None => kept.push((index, login)),
        }
    }
    kept.sort_by_key(|(index, _)| *index);
    kept.into_iter().map(|(_, login)| login).collect()
}

/// `refreshToken|projectId|managedProjectId`; parts may be empty or missing.
struct Packed {
    refresh: Secret,
    project: Option<String>,
}

impl Packed {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('|').map(str::trim);
        let refresh = parts.next().filter(|refresh| !refresh.is_empty())?;
        let mut project = || {
            let project = parts.next().filter(|project| !project.is_empty());
            project.map(str::to_owned)
        };
        let (own, managed) = (project(), project());
        Some(Self {
            refresh: Secret::new(refresh),
            project: managed.or(own),
        })
    }
}

/// A short number that is the same in every run and every release.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_core::testing::FakeMachine;

    use super::*;

    #[test]
    fn of_very_many_accounts_the_number_that_is_not_shown_is_told() {
        let account = |number| {
            serde_json::json!({ "email": format!("ada{number}@example.org"),
                "refreshToken": format!("1//sample{number}") })
        };
        let accounts: Vec<Value> = (0..130).map(account).collect();
        let file = serde_json::json!({ "version": 4, "accounts": accounts }).to_string();
        let path = ".config/opencode/antigravity-accounts.json";
        let search = find(&FakeMachine::new().file(path, file));
        assert_eq!(search.found.len(), ACCOUNTS);
        let notes: Vec<&Note> = search.found.iter().flat_map(|it| &it.notes).collect();
        let expected = Note::with(NoteCode::NotShown, |words| words.number("count", 30.0));
        assert_eq!(notes, [&expected]);
    }

    #[test]
    fn the_short_number_is_the_published_one() {
        assert_eq!(fnv_1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
