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

/// The place that an account came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Origin {
    /// The file; `None` when the source is an environment variable.
    pub path: Option<String>,
    /// The entry's id in that file, or the variable's name.
    pub entry: String,
}
