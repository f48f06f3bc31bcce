//! Keys of a Coding Plan. An account is told by a short hash of its key.

use plimsoll_core::{
    model::{Account, AccountKey, Secret, short_hash},
    ports::Machine,
    provider::{CredentialStatus, Discovery, Found},
};

use super::Site;
use crate::opencode_stores::{Kind, entries, keys};

/// What a query needs.
#[derive(Hash)]
pub(crate) struct Credential {
    /// Without white space: a header could not carry it.
    pub(crate) key: Secret,
    pub(crate) had_whitespace: bool,
}

/// The keys that are stored for a service.
pub(crate) fn find(site: &Site, machine: &dyn Machine) -> Discovery<Credential> {
    let stored = entries(machine, site.ids);
    let configured = keys(machine, site.ids, site.variables);
    let mut search = Discovery {
        found: Vec::new(),
        places: [stored.places, configured.places].concat(),
    };
    for entry in stored.entries.into_iter().chain(configured.entries) {
        let Kind::Key(stored) = entry.kind else {
            continue;
        };
        let key: String = stored.chars().filter(|c| !c.is_whitespace()).collect();
        if key.is_empty() {
            continue;
        }
        let id = format!("{:08x}", short_hash(&key));
        let key_of = AccountKey::new(site.provider, id);
        let known = |found: &Found<Credential>| found.account.key == key_of;
        if search.found.iter().any(known) {
            continue;
        }
        let account = Account {
            key: key_of,
            label: Some(entry.label.unwrap_or_else(|| ending(&key))),
            plan: None,
            origin: entry.origin,
        };
        let had_whitespace = key.len() != stored.len();
        let credential = Credential {
            key: Secret::new(key),
            had_whitespace,
        };
        let status = CredentialStatus::Ready(credential);
        search.found.push(Found {
            account,
            notes: entry.notes,
            status,
        });
    }
    search
}

/// `…` and the last four characters; of a short key nothing is shown.
fn ending(key: &str) -> String {
    let count = key.chars().count();
    let shown: String = if count > 8 {
        key.chars().skip(count - 4).collect()
    } else {
        String::new()
    };
    format!("…{shown}")
}
