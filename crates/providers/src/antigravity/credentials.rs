//! What a query of Google's quota needs. Google's refresh tokens do not change when they are used, so
//! they are kept here.

use std::hash::{Hash, Hasher};

use jiff::Timestamp;
use plimsoll_core::{
    model::{AccountKey, Secret},
    ports::OauthClient,
    problem::{Case, Code, Problem},
};

use super::stored::Stored;

/// What a query needs.
pub(crate) struct Credential {
    pub(super) key: AccountKey,
    pub(super) sign_in: SignIn,
    pub(super) project: Option<String>,
    /// What the file itself says of the quota.
    pub(super) stored: Stored,
    /// The verification page that the file names.
    pub(super) page: Option<String>,
    /// The file that a missing project belongs in.
    pub(super) path: Option<String>,
}

/// What the service is asked with.
#[derive(Hash)]
pub(super) enum SignIn {
    Renewable {
        refresh: Secret,
        /// In the order to try them; empty when none was found.
        clients: Vec<OauthClient>,
    },
    /// A token that only its own tool can renew.
    Lent {
        access: Secret,
        /// `None` when the file does not say.
        until: Option<Timestamp>,
    },
}

impl Hash for Credential {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.sign_in.hash(state);
        self.project.hash(state);
        if self.has_no_client() {
            // Then the stored numbers are all there is to show.
            self.stored.hash(state);
        }
    }
}

impl Credential {
    /// Whether its token can only be got with a client, and there is none.
    pub(super) fn has_no_client(&self) -> bool {
        match &self.sign_in {
            SignIn::Renewable { clients, .. } => clients.is_empty(),
            SignIn::Lent { .. } => false,
        }
    }

    pub(super) fn is_renewable(&self) -> bool {
        self.refresh().is_some()
    }

    pub(super) fn refresh(&self) -> Option<&Secret> {
        match &self.sign_in {
            SignIn::Renewable { refresh, .. } => Some(refresh),
            SignIn::Lent { .. } => None,
        }
    }

    /// The token that was lent, until its end. Then a client is what is missing: with one Plimsoll
    /// renews the sign-in itself.
    pub(super) fn without_client(&self, now: Timestamp) -> Result<Secret, Problem> {
        match &self.sign_in {
            SignIn::Lent { access, until } if until.is_none_or(|until| until > now) => {
                Ok(access.clone())
            }
            SignIn::Lent { .. } | SignIn::Renewable { .. } => {
                Err(Problem::new(Code::ClientMissing).with_case(Case::Agy))
            }
        }
    }
}
