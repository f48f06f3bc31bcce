//! The closed list of codes.

use std::{fmt, str::FromStr};

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

    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAccounts => "no-accounts",
            Self::StoreUnreadable => "store-unreadable",
            Self::StoreDamaged => "store-damaged",
            Self::StoreLocked => "store-locked",
            Self::SignInExpired => "sign-in-expired",
            Self::SignInRefused => "sign-in-refused",
            Self::Forbidden => "forbidden",
            Self::KeyRejected => "key-rejected",
            Self::NoPlan => "no-plan",
            Self::RateLimited => "rate-limited",
            Self::ServiceDown => "service-down",
            Self::TimedOut => "timed-out",
            Self::Offline => "offline",
            Self::ConnectionBlocked => "connection-blocked",
            Self::QuotaNotShared => "quota-not-shared",
            Self::TokenFileIncomplete => "token-file-incomplete",
            Self::ProjectMissing => "project-missing",
            Self::ClientMissing => "client-missing",
            Self::VerificationNeeded => "verification-needed",
            Self::FormatChanged => "format-changed",
            Self::Internal => "internal",
        }
    }

    /// Whether another network may be all that is needed.
    pub fn is_about_network(self) -> bool {
        matches!(
            self,
            Self::Offline | Self::TimedOut | Self::ConnectionBlocked
        )
    }

    /// Whether a new sign-in or key is what fixes it.
    pub fn is_about_sign_in(self) -> bool {
        matches!(
            self,
            Self::SignInExpired | Self::SignInRefused | Self::KeyRejected
        )
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
