//! The answers as Cursor writes them. Every field may be missing, null or off; money is in cents, and
//! percentages are percentages already.

use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::lenient;

/// What Cursor answers its editor.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Period {
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) billing_cycle_start: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) billing_cycle_end: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::any")]
    enabled: Option<bool>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) plan_usage: Option<PlanUsage>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) spend_limit_usage: Option<SpendLimit>,
}

impl Period {
    pub(super) fn is_off(&self) -> bool {
        self.enabled == Some(false)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlanUsage {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) limit: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) total_spend: Option<f64>,
    #[serde(flatten)]
    pub(super) shares: Shares,
}

/// Percentages that are used. Since plans have two buckets, the total is of included and bonus credit
/// together and says nothing that Cursor itself shows.
#[derive(Clone, Copy, Default, Deserialize)]
pub(super) struct Shares {
    #[serde(
        default,
        rename = "totalPercentUsed",
        deserialize_with = "lenient::number"
    )]
    pub(super) total: Option<f64>,
    #[serde(
        default,
        rename = "autoPercentUsed",
        deserialize_with = "lenient::number"
    )]
    pub(super) auto: Option<f64>,
    #[serde(
        default,
        rename = "apiPercentUsed",
        deserialize_with = "lenient::number"
    )]
    pub(super) api: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SpendLimit {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) individual_limit: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) individual_used: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) pooled_limit: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) pooled_used: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) total_spend: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plan {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) plan_info: Option<PlanInfo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlanInfo {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) plan_name: Option<String>,
}

/// What Cursor answers its page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) membership_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) billing_cycle_start: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) billing_cycle_end: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) is_unlimited: Option<bool>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) individual_usage: Option<Individual>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) team_usage: Option<Team>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) auto_model_selected_display_message: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) named_model_selected_display_message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Individual {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) plan: Option<Sums>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) overall: Option<Sums>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) on_demand: Option<Sums>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Team {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) pooled: Option<Sums>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) on_demand: Option<Sums>,
}

/// What `breakdown` says beside these is what was used, never an allowance.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Sums {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) enabled: Option<bool>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) used: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) limit: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) remaining: Option<f64>,
    #[serde(flatten)]
    pub(super) shares: Shares,
}

/// What Cursor answers for plans that count requests.
#[derive(Deserialize)]
pub(super) struct Requests {
    #[serde(default, rename = "gpt-4", deserialize_with = "lenient::any")]
    pub(super) counted: Option<Counted>,
    #[serde(default, rename = "startOfMonth", deserialize_with = "lenient::moment")]
    pub(super) start: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counted {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) num_requests: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) max_request_usage: Option<f64>,
}

pub(super) fn period(body: &[u8]) -> Option<Period> {
    known(
        body,
        &["planUsage", "enabled", "billingCycleEnd", "spendLimitUsage"],
        &["planUsage"],
    )
}

pub(super) fn summary(body: &[u8]) -> Option<Summary> {
    let names = [
        "membershipType",
        "individualUsage",
        "teamUsage",
        "isUnlimited",
    ];
    known(body, &names, &["individualUsage", "teamUsage"])
}

pub(super) fn requests(body: &[u8]) -> Option<Requests> {
    known(body, &["gpt-4", "startOfMonth"], &["gpt-4"])
}

/// An object with one of these names, and objects in these places.
fn known<T: DeserializeOwned>(body: &[u8], names: &[&str], objects: &[&str]) -> Option<T> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let fields = answer.as_object()?;
    let is_known = names.iter().any(|name| fields.contains_key(*name));
    let is_odd = objects.iter().any(|name| lenient::is_odd(&answer[*name]));
    if !is_known || is_odd {
        return None;
    }
    serde_json::from_value(answer).ok()
}
