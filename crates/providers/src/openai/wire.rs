//! The answer as OpenAI writes it. Every field may be missing, null or off.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use crate::lenient;

#[derive(Deserialize)]
pub(super) struct Answer {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) plan_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) email: Option<String>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) rate_limit: Option<RateLimit>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) code_review_rate_limit: Option<RateLimit>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) additional_rate_limits: Vec<Additional>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) credits: Option<CreditState>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) rate_limit_reset_credits: Option<ResetCredits>,
    #[serde(default, alias = "spendControl", deserialize_with = "lenient::any")]
    pub(super) spend_control: Option<SpendControl>,
    #[serde(default, alias = "individualLimit", deserialize_with = "lenient::any")]
    pub(super) individual_limit: Option<SpendLimit>,
    #[serde(
        default,
        alias = "rateLimitReachedType",
        deserialize_with = "lenient::any"
    )]
    pub(super) rate_limit_reached_type: Option<ReachedType>,
}

/// Why the service refuses further use: a word, or an object with it.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum ReachedType {
    Word(String),
    Object {
        #[serde(alias = "kind")]
        r#type: String,
    },
}

impl ReachedType {
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Word(word) | Self::Object { r#type: word } => word,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct RateLimit {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) allowed: Option<bool>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) limit_reached: Option<bool>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) primary_window: Option<Span>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) secondary_window: Option<Span>,
    #[serde(default, alias = "individualLimit", deserialize_with = "lenient::any")]
    pub(super) individual_limit: Option<SpendLimit>,
}

#[derive(Clone, Default, Deserialize, PartialEq)]
pub(super) struct Span {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) used_percent: Option<f64>,
    #[serde(default, deserialize_with = "lenient::length")]
    pub(super) limit_window_seconds: Option<SignedDuration>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) reset_after_seconds: Option<f64>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) reset_at: Option<Timestamp>,
}

#[derive(Deserialize)]
pub(super) struct Additional {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) limit_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) metered_feature: Option<String>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) rate_limit: Option<RateLimit>,
}

#[derive(Deserialize)]
pub(super) struct CreditState {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) has_credits: Option<bool>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) unlimited: Option<bool>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) balance: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ResetCredits {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) available_count: Option<f64>,
}

#[derive(Deserialize)]
pub(super) struct SpendControl {
    #[serde(default, alias = "individualLimit", deserialize_with = "lenient::any")]
    pub(super) individual_limit: Option<SpendLimit>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) reached: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct SpendLimit {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) limit: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) used: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) remaining: Option<f64>,
    #[serde(default, alias = "usedPercent", deserialize_with = "lenient::number")]
    pub(super) used_percent: Option<f64>,
    #[serde(
        default,
        alias = "remainingPercent",
        deserialize_with = "lenient::number"
    )]
    pub(super) remaining_percent: Option<f64>,
    #[serde(
        default,
        alias = "resets_at",
        alias = "resetAt",
        alias = "resetsAt",
        deserialize_with = "lenient::moment"
    )]
    pub(super) reset_at: Option<Timestamp>,
    #[serde(
        default,
        alias = "resetAfterSeconds",
        deserialize_with = "lenient::number"
    )]
    pub(super) reset_after_seconds: Option<f64>,
}

/// The answer, if it is one: an object with at least one of the known keys in the right shape.
pub(super) fn read(body: &[u8]) -> Option<Answer> {
    const KNOWN: [&str; 7] = [
        "plan_type",
        "rate_limit",
        "additional_rate_limits",
        "credits",
        "spend_control",
        "spendControl",
        "account_id",
    ];
    let value: Value = serde_json::from_slice(body).ok()?;
    let object = value.as_object()?;
    let known = KNOWN.iter().any(|key| object.contains_key(*key));
    let limit = &value["rate_limit"];
    let windows = [&limit["primary_window"], &limit["secondary_window"]];
    let odd = windows.into_iter().any(lenient::is_odd) && !windows.iter().any(|it| it.is_object());
    let shaped = !lenient::is_odd(limit) && !odd;
    if known && shaped {
        serde_json::from_value(value).ok()
    } else {
        None
    }
}
