//! Keys in OpenCode's own configuration: `provider.<id>.options.apiKey` in the user's global
//! `opencode.json`, never in a project's. A key may name a variable, and only one that belongs to the
//! service is looked at.

use std::path::Path;

use plimsoll_core::{
    model::{Origin, Outcome, SearchedPath},
    ports::Machine,
};
use serde_json::{Map, Value};

use super::{
    Directory, Entries, Entry, Kind,
    auth_file::{LIMIT, outcome_of, too_large},
    directories,
};

const FILES: [&str; 2] = ["opencode.json", "opencode.jsonc"];

/// The keys that stand under any of `ids`; of variables `{env:NAME}` those in `variables` are read.
pub(crate) fn keys(machine: &dyn Machine, ids: &[&str], variables: &[&str]) -> Entries {
    let mut all = Entries::default();
    for directory in directories(machine, Directory::Config) {
        for file in FILES {
            let path = directory.join(file);
            let (outcome, entries) = of_file(machine, &path, ids, variables);
            all.add_place(SearchedPath::new(path.display().to_string(), outcome));
            all.add(entries);
        }
    }
    all
}

fn of_file(
    machine: &dyn Machine,
    path: &Path,
    ids: &[&str],
    variables: &[&str],
) -> (Outcome, Vec<Entry>) {
    let content = machine
        .read(path, &|bytes| parse(bytes).is_ok())
        .map_err(outcome_of)
        .and_then(|bytes| parse(&bytes));
    let content = match content {
        Ok(content) => content,
        Err(outcome) => return (outcome, Vec::new()),
    };
    let mut found = 0;
    let mut entries = Vec::new();
    let mut dropped = Vec::new();
    let providers = content.get("provider").and_then(Value::as_object);
    for (id, provider) in providers.into_iter().flatten() {
        let Some(key) = provider
            .pointer("/options/apiKey")
            .filter(|it| !it.is_null())
        else {
            continue;
        };
        found += 1;
        let id = id.trim_end_matches('/');
        if !ids.contains(&id) {
            continue;
        }
        let origin = Origin::configured(path.display().to_string(), id);
        match resolve(machine, key, variables) {
            Ok(key) => entries.push(Entry {
                id: id.to_owned(),
                label: None,
                origin,
                notes: Vec::new(),
                kind: Kind::Key(key),
            }),
            Err(why) => dropped.push(format!("{}: {why}", origin.entry)),
        }
    }
    let outcome = Outcome::Read {
        entries: found,
        dropped,
    };
    (outcome, entries)
}

/// The key itself, or why there is none; what stands in the file is not repeated.
fn resolve(machine: &dyn Machine, key: &Value, variables: &[&str]) -> Result<String, String> {
    let key = key.as_str().ok_or("not a text")?.trim();
    if let Some(name) = key
        .strip_prefix("{env:")
        .and_then(|it| it.strip_suffix('}'))
    {
        let name = variables.iter().find(|known| **known == name.trim());
        let name = name.ok_or("{env:…} names a variable that is not this service's")?;
        return machine
            .var(name)
            .ok_or_else(|| format!("{name} is not set"));
    }
    if key.is_empty() || key.contains('{') {
        return Err("not a key".to_owned());
    }
    Ok(key.to_owned())
}

/// A JSON object that may have comments and trailing commas.
fn parse(bytes: &[u8]) -> Result<Map<String, Value>, Outcome> {
    if bytes.len() > LIMIT {
        return Err(too_large(bytes.len()));
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match jsonc_parser::parse_to_serde_value(text, &jsonc_parser::ParseOptions::default()) {
        Ok(Some(Value::Object(map))) => Ok(map),
        // OpenCode takes an empty file for one without settings.
        Ok(None) => Ok(Map::new()),
        Ok(Some(_)) => Err(Outcome::Damaged {
            reason: "not a JSON object".to_owned(),
            line: None,
            column: None,
        }),
        Err(error) => Err(Outcome::Damaged {
            reason: error.kind().to_string(),
            line: Some(error.line_display()),
            column: Some(error.column_display()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_core::testing::FakeMachine;

    use super::*;

    const FILE: &str = ".config/opencode/opencode.json";

    /// The keys, and the remarks on those that were dropped.
    fn read(machine: &FakeMachine) -> (Vec<String>, Vec<String>) {
        let all = keys(machine, &["zai-coding-plan"], &["ZAI_API_KEY"]);
        let keys = all.entries.into_iter().map(|entry| match entry.kind {
            Kind::Key(key) => key,
            Kind::Oauth(_) => panic!("no key"),
        });
        let dropped = all
            .places
            .into_iter()
            .flat_map(|place| match place.outcome {
                Outcome::Read { dropped, .. } => dropped,
                _ => Vec::new(),
            });
        (keys.collect(), dropped.collect())
    }

    fn with(key: &str) -> FakeMachine {
        let content = format!(
            r#"{{ // mine
                "provider": {{ "zai-coding-plan": {{ "options": {{ "apiKey": {key}, }} }},
                "other": {{ "options": {{ "apiKey": "samplekey.other" }} }} }} }}"#
        );
        FakeMachine::new().file(FILE, content)
    }

    #[test]
    fn a_key_is_read_beside_comments() {
        let (keys, dropped) = read(&with(r#""samplekey.one""#));
        assert_eq!(
            (keys.as_slice(), dropped.len()),
            (&["samplekey.one".to_owned()][..], 0)
        );
        let variable = with(r#""{env:ZAI_API_KEY}""#);
        let set = variable.clone().set("ZAI_API_KEY", "samplekey.two");
        assert_eq!(read(&set).0, ["samplekey.two"]);
        let (keys, dropped) = read(&variable);
        assert!(keys.is_empty());
        assert_eq!(
            dropped,
            ["provider.zai-coding-plan.options.apiKey: ZAI_API_KEY is not set"]
        );
    }

    #[test]
    fn references_that_are_no_key_are_named_and_not_read() {
        for key in [
            r#""{env:OPENAI_API_KEY}""#,
            r#""{file:~/.secrets/key}""#,
            r#""""#,
            "5",
            r#"["a"]"#,
        ] {
            let machine = with(key).set("OPENAI_API_KEY", "samplekey.openai");
            let (keys, dropped) = read(&machine);
            assert_eq!((keys.len(), dropped.len()), (0, 1), "{key}");
            assert!(!dropped[0].contains("sample"), "{dropped:?}");
        }
        assert_eq!(read(&with("null")), (Vec::new(), Vec::new()));
    }

    #[test]
    fn a_file_that_cannot_be_read_says_where_and_not_what() {
        let machine = FakeMachine::new().file(FILE, "{\n  \"provider\": samplekey.one }");
        let all = keys(&machine, &["zai-coding-plan"], &[]);
        let Outcome::Damaged { reason, line, .. } = &all.places[0].outcome else {
            panic!("{:?}", all.places);
        };
        assert_eq!(*line, Some(2));
        assert!(!reason.contains("sample"), "{reason}");
        let empty = FakeMachine::new().file(FILE, "");
        let all = keys(&empty, &["zai-coding-plan"], &[]);
        assert!(matches!(all.places[0].outcome, Outcome::Read { .. }));
    }
}
