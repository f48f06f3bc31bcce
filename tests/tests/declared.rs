//! The services that are data, through real TLS: each answers, refuses and fails. What each answer
//! means in detail is proved by the case folders of the providers.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use jiff::SignedDuration;
use plimsoll_tests::{
    coded::CONSOLE,
    declared::{BALANCES, DECLARED},
    home::Store,
    proxy::{Door, Reply, SeenRequest},
    scenario::{Said, Scenario},
    services::{ALL, Service},
};
use serde_json::{Value, json};

fn accounts(said: &Said) -> Vec<(&'static Service, Value)> {
    let status = said.json();
    let accounts = status["accounts"].as_array().unwrap();
    let named = |service: &&'static Service| {
        let of = |account: &&Value| account["provider"] == service.id;
        let its: Vec<&Value> = accounts.iter().filter(of).collect();
        assert_eq!(its.len(), 1, "{}: {}", service.id, said.out);
        its[0].clone()
    };
    assert_eq!(accounts.len(), DECLARED.len(), "{}", said.out);
    DECLARED
        .iter()
        .map(|service| (service, named(&service)))
        .collect()
}

#[test]
fn each_says_what_is_left() {
    for store in [Store::AuthFile, Store::Database] {
        let scenario = Scenario::signed_in(DECLARED, store, Door::Open, |service, asked, now| {
            (service.answer)(asked, now)
        });
        let said = scenario.plimsollctl(&["status", "--json"]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        for (service, account) in accounts(&said) {
            let id = service.id;
            assert_eq!(account["problem"], Value::Null, "{id}: {account}");
            let windows = account["windows"].as_array().unwrap();
            let told: Vec<Value> = windows
                .iter()
                .map(|it| {
                    json!([
                        it["id"],
                        it["left_shown"],
                        it["used_percent"],
                        it["resets_at"]
                    ])
                })
                .collect();
            let expected = service.shown.iter().map(|(window, left, used, reset)| {
                let reset = reset.map(|it| scenario.now + SignedDuration::from_secs(it));
                json!([window, left, used, reset.map(|it| it.to_string())])
            });
            assert_eq!(told, expected.collect::<Vec<_>>(), "{id}");
            let balances = account["balances"].as_array().unwrap();
            let told: Vec<Value> = balances
                .iter()
                .map(|balance| json!([balance["amount"], balance["unit"]]))
                .collect();
            let known = BALANCES.iter().find(|(of, _)| *of == id);
            let expected: Vec<Value> = known
                .map(|(_, balances)| balances.iter().map(|it| json!([it.0, it.1])).collect())
                .unwrap_or_default();
            assert_eq!(told, expected, "{id}");
        }
    }
}

#[test]
fn each_refusal_is_named_and_shows_no_secret() {
    let scenario = Scenario::signed_in(
        DECLARED,
        Store::AuthFile,
        Door::Open,
        |service, asked, _| Some((service.refuse)(asked)),
    );
    let said = scenario.plimsollctl(&["status", "--json"]);
    assert_eq!(said.code, Some(4), "{}", said.err);
    for (service, account) in accounts(&said) {
        assert_eq!(account["problem"]["code"], service.refused, "{account}");
    }
    let asked = scenario.proxy.requests();
    assert_eq!(asked.len(), DECLARED.len(), "who is refused is asked once");
}

#[test]
fn each_trouble_of_a_service_is_its_own() {
    for (status, body, code) in [
        (500, json!({ "error": "sample" }), "service-down"),
        (429, json!({ "error": "sample" }), "rate-limited"),
        (200, json!({ "sample": 1 }), "format-changed"),
    ] {
        let reply = Reply::json(status, &body);
        let scenario =
            Scenario::signed_in(DECLARED, Store::AuthFile, Door::Open, move |_, _, _| {
                Some(reply.clone())
            });
        let said = scenario.plimsollctl(&["status", "--json"]);
        for (_, account) in accounts(&said) {
            assert_eq!(account["problem"]["code"], code, "{account}");
        }
    }
}

/// Whoever has not set these services up sees no word of them.
#[test]
fn a_service_that_is_not_set_up_is_silent() {
    let scenario = Scenario::well(Store::AuthFile);
    for arguments in [&["status", "--json"][..], &["status"], &["doctor"]] {
        let said = scenario.plimsollctl(arguments);
        assert_eq!(said.code, Some(0), "{}", said.err);
        for service in DECLARED {
            let name = format!("\"{}\"", service.id);
            assert!(!said.out.contains(&name), "{arguments:?}: {}", said.out);
        }
        for name in ["Kimi", "MiniMax", "DeepSeek", "OpenRouter", "Moonshot"] {
            assert!(!said.out.contains(name), "{arguments:?}: {}", said.out);
        }
    }
    for request in scenario.proxy.requests() {
        let host = request.host.as_str();
        let has = |service: &Service| service.hosts.contains(&host);
        // A service that is code may have the same host.
        let is_theirs = DECLARED.iter().any(has) && !ALL.iter().any(has);
        assert!(!is_theirs, "{host}");
    }
}

/// A workspace of OpenCode is known by a key of Go as well as by a sign-in at its console.
#[test]
fn an_account_of_two_services_is_shown_once() {
    for (workspace, shown) in [
        ("wrk_SAMPLE1", &["opencode"][..]),
        ("wrk_SAMPLE2", &["opencode", "opencode-go"]),
    ] {
        let go = DECLARED.iter().find(|it| it.id == "opencode-go").unwrap();
        let services = [CONSOLE, *go];
        let answer = move |service: &Service, asked: &SeenRequest, now| {
            let mut reply = (service.answer)(asked, now)?;
            if service.id == "opencode-go" {
                let mut body: Value = serde_json::from_str(&reply.body).unwrap();
                body["workspaceID"] = json!(workspace);
                reply.body = body.to_string();
            }
            Some(reply)
        };
        let scenario = Scenario::signed_in(&services, Store::Database, Door::Open, answer);
        let status = scenario.plimsollctl(&["status", "--json"]).json();
        let accounts = status["accounts"].as_array().unwrap();
        let providers: Vec<&Value> = accounts.iter().map(|it| &it["provider"]).collect();
        assert_eq!(providers, shown, "{workspace}: {status}");
    }
}

const FILE: &str = r#"schema = 1
id = "harbour"
name = "Harbour"
hosts = ["api.harbour.example"]

[[credential]]
variables = ["HARBOUR_API_KEY"]

[[request]]
id = "usage"
url = "https://api.harbour.example/v1/usage"

[mapping]
jq = '''
{ windows: [{ id: "session", length_seconds: 18000, used: .usage.body.used, limit: .usage.body.of }] }
'''
"#;

/// What `plimsollctl providers` says of a file and a sample.
fn tried(command: &str, file: &str, sample: &str) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let (file, sample) = (path("harbour.toml", file), path("sample.json", sample));
    let scenario = Scenario::well(Store::AuthFile);
    let mut arguments = vec!["providers", command, &file];
    arguments.extend((command == "test").then_some(sample.as_str()));
    let said = scenario.plimsollctl(&arguments);
    assert!(scenario.proxy.asked().is_empty(), "a service was asked");
    said
}

