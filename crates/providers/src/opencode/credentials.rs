//! OpenCode's sign-ins at its console, one for each workspace: rows of OpenCode 2's table `credential`,
//! then OpenCode 1's table of accounts.

use jiff::Timestamp;
use plimsoll_core::{
    model::{Account, AccountKey, Note, NoteCode, Origin, Secret},
    ports::Machine,
    problem::{Case, Code, Problem},
    provider::{CredentialStatus, Discovery, Found},
};

use crate::{
    ids::is_plain,
    opencode_stores::{ConsoleAccount, Entry, Kind, Workspace, console_accounts, entries},
};

const PROVIDER: &str = "opencode";
/// The service's own server under its present and its older names. All else is a company's.
const SERVERS: [&str; 3] = [
    "https://opencode.ai/console",
    "https://opencode.ai",
    "https://console.opencode.ai",
];

/// What a query needs.
#[derive(Hash)]
pub(crate) struct Credential {
    pub(super) access: Secret,
    pub(super) expires: Option<Timestamp>,
    /// `None` where the store does not say which one it is.
    pub(super) workspace: Option<String>,
    pub(super) store: Store,
}

/// Whose commands change the sign-in.
#[derive(Clone, Copy, Hash)]
pub(super) enum Store {
    OpenCode1,
    OpenCode2,
}

impl Store {
    pub(super) fn sign_in(self) -> &'static str {
        match self {
            Self::OpenCode1 => "opencode console login",
            Self::OpenCode2 => "opencode auth login opencode",
        }
    }

    /// Selects another workspace.
    pub(super) fn switch(self) -> &'static str {
        match self {
            Self::OpenCode1 => "opencode console switch",
            Self::OpenCode2 => "opencode auth switch",
        }
    }
}

/// A sign-in of either store.
struct SignIn {
    /// Of the workspace, or of the entry where the store names none.
    id: String,
    label: Option<String>,
    access: String,
    expires: Option<Timestamp>,
    workspace: Workspace,
    store: Store,
    notes: Vec<Note>,
    origin: Origin,
}

pub(super) fn find(machine: &dyn Machine) -> Discovery<Credential> {
    let stored = entries(machine, &[PROVIDER]);
    let new = stored.entries.into_iter().filter_map(of_entry);
    let old = console_accounts(machine).into_iter().map(of_account);
    let mut sign_ins: Vec<SignIn> = Vec::new();
    for sign_in in new.chain(old) {
        let is_known = sign_ins.iter().any(|known| known.id == sign_in.id);
        if !is_known && !sign_in.access.is_empty() {
            sign_ins.push(sign_in);
        }
    }
    let found = sign_ins.iter().map(|sign_in| Found {
        account: Account {
            key: AccountKey::new(PROVIDER, sign_in.id.clone()),
            label: label(sign_in, &sign_ins),
            plan: None,
            origin: sign_in.origin.clone(),
        },
        notes: sign_in.notes.clone(),
        status: sign_in.status(),
    });
    Discovery {
        found: found.collect(),
        places: stored.places,
    }
}

/// Other sign-ins under this name are keys, or name no server.
fn of_entry(entry: Entry) -> Option<SignIn> {
    let Kind::Oauth(oauth) = entry.kind else {
        return None;
    };
    let sign_in = SignIn {
        id: entry.origin.entry.clone(),
        label: entry.label,
        access: oauth.access,
        expires: oauth.expires,
        workspace: oauth.workspace?,
        store: Store::OpenCode2,
        notes: entry.notes,
        origin: entry.origin,
    };
    Some(sign_in.told_by_workspace())
}

fn of_account(account: ConsoleAccount) -> SignIn {
    let notes = [
        (!account.is_active).then_some(NoteCode::Inactive),
        account.is_old.then_some(NoteCode::OldStore),
    ];
    let sign_in = SignIn {
        id: account.id,
        label: None,
        access: account.access,
        expires: account.expires,
        workspace: account.workspace,
        store: Store::OpenCode1,
        notes: notes.into_iter().flatten().map(Note::new).collect(),
        origin: account.origin,
    };
    sign_in.told_by_workspace()
}

/// Of several workspaces of one person the names tell which is which.
fn label(sign_in: &SignIn, all: &[SignIn]) -> Option<String> {
    let Workspace { name, email, .. } = &sign_in.workspace;
    let same = all.iter().filter(|it| it.workspace.email == *email);
    let of_store = if same.count() > 1 {
        name.as_ref().or(email.as_ref())
    } else {
        email.as_ref().or(name.as_ref())
    };
    sign_in.label.as_ref().or(of_store).cloned()
}

impl SignIn {
    /// One that is told by its workspace, where the store names one.
    fn told_by_workspace(mut self) -> Self {
        self.workspace.id.take_if(|id| !is_plain(id));
        if let Some(workspace) = &self.workspace.id {
            self.id.clone_from(workspace);
        }
        self
    }

    fn status(&self) -> CredentialStatus<Credential> {
        let server = self.workspace.server.trim().trim_end_matches('/');
        if !SERVERS.contains(&server) {
            let problem = Problem::new(Code::Forbidden);
            return CredentialStatus::Broken(problem.with_case(Case::Server));
        }
        CredentialStatus::Ready(Credential {
            access: Secret::new(&*self.access),
            expires: self.expires,
            workspace: self.workspace.id.clone(),
            store: self.store,
        })
    }
}
