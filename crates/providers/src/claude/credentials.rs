//! Claude's sign-ins: Claude Code's own stores, and what OpenCode may have from an old version or a
//! plugin. One account has the tokens of all of them, in the order in which they are tried.

use std::{
    hash::{Hash, Hasher},
    path::PathBuf,
};

use jiff::Timestamp;
use plimsoll_core::{
    model::{Account, AccountKey, Note, Origin, Outcome, Owner, SearchedPath, Secret, moment},
    ports::{Machine, Os},
    provider::{CredentialStatus, Discovery, Found},
};
use serde_json::{Map, Value};

use super::{CLAUDE_CODE, keychain, plan::plan_label};
use crate::opencode_stores::{Entry, Kind, entries, object, outcome_of};

/// The object with the sign-in; what else is in a store is none of ours.
const ENTRY: &str = "claudeAiOauth";
const FILE: &str = ".credentials.json";
const PROVIDER: &str = "claude";
/// What the service asks of whoever wants to know what is left.
const SCOPE: &str = "user:profile";

/// What a query needs.
#[derive(Hash)]
pub(crate) struct Credential {
    pub(super) key: AccountKey,
    pub(super) tokens: Vec<Token>,
}

/// An access token with what is known of it.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) access: Secret,
    pub(super) expires: Option<Timestamp>,
    pub(super) may_read: bool,
    pub(super) plan: Option<String>,
    pub(super) is_of_claude_code: bool,
}

impl Token {
    fn is(&self, other: &Self) -> bool {
        self.access.fingerprint() == other.access.fingerprint()
    }
}

/// The service's pauses belong to the token, whatever is written beside it.
impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.access.hash(state);
    }
}

pub(super) fn find(machine: &dyn Machine) -> Discovery<Credential> {
    let mut search = Discovery::default();
    let mut own = Vec::new();
    if machine.os() == Os::MacOs {
        own.extend(of_keychain(machine, &mut search.places));
    }
    own.extend(of_file(machine, &mut search.places));
    let stored = entries(machine, &["anthropic"]);
    search.places.extend(stored.places);
    let mut others: Vec<SignIn> = stored.entries.into_iter().filter_map(of_opencode).collect();
    let mut own = own.into_iter();
    if let Some(first) = own.next() {
        let tokens: Vec<Token> = own.map(|it| it.token).collect();
        let is_own = |it: &SignIn| {
            let own = [&first.token].into_iter().chain(&tokens);
            own.into_iter().any(|own| own.is(&it.token))
        };
        others.retain(|it| !is_own(it));
        let spares = others.iter().map(|it| it.token.clone());
        let tokens = tokens.into_iter().chain(spares).collect();
        search.found.push(first.into_account(tokens));
    }
    let is_beside = !search.found.is_empty();
    for other in others {
        add(&mut search, other, is_beside);
    }
    search
}

/// A sign-in of OpenCode. Beside Claude Code's own it may be the same account or another one.
fn add(search: &mut Discovery<Credential>, mut sign_in: SignIn, is_beside: bool) {
    let is_known = |key: &AccountKey| search.found.iter().any(|known| known.account.key == *key);
    if is_known(&AccountKey::new(PROVIDER, sign_in.id.clone())) {
        sign_in.id = sign_in.origin.id_beside_others();
    }
    if !is_known(&AccountKey::new(PROVIDER, sign_in.id.clone())) {
        let mut found = sign_in.into_account(Vec::new());
        found.status = match found.status {
            CredentialStatus::Ready(credential) if is_beside => CredentialStatus::Spare(credential),
            status => status,
        };
        search.found.push(found);
    }
}

/// A token and where it was found.
struct SignIn {
    id: String,
    token: Token,
    origin: Origin,
    label: Option<String>,
    notes: Vec<Note>,
}

impl SignIn {
    /// An account with this token and those of further places. The same token again adds nothing.
    fn into_account(self, further: Vec<Token>) -> Found<Credential> {
        let key = AccountKey::new(PROVIDER, self.id);
        let mut tokens = vec![self.token];
        for token in further {
            if !tokens.iter().any(|it| it.is(&token)) {
                tokens.push(token);
            }
        }
        Found {
            account: Account {
                key: key.clone(),
                label: self.label,
                plan: tokens.iter().find_map(|token| token.plan.clone()),
                origin: self.origin,
            },
            notes: self.notes,
            status: CredentialStatus::Ready(Credential { key, tokens }),
        }
    }
}