#[test]
fn a_file_is_checked_and_tried_without_asking_a_service() {
    let said = tried("check", FILE, "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("api.harbour.example"), "{}", said.out);
    let said = tried("test", FILE, r#"{ "used": 30, "of": 120 }"#);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(said.json()["windows"][0]["left_shown"], "75");
    assert_eq!(said.json()["windows"][0]["label"], "5-hour window");
}

#[test]
fn a_mistake_in_a_file_is_told_with_its_place() {
    for (from, to, place) in [
        ("https", "http", "line 11, column 7"),
        (".usage.body.used", "..", "line 15, column 59"),
        ("limit:", "limits:", "windows[0].limits"),
        (".usage.body.used", "\"x\"", "windows[0].used"),
    ] {
        let said = tried(
            "test",
            &FILE.replacen(from, to, 1),
            r#"{ "used": 30, "of": 120 }"#,
        );
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{to}");
        assert!(said.err.contains(place), "{to}: {}", said.err);
    }
    let said = tried("test", FILE, "no JSON");
    assert_eq!(said.code, Some(1), "{}", said.err);
}

#[test]
fn every_service_is_listed_by_its_id_and_name() {
    let scenario = Scenario::well(Store::AuthFile);
    let said = scenario.plimsollctl(&["providers"]);
    for service in DECLARED {
        let has = |line: &str| line.starts_with(&format!("{} ", service.id));
        assert!(said.out.lines().any(has), "{}", said.out);
    }
    assert_eq!(said.out, scenario.plimsollctl(&["providers", "list"]).out);
}
