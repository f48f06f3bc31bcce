//! What stops `plimsollctl` before it asks anybody, and what in its settings does not count: a proxy
//! that cannot be used, no trusted certificate, settings that are misspelt or out of range.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{fs, process::Command};

use plimsoll_tests::{
    home::Store,
    programs::program,
    proxy::Door,
    scenario::{Said, Scenario},
    services::OPENAI,
};
use serde_json::Value;

fn signed_in() -> Scenario {
    Scenario::signed_in(
        &[OPENAI],
        Store::AuthFile,
        Door::Open,
        |service, asked, now| (service.answer)(asked, now),
    )
}

fn problem(said: &Said) -> Value {
    said.json()["accounts"][0]["problem"].clone()
}

fn fix(problem: &Value) -> String {
    let steps = problem["fix"].as_array().unwrap().iter();
    let steps: Vec<&str> = steps.filter_map(Value::as_str).collect();
    steps.join("\n")
}

/// Whose proxy's address is made of the one that there is.
fn with_proxy(
    address: impl FnOnce(&str) -> String,
    lay: impl FnOnce(&mut Scenario, String),
) -> Scenario {
    let mut scenario = signed_in();
    let there = scenario.variables.remove("HTTPS_PROXY").unwrap();
    lay(&mut scenario, address(&there.replace("http://", "")));
    scenario
}

