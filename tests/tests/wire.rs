//! `plimsollctl` against services behind a company's proxy, over real TLS, reached through
//! `HTTPS_PROXY` and `SSL_CERT_FILE` alone. What each answer means in detail is proved by the
//! case folders of the providers; here it is the way there and back.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::net::TcpListener;

use jiff::{SignedDuration, Timestamp};
use plimsoll_tests::{
    home::Store,
    proxy::{Authority, Door, Reply},
    scenario::{Said, Scenario},
    services::{ALL, Service},
};
use serde_json::{Value, json};

/// The one account of a service.
fn account(said: &Said, service: &Service) -> Value {
    let status = said.json();
    let accounts = status["accounts"].as_array().unwrap();
    let mut its = accounts
        .iter()
        .filter(|account| account["provider"] == service.id);
    let account = its.next().cloned();
    assert!(its.next().is_none(), "two accounts of {}", service.id);
    account.unwrap_or_else(|| panic!("no account of {} in {}", service.id, said.out))
}

fn assert_shown(account: &Value, service: &Service, now: Timestamp) {
    let windows = account["windows"].as_array().unwrap();
    let ids: Vec<&str> = windows
        .iter()
        .filter_map(|window| window["id"].as_str())
        .collect();
    let expected: Vec<&str> = service.shown.iter().map(|shown| shown.0).collect();
    assert_eq!(ids, expected, "{}", service.id);
    for (window, (id, left, used, reset)) in windows.iter().zip(service.shown) {
        let reset = reset.map(|seconds| (now + SignedDuration::from_secs(seconds)).to_string());
        let given = [
            &window["left_shown"],
            &window["used_percent"],
            &window["resets_at"],
        ];
        assert_eq!(
            given,
            [&json!(left), &json!(used), &json!(reset)],
            "{} {id}",
            service.id
        );
    }
    assert_eq!(account["problem"], Value::Null, "{}", service.id);
    let endpoint = account["endpoint"].as_str().unwrap();
    let host = endpoint.split('/').nth(2).unwrap();
    assert!(service.hosts.contains(&host), "{endpoint}");
}

fn assert_problem(account: &Value, service: &Service, code: &str) {
    assert_eq!(
        account["problem"]["code"], code,
        "{}: {account}",
        service.id
    );
    assert!(
        !account["problem"]["fix"].as_array().unwrap().is_empty(),
        "{}",
        service.id
    );
    assert_eq!(account["windows"], json!([]), "{}", service.id);
}

/// What every service has to make of the same trouble.
fn assert_all(said: &Said, code: &str) {
    for service in ALL {
        assert_problem(&account(said, service), service, code);
    }
    assert_eq!(said.code, Some(4), "{}", said.err);
    assert_eq!(said.json()["level"], "broken");
}

#[test]
fn every_service_answers_to_both_generations_of_opencode() {
    for store in [Store::AuthFile, Store::Database] {
        let scenario = Scenario::well(store);
        let said = scenario.plimsollctl(&["status", "--json"]);
        assert_eq!(said.code, Some(0), "{store:?} {}", said.err);
        for service in ALL {
            assert_shown(&account(&said, service), service, scenario.now);
        }
        assert_eq!(said.json()["level"], "critical", "{store:?}");
        assert_eq!(said.json()["problems"], json!([]));
    }
}

/// As OpenCode 1.15 to 1.18 makes it: the table is there and empty, the sign-ins are in the file.
#[test]
fn an_empty_table_of_opencode_1_makes_nothing_of_the_file_old() {
    let mut scenario = Scenario::well(Store::AuthFile);
    scenario.home.arrange(|home| {
        let database = home.path(".local/share/opencode/opencode.db");
        let database = rusqlite::Connection::open(database).unwrap();
        let tables = "PRAGMA journal_mode = WAL;
            CREATE TABLE session (id text PRIMARY KEY, title text);
            CREATE TABLE credential (
                id text PRIMARY KEY, integration_id text, label text NOT NULL, value text NOT NULL,
                connector_id text, method_id text, active integer,
                time_created integer NOT NULL, time_updated integer NOT NULL
            );";
        database.execute_batch(tables).unwrap();
    });
    let said = scenario.plimsollctl(&["status", "--json"]);
    for service in ALL {
        let account = account(&said, service);
        assert_shown(&account, service, scenario.now);
        assert_eq!(account["notes"], json!([]), "{}", service.id);
    }
}

