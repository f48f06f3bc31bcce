//! The answers as GitHub writes them. Every field may be missing, null or off.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::lenient;

/// Of the user endpoint.
#[derive(Deserialize)]
pub(super) struct User {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) copilot_plan: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) access_type_sku: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) quota_reset_date_utc: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) quota_reset_date: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) limited_user_reset_date: Option<String>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) token_based_billing: Option<bool>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) quota_snapshots: Option<Snapshots>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) limited_user_quotas: Option<Counts>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) monthly_quotas: Option<Counts>,
}

#[derive(Deserialize)]
pub(super) struct Snapshots {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) premium_interactions: Option<Snapshot>,
    /// The older spelling.
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) premium_requests: Option<Snapshot>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) chat: Option<Snapshot>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) completions: Option<Snapshot>,
}

#[derive(Deserialize)]
pub(super) struct Snapshot {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) entitlement: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) remaining: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) quota_remaining: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) percent_remaining: Option<f64>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) unlimited: Option<bool>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) overage_count: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) credits_used: Option<f64>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) token_based_billing: Option<bool>,
}

/// What an old Free account has.
#[derive(Deserialize)]
pub(super) struct Counts {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) chat: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) completions: Option<f64>,
}

/// Of both billing reports.
#[derive(Deserialize)]
pub(super) struct Report {
    #[serde(
        default,
        alias = "usage_items",
        alias = "usageItems",
        deserialize_with = "lenient::list"
    )]
    pub(super) items: Vec<Item>,
}

#[derive(Deserialize)]
pub(super) struct Item {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) sku: Option<String>,
    #[serde(default, alias = "unitType", deserialize_with = "lenient::text")]
    pub(super) unit_type: Option<String>,
    #[serde(default, alias = "grossQuantity", deserialize_with = "lenient::number")]
    pub(super) gross_quantity: Option<f64>,
}

/// The user endpoint's answer, if it is one: an object with one of the known keys.
pub(super) fn user(body: &[u8]) -> Option<User> {
    const KNOWN: [&str; 6] = [
        "copilot_plan",
        "access_type_sku",
        "quota_snapshots",
        "limited_user_quotas",
        "quota_reset_date",
        "token_based_billing",
    ];
    known(body, &KNOWN)
}

/// Whether something else stands where the numbers belong.
pub(super) fn is_odd(body: &[u8]) -> bool {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let snapshots = &answer["quota_snapshots"];
    let parts = snapshots.as_object().into_iter().flat_map(Map::values);
    let parts: Vec<&Value> = parts.collect();
    let no_part =
        parts.iter().any(|it| lenient::is_odd(it)) && !parts.iter().any(|it| it.is_object());
    no_part || lenient::is_odd(snapshots) || lenient::is_odd(&answer["limited_user_quotas"])
}

/// A report, if it is one: an object with the list of what was used, which may be empty.
pub(super) fn report(body: &[u8]) -> Option<Report> {
    known(body, &["usageItems", "usage_items"])
}

fn known<T: serde::de::DeserializeOwned>(body: &[u8], keys: &[&str]) -> Option<T> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let object = value.as_object()?;
    if keys.iter().any(|key| object.contains_key(*key)) {
        serde_json::from_value(value).ok()
    } else {
        None
    }
}
