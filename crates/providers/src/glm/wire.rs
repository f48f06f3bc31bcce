//! The answer as the services write it, leniently.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::lenient;

/// Status 200 also carries errors. Some variants put the limits at the root.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answer {
    #[serde(deserialize_with = "lenient::any")]
    pub(super) success: Option<bool>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) code: Option<f64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) msg: Option<String>,
    #[serde(deserialize_with = "lenient::any")]
    pub(super) data: Option<Data>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) limits: Vec<Limit>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) level: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Data {
    #[serde(deserialize_with = "lenient::list")]
    pub(super) limits: Vec<Limit>,
    #[serde(
        deserialize_with = "lenient::text",
        alias = "planName",
        alias = "plan",
        alias = "plan_type",
        alias = "packageName"
    )]
    pub(super) level: Option<String>,
}

/// Whether the answer says that there are no limits, and does not just say it in an unknown way.
pub(super) fn has_no_limits(answer: &[u8]) -> bool {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let data = &answer["data"];
    let places = [&data["limits"], &answer["limits"]];
    places.into_iter().all(lenient::is_nothing) && !lenient::is_odd(data)
}

/// One window. `usage` is the allowance, not the use.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Limit {
    #[serde(rename = "type", alias = "name", deserialize_with = "lenient::text")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) unit: Option<f64>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) number: Option<f64>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) usage: Option<f64>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) current_value: Option<f64>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) remaining: Option<f64>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) percentage: Option<f64>,
    #[serde(deserialize_with = "lenient::moment")]
    pub(super) next_reset_time: Option<Timestamp>,
}
