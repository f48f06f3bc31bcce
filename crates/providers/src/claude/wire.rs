//! The answer as Anthropic writes it. Every field may be missing, null or off, and windows come and
//! go under names of their own.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::lenient;

#[derive(Deserialize)]
pub(super) struct Answer {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) five_hour: Option<Span>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) seven_day: Option<Span>,
    /// The newer form of the same, with the caps of single models.
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) limits: Vec<Limit>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) extra_usage: Option<ExtraUsage>,
    /// The newer form of `extra_usage`.
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) spend: Option<Spend>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct Span {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) utilization: Option<f64>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) resets_at: Option<Timestamp>,
}

#[derive(Deserialize)]
pub(super) struct Limit {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) percent: Option<f64>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub(super) resets_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::any")]
    scope: Option<LimitScope>,
}

#[derive(Deserialize)]
struct LimitScope {
    #[serde(default, deserialize_with = "lenient::any")]
    model: Option<Model>,
}

#[derive(Deserialize)]
struct Model {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    display_name: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ExtraUsage {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) is_enabled: Option<bool>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) monthly_limit: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) used_credits: Option<f64>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) utilization: Option<f64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) currency: Option<String>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) decimal_places: Option<f64>,
}

#[derive(Deserialize)]
pub(super) struct Spend {
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) enabled: Option<bool>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) used: Option<Minor>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) limit: Option<Minor>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) cap: Option<Minor>,
    #[serde(default, deserialize_with = "lenient::any")]
    pub(super) balance: Option<Minor>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) percent: Option<f64>,
}

/// A sum in the smallest unit of its currency.
#[derive(Deserialize)]
pub(super) struct Minor {
    #[serde(default, rename = "amount_minor", deserialize_with = "lenient::number")]
    pub(super) amount: Option<f64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) currency: Option<String>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) exponent: Option<f64>,
}

impl Answer {
    /// Further windows with their names, which nobody announces.
    pub(super) fn others(&self) -> impl Iterator<Item = (&str, Span)> {
        self.others.iter().filter_map(|(name, value)| {
            let is_window = value.get("utilization").is_some();
            let span: Span = serde_json::from_value(value.clone()).ok()?;
            let is_set = span.utilization.is_some() || span.resets_at.is_some();
            (is_window && is_set).then_some((name.as_str(), span))
        })
    }

    /// The session, or what holds for all models over the week.
    pub(super) fn limit(&self, kind: &str) -> Option<&Limit> {
        let of_kind = |limit: &&Limit| limit.kind.as_deref() == Some(kind);
        let of_all = |limit: &&Limit| kind == "weekly_all" && limit.is_for_all_models();
        let mut limits = self.limits.iter();
        limits
            .find(of_kind)
            .or_else(|| self.limits.iter().find(of_all))
    }
}

impl Limit {
    fn scoped_model(&self) -> Option<&Model> {
        self.scope.as_ref()?.model.as_ref()
    }

    fn is_for_all_models(&self) -> bool {
        let ends = |text: &Option<String>, end: &str| {
            let text = text.as_deref().unwrap_or_default().trim();
            text.to_ascii_lowercase().ends_with(end)
        };
        self.scoped_model().is_some_and(|model| {
            ends(&model.id, "all-models") || ends(&model.display_name, "all models")
        })
    }

    /// The one model that it is for.
    pub(super) fn model(&self) -> Option<&str> {
        let model = self.scoped_model().filter(|_| !self.is_for_all_models())?;
        let name = model.display_name.as_deref().or(model.id.as_deref())?;
        Some(name.trim())
    }
}

/// The answer, if it is one: an object with a known key, and windows in their places.
pub(super) fn read(body: &[u8]) -> Option<Answer> {
    const KNOWN: [&str; 5] = ["five_hour", "seven_day", "limits", "extra_usage", "spend"];
    let value: Value = serde_json::from_slice(body).ok()?;
    let object = value.as_object()?;
    let known = KNOWN.iter().any(|key| object.contains_key(*key));
    known.then(|| serde_json::from_value(value).ok()).flatten()
}

/// Whether there is something in the place of a window that nobody could make a number of.
pub(super) fn is_odd(body: &[u8]) -> bool {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let says_nothing = |window: &Value| {
        let is_known = |name: &str| window.get(name).is_some_and(Value::is_null);
        lenient::is_nothing(window) || is_known("utilization")
    };
    let windows = [&answer["five_hour"], &answer["seven_day"]];
    !windows.into_iter().all(says_nothing) || !lenient::is_nothing(&answer["limits"])
}
