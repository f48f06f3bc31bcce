//! `settings.toml` as text: read into `Settings`, and changed key by key so that comments and unknown
//! keys stay.

use toml_edit::{DocumentMut, Item, Table, TableLike, de};

use super::{Edit, Settings};

/// A number out of range does not spoil the rest.
pub fn parse(text: &str) -> Result<Settings, de::Error> {
    de::from_str(text).or_else(|error| {
        let repaired = repaired(text).map(de::from_document);
        repaired.and_then(Result::ok).ok_or(error)
    })
}

/// Brings numbers that would make the whole file unfit into their range.
fn repaired(text: &str) -> Option<DocumentMut> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut is_repaired = false;
    for range in numbers() {
        let mut item = Some(document.as_item_mut());
        for part in range.key.split('.') {
            let table = item.and_then(Item::as_table_like_mut);
            item = table.and_then(|table| table.get_mut(part));
        }
        let number = item.as_deref().and_then(Item::as_integer);
        let taken = number.and_then(|number| range.taken_for(number));
        if let (Some(item), Some(taken)) = (item, taken) {
            *item = toml_edit::value(taken);
            is_repaired = true;
        }
    }
    is_repaired.then_some(document)
}

/// The text with the change from `base` to `wanted` made to what it says, and what it says then. What
/// was not changed stays as it is written, with comments and unknown keys; of a key that others have
/// changed too, this change holds. `None` where the text does not fit.
pub fn changed(text: &str, base: &Settings, wanted: &Settings) -> Option<(String, Settings)> {
    let mut document: DocumentMut = text.parse().ok()?;
    let says = parse(text).ok()?.clamped();
    let settings = Edit::between(base, wanted).made_to(&says);
    // What is odd there was no part of this, and stays as it is.
    let (old, new) = (values(&says)?, values(&settings)?);
    merge(
        document.as_table_mut(),
        Some(old.as_table()),
        new.as_table(),
    );
    Some((document.to_string(), settings.clamped()))
}

/// The line and what is wrong there.
pub fn reason(text: &str, error: &de::Error) -> String {
    let message = message(error);
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        Some(before) => format!("line {}: {message}", before.matches('\n').count() + 1),
        None => message,
    }
}

/// What is wrong, without the line's text: it may be a secret.
pub fn message(error: &de::Error) -> String {
    match error.message().split_once(": string \"") {
        Some((head, rest)) => {
            let tail = rest.rsplit_once('"').map_or("", |(_, tail)| tail);
            format!("{head}: string{tail}")
        }
        None => error.message().to_owned(),
    }
}

/// A whole number, by its key.
pub struct NumberRange {
    pub key: String,
    pub least: i64,
    pub most: i64,
    /// What holds in the place of any other, where the nearest would do something that nobody asked
    /// for.
    other: Option<i64>,
}

impl NumberRange {
    /// What holds in the place of a number that is out of range.
    pub fn taken_for(&self, number: i64) -> Option<i64> {
        let is_in = (self.least..=self.most).contains(&number);
        let nearest = number.clamp(self.least, self.most);
        (!is_in).then(|| self.other.unwrap_or(nearest))
    }
}

/// Those that are declared with a range, and what only its type bounds.
pub fn numbers() -> Vec<NumberRange> {
    let range = |key: String, least, most, other| NumberRange {
        key,
        least,
        most,
        other,
    };
    let declared = Settings::DECLARED.iter().filter_map(|it| {
        let bounds = it.range.as_ref()?;
        Some(range(it.key(), *bounds.start(), *bounds.end(), None))
    });
    let bounded = [
        range("popup-ready".to_owned(), 0, i64::from(u32::MAX), None),
        range("metrics.port".to_owned(), 0, i64::from(u16::MAX), Some(0)),
    ];
    declared.chain(bounded).collect()
}

fn values(settings: &Settings) -> Option<DocumentMut> {
    toml_edit::ser::to_document(settings).ok()
}

/// Brings the difference between `old` and `new` into a table that says `old` in its owner's way.
fn merge(into: &mut dyn TableLike, old: Option<&dyn TableLike>, new: &dyn TableLike) {
    for (key, _) in old.into_iter().flat_map(|old| old.iter()) {
        if new.get(key).is_none() {
            into.remove(key);
        }
    }
    for (key, value) in new.iter() {
        let before = old.and_then(|old| old.get(key));
        if before.is_some_and(|before| text(before) == text(value)) {
            continue;
        }
        if let Some(values) = value.as_table_like() {
            let before = before.and_then(Item::as_table_like);
            if into.get(key).is_none() {
                let mut table = Table::new();
                table.set_implicit(true);
                into.insert(key, Item::Table(table));
            }
            if let Some(table) = into.get_mut(key).and_then(Item::as_table_like_mut) {
                merge(table, before, values);
            }
        } else if let (Some(Item::Value(current)), Item::Value(value)) = (into.get_mut(key), value)
        {
            let decor = current.decor().clone();
            *current = value.clone();
            *current.decor_mut() = decor;
        } else {
            into.insert(key, value.clone());
        }
    }
}

/// The proxy that a text names that does not fit otherwise.
pub fn proxy_in(text: &str) -> Option<String> {
    let named = |document: &DocumentMut| Some(document.get("proxy")?.as_str()?.to_owned());
    if let Ok(document) = text.parse() {
        return named(&document);
    }
    // Below a table's name a line belongs to that table.
    let lines = text
        .lines()
        .take_while(|line| !line.trim_start().starts_with('['));
    let alone = lines.filter_map(|line| line.parse().ok());
    alone.filter_map(|line: DocumentMut| named(&line)).last()
}

fn text(item: &Item) -> String {
    item.to_string().trim().to_owned()
}
