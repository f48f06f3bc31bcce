//! What in `settings.toml` does not count, by its line: unknown and misspelt keys, and values that
//! are out of range. Nothing is changed here.

use std::{ops::Range, path::Path};

use plimsoll_core::{
    message::Message,
    model::Language,
    settings::{
        AccountSettings, Hook, OauthClientSetting, ProviderSettings, Settings,
        document::{self, numbers},
    },
};
use toml_edit::{Document, DocumentMut, Item, Key, TableLike, Value};

use crate::{http, machine, settings_file};

/// Stands in the pattern for every name that a person may choose.
const ANY: &str = "*";
/// Characters of a key that are repeated: somebody may have pasted a secret in its place.
const LONGEST_KEY: usize = 24;
/// From here on a key is taken for another one that was meant.
const ALIKE: f64 = 0.8;

/// Something that does not count as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// As in `notifications.usage`; empty where the file itself is none.
    pub key: String,
    /// What is wrong with it and what is allowed.
    pub what: Message,
}

impl Fault {
    fn at(text: &str, span: &Range<usize>, key: String, what: Message) -> Self {
        let before = text.get(..span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            key,
            what,
        }
    }

    /// With its place.
    pub fn said(&self) -> Message {
        Message::new("setting-at")
            .text("line", self.line.to_string())
            .text("column", self.column.to_string())
            .message("what", self.what.clone())
    }
}

/// What in the file does not count, in its order; of a broken file what breaks it. Without
/// `providers` any name of one is taken.
pub fn faults(path: &Path, providers: Option<&[&str]>) -> Vec<Fault> {
    let Ok(text) = settings_file::read(path) else {
        return Vec::new();
    };
    match document::parse(&text) {
        Ok(_) => within(&text, providers),
        Err(error) => {
            let message = document::message(&error);
            let what = Message::new("plain").text("text", message);
            let fault = |span| Fault::at(&text, &span, String::new(), what);
            error.span().map(fault).into_iter().collect()
        }
    }
}

fn within(text: &str, providers: Option<&[&str]>) -> Vec<Fault> {
    let (Ok(document), Some(pattern)) = (Document::parse(text), pattern()) else {
        return Vec::new();
    };
    let mut check = Check {
        text,
        providers,
        pattern: &pattern,
        found: Vec::new(),
    };
    check.table("", document.as_table(), pattern.as_table());
    check.found.sort_by_key(|fault| (fault.line, fault.column));
    check.found
}

/// Every setting that there is, each with some value.
fn pattern() -> Option<DocumentMut> {
    let some = || Some(String::new());
    let account = AccountSettings {
        nickname: some(),
        ..AccountSettings::default()
    };
    let provider = ProviderSettings {
        thresholds: Some(Vec::new()),
        windows: [(ANY.to_owned(), Vec::new())].into(),
        ..ProviderSettings::default()
    };
    let settings = Settings {
        language: some(),
        proxy: some(),
        hook: Hook { program: some() },
        oauth_clients: [(ANY.to_owned(), OauthClientSetting::default())].into(),
        accounts: [(ANY.to_owned(), account)].into(),
        providers: [(ANY.to_owned(), provider)].into(),
        allowed_services: [(ANY.to_owned(), Vec::new())].into(),
        refused_services: [(ANY.to_owned(), Vec::new())].into(),
        ..Settings::default()
    };
    toml_edit::ser::to_document(&settings).ok()
}

struct Check<'a> {
    text: &'a str,
    providers: Option<&'a [&'a str]>,
    pattern: &'a DocumentMut,
    found: Vec<Fault>,
}

