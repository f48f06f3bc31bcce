//! Credit that does not reset by itself.

use serde::{Deserialize, Serialize};

use super::Unit;
use crate::message::Message;

/// An amount that is used up, not renewed by a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    pub id: String,
    pub label: Message,
    /// Decimal text as the service gave it, so that no digit is lost.
    pub amount: String,
    pub unit: Unit,
}
