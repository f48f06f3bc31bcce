//! Cursor's sign-ins: the editor's database and the agent's own store. Of each that alone is read which
//! is named here.

use std::hash::{Hash, Hasher};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    model::{Account, AccountKey, Origin, Outcome, Owner, SearchedPath, Secret, Tool, moment},
    ports::{Cell, Machine, Os, Table},
    provider::{CredentialStatus, Discovery, Found},
};
use serde_json::Value;

use super::{AGENT, EDITOR, map::plan_label};
use crate::{
    ids::is_plain,
    jwt::payload,
    opencode_stores::{object, outcome_of},
    places::{application_data, config},
};

const PROVIDER: &str = "cursor";
/// The editor renews a token before it ends.
pub(super) const MARGIN: SignedDuration = SignedDuration::from_secs(60);

/// The editor's table, whose other rows are none of ours: the refresh token is one of them.
const TABLE: &str = "ItemTable";
const ACCESS: &str = "cursorAuth/accessToken";
const MEMBERSHIP: &str = "cursorAuth/stripeMembershipType";
const EMAIL: &str = "cursorAuth/cachedEmail";

/// The field of the agent's file, and the service of its item in the keychain.
const FIELD: &str = "accessToken";
const KEYCHAIN: &str = "cursor-access-token";

/// What a query needs.
#[derive(Hash)]
pub(crate) struct Credential {
    pub(super) tokens: Vec<Token>,
}

/// An access token with what is known of it.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) access: Secret,
    /// What the web page takes in the place of the token; `None` where the token names no user.
    pub(super) cookie: Option<Secret>,
    /// The user's own id.
    pub(super) user: Option<String>,
    pub(super) expires: Option<Timestamp>,
    pub(super) plan: Option<String>,
    is_of_the_editor: bool,
}

impl Token {
    /// What must not stand in an answer that is shown.
    pub(super) fn secrets(&self) -> Vec<&Secret> {
        [Some(&self.access), self.cookie.as_ref()]
            .into_iter()
            .flatten()
            .collect()
    }

    pub(super) fn tool(&self) -> Tool {
        if self.is_of_the_editor { EDITOR } else { AGENT }
    }
}

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.access.hash(state);
    }
}

/// A token and where it was found.
struct SignIn {
    token: Token,
    origin: Origin,
    label: Option<String>,
}

pub(super) fn find(machine: &dyn Machine) -> Discovery<Credential> {
    let mut search = Discovery::default();
    let editor = of_editor(machine, &mut search.places);
    let agent = of_agent(machine, &mut search.places);
    for sign_in in [editor, agent].into_iter().flatten() {
        add(&mut search, sign_in);
    }
    search
}

/// Two tokens of one user are one account, of different users two.
fn add(search: &mut Discovery<Credential>, sign_in: SignIn) {
    let id = sign_in.token.user.as_deref().unwrap_or(PROVIDER);
    let key = AccountKey::new(PROVIDER, id);
    let mut known = search.found.iter_mut();
    if let Some(known) = known.find(|known| known.account.key == key) {
        if let CredentialStatus::Ready(credential) = &mut known.status {
            let mut tokens = credential.tokens.iter();
            let of = |token: &Token| token.access.fingerprint();
            if !tokens.any(|token| of(token) == of(&sign_in.token)) {
                credential.tokens.push(sign_in.token);
            }
        }
        return;
    }
    search.found.push(Found {
        account: Account {
            key,
            label: sign_in.label,
            plan: sign_in.token.plan.clone(),
            origin: sign_in.origin,
        },
        notes: Vec::new(),
        status: CredentialStatus::Ready(Credential {
            tokens: vec![sign_in.token],
        }),
    });
}

