//! One sign-in at a provider, and where it was found.

use serde::{Deserialize, Serialize};

/// Identity of an account: provider and account id, never a label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
pub struct AccountKey {
    pub provider: String,
    pub id: String,
}

impl AccountKey {
    pub fn new(provider: &str, id: impl Into<String>) -> Self {
        Self {
            provider: provider.to_owned(),
            id: id.into(),
        }
    }

    /// The id, fit to be printed: a store may hold one with what a terminal obeys.
    pub fn shown_id(&self) -> String {
        super::text::without_controls(&self.id)
    }
}

/// `provider/id`, as settings name it; the first `/` ends the provider.
impl std::fmt::Display for AccountKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.provider, self.id)
    }
}

/// What is known of an account before a service was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub key: AccountKey,
    /// What a person calls it: an e-mail address, or `…` and the last characters of a key.
    /// `None` when nothing tells; it is then shown as "account n".
    pub label: Option<String>,
    pub plan: Option<String>,
    pub origin: Origin,
}

impl Origin {
    /// The entry of a key that stands in its tool's configuration, which no sign-in changes.
    pub fn configured(path: String, provider: &str) -> Self {
        Self {
            path: Some(path),
            entry: format!("{CONFIGURED}{provider}.options.apiKey"),
        }
    }

    pub(crate) fn is_configuration(&self) -> bool {
        self.entry.starts_with(CONFIGURED)
    }

    /// An identity for a sign-in that names no account, where another store has an entry of the
    /// same name: the entry and a short number of the file, the same in every run and release.
    pub fn id_beside_others(&self) -> String {
        let path = self.path.as_deref().unwrap_or_default();
        format!("{}-{:08x}", self.entry, short_hash(path))
    }
}

/// FNV-1a, 32 bits: the same in every release and on every machine, and far too short to find a
/// secret by.
pub fn short_hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// How the entries of OpenCode's configuration begin.
const CONFIGURED: &str = "provider.";

/// The place that an account came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Origin {
    /// The file; `None` when the source is an environment variable.
    pub path: Option<String>,
    /// The entry's id in that file, or the variable's name.
    pub entry: String,
}
