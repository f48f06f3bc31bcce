//! Changes a good answer the way services change theirs: fields go or become null, types and units
//! of moments change, rows change places, come twice or are of a kind that nobody knows.

use serde_json::{Value, json};

/// One change, at a place that a number chooses.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    /// The field is gone, or the row.
    Drop,
    Null,
    /// A number becomes text, text a number, all else a list.
    OtherType,
    /// Seconds become milliseconds or the other way round.
    OtherUnit,
    /// The smallest, the largest, and what is no number.
    Extreme(u8),
    /// A moment goes to an end of the calendar, in the form that it has.
    End(u8),
    /// The rows of a list change places.
    Turn(u8),
    /// A row of a kind that nobody knows.
    Stranger,
    /// A row comes twice.
    Twice,
}

/// The answer with the change at the chosen place; as it is where there is no such place.
pub(crate) fn changed(answer: &Value, change: Change, place: u32) -> Value {
    let mut answer = answer.clone();
    let fits = |value: &Value| match change {
        Change::Drop | Change::Null | Change::OtherType => true,
        Change::OtherUnit => is_moment(value),
        Change::Extreme(_) => value.is_number(),
        Change::End(_) => is_moment(value) || is_text_of_moment(value),
        Change::Turn(_) | Change::Stranger | Change::Twice => {
            value.as_array().is_some_and(|rows| !rows.is_empty())
        }
    };
    let mut places = Vec::new();
    collect(&answer, String::new(), &fits, &mut places);
    let Some(pointer) = (!places.is_empty()).then(|| &places[place as usize % places.len()]) else {
        return answer;
    };
    if let Change::Drop = change {
        drop_at(&mut answer, pointer);
    } else if let Some(value) = answer.pointer_mut(pointer) {
        apply(value, change, place);
    }
    answer
}

/// Every list of the answer turned by so many rows.
pub(crate) fn turned(answer: &Value, by: usize) -> Value {
    let mut answer = answer.clone();
    each(&mut answer, &mut |value| {
        if let Value::Array(rows) = value
            && !rows.is_empty()
        {
            let by = by % rows.len();
            rows.rotate_left(by);
        }
    });
    answer
}

/// Every list of the answer with each row twice.
pub(crate) fn doubled(answer: &Value) -> Value {
    let mut answer = answer.clone();
    each(&mut answer, &mut |value| {
        if let Value::Array(rows) = value {
            *rows = rows
                .iter()
                .flat_map(|row| [row.clone(), row.clone()])
                .collect();
        }
    });
    answer
}

/// No number is left, nor a text that is one.
pub(crate) fn without_numbers(answer: &Value) -> Value {
    let mut answer = answer.clone();
    each(&mut answer, &mut |value| {
        if is_number(value) {
            *value = Value::Null;
        }
    });
    answer
}

/// Only the numbers under these names are left.
pub(crate) fn with_only(answer: &Value, names: &[&str]) -> Value {
    let mut answer = answer.clone();
    each(&mut answer, &mut |value| {
        if let Value::Object(fields) = value {
            for (name, field) in fields {
                if is_number(field) && !names.contains(&name.as_str()) {
                    *field = Value::Null;
                }
            }
        }
    });
    answer
}

fn apply(value: &mut Value, change: Change, place: u32) {
    match change {
        Change::Drop | Change::Null => *value = Value::Null,
        Change::OtherType => {
            *value = match value {
                Value::Number(number) => json!(number.to_string()),
                Value::String(text) => text.parse::<f64>().map_or(json!(7), |number| json!(number)),
                Value::Null => json!({}),
                Value::Bool(_) | Value::Array(_) | Value::Object(_) => json!([value.clone()]),
            };
        }
        Change::OtherUnit => {
            let number = value.as_f64().unwrap_or_default();
            let scaled = if number > 1e11 {
                number / 1000.0
            } else {
                number * 1000.0
            };
            *value = json!(scaled);
        }
        Change::Extreme(which) => {
            *value = match which % 9 {
                0 => json!(i64::MAX),
                1 => json!(i64::MIN),
                2 => json!(f64::MAX),
                3 => json!(f64::MIN),
                4 => json!(f64::MIN_POSITIVE),
                5 => json!("NaN"),
                6 => json!(-1),
                7 => json!(253_402_207_199_i64),
                _ => json!(0),
            };
        }
        Change::End(which) => *value = end_of_calendar(value.is_number(), which),
        Change::Turn(by) => {
            if let Value::Array(rows) = value {
                let by = usize::from(by) % rows.len();
                rows.rotate_left(by);
            }
        }
        Change::Stranger => {
            if let Value::Array(rows) = value {
                let stranger =
                    json!({ "type": "SAMPLE_LIMIT", "unit": 9, "number": 1, "sample": 7 });
                rows.insert(place as usize % (rows.len() + 1), stranger);
            }
        }
        Change::Twice => {
            if let Value::Array(rows) = value {
                let row = rows[place as usize % rows.len()].clone();
                rows.push(row);
            }
        }
    }
}

fn end_of_calendar(as_number: bool, which: u8) -> Value {
    match (as_number, which % 4) {
        (true, 0) => json!(253_402_207_199_i64),
        (true, 1) => json!(253_402_207_199_999_i64),
        (true, 2) => json!(9e18),
        (true, _) => json!(-1e18),
        (false, 0) => json!("9999-12-30T22:00:00Z"),
        (false, 1) => json!("9999-12-31T23:59:59Z"),
        (false, 2) => json!("0001-01-01T00:00:00Z"),
        (false, _) => json!("-009999-01-01T00:00:00Z"),
    }
}

fn drop_at(answer: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        return;
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    match answer.pointer_mut(parent) {
        Some(Value::Object(fields)) => {
            fields.remove(&name);
        }
        Some(Value::Array(rows)) => {
            if let Ok(at) = name.parse::<usize>() {
                rows.remove(at);
            }
        }
        _ => {}
    }
}

fn collect(
    value: &Value,
    pointer: String,
    fits: &dyn Fn(&Value) -> bool,
    places: &mut Vec<String>,
) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect(field, format!("{pointer}/{name}"), fits, places);
            }
        }
        Value::Array(rows) => {
            for (at, row) in rows.iter().enumerate() {
                collect(row, format!("{pointer}/{at}"), fits, places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    if fits(value) {
        places.push(pointer);
    }
}

fn each(value: &mut Value, act: &mut dyn FnMut(&mut Value)) {
    act(value);
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|field| each(field, act)),
        Value::Array(rows) => rows.iter_mut().for_each(|row| each(row, act)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_number(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::String(text) => {
            let text = text.trim();
            let sum = text.strip_prefix('$').unwrap_or(text);
            sum.parse::<f64>().is_ok()
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

fn is_moment(value: &Value) -> bool {
    value.as_f64().is_some_and(|number| number > 1e9)
}

fn is_text_of_moment(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.starts_with(|it: char| it.is_ascii_digit()) && text.get(10..11) == Some("T")
}
