//! OpenAI's sign-ins: OpenCode's own, and the file of the Codex command line where OpenCode has
//! none. What a token says about its owner is for display and identity only.

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

use super::{CODEX, plan::plan_label};
use crate::{
    jwt::payload,
    opencode_stores::{Kind, entries, object, outcome_of},
};

const IDS: [&str; 3] = ["openai", "codex", "chatgpt"];

/// What a query needs.
#[derive(Hash)]
pub(crate) struct Credential {
    pub(crate) access: Secret,
    /// The value of the account header.
    pub(crate) account: Option<String>,
    /// From the token itself, since the stored moment is known to be wrong at times; that one
    /// counts where the token says nothing.
    pub(crate) expires: Option<Timestamp>,
    /// Kept by the Codex command line, which is then what renews it.
    pub(crate) is_of_codex: bool,
}

pub(super) fn find(machine: &dyn Machine) -> Discovery<Credential> {
    let stored = entries(machine, &IDS);
    let mut search = Discovery {
        found: Vec::new(),
        places: stored.places,
    };
    for entry in stored.entries {
        // A key is paid by use; there is no plan whose quota could be shown.
        if let Kind::Oauth(oauth) = entry.kind {
            let claims = Claims::of(&oauth.access);
            let claims = Claims {
                expires: claims.expires.or(oauth.expires),
                ..claims
            };
            let account = found(
                oauth.access,
                oauth.account_id,
                &claims,
                entry.label,
                entry.origin,
                entry.notes,
            );
            add(&mut search, account);
        }
    }
    if search.found.is_empty() {
        codex(machine, &mut search);
    }
    search
}

/// The same account again adds nothing; one that is told by its entry's name alone may be another.
fn add(search: &mut Discovery<Credential>, mut account: Found<Credential>) {
    let origin = &account.account.origin;
    let is_known = |search: &Discovery<Credential>, key: &AccountKey| {
        search.found.iter().any(|known| known.account.key == *key)
    };
    if account.account.key.id == origin.entry && is_known(search, &account.account.key) {
        account.account.key = AccountKey::new("openai", origin.id_beside_others());
    }
    if !is_known(search, &account.account.key) {
        search.found.push(account);
    }
}

fn found(
    access: String,
    stored_account: Option<String>,
    claims: &Claims,
    label: Option<String>,
    origin: Origin,
    notes: Vec<Note>,
) -> Found<Credential> {
    let account = claims
        .account
        .clone()
        .or(stored_account)
        .filter(|id| !id.starts_with("org-") && is_header_text(id));
    let id = identity(account.as_deref(), claims, &origin);
    let is_of_codex = notes.iter().any(|note| note.code == NoteCode::OtherTool);
    Found {
        account: Account {
            key: AccountKey::new("openai", id),
            label: claims.email.clone().or(label),
            plan: claims.plan.as_deref().and_then(plan_label),
            origin,
        },
        notes,
        status: CredentialStatus::Ready(Credential {
            access: Secret::new(access),
            account,
            expires: claims.expires,
            is_of_codex,
        }),
    }
}

/// A workspace has many people, and a person may be in several of them: both make the account.
fn identity(account: Option<&str>, claims: &Claims, origin: &Origin) -> String {
    let email = claims.email.as_ref().map(|email| email.to_lowercase());
    let person = claims.user.clone().or(email);
    match (account, person) {
        (Some(account), Some(person)) => format!("{account}/{person}"),
        (Some(account), None) => account.to_owned(),
        (None, Some(person)) => person,
        (None, None) => origin.entry.clone(),
    }
}

/// The file of the Codex command line: the first of its places that holds a sign-in.
fn codex(machine: &dyn Machine, search: &mut Discovery<Credential>) {
    // One that depends on the current directory names any place.
    let own = machine.var("CODEX_HOME").map(PathBuf::from);
    let directories = match (own.filter(|it| it.is_absolute()), machine.home()) {
        (Some(directory), _) => vec![directory],
        (None, Some(home)) => vec![home.join(".codex"), home.join(".config").join("codex")],
        (None, None) => Vec::new(),
    };
    for directory in directories {
        let path = directory.join("auth.json");
        let shown = path.display().to_string();
        let content = machine
            .read(&path, &|bytes| object(bytes).is_ok())
            .map_err(outcome_of)
            .and_then(|bytes| object(&bytes));
        let (outcome, tokens) = match content {
            Ok(mut file) => {
                let tokens = file.remove("tokens").filter(Value::is_object);
                let entries = usize::from(tokens.is_some());
                let dropped = Vec::new();
                (Outcome::Read { entries, dropped }, tokens)
            }
            Err(outcome) => (outcome, None),
        };
        search.places.push(SearchedPath {
            path: shown.clone(),
            outcome,
            owner: Owner::Tool(CODEX),
        });
        let text = |name: &str| {
            let value = tokens.as_ref()?.get(name)?.as_str()?;
            (!value.is_empty()).then(|| value.to_owned())
        };
        let Some(access) = text("access_token") else {
            continue;
        };
        let about_user = text("id_token")
            .map(|token| Claims::of(&token))
            .unwrap_or_default();
        let claims = Claims::of(&access);
        let claims = Claims {
            email: claims.email.or(about_user.email),
            account: claims.account.or(about_user.account),
            user: claims.user.or(about_user.user),
            plan: claims.plan.or(about_user.plan),
            expires: claims.expires,
        };
        let origin = Origin {
            path: Some(shown),
            entry: "tokens".to_owned(),
        };
        let notes = vec![Note::new(NoteCode::OtherTool)];
        let account = found(access, text("account_id"), &claims, None, origin, notes);
        add(search, account);
        return;
    }
}

/// A header must not be broken by what a file holds.
fn is_header_text(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What a token says. Its signature is not checked: nothing is decided by it.
#[derive(Debug, Default)]
struct Claims {
    email: Option<String>,
    account: Option<String>,
    user: Option<String>,
    plan: Option<String>,
    expires: Option<Timestamp>,
}

impl Claims {
    fn of(token: &str) -> Self {
        let Some(payload) = payload(token) else {
            return Self::default();
        };
        let text = |group: &str, name: &str| {
            let value = payload.get(group)?.get(name)?.as_str()?;
            (!value.is_empty()).then(|| value.to_owned())
        };
        Self {
            email: text("https://api.openai.com/profile", "email").or_else(|| {
                let email = payload.get("email")?.as_str()?;
                Some(email.to_owned())
            }),
            account: text("https://api.openai.com/auth", "chatgpt_account_id"),
            user: text("https://api.openai.com/auth", "chatgpt_user_id")
                .or_else(|| text("https://api.openai.com/auth", "user_id")),
            plan: text("https://api.openai.com/auth", "chatgpt_plan_type"),
            expires: payload.get("exp").and_then(moment),
        }
    }
}
