//! What is different between two states of the settings, key by key, so that two who change them
//! without knowing of each other both have their way.

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value};

use super::{AccountSettings, OauthClientSetting, ProviderSettings, Settings};

/// A key with the tables that it is in.
type Key = Vec<String>;

/// The tables of which each part that says nothing may as well not be there.
const OPEN: [&str; 3] = ["accounts", "providers", "oauth-clients"];

/// The keys whose value comes back only from the file: they name a host, or a program that is run.
const OF_THE_FILE: [&[&str]; 2] = [&["proxy"], &["hook", "program"]];

/// Keys with the values that they had and have. What is not set has none.
#[derive(Clone, Default, PartialEq)]
pub struct Edit(BTreeMap<Key, (Option<Value>, Option<Value>)>);

/// A value may be a secret.
impl fmt::Debug for Edit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.0.keys().map(|key| key.join("."));
        formatter.debug_set().entries(keys).finish()
    }
}

impl Edit {
    /// What has become of `before`.
    pub fn between(before: &Settings, after: &Settings) -> Self {
        let (before, written) = (values(before), all_values(after));
        let mut after = written.clone();
        after.retain(|key, value| says_something(key, value));
        let mut edit = BTreeMap::new();
        for (key, old) in before {
            let new = after.remove(&key);
            if new.as_ref() != Some(&old) {
                let new = new.or_else(|| written.get(&key).cloned());
                edit.insert(key, (Some(old), new));
            }
        }
        edit.extend(after.into_iter().map(|(key, new)| (key, (None, Some(new)))));
        Self(edit)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both are about one key.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.keys().any(|key| other.0.contains_key(key))
    }

    /// The way back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let steps = self.0.iter();
        let back = |(key, (old, new)): (&Key, &(Option<Value>, Option<Value>))| {
            (key.clone(), (new.clone(), old.clone()))
        };
        Self(steps.map(back).collect())
    }

    /// Whether it sets what stands in the file alone.
    pub fn sets_what_the_file_names(&self) -> bool {
        let mut set = self.0.iter().filter(|(_, (_, new))| new.is_some());
        set.any(|(key, _)| OF_THE_FILE.iter().any(|it| key == it))
    }

    /// The same made to settings that may have become others meanwhile. Only its own keys change,
    /// whatever they were.
    #[must_use]
    pub fn made_to(&self, settings: &Settings) -> Settings {
        let Ok(Value::Object(mut all)) = serde_json::to_value(settings) else {
            return settings.clone();
        };
        for (key, (_, new)) in &self.0 {
            set(&mut all, key, new.as_ref());
        }
        match serde_json::from_value::<Settings>(Value::Object(all)) {
            Ok(edited) => self.without_empty(edited, settings),
            Err(_) => settings.clone(),
        }
    }

    /// What was emptied goes; what was empty before stays as its owner has it.
    fn without_empty(&self, mut edited: Settings, before: &Settings) -> Settings {
        let stays = |table: &str, name: &str| {
            let mut removed = self.0.iter().filter(|(_, (_, new))| new.is_none());
            !removed.any(|(key, _)| key[0] == table && key.get(1).is_some_and(|it| it == name))
        };
        edited.accounts.retain(|name, it| {
            *it != AccountSettings::default()
                || before.accounts.get(name) == Some(it)
                || stays(OPEN[0], name)
        });
        edited.providers.retain(|name, it| {
            *it != ProviderSettings::default()
                || before.providers.get(name) == Some(it)
                || stays(OPEN[1], name)
        });
        edited.oauth_clients.retain(|name, it| {
            *it != OauthClientSetting::default()
                || before.oauth_clients.get(name) == Some(it)
                || stays(OPEN[2], name)
        });
        edited
    }
}

fn set(table: &mut Map<String, Value>, key: &[String], value: Option<&Value>) {
    match (key, value) {
        ([name], Some(value)) => {
            table.insert(name.clone(), value.clone());
        }
        ([name], None) => {
            table.remove(name);
        }
        ([name, rest @ ..], _) => {
            let below = table
                .entry(name)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(below) = below {
                set(below, rest, value);
            }
        }
        ([], _) => {}
    }
}

fn values(settings: &Settings) -> BTreeMap<Key, Value> {
    let mut found = all_values(settings);
    found.retain(|key, value| says_something(key, value));
    found
}

fn says_something(key: &Key, value: &Value) -> bool {
    !OPEN.contains(&key[0].as_str()) || (*value != false && value != "")
}

fn all_values(settings: &Settings) -> BTreeMap<Key, Value> {
    let mut found = BTreeMap::new();
    if let Ok(Value::Object(all)) = serde_json::to_value(settings) {
        gather(all, &mut Vec::new(), &mut found);
    }
    found
}

fn gather(table: Map<String, Value>, path: &mut Key, found: &mut BTreeMap<Key, Value>) {
    for (name, value) in table {
        path.push(name);
        match value {
            Value::Null => {}
            Value::Object(below) => gather(below, path, found),
            value => drop(found.insert(path.clone(), value)),
        }
        path.pop();
    }
}

#[cfg(test)]
mod tests;
