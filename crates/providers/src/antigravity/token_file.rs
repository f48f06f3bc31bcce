//! The token file that Antigravity's command line (`agy`) writes where the system has no keyring.
//! It names no person, so it serves only where no other Google sign-in is found.

use std::path::PathBuf;

use jiff::Timestamp;
use plimsoll_core::{
    model::{
        Account, AccountKey, Note, NoteCode, Origin, Outcome, Owner, SearchedPath, Secret, moment,
    },
    ports::{Machine, OauthClient},
    provider::{CredentialStatus, Found},
};
use serde_json::Value;

use super::{AGY, Credential, credentials::SignIn, stored::Stored};
use crate::opencode_stores::{object, outcome_of};

const DIRECTORY: &str = "antigravity-cli";
const FILE: &str = "antigravity-oauth-token";

/// A token with what is known of it.
pub(super) struct Lent {
    access: Secret,
    refresh: Option<Secret>,
    until: Option<Timestamp>,
    path: String,
}

/// The first of the files that holds a token.
pub(super) fn find(machine: &dyn Machine, places: &mut Vec<SearchedPath>) -> Option<Lent> {
    for path in paths(machine) {
        let shown = path.display().to_string();
        let content = machine
            .read(&path, &|bytes| object(bytes).is_ok())
            .map_err(outcome_of)
            .and_then(|bytes| object(&bytes));
        let (outcome, token) = match content {
            Ok(file) => {
                let token = file.get("token").cloned().unwrap_or(Value::Object(file));
                let lent = Lent::read(&token, &shown);
                let entries = usize::from(lent.is_some());
                let dropped = match lent {
                    Some(_) => Vec::new(),
                    None => vec!["token: access_token".to_owned()],
                };
                (Outcome::Read { entries, dropped }, lent)
            }
            Err(outcome) => (outcome, None),
        };
        places.push(SearchedPath {
            path: shown,
            outcome,
            owner: Owner::Tool(AGY),
        });
        if token.is_some() {
            return token;
        }
    }
    None
}

fn paths(machine: &dyn Machine) -> Vec<PathBuf> {
    let home = machine.home();
    let configuration = machine
        .var("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(home.as_ref()?.join(".config")));
    let directories = [home.map(|home| home.join(".gemini")), configuration];
    let directories = directories.into_iter().flatten();
    directories
        .map(|base| base.join(DIRECTORY).join(FILE))
        .collect()
}

impl Lent {
    fn read(token: &Value, path: &str) -> Option<Self> {
        let text = |name: &str| {
            let text = token.get(name)?.as_str()?.trim();
            let is_fit = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
            is_fit.then(|| Secret::new(text))
        };
        Some(Self {
            access: text("access_token")?,
            // Google's does not change when it is used.
            refresh: text("refresh_token"),
            until: token.get("expiry").and_then(moment),
            path: path.to_owned(),
        })
    }

    /// With a client it can be renewed as every other Google sign-in is.
    pub(super) fn found(self, clients: &[OauthClient]) -> Found<Credential> {
        let key = AccountKey::new("antigravity", DIRECTORY);
        let sign_in = match self.refresh {
            Some(refresh) if !clients.is_empty() => SignIn::Renewable {
                refresh,
                clients: clients.to_vec(),
            },
            Some(_) | None => SignIn::Lent {
                access: self.access,
                until: self.until,
            },
        };
        Found {
            account: Account {
                key: key.clone(),
                label: None,
                plan: None,
                origin: Origin {
                    path: Some(self.path.clone()),
                    entry: "token".to_owned(),
                },
            },
            notes: vec![Note::new(NoteCode::OtherTool)],
            status: CredentialStatus::Ready(Credential {
                key,
                sign_in,
                project: None,
                stored: Stored::default(),
                page: None,
                path: Some(self.path),
            }),
        }
    }
}