/// The item of the keychain that has a sign-in. Each service is one place.
fn of_keychain(machine: &dyn Machine, places: &mut Vec<SearchedPath>) -> Option<SignIn> {
    for service in keychain::services(machine) {
        let path = format!("Keychain: {service}");
        let mut found = None;
        let mut outcome = Outcome::Missing;
        for value in keychain::values(machine, &service) {
            let (said, sign_in) = match value {
                Ok(bytes) => of_content(&bytes, &path),
                Err(fault) => (outcome_of(fault), None),
            };
            // What one of the two items says counts, unless the other has more.
            if matches!(outcome, Outcome::Missing) || sign_in.is_some() {
                outcome = said;
            }
            found = sign_in;
            if found.is_some() {
                break;
            }
        }
        places.push(place(path, outcome));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn of_file(machine: &dyn Machine, places: &mut Vec<SearchedPath>) -> Option<SignIn> {
    let path = directory(machine)?.join(FILE);
    let shown = path.display().to_string();
    let content = machine.read(&path, &|bytes| object(bytes).is_ok());
    let (outcome, sign_in) = match content {
        Ok(bytes) => of_content(&bytes, &shown),
        Err(fault) => (outcome_of(fault), None),
    };
    places.push(place(shown, outcome));
    sign_in
}

fn place(path: String, outcome: Outcome) -> SearchedPath {
    SearchedPath {
        path,
        outcome,
        owner: Owner::Tool(CLAUDE_CODE),
    }
}

/// Where Claude Code keeps its file. It takes its variables literally; one that depends on where it
/// was started names any place.
fn directory(machine: &dyn Machine) -> Option<PathBuf> {
    let usual = || Some(machine.home()?.join(".claude"));
    let variables = ["CLAUDE_SECURESTORAGE_CONFIG_DIR", "CLAUDE_CONFIG_DIR"];
    let set = variables.into_iter().find(|name| machine.has_var(name));
    let named = set.and_then(|name| machine.var(name)).map(PathBuf::from);
    named.filter(|it| it.is_absolute()).or_else(usual)
}

/// What a store of Claude Code holds; one with other things in it alone has no sign-in.
fn of_content(bytes: &[u8], path: &str) -> (Outcome, Option<SignIn>) {
    let mut file = match object(bytes) {
        Ok(file) => file,
        Err(outcome) => return (outcome, None),
    };
    let mut dropped = Vec::new();
    let entry = file.remove(ENTRY).filter(|it| !it.is_null());
    let token = entry.map(|entry| {
        let fields = entry.as_object().ok_or("type")?;
        token(fields)
    });
    let token = match token {
        Some(Ok(token)) => Some(token),
        Some(Err(field)) => {
            dropped.push(format!("{ENTRY}: {field}"));
            None
        }
        None => None,
    };
    let entries = usize::from(token.is_some());
    let sign_in = token.map(|token| SignIn {
        id: ENTRY.to_owned(),
        token,
        origin: Origin {
            path: Some(path.to_owned()),
            entry: ENTRY.to_owned(),
        },
        label: None,
        notes: Vec::new(),
    });
    (Outcome::Read { entries, dropped }, sign_in)
}

/// The refresh token beside these is not looked at.
fn token(fields: &Map<String, Value>) -> Result<Token, &'static str> {
    let text = |name: &str| {
        let text = fields.get(name)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    };
    let access = text("accessToken").ok_or("accessToken")?;
    let scopes = fields.get("scopes").and_then(Value::as_array);
    Ok(Token {
        access: Secret::new(access),
        expires: fields.get("expiresAt").and_then(moment),
        may_read: scopes.is_none_or(|scopes| scopes.iter().any(|it| it == SCOPE)),
        plan: plan_label(text("subscriptionType"), text("rateLimitTier")),
        is_of_claude_code: true,
    })
}

/// A key is paid by use; there is no plan whose quota could be shown.
fn of_opencode(entry: Entry) -> Option<SignIn> {
    let Kind::Oauth(oauth) = entry.kind else {
        return None;
    };
    if oauth.access.is_empty() {
        return None;
    }
    Some(SignIn {
        id: entry.origin.entry.clone(),
        token: Token {
            access: Secret::new(oauth.access),
            expires: oauth.expires,
            may_read: true,
            plan: None,
            is_of_claude_code: false,
        },
        origin: entry.origin,
        label: entry.label,
        notes: entry.notes,
    })
}
