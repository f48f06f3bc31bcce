//! What must hold of everything that a person is shown, whatever came in.

use std::{borrow::Cow, sync::LazyLock};

use jiff::{Timestamp, tz::TimeZone};
use plimsoll_core::{
    engine::Engine,
    model::{Info, Language},
    ports::Os,
    testing::FakeMachine,
    text::Words,
    view::{Identity, ViewContext, view},
};

/// The secrets of the computers that the targets lay down, as far as they go with the last request.
/// None of its own may be shown.
const SECRETS: &[&str] = &[
    // OpenAI's, as in its cases.
    "eyJhbGciOiJub25lIn0.eyJleHAiOiAxNzk1NDQzNjAwLCAiaHR0cHM6Ly9hcGkub3BlbmFpLmNvbS9hdXRoIjogeyJjaGF0Z3B0X2FjY291bnRfaWQiOiAiYWNjdC1tYWRlLXVwIn0sICJodHRwczovL2FwaS5vcGVuYWkuY29tL3Byb2ZpbGUiOiB7ImVtYWlsIjogImFkYUBleGFtcGxlLm9yZyJ9fQ.c2ln",
    "abcd1234sample.key5678wxyz",
    "gho_sampleA",
    "github_pat_sampleP",
];

/// Making them takes longer than all else together.
static WORDS: LazyLock<[Words; 3]> =
    LazyLock::new(|| Language::ALL.map(|language| Words::new(language, TimeZone::UTC)));

/// Those of the secrets that this computer holds.
pub fn secrets_of(machine: &FakeMachine) -> Vec<&'static str> {
    let files = machine.files.values().flatten().flatten();
    let contents: Vec<Cow<'_, str>> = files
        .map(|content| String::from_utf8_lossy(content))
        .collect();
    SECRETS
        .iter()
        .copied()
        .filter(|secret| contents.iter().any(|content| content.contains(secret)))
        .collect()
}

/// Makes the view of what the engine knows, says it in every language, and complains by a panic.
pub fn judge(engine: &Engine, secrets: &[&str], now: Timestamp) {
    let snapshot = engine.snapshot(now);
    for window in snapshot
        .accounts
        .iter()
        .filter_map(|state| state.reading.as_ref())
        .flat_map(|reading| &reading.usage.windows)
    {
        // Above 100 an allowance was exceeded.
        let used = window.used.map_or(0.0, plimsoll_core::model::Percent::get);
        assert!(used.is_finite() && used >= 0.0, "{used} % used");
    }
    let infos: Vec<&'static Info> = plimsoll_providers::ALL
        .iter()
        .map(|provider| provider.info())
        .collect();
    let context = ViewContext {
        settings: engine.settings(),
        language: Language::English,
        providers: &infos,
        os: Os::Linux,
        desktop: "",
        version: "0.1.0",
        identity: &Identity::default(),
        past: None,
    };
    let view = view(&snapshot, context, now);
    assert!(view.left.is_none_or(|left| (0.0..=100.0).contains(&left)));
    let Ok(json) = serde_json::to_value(&view) else {
        panic!("a view that is no JSON");
    };
    let text = json.to_string();
    for secret in secrets {
        assert!(!text.contains(secret), "a secret is shown: {secret}");
    }
    // The settings' own words are the same whatever came in.
    for part in ["cards", "problems", "notices", "places"] {
        WORDS
            .iter()
            .for_each(|words| messages(&json[part], words, now));
    }
}

/// Says every message in a value: objects with an id and arguments.
fn messages(value: &serde_json::Value, words: &Words, now: Timestamp) {
    match value {
        serde_json::Value::Object(object) => {
            if object.len() == 2
                && object.contains_key("id")
                && object.contains_key("args")
                && let Ok(message) = serde_json::from_value(value.clone())
            {
                let said = words.say(&message, now);
                assert!(!said.is_empty(), "no words for {message:?}");
            }
            for value in object.values() {
                messages(value, words, now);
            }
        }
        serde_json::Value::Array(values) => {
            for value in values {
                messages(value, words, now);
            }
        }
        _ => {}
    }
}
