//! The closed list of codes.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is wrong, in one word that scripts can rely on. In the order in which they are explained.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS,
)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Nothing found anywhere.
    NoAccounts,
    /// A store exists and cannot be opened.
    StoreUnreadable,
    /// Not JSON even after reading again, or not a database.
    StoreDamaged,
    /// The database is locked.
    StoreLocked,
    /// The stored token is past its time, and reading again shows no new one.
    SignInExpired,
    /// HTTP 401.
    SignInRefused,
    /// HTTP 403 that is not a rate limit, or an account lock.
    Forbidden,
    /// An API key is refused.
    KeyRejected,
    /// A valid key without a plan, or with one that has expired; HTTP 402.
    NoPlan,
    /// HTTP 429 and its kin.
    RateLimited,
    /// HTTP 5xx, or another status that nothing else is said of.
    ServiceDown,
    /// No complete answer in time.
    TimedOut,
    /// Name not found, no route, refused, or ended without a whole answer.
    Offline,
    /// TLS refused, an HTML page, a redirect elsewhere, or the proxy wants a password.
    ConnectionBlocked,
    /// The sign-in may not read the quota.
    QuotaNotShared,
    /// The user-made token file lacks a field, or names an unknown tier.
    TokenFileIncomplete,
    /// The account has no project to ask with.
    ProjectMissing,
    /// No OAuth client to renew the access token with.
    ClientMissing,
    /// The service asks to verify the account first.
    VerificationNeeded,
    /// A good answer that is not understood.
    FormatChanged,
    /// Our own fault.
    Internal,
}

/// When the query is worth another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Retry {
    /// At the next interval, or after the back-off.
    AsUsual,
    NotBefore(Timestamp),
    /// It is fixed at the service, with the same credential.
    Seldom,
    /// The service refuses the credential. Services have bad minutes, so that it is tried again, and
    /// seldom; a new credential is tried at once.
    Refused,
    /// Only another credential can help.
    WhenCredentialChanges,
}

/// What a code is about, as far as something is decided by it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Network,
    SignIn,
    Rest,
}

impl Code {
    pub const ALL: [Self; 21] = [
        Self::NoAccounts,
        Self::StoreUnreadable,
        Self::StoreDamaged,
        Self::StoreLocked,
        Self::SignInExpired,
        Self::SignInRefused,
        Self::Forbidden,
        Self::KeyRejected,
        Self::NoPlan,
        Self::RateLimited,
        Self::ServiceDown,
        Self::TimedOut,
        Self::Offline,
        Self::ConnectionBlocked,
        Self::QuotaNotShared,
        Self::TokenFileIncomplete,
        Self::ProjectMissing,
        Self::ClientMissing,
        Self::VerificationNeeded,
        Self::FormatChanged,
        Self::Internal,
    ];

    /// The table of all that is decided by the code alone: its name in JSON, when the query is worth
    /// another try, and what it is about.
    fn row(self) -> (&'static str, Retry, About) {
        match self {
            Self::NoAccounts => ("no-accounts", Retry::AsUsual, About::Rest),
            Self::StoreUnreadable => ("store-unreadable", Retry::AsUsual, About::Rest),
            Self::StoreDamaged => ("store-damaged", Retry::AsUsual, About::Rest),
            Self::StoreLocked => ("store-locked", Retry::AsUsual, About::Rest),
            Self::SignInExpired => (
                "sign-in-expired",
                Retry::WhenCredentialChanges,
                About::SignIn,
            ),
            Self::SignInRefused => ("sign-in-refused", Retry::Refused, About::SignIn),
            Self::Forbidden => ("forbidden", Retry::Refused, About::Rest),
            Self::KeyRejected => ("key-rejected", Retry::Refused, About::SignIn),
            Self::NoPlan => ("no-plan", Retry::Seldom, About::Rest),
            Self::RateLimited => ("rate-limited", Retry::AsUsual, About::Rest),
            Self::ServiceDown => ("service-down", Retry::AsUsual, About::Rest),
            Self::TimedOut => ("timed-out", Retry::AsUsual, About::Network),
            Self::Offline => ("offline", Retry::AsUsual, About::Network),
            Self::ConnectionBlocked => ("connection-blocked", Retry::AsUsual, About::Network),
            Self::QuotaNotShared => ("quota-not-shared", Retry::Seldom, About::Rest),
            Self::TokenFileIncomplete => (
                "token-file-incomplete",
                Retry::WhenCredentialChanges,
                About::Rest,
            ),
            Self::ProjectMissing => ("project-missing", Retry::Seldom, About::Rest),
            Self::ClientMissing => ("client-missing", Retry::WhenCredentialChanges, About::Rest),
            Self::VerificationNeeded => ("verification-needed", Retry::Seldom, About::Rest),
            Self::FormatChanged => ("format-changed", Retry::AsUsual, About::Rest),
            Self::Internal => ("internal", Retry::AsUsual, About::Rest),
        }
    }

    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// When the query is worth another try, where the problem says nothing else.
    pub fn retry(self) -> Retry {
        self.row().1
    }

    /// Whether another network may be all that is needed.
    pub fn is_about_network(self) -> bool {
        self.row().2 == About::Network
    }

    /// Whether it goes away without anybody doing anything, as a rule.
    pub fn passes_by_itself(self) -> bool {
        matches!(
            self,
            Self::StoreLocked
                | Self::RateLimited
                | Self::ServiceDown
                | Self::TimedOut
                | Self::Offline
        )
    }

    /// Whether a new sign-in or key is what fixes it.
    pub fn is_about_sign_in(self) -> bool {
        self.row().2 == About::SignIn
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|code| code.as_str() == text)
            .ok_or(UnknownCode)
    }
}

/// The text is no problem code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCode;