/// A variable, and an address for it that cannot be used.
type Unfit = (&'static str, fn(&str) -> String);

const UNFIT: [Unfit; 4] = [
    ("HTTPS_PROXY", |there| {
        format!("ftp://made-up:made-up-word@{there}")
    }),
    ("https_proxy", |there| format!("foo://{there}")),
    ("ALL_PROXY", |_| "http://[bad".to_owned()),
    ("all_proxy", |_| "http://:8080".to_owned()),
];

#[test]
fn an_unusable_proxy_variable_is_named() {
    for (name, address) in UNFIT {
        let scenario = with_proxy(address, |scenario, address| {
            scenario.variables.insert(name, address);
        });
        let said = scenario.plimsollctl(&["status", "--json"]);
        assert_eq!(said.code, Some(4), "{name} {}", said.err);
        let problem = problem(&said);
        assert_eq!(problem["code"], "connection-blocked", "{name}");
        assert!(problem["why"].as_str().unwrap().contains(name), "{problem}");
        assert!(fix(&problem).contains(name), "{problem}");
        let doctor = scenario.plimsollctl(&["doctor", "--json"]).json();
        assert_eq!(doctor["obstacle"]["code"], "connection-blocked");
        assert_eq!(doctor["proxy"], serde_json::json!([name]));
        let text = scenario.plimsollctl(&["doctor", "--lang", "fr"]).out;
        assert!(
            text.contains("\n! Connexion bloquée\n") && text.contains(name),
            "{text}"
        );
        assert!(
            !(said.out + &said.err + &text).contains("made-up"),
            "{text}"
        );
        assert!(scenario.proxy.asked().is_empty(), "{name}");
    }
}

#[test]
fn an_unusable_proxy_setting_is_named() {
    for (_, address) in UNFIT {
        let scenario = with_proxy(address, |scenario, address| {
            scenario
                .home
                .edit_settings(&format!("proxy = \"{address}\"\n"));
        });
        let said = scenario.plimsollctl(&["status", "--json"]);
        let problem = problem(&said);
        assert_eq!(problem["code"], "connection-blocked");
        assert!(fix(&problem).contains("setting proxy"), "{problem}");
        assert!(!said.out.contains("made-up") && !said.err.contains("made-up"));
        assert!(
            said.err.contains("settings.toml line 1: proxy: "),
            "{}",
            said.err
        );
        let doctor = scenario.plimsollctl(&["doctor", "--json"]).json();
        assert_eq!(doctor["obstacle"]["code"], "connection-blocked");
        assert!(scenario.proxy.asked().is_empty());
    }
}

#[test]
fn who_corrects_a_proxy_is_answered_at_once() {
    let mut there = String::new();
    let scenario = with_proxy(
        |address| {
            there = format!("http://{address}");
            format!("ftp://{address}")
        },
        |scenario, address| {
            let line = format!("proxy = \"{address}\"\n");
            scenario.home.edit_settings(&line);
        },
    );
    for _ in 0..2 {
        let said = scenario.plimsollctl(&["status", "--json"]);
        assert_eq!(problem(&said)["code"], "connection-blocked");
    }
    scenario
        .home
        .edit_settings(&format!("proxy = \"{there}\"\n"));
    let said = scenario.plimsollctl(&["status", "--json"]);
    assert_eq!((said.code, problem(&said)), (Some(0), Value::Null));
    // Now it was asked, and is not asked again so soon.
    let asked = scenario.proxy.asked().len();
    scenario.plimsollctl(&["status", "--json"]);
    assert_eq!(scenario.proxy.asked().len(), asked);
}

#[test]
fn a_command_uses_the_last_good_settings() {
    let mut there = String::new();
    let scenario = with_proxy(
        |address| {
            there = format!("http://{address}");
            there.clone()
        },
        |scenario, address| {
            let line = format!("proxy = \"{address}\"\n");
            scenario.home.edit_settings(&line);
        },
    );
    assert_eq!(scenario.plimsollctl(&["status", "--json"]).code, Some(0));
    let file = scenario.home.path(".config/plimsoll/settings.toml");
    for broken in [None, Some("share = \n")] {
        match broken {
            None => fs::remove_file(&file).unwrap(),
            Some(text) => scenario.home.edit_settings(text),
        }
        let doctor = scenario.plimsollctl(&["doctor", "--json"]);
        let found = doctor.json();
        assert_eq!(found["proxy_setting"], true, "{found}");
        let named = found["settings"]["broken"].as_str().unwrap();
        assert!(named.contains("the last good settings hold"), "{named}");
        assert_eq!(doctor.err, format!("plimsollctl: {named}\n"));
    }
    scenario.home.edit_settings("");
    let doctor = scenario.plimsollctl(&["doctor", "--json"]);
    let found = doctor.json();
    assert_eq!(
        (&found["proxy_setting"], &*doctor.err),
        (&Value::Bool(false), "")
    );
    assert_eq!(found["settings"]["broken"], Value::Null);
}

#[test]
fn a_proxy_is_taken_with_space_around_it() {
    let mut scenario = signed_in();
    let proxy = scenario.variables.remove("HTTPS_PROXY").unwrap();
    scenario.variables.insert("HTTPS_PROXY", String::new());
    scenario
        .variables
        .insert("https_proxy", format!(" {proxy} "));
    // As for a program that a web server starts; then only `HTTP_PROXY` may be a stranger's.
    scenario
        .variables
        .insert("REQUEST_METHOD", "GET".to_owned());
    let said = scenario.plimsollctl(&["status", "--json"]);
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert!(!scenario.proxy.requests().is_empty());
    assert_eq!(
        scenario.plimsollctl(&["doctor", "--json"]).json()["obstacle"],
        Value::Null
    );
}

#[test]
fn missing_trust_is_named_and_not_the_network() {
    let mut scenario = signed_in();
    let nowhere = "/nonexistent/sample.pem".to_owned();
    scenario.variables.insert("SSL_CERT_FILE", nowhere);
    let said = scenario.plimsollctl(&["status", "--json"]);
    assert_eq!(said.code, Some(4), "{}", said.err);
    let problem = problem(&said);
    assert_eq!(problem["code"], "connection-blocked");
    let fix = fix(&problem);
    assert!(
        fix.contains("ca-certificates") && fix.contains("SSL_CERT_FILE"),
        "{fix}"
    );
    assert!(!fix.contains("network"), "{fix}");
    let doctor = scenario.plimsollctl(&["doctor", "--json"]).json();
    assert_eq!(doctor["obstacle"]["code"], "connection-blocked");
    assert!(scenario.proxy.asked().is_empty());
}

const AMISS: &str = "\
# mine
intervall-minutes = 7
interval-minutes = 90
thresholds = [50, 500]

[notifications]
usge = false
";

#[test]
fn settings_that_do_not_count_are_named_and_kept() {
    let scenario = signed_in();
    scenario.home.edit_settings(AMISS);
    let said = scenario.plimsollctl(&["status", "--json"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let lines: Vec<&str> = said.err.lines().collect();
    assert_eq!(
        lines,
        [
            "plimsollctl: settings.toml line 2: there is no setting intervall-minutes; did you mean interval-minutes?",
            "plimsollctl: settings.toml: 3 more; plimsollctl doctor names them all",
        ]
    );
    let doctor = scenario.plimsollctl(&["doctor", "--json"]);
    assert_eq!(doctor.err, "");
    let settings = &doctor.json()["settings"];
    assert_eq!(settings["broken"], Value::Null);
    let faults = settings["faults"].as_array().unwrap();
    let places = faults.iter().map(|fault| {
        let number = |name: &str| fault[name].as_u64().unwrap();
        (
            number("line"),
            number("column"),
            fault["key"].as_str().unwrap(),
        )
    });
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            (2, 1, "intervall-minutes"),
            (3, 20, "interval-minutes"),
            (4, 19, "thresholds"),
            (7, 1, "notifications.usge"),
        ]
    );
    let text = scenario.plimsollctl(&["doctor", "--lang", "zh"]).out;
    assert!(
        text.contains("  ! 第 7 行第 1 列：没有设置项 notifications.usge"),
        "{text}"
    );
    assert_eq!(scenario.home.settings(), AMISS);
    scenario
        .home
        .edit_settings("interval-minutes = \"often\"\n");
    let doctor = scenario.plimsollctl(&["doctor", "--json"]).json();
    assert_eq!(doctor["settings"]["faults"][0]["line"], 1);
    assert!(doctor["settings"]["broken"].is_string());
}

#[test]
fn directories_of_the_settings_must_be_full_paths() {
    let mut scenario = Scenario::signed_in(&[], Store::AuthFile, Door::Shut, |_, _, _| None);
    let entry = r#"{"zai-coding-plan":{"type":"api","key":"planted-elsewhere"}}"#;
    scenario.home.arrange(|home| {
        fs::create_dir_all(home.path("oc")).unwrap();
        fs::write(home.path("oc/auth.json"), entry).unwrap();
    });
    let searched = |scenario: &Scenario| {
        let mut doctor = Command::new(program("plimsollctl"));
        let doctor = doctor.args(["doctor", "--json"]);
        scenario
            .run(doctor.current_dir(scenario.home.path("")))
            .json()
    };
    let is_looked_at = |doctor: &Value| {
        let places = doctor["searched"].as_array().unwrap().iter();
        let mut paths = places.filter_map(|place| place["path"].as_str());
        paths.any(|path| path.ends_with("oc/auth.json"))
    };
    for (directory, is_taken) in [("oc", false), ("./oc", false), ("~/oc", true)] {
        let line = format!("opencode-directories = [\"{directory}\"]\n");
        scenario.home.edit_settings(&line);
        let doctor = searched(&scenario);
        assert_eq!(is_looked_at(&doctor), is_taken, "{directory}: {doctor}");
        let faults = doctor["settings"]["faults"].as_array().unwrap();
        assert_eq!(faults.is_empty(), is_taken, "{directory}");
    }
    scenario.home.edit_settings("");
    for name in [
        "OPENCODE_CONFIG_DIR",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "CODEX_HOME",
    ] {
        let before = scenario.variables.insert(name, "oc".to_owned());
        assert!(!is_looked_at(&searched(&scenario)), "{name}");
        match before {
            Some(before) => scenario.variables.insert(name, before),
            None => scenario.variables.remove(name),
        };
    }
}
