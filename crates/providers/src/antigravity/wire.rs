//! Google's answers as it writes them, brought into one list of shares. Three endpoints and two
//! wrappings; every field may be missing, null or off.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::lenient;

/// So much more than the whole is still the whole.
const WHOLE: f64 = 1e-6;

/// What is left of something: of a model, or of a pool in one of its windows.
pub(super) struct QuotaShare {
    /// The model's key or the bucket's id; tells the pool.
    pub(super) name: String,
    /// The model, where the answer is about single models.
    pub(super) model: Option<String>,
    pub(super) span: Span,
    /// From 0 to 1; `None` when the service does not say.
    pub(super) remaining: Option<f64>,
    pub(super) reset: Option<Timestamp>,
}

/// How long a window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Span {
    Hours(u16),
    Daily,
    Weekly,
    Monthly,
    Other,
}

impl Span {
    /// What single models are reported for.
    pub(super) const OF_MODELS: Self = Self::Hours(5);

    /// From `5h`, `weekly`, `FIVE_HOUR`, or a bucket's id that ends so.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let words = || text.split(|c: char| !c.is_ascii_alphanumeric());
        let hours = words().find_map(|word| word.strip_suffix('h')?.parse().ok());
        if let Some(hours) = hours.filter(|hours| *hours > 0) {
            return Some(Self::Hours(hours));
        }
        words().enumerate().find_map(|(index, word)| match word {
            "hour" | "hours" => {
                let count = index.checked_sub(1).and_then(|before| words().nth(before));
                count.and_then(count_of).map(Self::Hours)
            }
            "session" => Some(Self::OF_MODELS),
            "day" | "daily" => Some(Self::Daily),
            "week" | "weekly" => Some(Self::Weekly),
            "month" | "monthly" => Some(Self::Monthly),
            _ => None,
        })
    }
}

fn count_of(word: &str) -> Option<u16> {
    match word {
        "one" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        "four" => Some(4),
        "five" => Some(5),
        "six" => Some(6),
        "twelve" => Some(12),
        digits => digits.parse().ok().filter(|hours| *hours > 0),
    }
}

/// The shares in an answer, if it is one: it has groups, buckets or models.
pub(super) fn shares(body: &[u8]) -> Option<Vec<QuotaShare>> {
    let answer = unwrapped(serde_json::from_slice(body).ok()?)?;
    if let Some(Value::Object(models)) = answer.get("models") {
        return Some(models.iter().filter_map(of_model).collect());
    }
    let lists: Lists = serde_json::from_value(Value::Object(answer)).ok()?;
    if lists.groups.is_none() && lists.buckets.is_none() {
        return None;
    }
    let grouped = lists.groups.unwrap_or_default().into_iter();
    let grouped = grouped.flat_map(|group| {
        let name = group.display_name;
        group
            .buckets
            .into_iter()
            .map(move |bucket| (name.clone(), bucket))
    });
    let single = lists.buckets.unwrap_or_default().into_iter();
    let single = single.map(|bucket| (None, bucket));
    Some(
        grouped
            .chain(single)
            .filter_map(|(group, bucket)| of_bucket(group, bucket))
            .collect(),
    )
}

fn of_model((key, model): (&String, &Value)) -> Option<QuotaShare> {
    // A model without any quota information is not limited by itself.
    let quota = model.get("quotaInfo").filter(|quota| quota.is_object())?;
    let quota: Quota = serde_json::from_value(quota.clone()).ok()?;
    Some(QuotaShare {
        name: key.clone(),
        model: Some(key.clone()),
        span: Span::OF_MODELS,
        remaining: quota.remaining(),
        reset: quota.reset_time,
    })
}

fn of_bucket(group: Option<String>, bucket: Bucket) -> Option<QuotaShare> {
    if bucket.disabled == Some(true) {
        return None;
    }
    let span = [&bucket.window, &bucket.id, &bucket.display_name]
        .into_iter()
        .flatten()
        .find_map(|text| Span::read(text));
    let named = bucket.id.or(group).or(bucket.display_name);
    let (name, span) = match &bucket.model_id {
        Some(model) => (model.clone(), span.unwrap_or(Span::OF_MODELS)),
        None => (named?, span.unwrap_or(Span::Other)),
    };
    Some(QuotaShare {
        name,
        model: bucket.model_id,
        span,
        remaining: bucket.quota.remaining(),
        reset: bucket.quota.reset_time,
    })
}

/// What `loadCodeAssist` tells of an account.
#[derive(Default)]
pub(super) struct Assist {
    pub(super) project: Option<String>,
    pub(super) plan: Option<String>,
    /// It has no five-hour allowance of its own.
    pub(super) is_free: bool,
    pub(super) credits: Option<AiCredits>,
}

/// What a subscription adds to its allowances.
pub(super) struct AiCredits {
    /// Decimal text as the service gave it.
    pub(super) amount: String,
    /// With less the service takes none.
    pub(super) is_enough: bool,
}

