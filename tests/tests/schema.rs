//! The published JSON schemas against what the real program prints, and the promise that version 1
//! only ever gets new fields.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::collections::BTreeSet;

use jiff::SignedDuration;
use plimsoll_tests::{
    home::Store,
    proxy::{Door, Reply},
    scenario::Scenario,
    schemas::{assert_fits, schema},
    services,
    stored_readings::StoredReading,
};
use serde_json::json;

#[test]
fn what_status_prints_fits_its_schema_whatever_the_services_say() {
    let well = Scenario::well(Store::Database);
    let refused = Scenario::new(Store::AuthFile, Door::Open, |service, asked, _| {
        Some((service.refuse)(asked))
    });
    let limited = Scenario::new(Store::Database, Door::Open, |_, _, _| {
        Some(Reply::json(429, &json!({})))
    });
    let nobody = Scenario::signed_in(&[], Store::AuthFile, Door::Shut, |_, _, _| None);
    for (scenario, code) in [(&well, 0), (&refused, 4), (&limited, 4), (&nobody, 3)] {
        for language in ["en", "zh"] {
            let said = scenario.plimsollctl(&["status", "--json", "--lang", language]);
            assert_eq!(said.code, Some(code), "{}", said.err);
            assert_fits("status-1.json", &said.json());
        }
    }
    let demo = nobody.plimsollctl(&["status", "--json", "--demo"]);
    assert_fits("status-1.json", &demo.json());
    let mut damaged = Scenario::signed_in(&[], Store::AuthFile, Door::Shut, |_, _, _| None);
    damaged.home.rewrite(".local/share/opencode/auth.json", "{");
    let said = damaged.plimsollctl(&["status", "--json"]);
    assert_ne!(said.json()["problems"], json!([]));
    assert_fits("status-1.json", &said.json());
}

#[test]
fn what_history_prints_fits_its_schema() {
    let scenario = Scenario::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None);
    let kept = |hours: i64, used| {
        let at = scenario.now - SignedDuration::from_hours(hours);
        StoredReading::new("openai", at, &[("session", used, 9000)])
    };
    scenario.keep(&[kept(2, 10.0), kept(1, 20.0)]);
    scenario.keep_span("openai", "session", 24 * 10);
    let said = scenario.plimsollctl(&["history", "--format", "json"]);
    let json = said.json();
    let grains: BTreeSet<&str> = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["grain"].as_str())
        .collect();
    assert_eq!(grains, BTreeSet::from(["day", "hour", "reading"]));
    assert_fits("history-1.json", &json);
}

/// What programs written for the first version read. Nothing may be taken from this list.
const FIRST_FIELDS: &[(&str, &[&str])] = &[
    (
        "",
        &["schema", "at", "level", "accounts", "searched", "problems"],
    ),
    (
        "/$defs/account",
        &[
            "provider",
            "account",
            "origin",
            "fetched_at",
            "endpoint",
            "windows",
            "balances",
            "notes",
            "problem",
        ],
    ),
    (
        "/$defs/account/properties/account",
        &["id", "label", "plan"],
    ),
    ("/$defs/account/properties/origin", &["path", "entry"]),
    (
        "/$defs/account/properties/balances/items",
        &["id", "label", "amount", "unit"],
    ),
    ("/$defs/account/properties/notes/items", &["code", "text"]),
    (
        "/$defs/window",
        &[
            "id",
            "kind",
            "label",
            "scope",
            "pool",
            "used_percent",
            "left_percent",
            "left_shown",
            "used",
            "limit",
            "unit",
            "reset",
            "resets_at",
            "length_seconds",
            "limit_reached",
        ],
    ),
    (
        "/$defs/problem",
        &["code", "title", "why", "fix", "retry_at"],
    ),
    (
        "/$defs/storeProblem",
        &["path", "code", "title", "why", "fix", "retry_at"],
    ),
    ("/$defs/place", &["path", "outcome", "entries"]),
];

#[test]
fn what_the_first_version_had_is_still_there_for_certain() {
    let schema = schema("status-1.json");
    for (place, fields) in FIRST_FIELDS {
        let object = schema.pointer(place).unwrap();
        let required = object["required"].as_array().unwrap();
        for field in *fields {
            assert!(required.contains(&json!(field)), "{place} {field}");
            assert!(object["properties"][field].is_object(), "{place} {field}");
        }
    }
    // Its words for things, which a program may compare with.
    for (place, words) in [
        (
            "/properties/level",
            &["calm", "notice", "critical", "broken"][..],
        ),
        (
            "/$defs/window/properties/kind",
            &["session", "daily", "weekly", "monthly", "other"],
        ),
        ("/$defs/window/properties/scope", &["all", "pool", "tools"]),
        (
            "/$defs/window/properties/reset",
            &["at", "not-started", "unknown"],
        ),
        (
            "/$defs/place/properties/outcome",
            &["read", "missing", "unreadable", "damaged", "locked"],
        ),
    ] {
        let known = schema.pointer(place).unwrap()["enum"].as_array().unwrap();
        for word in words {
            assert!(known.contains(&json!(word)), "{place} {word}");
        }
    }
}
