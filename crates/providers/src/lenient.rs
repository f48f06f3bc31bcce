//! Reading JSON that may be off in places: a field that does not fit is absent, a list element
//! that does not fit is dropped, a number may come as text. One bad field never loses its row.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::model;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// Any value that fits `T`; everything else is `None`.
pub(crate) fn any<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(from)?).ok())
}

/// A finite number, or text that is one.
pub(crate) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    Ok(as_number(&Value::deserialize(from)?))
}

/// A moment of our time, as a number or as text.
pub(crate) fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(model::moment(&Value::deserialize(from)?))
}

/// A window's length, given in seconds.
pub(crate) fn length<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<SignedDuration>, D::Error> {
    let seconds = as_number(&Value::deserialize(from)?);
    Ok(seconds.and_then(model::window_length))
}

/// Text, or a number as text.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// The elements that fit `T`; no list at all is an empty one. How many there may be is bounded by
/// the size of an answer.
pub(crate) fn list<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(items) => items
            .into_iter()
            .filter_map(|item| serde_json::from_value(item).ok())
            .collect(),
        _ => Vec::new(),
    })
}

/// Whether a value says that there is nothing: a reading without numbers is one only then.
pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// Whether something else stands where an object belongs.
pub(crate) fn is_odd(value: &Value) -> bool {
    !value.is_object() && !is_nothing(value)
}

pub(crate) fn as_number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}
