//! What Plimsoll knows: accounts, their windows, and readings of them. Plain data; no decisions,
//! no words, no secrets beyond the one type that guards them.

mod account;
mod balance;
mod distinct;
mod hiding;
mod moment;
mod percent;
mod provider;
mod quota_window;
mod sanitize;
mod secret;
mod snapshot;
mod usage;

pub use account::{Account, AccountKey, Origin, short_hash};
pub use balance::Balance;
pub use distinct::distinguish;
pub(crate) use hiding::hide;
pub use moment::{believed, moment, moment_after, moment_in, moment_of, window_length};
pub use percent::{Percent, exact, exact_ratio};
pub use provider::{
    AnyProvider, BoxFuture, CredentialStatus, Discovery, Erased, Fetch, Found, Info, Link,
    Provider, Sealed,
};
pub use quota_window::{Amount, QuotaWindow, Reset, Scope, Unit, WindowId, WindowKind};
pub(crate) use sanitize::{sanitize_notes, without_controls};
pub use secret::{Redacted, Secret};
pub use snapshot::{AccountState, Outcome, Owner, Reading, SearchedPath, Snapshot};
pub use usage::{Note, NoteCode, Usage};
