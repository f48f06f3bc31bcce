//! The answers as the console writes them. Every field may be missing, null or off; money comes in
//! hundred millionths of a dollar, as a text.

use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::lenient;

const OF_A_DOLLAR: f64 = 1e8;

#[derive(Deserialize)]
pub(super) struct Go {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) product: Option<String>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) access: Option<Access>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Access {
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) ends_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) meters: Option<Meters>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Meters {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) five_hour: Option<Meter>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) week: Option<Meter>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) month: Option<Meter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Meter {
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) resets_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::number")]
    limit_micro_cents: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    used_micro_cents: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Billing {
    #[serde(default, deserialize_with = "lenient::number")]
    balance_micro_cents: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    available_micro_cents: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Budget {
    #[serde(default, deserialize_with = "lenient::number")]
    limit_micro_cents: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    spent_micro_cents: Option<f64>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) exceeded: Option<bool>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) resets_at: Option<Timestamp>,
}

impl Meter {
    pub(super) fn limit(&self) -> Option<f64> {
        dollars(self.limit_micro_cents)
    }

    pub(super) fn used(&self) -> Option<f64> {
        dollars(self.used_micro_cents)
    }
}

impl Billing {
    pub(super) fn left(&self) -> Option<f64> {
        dollars(self.available_micro_cents.or(self.balance_micro_cents))
    }
}

impl Budget {
    pub(super) fn limit(&self) -> Option<f64> {
        dollars(self.limit_micro_cents).filter(|limit| *limit > 0.0)
    }

    pub(super) fn spent(&self) -> Option<f64> {
        dollars(self.spent_micro_cents)
    }
}

fn dollars(micro_cents: Option<f64>) -> Option<f64> {
    micro_cents.map(|it| it / OF_A_DOLLAR)
}

/// An answer's only other word is `null`: there is nothing.
pub(super) fn is_nothing(body: &[u8]) -> bool {
    body.trim_ascii() == b"null"
}

pub(super) fn go(body: &[u8]) -> Option<Go> {
    known(body, &["access", "product"], |answer| {
        let is_odd =
            lenient::is_odd(&answer["access"]) || lenient::is_odd(&answer["access"]["meters"]);
        !is_odd
    })
}

pub(super) fn billing(body: &[u8]) -> Option<Billing> {
    known(body, &["balanceMicroCents", "availableMicroCents"], |_| {
        true
    })
}

pub(super) fn budget(body: &[u8]) -> Option<Budget> {
    known(body, &["limitMicroCents", "spentMicroCents"], |_| true)
}

/// The id of the user.
pub(super) fn user(body: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    Some(answer.get("userId")?.as_str()?.to_owned())
}

/// The ids of the workspaces, each once.
pub(super) fn workspaces(body: &[u8]) -> Option<Vec<String>> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let ids = answer.as_array()?.iter().map(|it| it["id"].as_str());
    let mut ids: Vec<String> = ids.flatten().map(str::to_owned).collect();
    ids.sort();
    ids.dedup();
    Some(ids)
}

/// An object with one of these names that is as it should be.
fn known<T: DeserializeOwned>(
    body: &[u8],
    names: &[&str],
    is_right: fn(&Value) -> bool,
) -> Option<T> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let fields = answer.as_object()?;
    let is_known = names.iter().any(|name| fields.contains_key(*name));
    if !is_known || !is_right(&answer) {
        return None;
    }
    serde_json::from_value(answer).ok()
}
