//! The answers as xAI writes them. Every field may be missing, null or off.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::lenient;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Config {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) credit_usage_percent: Option<f64>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) current_period: Option<Period>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) product_usage: Vec<Product>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) billing_period_end: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) on_demand_cap: Option<Cents>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) on_demand_used: Option<Cents>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) prepaid_balance: Option<Cents>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) monthly_limit: Option<Cents>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) used: Option<Cents>,
}

#[derive(Deserialize)]
pub(super) struct Period {
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub(super) kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) start: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) end: Option<Timestamp>,
}

/// What part of the pool went to one of the products.
#[derive(Deserialize)]
pub(super) struct Product {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) product: Option<String>,
    #[serde(default, rename = "usagePercent", deserialize_with = "lenient::number")]
    pub(super) usage_percent: Option<f64>,
}

#[derive(Clone, Copy, Deserialize)]
pub(super) struct Cents {
    #[serde(default, deserialize_with = "lenient::number")]
    val: Option<f64>,
}

#[derive(Deserialize)]
pub(super) struct Settings {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) subscription_tier_display: Option<String>,
}

impl Config {
    pub(super) fn is_monthly(&self) -> bool {
        dollars(self.monthly_limit).is_some_and(|limit| limit > 0.0)
    }
}

pub(super) fn dollars(cents: Option<Cents>) -> Option<f64> {
    cents?.val.map(|cents| cents / 100.0)
}

/// The part of an answer that is about billing, if it has one.
pub(super) fn config(body: &[u8]) -> Option<Config> {
    const KNOWN: [&str; 6] = [
        "creditUsagePercent",
        "currentPeriod",
        "productUsage",
        "onDemandCap",
        "monthlyLimit",
        "billingPeriodEnd",
    ];
    let mut answer: Value = serde_json::from_slice(body).ok()?;
    let config = answer.get_mut("config")?.take();
    let fields = config.as_object()?;
    let is_known = fields.is_empty() || KNOWN.iter().any(|name| fields.contains_key(*name));
    if !is_known || lenient::is_odd(&config["currentPeriod"]) {
        return None;
    }
    serde_json::from_value(config).ok()
}