#[test]
fn one_service_is_asked_alone_in_the_answer_when_it_is_named() {
    let scenario = Scenario::well(Store::Database);
    let mut before = 0;
    for service in ALL {
        let said = scenario.plimsollctl(&["status", "--json", "--provider", service.id]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert_eq!(said.json()["accounts"].as_array().unwrap().len(), 1);
        assert_shown(&account(&said, service), service, scenario.now);
        let asked = scenario.proxy.requests();
        assert!(!asked.is_empty(), "{}", service.id);
        for request in &asked[before..] {
            let its_own = service.hosts.contains(&request.host.as_str());
            assert!(its_own, "{}: {} was asked", service.id, request.host);
        }
        before = asked.len();
    }
}

#[test]
fn every_refusal_that_repeats_the_request_shows_no_secret() {
    let scenario = Scenario::new(Store::Database, Door::Open, |service, asked, _| {
        Some((service.refuse)(asked))
    });
    for arguments in [
        &["status", "--json"][..],
        &["status"],
        &["doctor", "--json"],
    ] {
        let said = scenario.plimsollctl(arguments);
        if arguments[0] == "status" {
            assert_eq!(said.code, Some(4), "{}", said.err);
        }
        if arguments == ["status", "--json"] {
            for service in ALL {
                assert_problem(&account(&said, service), service, service.refused);
            }
        }
    }
}

#[test]
fn no_command_prints_a_secret_in_any_language() {
    let scenario = Scenario::well(Store::AuthFile);
    for language in ["en", "fr", "zh"] {
        for arguments in [
            &["status"][..],
            &["status", "--cached"],
            &["doctor"],
            &["doctor", "--json"],
        ] {
            let said = scenario.plimsollctl(&[arguments, &["--lang", language]].concat());
            assert!(said.code.is_some(), "{arguments:?} {}", said.err);
        }
    }
}

#[test]
fn a_service_that_fails_is_told_as_down() {
    let scenario = Scenario::new(Store::AuthFile, Door::Open, |_, _, _| {
        Some(Reply::json(500, &json!({ "error": "sample" })))
    });
    assert_all(&scenario.plimsollctl(&["status", "--json"]), "service-down");
}

#[test]
fn a_page_in_the_place_of_an_answer_is_a_blocked_connection() {
    let scenario = Scenario::new(Store::Database, Door::Open, |_, _, _| {
        Some(Reply::page(
            200,
            "<!doctype html><title>Welcome to the Harbour Hotel</title>",
        ))
    });
    let said = scenario.plimsollctl(&["status", "--json"]);
    assert_all(&said, "connection-blocked");
    assert!(!said.out.contains("Harbour Hotel"), "{}", said.out);
}

#[test]
fn no_way_to_the_services_is_offline() {
    let mut scenario = Scenario::new(Store::AuthFile, Door::Shut, |_, _, _| None);
    assert_all(&scenario.plimsollctl(&["status", "--json"]), "offline");
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    scenario.variables.insert("HTTPS_PROXY", nobody);
    assert_all(&scenario.plimsollctl(&["status", "--json"]), "offline");
}

#[test]
fn one_service_in_trouble_hides_no_other() {
    for troubled in ALL {
        let scenario = Scenario::new(Store::Database, Door::Open, |service, asked, now| {
            if service.id == troubled.id {
                Some(Reply::json(503, &json!({})))
            } else {
                (service.answer)(asked, now)
            }
        });
        let said = scenario.plimsollctl(&["status", "--json"]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        for service in ALL {
            let account = account(&said, service);
            if service.id == troubled.id {
                assert_problem(&account, service, "service-down");
            } else {
                assert_shown(&account, service, scenario.now);
            }
        }
    }
}

#[test]
fn an_untrusted_certificate_blocks_every_request() {
    let mut scenario = Scenario::well(Store::Database);
    let elsewhere = tempfile::tempdir().unwrap();
    let other = elsewhere.path().join("other.pem");
    Authority::new().save(&other);
    scenario
        .variables
        .insert("SSL_CERT_FILE", other.display().to_string());
    assert_all(
        &scenario.plimsollctl(&["status", "--json"]),
        "connection-blocked",
    );
    let requests = scenario.proxy.requests();
    assert!(requests.is_empty(), "{requests:?}");
    assert!(
        !scenario.proxy.asked().is_empty(),
        "the proxy was passed by"
    );
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    let elsewhere = "https://elsewhere.example/backend-api/wham/usage";
    let scenario = Scenario::new(Store::AuthFile, Door::Open, move |_, _, _| {
        Some(Reply::redirect(elsewhere))
    });
    assert_all(
        &scenario.plimsollctl(&["status", "--json"]),
        "connection-blocked",
    );
    let hosts: Vec<String> = scenario
        .proxy
        .asked()
        .into_iter()
        .map(|asked| asked.host)
        .collect();
    assert!(
        !hosts.iter().any(|host| host.contains("elsewhere")),
        "{hosts:?}"
    );
}

#[test]
fn a_proxy_that_wants_a_password_is_a_blocked_connection() {
    let scenario = Scenario::new(Store::Database, Door::Password, |_, _, _| None);
    assert_all(
        &scenario.plimsollctl(&["status", "--json"]),
        "connection-blocked",
    );
}
