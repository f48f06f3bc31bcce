//! Files with JSON, and the one source file that is looked through for two constants.

use std::fs;

use jiff::SignedDuration;
use plimsoll_tests::{file_corruption::Corruption, scenario::Scenario, services::entry_of_openai};
use serde_json::{Value, json};

use crate::{AUTH_FILE, EVERYONE, Expected, check, run, scenario, services};

const GOOGLE_FILE: &str = ".config/opencode/antigravity-accounts.json";
const TOKEN_FILE: &str = ".config/opencode/copilot-quota-token.json";
const CODEX_FILE: &str = ".codex/auth.json";
const PACKAGE: &str = ".cache/opencode/node_modules/opencode-antigravity-auth";
const CONSTANTS: &str = "dist/src/constants.js";

/// What a file is that has to hold a JSON object.
fn outcome_of_json(form: Corruption) -> &'static str {
    match form {
        Corruption::Missing | Corruption::DeadLink => "missing",
        Corruption::LinkLoop
        | Corruption::Directory
        | Corruption::Pipe
        | Corruption::Closed
        | Corruption::Huge => "unreadable",
        Corruption::Marked => "read",
        Corruption::Empty
        | Corruption::Half
        | Corruption::Null
        | Corruption::List
        | Corruption::Deep
        | Corruption::NoText => "damaged",
    }
}

/// A file with a JSON object, in every form. `without` is who is left where it cannot be used.
fn every_form(mut scenario: Scenario, file: &str, whole: &str, without: &[&str]) {
    let place = scenario.home.path(file);
    for form in Corruption::ALL {
        scenario
            .home
            .arrange(|_| form.lay(&place, whole.as_bytes()));
        let outcome = outcome_of_json(form);
        let readings = if outcome == "read" {
            &EVERYONE
        } else {
            without
        };
        check(
            &scenario,
            &Expected {
                cell: format!("{file} {form:?}"),
                place: &place,
                outcome,
                readings,
                read_only: None,
            },
        );
    }
}

fn read(scenario: &Scenario, file: &str) -> String {
    fs::read_to_string(scenario.home.path(file)).unwrap()
}

#[test]
fn opencodes_own_file_in_every_form() {
    let scenario = scenario();
    let whole = read(&scenario, AUTH_FILE);
    every_form(scenario, AUTH_FILE, &whole, &["openai", "antigravity"]);
}

#[test]
fn the_antigravity_plugins_file_in_every_form() {
    let scenario = scenario();
    let whole = read(&scenario, GOOGLE_FILE);
    every_form(scenario, GOOGLE_FILE, &whole, &EVERYONE[..4]);
}

#[test]
fn the_users_own_token_file_in_every_form() {
    let whole = json!({ "token": "planted-token-copilot", "username": "ada", "tier": "pro" });
    every_form(scenario(), TOKEN_FILE, &whole.to_string(), &EVERYONE);
}

#[test]
fn the_codex_command_lines_file_in_every_form() {
    let mut scenario = scenario();
    let entries = services()
        .into_iter()
        .flat_map(|service| (service.entries)(scenario.now));
    let others: Vec<_> = entries.filter(|entry| entry.0 != "openai").collect();
    scenario.home.sign_in_again(&others);
    let whole = read(&scenario, CODEX_FILE);
    every_form(scenario, CODEX_FILE, &whole, &EVERYONE[1..]);
}

#[test]
fn a_codex_file_of_wrong_types_has_no_sign_in() {
    let mut scenario = scenario();
    let mut entries: Value = serde_json::from_str(&read(&scenario, AUTH_FILE)).unwrap();
    entries.as_object_mut().unwrap().remove("openai");
    scenario.home.rewrite(AUTH_FILE, &entries.to_string());
    for content in [
        json!({ "tokens": 7 }),
        json!({ "tokens": ["planted-"] }),
        json!({ "tokens": { "access_token": 7, "account_id": {} } }),
        json!({ "tokens": { "access_token": null } }),
    ] {
        scenario.home.rewrite(CODEX_FILE, &content.to_string());
        check(
            &scenario,
            &Expected {
                cell: format!("{CODEX_FILE} {content}"),
                place: &scenario.home.path(CODEX_FILE),
                outcome: "read",
                readings: &EVERYONE[1..],
                read_only: None,
            },
        );
    }
}