pub(super) fn assist(body: &[u8]) -> Option<Assist> {
    let answer = unwrapped(serde_json::from_slice(body).ok()?)?;
    let text = |value: Option<&Value>| {
        let text = value?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let project = answer.get("cloudaicompanionProject");
    let tier = |name: &str, field: &str| text(answer.get(name).and_then(|tier| tier.get(field)));
    let paid = tier("paidTier", "id");
    let current = tier("currentTier", "id");
    Some(Assist {
        project: text(project).or_else(|| text(project?.get("id"))),
        is_free: paid.as_deref().or(current.as_deref()) == Some("free-tier")
            || (answer.get("paidTier").is_none_or(Value::is_null)
                && current.as_deref().is_some_and(|id| id != "standard-tier")),
        plan: tier("paidTier", "name")
            .or_else(|| paid.map(|id| tier_name(&id)))
            .or_else(|| tier("currentTier", "name"))
            .or_else(|| current.map(|id| tier_name(&id))),
        credits: answer
            .get("paidTier")
            .and_then(|tier| tier.get("availableCredits"))
            .and_then(Value::as_array)
            .and_then(|credits| credits.iter().find_map(ai_credits)),
    })
}

/// The tiers by what Google calls them.
fn tier_name(id: &str) -> String {
    match id {
        "free-tier" => "Free",
        "g1-pro-tier" => "Google AI Pro",
        "g1-ultra-tier" => "Google AI Ultra",
        "standard-tier" => "Code Assist Standard",
        other => other,
    }
    .to_owned()
}

fn ai_credits(credit: &Value) -> Option<AiCredits> {
    if credit.get("creditType")?.as_str()? != "GOOGLE_ONE_AI" {
        return None;
    }
    let number = |name: &str| credit.get(name).and_then(lenient::as_number);
    let amount = number("creditAmount")?;
    let least = number("minimumCreditAmountForUsage").unwrap_or_default();
    Some(AiCredits {
        amount: amount.to_string(),
        is_enough: amount >= least,
    })
}

/// What the token endpoint gives.
#[derive(Deserialize)]
pub(super) struct Token {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) access_token: Option<String>,
    /// Seconds.
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) expires_in: Option<f64>,
}

/// Why the token endpoint refuses.
#[derive(Deserialize)]
pub(super) struct ErrorBody {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) error: Option<String>,
}

#[derive(Deserialize)]
struct Lists {
    #[serde(default, deserialize_with = "present")]
    groups: Option<Vec<Group>>,
    #[serde(default, deserialize_with = "present")]
    buckets: Option<Vec<Bucket>>,
}

/// The elements that fit of a list; `None` when there is no list, or one in which nothing fits.
fn present<'de, T: serde::de::DeserializeOwned, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let value = Value::deserialize(from)?;
    let Some(length) = value.as_array().map(Vec::len) else {
        return Ok(None);
    };
    let fitting = lenient::list(value).ok();
    Ok(fitting.filter(|items: &Vec<T>| length == 0 || !items.is_empty()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    #[serde(default, deserialize_with = "lenient::text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    buckets: Vec<Bucket>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bucket {
    #[serde(default, rename = "bucketId", deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    model_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    window: Option<String>,
    #[serde(default, deserialize_with = "lenient::any")]
    disabled: Option<bool>,
    #[serde(flatten)]
    quota: Quota,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Quota {
    #[serde(default, deserialize_with = "lenient::number")]
    remaining_fraction: Option<f64>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) reset_time: Option<Timestamp>,
}

impl Quota {
    /// From 0 to 1. What is more than the whole is no fraction, and nobody knows what it is.
    pub(super) fn remaining(&self) -> Option<f64> {
        let fraction = self.remaining_fraction?.max(0.0);
        (fraction <= 1.0 + WHOLE).then(|| fraction.min(1.0))
    }
}

/// The answer itself, whatever it is wrapped in.
fn unwrapped(value: Value) -> Option<Map<String, Value>> {
    let Value::Object(mut object) = value else {
        return None;
    };
    for wrapping in ["response", "quotaSummary"] {
        if let Some(Value::Object(inner)) = object.remove(wrapping) {
            object = inner;
        }
    }
    Some(object)
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn windows_are_named_in_many_ways() {
        for (text, span) in [
            ("5h", Some(Span::Hours(5))),
            ("FIVE_HOUR", Some(Span::Hours(5))),
            ("WINDOW_FIVE_HOURS", Some(Span::Hours(5))),
            ("24_HOURS", Some(Span::Hours(24))),
            ("weekly", Some(Span::Weekly)),
            ("QUOTA_WINDOW_WEEKLY", Some(Span::Weekly)),
            ("3p-5h", Some(Span::Hours(5))),
            ("gemini-weekly", Some(Span::Weekly)),
            ("HOUR", None),
            ("tasks", None),
        ] {
            assert_eq!(Span::read(text), span, "{text}");
        }
    }
}
