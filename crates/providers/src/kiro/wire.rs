//! The answer as Kiro writes it. Every field may be missing, null or off.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::lenient;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) subscription_info: Option<Subscription>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) next_date_reset: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::list")]
    usage_breakdown_list: Vec<Entry>,
    #[serde(default, deserialize_with = "lenient::any")]
    overage_configuration: Option<Overage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Subscription {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) subscription_title: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Overage {
    #[serde(default, deserialize_with = "lenient::text")]
    overage_status: Option<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    #[serde(default, deserialize_with = "lenient::text")]
    resource_type: Option<String>,
    /// With what is beyond the plan.
    #[serde(
        default,
        rename = "currentUsageWithPrecision",
        deserialize_with = "lenient::number"
    )]
    pub(super) used: Option<f64>,
    #[serde(
        default,
        rename = "usageLimitWithPrecision",
        deserialize_with = "lenient::number"
    )]
    pub(super) limit: Option<f64>,
    #[serde(
        default,
        rename = "currentOveragesWithPrecision",
        deserialize_with = "lenient::number"
    )]
    pub(super) beyond: Option<f64>,
    #[serde(
        default,
        rename = "overageCapWithPrecision",
        deserialize_with = "lenient::number"
    )]
    pub(super) cap: Option<f64>,
    #[serde(
        default,
        rename = "overageCharges",
        deserialize_with = "lenient::number"
    )]
    pub(super) charges: Option<f64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) currency: Option<String>,
    #[serde(default, deserialize_with = "lenient::any")]
    bonuses: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) next_date_reset: Option<Timestamp>,
}

impl Answer {
    /// The entry of the credits; one that stands alone may not say what it is.
    pub(super) fn credits(&self) -> Option<&Entry> {
        let is_credit = |it: &&Entry| it.resource_type.as_deref() == Some("CREDIT");
        let all = &self.usage_breakdown_list;
        let alone = || {
            let first = all.first().filter(|it| it.resource_type.is_none())?;
            all.iter().all(|it| it == first).then_some(first)
        };
        all.iter().find(is_credit).or_else(alone)
    }

    pub(super) fn may_go_beyond(&self) -> bool {
        let status = self.overage_configuration.as_ref();
        status.is_some_and(|it| it.overage_status.as_deref() == Some("ENABLED"))
    }
}

impl Entry {
    /// Bonus credits are in what was used, and in no limit.
    pub(super) fn has_bonuses(&self) -> bool {
        self.bonuses.as_ref().is_some_and(|it| !it.is_empty())
    }
}

/// The answer, if it is one.
pub(super) fn read(body: &[u8]) -> Option<Answer> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let is_known = answer.as_object()?.contains_key("usageBreakdownList");
    is_known
        .then(|| serde_json::from_value(answer).ok())
        .flatten()
}