impl Check<'_> {
    fn table(&mut self, path: &str, table: &dyn TableLike, pattern: &dyn TableLike) {
        for (name, item) in table.iter() {
            let Some(key) = table.key(name) else {
                continue;
            };
            let full = join(path, name);
            let Some(known) = pattern.get(name).or_else(|| pattern.get(ANY)) else {
                let near = near(name, pattern.iter().map(|(known, _)| known))
                    .map(|near| join(path, &near))
                    .or_else(|| elsewhere(name, "", self.pattern.as_table()));
                self.unknown("setting-unknown", key.span(), &full, near);
                continue;
            };
            match path {
                "providers" | "oauth-clients" => self.provider(key.span(), name, &full),
                "accounts" => self.account(key, name, &full),
                _ => {}
            }
            match (item.as_table_like(), known.as_table_like()) {
                (Some(table), Some(pattern)) => self.table(&full, table, pattern),
                _ => self.value(&full, item),
            }
        }
    }

    fn value(&mut self, path: &str, item: &Item) {
        let Some(value) = item.as_value() else {
            return;
        };
        let parts: Vec<&str> = path.split('.').collect();
        let taken = value.as_integer().and_then(|number| {
            let range = numbers().into_iter().find(|range| range.key == path)?;
            let taken = range.taken_for(number)?;
            Some((range, taken))
        });
        if let Some((range, taken)) = taken {
            let fits = Message::new("setting-fits-number")
                .text("least", range.least.to_string())
                .text("most", range.most.to_string())
                .text("taken", taken.to_string());
            self.unfit(path, value, fits);
        }
        match (path, parts.as_slice()) {
            ("language", _) => self.text(path, value, "language", |it| {
                Language::from_tag(it).is_some()
            }),
            ("proxy", _) => self.text(path, value, "proxy", |it| {
                it.trim().is_empty() || http::check_proxy(it).is_ok()
            }),
            ("hook.program", _) => self.text(path, value, "program", |it| {
                it.trim().is_empty() || Path::new(it.trim()).is_absolute()
            }),
            ("opencode-directories", _) => self.each(value, |check, value| {
                check.text(path, value, "directory", |it| machine::full(it).is_some());
            }),
            ("order", _) => self.each(value, |check, value| {
                check.text(path, value, "order", |it| it.contains('/'));
                let account = value.as_str().and_then(|it| it.split_once('/'));
                if let Some((provider, _)) = account {
                    check.provider(value.span(), provider, path);
                }
            }),
            (_, [.., "thresholds"] | ["providers", _, "windows", _]) => {
                self.each(value, |check, value| {
                    let number = value.as_float();
                    let number = number.or(value.as_integer().map(|it| it as f64));
                    if number.is_some_and(|it| !(1.0..=100.0).contains(&it)) {
                        check.unfit(path, value, Message::new("setting-fits-thresholds"));
                    }
                });
            }
            (_, ["oauth-clients", _, "id" | "secret"]) => {
                self.text(path, value, "client", |it| {
                    !it.is_empty() && !it.contains(|c: char| c.is_whitespace() || c.is_control())
                });
            }
            _ => {}
        }
    }

    fn each(&mut self, value: &Value, judge: impl Fn(&mut Self, &Value)) {
        for value in value.as_array().into_iter().flatten() {
            judge(self, value);
        }
    }

    fn text(&mut self, path: &str, value: &Value, fits: &str, is_fit: impl Fn(&str) -> bool) {
        if value.as_str().is_some_and(|text| !is_fit(text)) {
            self.unfit(path, value, Message::new(format!("setting-fits-{fits}")));
        }
    }

    fn unfit(&mut self, path: &str, value: &Value, fits: Message) {
        let what = Message::new("setting-unfit")
            .text("key", path)
            .message("fits", fits);
        self.add(value.span(), path, what);
    }

    fn provider(&mut self, span: Option<Range<usize>>, name: &str, full: &str) {
        if let Some(known) = self.providers.filter(|known| !known.contains(&name)) {
            let near = near(name, known.iter().copied());
            self.unknown("setting-provider", span, full, near);
        }
    }

    fn account(&mut self, key: &Key, name: &str, full: &str) {
        if let Some((provider, _)) = name.split_once('/') {
            return self.provider(key.span(), provider, full);
        }
        let what = Message::new("setting-unfit").text("key", full);
        let what = what.message("fits", Message::new("setting-fits-order"));
        self.add(key.span(), full, what);
    }

    fn unknown(&mut self, id: &str, span: Option<Range<usize>>, full: &str, near: Option<String>) {
        let what = match near {
            Some(near) => Message::new(format!("{id}-near")).text("near", near),
            None => Message::new(id.to_owned()),
        };
        self.add(span, full, what.text("key", full));
    }

    fn add(&mut self, span: Option<Range<usize>>, key: &str, what: Message) {
        let span = span.unwrap_or_default();
        self.found
            .push(Fault::at(self.text, &span, key.to_owned(), what));
    }
}

fn join(path: &str, name: &str) -> String {
    let mut name: String = match name.char_indices().nth(LONGEST_KEY) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    };
    if !path.is_empty() {
        name.insert_str(0, &format!("{path}."));
    }
    name
}

/// Of these, the one that is most like it, if one is.
fn near<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let name = name.to_lowercase().replace('_', "-");
    known
        .map(|known| (strsim::jaro_winkler(&name, known), known))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known.to_owned())
}

/// Where a setting of exactly this name belongs: below a table's name a line belongs to that table.
fn elsewhere(name: &str, path: &str, pattern: &dyn TableLike) -> Option<String> {
    let found = pattern.get(name).is_some() && name != ANY && !path.contains(ANY);
    if found {
        return Some(join(path, name));
    }
    pattern
        .iter()
        .find_map(|(below, item)| elsewhere(name, &join(path, below), item.as_table_like()?))
}

#[cfg(test)]
mod tests;