/// It is read for two constants, and for nothing else.
#[test]
fn the_antigravity_plugins_source_in_every_form() {
    let mut scenario = scenario();
    let (package, file) = (
        scenario.home.path(PACKAGE),
        scenario.home.path(PACKAGE).join(CONSTANTS),
    );
    let whole = fs::read(&file).unwrap();
    for form in Corruption::ALL {
        scenario.home.arrange(|_| form.lay(&file, &whole));
        let is_usable = matches!(form, Corruption::Marked | Corruption::NoText);
        let status = check(
            &scenario,
            &Expected {
                cell: format!("{CONSTANTS} {form:?}"),
                place: &package,
                outcome: match outcome_of_json(form) {
                    "damaged" => "read",
                    outcome => outcome,
                },
                readings: if is_usable { &EVERYONE } else { &EVERYONE[..4] },
                read_only: None,
            },
        );
        if !is_usable {
            let accounts = status["accounts"].as_array().unwrap();
            let google = accounts.iter().find(|it| it["provider"] == "antigravity");
            assert_eq!(
                google.unwrap()["problem"]["code"],
                "client-missing",
                "{form:?}"
            );
        }
    }
}

/// Looked through for plugins alone, so that nothing hangs on it.
#[test]
fn opencodes_configuration_in_every_form() {
    let mut scenario = scenario();
    let place = scenario.home.path(AUTH_FILE);
    for form in Corruption::ALL {
        let file = scenario.home.path(".config/opencode/opencode.json");
        let whole = json!({ "plugin": ["file:///nowhere/at-all"] }).to_string();
        scenario.home.arrange(|_| form.lay(&file, whole.as_bytes()));
        check(
            &scenario,
            &Expected {
                cell: format!("opencode.json {form:?}"),
                place: &place,
                outcome: "read",
                readings: &EVERYONE,
                read_only: None,
            },
        );
    }
}

#[test]
fn what_has_the_wrong_type_is_dropped_alone_and_named() {
    let mut scenario = scenario();
    let mut entries: Value = serde_json::from_str(&read(&scenario, AUTH_FILE)).unwrap();
    entries["zhipuai-coding-plan"] = json!({ "type": "api", "key": 5 });
    entries["github-copilot"] = json!(["oauth"]);
    let (_, mut openai) = entry_of_openai(scenario.now + SignedDuration::from_hours(1));
    openai["expires"] = json!("soon");
    entries["openai"] = openai;
    scenario.home.rewrite(AUTH_FILE, &entries.to_string());
    let google = json!({ "accounts": [{ "refreshToken": { "planted-": 1 } }, 7, null] });
    scenario.home.rewrite(GOOGLE_FILE, &google.to_string());
    scenario
        .home
        .rewrite(TOKEN_FILE, &json!({ "token": true }).to_string());
    for file in [AUTH_FILE, GOOGLE_FILE, TOKEN_FILE] {
        check(
            &scenario,
            &Expected {
                cell: format!("{file} wrong types"),
                place: &scenario.home.path(file),
                outcome: "read",
                readings: &["openai", "zai"],
                read_only: None,
            },
        );
    }
    let doctor = run(&scenario, &["doctor", "--json"]).json();
    let dropped: Vec<&str> = doctor["dropped"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    for named in [
        "zhipuai-coding-plan: key",
        "github-copilot: type",
        "openai: expires",
        "accounts[0]: refreshToken",
        "accounts[1]: refreshToken",
        "accounts[2]: refreshToken",
    ] {
        assert!(dropped.contains(&named), "{named} is not in {dropped:?}");
    }
}
