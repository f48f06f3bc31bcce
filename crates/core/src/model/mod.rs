//! What Plimsoll knows: accounts, their windows, and readings of them. Plain data; no decisions,
//! no words, no secrets beyond the one type that guards them.

mod account;
mod balance;
mod distinct;
mod hiding;
mod info;
mod language;
mod moment;
mod note;
mod percent;
mod quota_window;
mod sanitize;
mod searched_path;
mod secret;
mod sending;
mod text;

pub use account::{Account, AccountKey, Origin, short_hash};
pub use balance::Balance;
pub use distinct::distinguish;
pub(crate) use hiding::hide;
pub use info::{Info, Link, Pace};
pub use language::Language;
pub use moment::{believed, moment, moment_after, moment_in, moment_of, window_length};
pub use note::{Note, NoteCode};
pub use percent::{Percent, exact, exact_ratio};
pub use quota_window::{Amount, Currency, QuotaWindow, Reset, Scope, Unit, WindowId, WindowKind};
pub(crate) use sanitize::{sanitize_notes, sanitize_window};
pub use searched_path::{Outcome, Owner, SearchedPath, Tool};
pub use secret::{Redacted, Secret};
pub use sending::Sending;
pub(crate) use text::{sanitize, without_controls};
