//! What a service of the user's own wants to send where: as the user is asked, and as the answer is
//! kept.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A key from one place, sent to one host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Sending {
    /// Where the key is from: a variable, an entry of OpenCode, or a file and the place in it.
    pub from: String,
    pub host: String,
}

/// As it stands in the settings.
impl fmt::Display for Sending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} -> {}", self.from, self.host)
    }
}
