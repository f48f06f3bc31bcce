//! Plays every folder `<provider>/cases/<case>/` of `src` and `declared`: a machine, the answers of the services, and
//! what has to come of them. `UPDATE_CASES=1` rewrites the `expected.json` files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod mutate;
mod outputs;
mod reserved;
mod tape;
mod world;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use plimsoll_core::{
    provider::{AnyProvider, CredentialStatus, Fetch, Found, Sealed},
    testing::{FakeSessions, ScriptedHttp, block_on},
};
use serde_json::{Map, Value, json};

#[test]
fn every_case_gives_what_it_says() {
    let mut complaints = Vec::new();
    let mut played = 0;
    for provider in plimsoll_providers::ALL {
        for folder in cases(*provider) {
            played += 1;
            let name = name(&folder);
            complaints.extend(
                play(*provider, &folder)
                    .into_iter()
                    .map(|complaint| format!("{name}: {complaint}")),
            );
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
    println!("{played} cases");
}

#[test]
fn every_folder_of_cases_has_a_provider() {
    let places = PLACES.map(|place| folders(&root().join(place)));
    for folder in places.into_iter().flatten() {
        let id = folder.file_name().unwrap().to_str().unwrap();
        let known = plimsoll_providers::ALL
            .iter()
            .any(|provider| provider.info().id == id);
        assert!(
            known || folders(&folder.join("cases")).is_empty(),
            "{id} has cases and is not in ALL"
        );
    }
}

/// Where services are: those that are code and those that are data.
const PLACES: [&str; 2] = ["src", "declared"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of a service's cases.
fn cases(provider: &dyn AnyProvider) -> Vec<PathBuf> {
    let id = provider.info().id;
    let of_place = |place| folders(&root().join(place).join(id).join("cases"));
    PLACES.into_iter().flat_map(of_place).collect()
}

/// The folder's name in complaints.
fn name(folder: &Path) -> String {
    folder.strip_prefix(root()).unwrap().display().to_string()
}

/// The complaints about one case.
fn play(provider: &dyn AnyProvider, folder: &Path) -> Vec<String> {
    let world = world::read(folder);
    let http = ScriptedHttp::new(tape::read(&folder.join("http")));
    let sessions = FakeSessions::default();
    let cx = Fetch {
        http: &http,
        clock: &world.clock,
        sessions: &sessions,
        os: world.machine.os,
    };
    let search = provider.find(&world.machine);
    let accounts: Vec<Value> = search
        .found
        .iter()
        .map(|found| outcome(provider, found, &cx))
        .collect();
    let got = json!({ "accounts": accounts, "places": search.places });
    let mut complaints = http.complaints();
    complaints.extend(compare(&folder.join("expected.json"), &got));
    complaints
}

fn outcome(provider: &dyn AnyProvider, found: &Found<Sealed>, cx: &Fetch<'_>) -> Value {
    let mut account = Map::new();
    account.insert("account".to_owned(), json!(found.account));
    account.insert("notes".to_owned(), json!(found.notes));
    let status = match &found.status {
        CredentialStatus::Ready(credential) | CredentialStatus::Spare(credential) => {
            match block_on(provider.fetch(credential, cx)) {
                Ok(usage) => account.insert("usage".to_owned(), json!(usage)),
                Err(problem) => account.insert("problem".to_owned(), json!(problem)),
            };
            match &found.status {
                CredentialStatus::Spare(_) => "spare",
                _ => "ready",
            }
        }
        CredentialStatus::Broken(problem) => {
            account.insert("problem".to_owned(), json!(problem));
            "broken"
        }
        CredentialStatus::Off => "off",
    };
    account.insert("standing".to_owned(), json!(status));
    Value::Object(account)
}

fn compare(path: &Path, got: &Value) -> Option<String> {
    let got = format!("{}\n", serde_json::to_string_pretty(got).unwrap());
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(path, got).unwrap();
        return None;
    }
    let Ok(expected) = fs::read_to_string(path) else {
        return Some(format!("no expected.json; this came:\n{got}"));
    };
    if expected == got {
        return None;
    }
    let line = expected
        .lines()
        .zip(got.lines())
        .position(|(left, right)| left != right)
        .unwrap_or_default();
    Some(format!(
        "differs from expected.json at line {}; this came:\n{got}",
        line + 1
    ))
}

/// The folders in a folder, sorted; none when there is no such folder.
fn folders(path: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(path)
        .map(|entries| {
            entries
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_dir())
                .collect()
        })
        .unwrap_or_default();
    found.sort();
    found
}

#[test]
fn every_message_of_a_case_has_words_in_every_language() {
    let root = root();
    let mut ids = BTreeSet::new();
    for provider in plimsoll_providers::ALL {
        for folder in cases(*provider) {
            let bytes = fs::read(folder.join("expected.json")).unwrap();
            collect(&serde_json::from_slice(&bytes).unwrap(), &mut ids);
        }
    }
    assert!(ids.contains("window-weekly"), "{ids:?}");
    for language in ["en", "zh-Hans", "fr"] {
        let file = root.join(format!("../../locales/{language}/view.ftl"));
        let catalogue = fs::read_to_string(file).unwrap();
        let known = |id: &String| {
            let start = format!("{id} =");
            catalogue.lines().any(|line| line.starts_with(&start))
        };
        let missing: Vec<&String> = ids.iter().filter(|id| !known(id)).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
    }
}

/// The ids of all messages in a value: objects with an id and arguments.
fn collect(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let (Some(Value::String(id)), Some(Value::Object(_))) =
                (object.get("id"), object.get("args"))
            {
                ids.insert(id.clone());
            }
            object.values().for_each(|value| collect(value, ids));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
