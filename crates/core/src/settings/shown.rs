//! How accounts, numbers and moments are shown: two ways each.

use serde::{Deserialize, Serialize};

/// Which side of a percentage is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum PercentMode {
    Left,
    Used,
}

impl PercentMode {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Left => Self::Used,
            Self::Used => Self::Left,
        }
    }
}

/// How a reset is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum ResetFormat {
    Countdown,
    Clock,
}

impl ResetFormat {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Countdown => Self::Clock,
            Self::Clock => Self::Countdown,
        }
    }
}

/// How an account is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// With a row for each window.
    Cards,
    /// In one line.
    Compact,
}
