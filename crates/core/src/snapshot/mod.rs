//! All that is known at one moment.

mod account_state;
mod name;
mod usage;

use jiff::Timestamp;

pub use account_state::AccountState;
pub use name::{account_label, account_name, is_named};
pub use usage::{Reading, Usage};

use crate::{
    message::Message,
    model::{AccountKey, SearchedPath, WindowId},
    problem::Problem,
    settings::ValidationError,
};

/// All that the engine knows at one moment; shells make their `View` of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub at: Timestamp,
    pub accounts: Vec<AccountState>,
    /// Every place that was looked at, in the order of looking.
    pub places: Vec<SearchedPath>,
    /// Problems of stores, not of accounts.
    pub problems: Vec<Problem>,
    /// Whether the stores were searched at all yet.
    pub searched: bool,
    /// Built-in sample accounts, no service asked.
    pub demo: bool,
    pub paused_until: Option<Timestamp>,
    /// Windows that nothing is told of until their reset.
    pub snoozed: Vec<(AccountKey, WindowId)>,
    /// What the desktop takes no notification of.
    pub untold: Vec<Message>,
    /// What the last change of a setting is called, while it can be taken back.
    pub undo: Option<Message>,
    /// The last change of a setting, if it was refused.
    pub refused: Option<ValidationError>,
}