fn of_editor(machine: &dyn Machine, places: &mut Vec<SearchedPath>) -> Option<SignIn> {
    let folders = ["Cursor", "User", "globalStorage", "state.vscdb"];
    let start = application_data(machine)?;
    let path = folders.iter().fold(start, |path, part| path.join(part));
    let shown = path.display().to_string();
    let (outcome, sign_in) = match machine.rows(&path, TABLE, "key", &[ACCESS, MEMBERSHIP, EMAIL]) {
        Ok(table) => {
            let sign_in = table.as_ref().and_then(|table| of_table(table, &shown));
            let is_odd = |table: &Table| !(table.has("key") && table.has("value"));
            let remark = table.filter(is_odd).map(|_| format!("{TABLE}: columns"));
            let outcome = Outcome::Read {
                entries: usize::from(sign_in.is_some()),
                dropped: remark.into_iter().collect(),
            };
            (outcome, sign_in)
        }
        Err(fault) => (outcome_of(fault), None),
    };
    places.push(place(shown, outcome, EDITOR));
    sign_in
}

fn of_table(table: &Table, path: &str) -> Option<SignIn> {
    let value = |key: &str| {
        let named = |row: &&Vec<Cell>| table.cell(row, "key").and_then(Cell::text) == Some(key);
        let row = table.rows.iter().find(named)?;
        plain(table.cell(row, "value")?.text_or_bytes()?)
    };
    Some(SignIn {
        token: token(&value(ACCESS)?, value(MEMBERSHIP).as_deref(), true),
        origin: Origin {
            path: Some(path.to_owned()),
            entry: ACCESS.to_owned(),
        },
        label: value(EMAIL),
    })
}

/// A value is a text, or that as JSON.
fn plain(value: &str) -> Option<String> {
    let text = serde_json::from_str::<String>(value).unwrap_or_else(|_| value.to_owned());
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The agent's store: on macOS its item in the keychain before its file.
fn of_agent(machine: &dyn Machine, places: &mut Vec<SearchedPath>) -> Option<SignIn> {
    if machine.os() == Os::MacOs {
        let shown = format!("Keychain: {KEYCHAIN}");
        let (outcome, text) = match machine.keychain(KEYCHAIN, None) {
            Ok(bytes) => {
                let text = str::from_utf8(&bytes).ok().and_then(plain);
                (read(text.is_some()), text)
            }
            Err(fault) => (outcome_of(fault), None),
        };
        places.push(place(shown.clone(), outcome, AGENT));
        if let Some(text) = text {
            return Some(of_text(&text, shown, KEYCHAIN));
        }
    }
    let path = config(machine)?.join("cursor").join("auth.json");
    let shown = path.display().to_string();
    let content = machine
        .read(&path, &|bytes| object(bytes).is_ok())
        .map_err(outcome_of)
        .and_then(|bytes| object(&bytes));
    let (outcome, text) = match content {
        Ok(file) => {
            let text = file.get(FIELD).and_then(Value::as_str).and_then(plain);
            (read(text.is_some()), text)
        }
        Err(outcome) => (outcome, None),
    };
    places.push(place(shown.clone(), outcome, AGENT));
    Some(of_text(&text?, shown, FIELD))
}

fn of_text(text: &str, path: String, entry: &str) -> SignIn {
    SignIn {
        token: token(text, None, false),
        origin: Origin {
            path: Some(path),
            entry: entry.to_owned(),
        },
        label: None,
    }
}

fn read(is_there: bool) -> Outcome {
    Outcome::Read {
        entries: usize::from(is_there),
        dropped: Vec::new(),
    }
}

fn place(path: String, outcome: Outcome, tool: Tool) -> SearchedPath {
    SearchedPath {
        path,
        outcome,
        owner: Owner::Tool(tool),
    }
}

fn token(access: &str, membership: Option<&str>, is_of_the_editor: bool) -> Token {
    let claims = payload(access);
    let claim = |name: &str| claims.as_ref()?.get(name);
    // The part before the last bar says how the user signed in.
    let user = claim("sub").and_then(Value::as_str);
    let user = user.and_then(|it| it.rsplit('|').next());
    let user = user.filter(|it| is_plain(it));
    Token {
        access: Secret::new(access),
        cookie: user.map(|user| Secret::new(format!("{user}%3A%3A{access}"))),
        user: user.map(str::to_owned),
        expires: claim("exp").and_then(moment),
        plan: membership.and_then(plan_label),
        is_of_the_editor,
    }
}
