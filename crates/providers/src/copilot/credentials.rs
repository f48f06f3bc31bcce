//! Copilot's sign-ins: OpenCode's entries, and the user's own token file, which belongs to the
//! first of them.

use std::hash::{Hash, Hasher};

use plimsoll_core::{
    model::{Account, AccountKey, Note, Origin, Outcome, Owner, SearchedPath, Secret},
    ports::Machine,
    problem::{Code, Fact, Problem},
    provider::{CredentialStatus, Discovery, Found},
};

use super::{
    host::api_of,
    token_file::{self, TokenFile},
};
use crate::opencode_stores::{
    Directory, Kind, Oauth, directories, entries_with_refresh, object, outcome_of,
};

const IDS: [&str; 5] = [
    "github-copilot",
    // Of a company, until OpenCode 1.3.
    "github-copilot-enterprise",
    "copilot",
    "copilot-chat",
    "github-copilot-chat",
];
const FILE: &str = "copilot-quota-token.json";

/// What a query needs.
pub(crate) struct Credential {
    /// The user's own file, or what is wrong with it; `None` without one.
    pub(crate) file: Option<Result<TokenFile, Problem>>,
    pub(crate) sign_in: Option<SignIn>,
    /// Where the file is, or would have to be.
    pub(crate) file_path: String,
}

/// OpenCode's token for GitHub. It does not rotate, and it is never renewed.
#[derive(Hash)]
pub(crate) struct SignIn {
    pub(crate) token: Secret,
    /// Base address of the API.
    pub(crate) api: String,
}

impl Hash for Credential {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.sign_in.hash(state);
        match &self.file {
            Some(Ok(file)) => file.hash(state),
            Some(Err(problem)) => format!("{:?}", problem.facts).hash(state),
            None => {}
        }
    }
}

pub(super) fn find(machine: &dyn Machine) -> Discovery<Credential> {
    let stored = entries_with_refresh(machine, &IDS);
    let mut file = File::find(machine);
    let mut search = Discovery {
        found: Vec::new(),
        places: stored.places,
    };
    search.places.append(&mut file.places);
    for entry in stored.entries {
        // A key is paid by use; there is no plan whose quota could be shown.
        let Kind::Oauth(oauth) = entry.kind else {
            continue;
        };
        let key = AccountKey::new("copilot", entry.origin.entry.clone());
        let is_taken = search.found.iter().any(|known| known.account.key == key);
        let key = if is_taken {
            AccountKey::new("copilot", entry.origin.id_beside_others())
        } else {
            key
        };
        if search.found.iter().any(|known| known.account.key == key) {
            continue;
        }
        let content = file.content.take();
        let label = content.as_ref().and_then(owner).or(entry.label);
        search.found.push(Found {
            account: account(key, label, entry.origin),
            notes: entry.notes,
            status: status(sign_in(&oauth), content, &file.path),
        });
    }
    if let Some(content) = file.content {
        let label = owner(&content);
        let key = AccountKey::new("copilot", label.clone().unwrap_or_else(|| FILE.to_owned()));
        let origin = Origin {
            path: Some(file.path.clone()),
            entry: "token".to_owned(),
        };
        search.found.push(Found {
            account: account(key, label, origin),
            notes: Vec::<Note>::new(),
            status: match content {
                Err(problem) => CredentialStatus::Broken(problem),
                Ok(content) => CredentialStatus::Ready(Credential {
                    file: Some(Ok(content)),
                    sign_in: None,
                    file_path: file.path,
                }),
            },
        });
    }
    search
}

fn account(key: AccountKey, label: Option<String>, origin: Origin) -> Account {
    Account {
        key,
        label,
        plan: None,
        origin,
    }
}

fn owner(content: &Result<TokenFile, Problem>) -> Option<String> {
    match content {
        Ok(file) => Some(file.whose.name().to_owned()),
        Err(problem) => problem.get(Fact::User).map(str::to_owned),
    }
}

/// A sign-in that cannot be used is no reason to leave a good file unused.
fn status(
    sign_in: Result<SignIn, Problem>,
    file: Option<Result<TokenFile, Problem>>,
    path: &str,
) -> CredentialStatus<Credential> {
    let sign_in = match (sign_in, &file) {
        (Ok(sign_in), _) => Some(sign_in),
        (Err(_), Some(Ok(_))) => None,
        (Err(problem), Some(Err(_)) | None) => return CredentialStatus::Broken(problem),
    };
    CredentialStatus::Ready(Credential {
        file,
        sign_in,
        file_path: path.to_owned(),
    })
}

fn sign_in(oauth: &Oauth) -> Result<SignIn, Problem> {
    let api = api_of(oauth.enterprise_url.as_deref())?;
    // Old versions kept a token for Copilot's own service, which lives for minutes, in `access`.
    let tokens = [oauth.refresh.as_ref(), Some(&oauth.access)];
    let token = tokens.into_iter().flatten().find(|it| !it.is_empty());
    let token = token.ok_or_else(|| Problem::new(Code::SignInRefused))?;
    Ok(SignIn {
        token: Secret::new(token.clone()),
        api,
    })
}

/// The user's file in the first of OpenCode's configuration directories that has one.
struct File {
    path: String,
    content: Option<Result<TokenFile, Problem>>,
    places: Vec<SearchedPath>,
}

impl File {
    fn find(machine: &dyn Machine) -> Self {
        let mut paths = directories(machine, Directory::Config)
            .into_iter()
            .map(|directory| directory.join(FILE))
            .peekable();
        let usual = paths.peek().map(|path| path.display().to_string());
        let mut places = Vec::new();
        for path in paths {
            let shown = path.display().to_string();
            let content = machine
                .read(&path, &|bytes| object(bytes).is_ok())
                .map_err(outcome_of)
                .and_then(|bytes| object(&bytes));
            let (outcome, content) = match content {
                Ok(content) => {
                    let read = token_file::read(&content, &shown);
                    let entries = usize::from(read.is_ok());
                    let dropped = Vec::new();
                    (Outcome::Read { entries, dropped }, Some(read))
                }
                Err(outcome) => (outcome, None),
            };
            let is_missing = matches!(outcome, Outcome::Missing);
            places.push(SearchedPath {
                path: shown.clone(),
                outcome,
                owner: Owner::Person,
            });
            if !is_missing {
                return Self {
                    path: shown,
                    content,
                    places,
                };
            }
        }
        Self {
            path: usual.unwrap_or_else(|| FILE.to_owned()),
            content: None,
            places,
        }
    }
}
