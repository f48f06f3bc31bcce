//! How far back a chart of the history goes.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// How far back a chart goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum ChartRange {
    Day,
    Week,
    Month,
    Quarter,
}

impl ChartRange {
    pub fn length(self) -> SignedDuration {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        };
        SignedDuration::from_hours(24 * days)
    }
}
