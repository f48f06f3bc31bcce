//! What the command line calls things: accounts by their names, numbers as each language writes them,
//! ids without what a terminal obeys; and what it says where there is nothing to call.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::fs;

use plimsoll_tests::{
    home::Store,
    proxy::Door,
    scenario::Scenario,
    services::{self, OPENAI, Service, usage_of_openai},
    stored_readings::{ACCOUNT, DATABASE, StoredReading},
};
use serde_json::{Value, json};

/// Nobody is asked.
fn silent() -> Scenario {
    Scenario::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None)
}

fn tooltip(scenario: &Scenario) -> Vec<String> {
    let said = scenario.plimsollctl(&["bar", "--once", "--format", "waybar"]);
    let tooltip = said.json()["tooltip"].as_str().unwrap().to_owned();
    tooltip.lines().map(str::to_owned).collect()
}

#[test]
fn a_tooltip_names_the_account_where_that_is_needed() {
    let scenario = silent();
    let windows = [("session", 37.4, 9030)];
    let openai = || StoredReading::new("openai", scenario.now, &windows);
    scenario.keep(&[openai(), StoredReading::new("zai", scenario.now, &windows)]);
    let _app = scenario.pretend_that_the_app_runs();
    let alone = tooltip(&scenario);
    assert!(
        alone[0].starts_with("OpenAI 5-hour window: 63% left"),
        "{alone:?}"
    );
    scenario.keep(&[openai().of("another")]);
    let nickname = format!("[accounts.\"openai/{ACCOUNT}\"]\nnickname = \"Work\"\n");
    scenario.home.edit_settings(&nickname);
    let named = tooltip(&scenario);
    let begins = |text: &str| named.iter().any(|line| line.starts_with(text));
    assert!(begins("OpenAI (Work) 5-hour window: "), "{named:?}");
    assert!(
        begins("OpenAI (ada@example.org) 5-hour window: "),
        "{named:?}"
    );
    assert!(begins("Z.ai 5-hour window: "), "{named:?}");
}

#[test]
fn a_percentage_is_written_alike_everywhere() {
    let scenario = silent();
    scenario.keep(&[StoredReading::new(
        "openai",
        scenario.now,
        &[("session", 37.4, 9030)],
    )]);
    let _app = scenario.pretend_that_the_app_runs();
    for (language, share) in [("en", "63%"), ("fr", "63\u{a0}%"), ("zh", "63%")] {
        for command in [
            "status --cached",
            "bar --once",
            "bar --once --format waybar",
            "history",
        ] {
            let arguments: Vec<&str> = command.split(' ').chain(["--lang", language]).collect();
            let out = scenario.plimsollctl(&arguments).out;
            assert!(out.contains(share), "{arguments:?} {out}");
            let signs = out.matches('%').count();
            assert_eq!(signs, out.matches(share).count(), "{arguments:?} {out}");
        }
    }
}

#[test]
fn numbers_for_computers_are_what_the_service_said() {
    let reply = |_: &Service, _: &_, now| Some(usage_of_openai(40.4, 33.1, now));
    let scenario = Scenario::signed_in(&[OPENAI], Store::AuthFile, Door::Open, reply);
    let status = scenario.plimsollctl(&["status", "--json"]).out;
    for number in ["40.4,", "59.6,", "33.1,", "66.9,"] {
        assert!(
            status.contains(&format!("percent\": {number}")),
            "{number} {status}"
        );
    }
    let metrics = scenario.plimsollctl(&["metrics"]).out;
    assert!(
        metrics.contains(" 0.404\n") && metrics.contains(" 0.331\n"),
        "{metrics}"
    );
    let csv = scenario.plimsollctl(&["history", "--format", "csv"]).out;
    assert!(
        csv.contains(",40.4,40.4,") && csv.contains(",33.1,33.1,"),
        "{csv}"
    );
}

/// The services of the accounts in the text, in its order.
fn services_in(text: &str) -> Vec<&str> {
    let heads = text
        .lines()
        .filter(|line| line.contains("  ") && !line.starts_with(' '));
    heads
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

#[test]
fn what_is_stored_comes_in_the_order_in_which_it_was_asked() {
    let scenario = Scenario::well(Store::Database);
    let asked = scenario.plimsollctl(&["status"]).out;
    let stored = scenario.plimsollctl(&["status", "--cached"]).out;
    assert_eq!(services_in(&asked).len(), services::ALL.len(), "{asked}");
    assert_eq!(services_in(&asked), services_in(&stored));
}

#[test]
fn nothing_stored_is_said_and_so_is_a_damaged_database() {
    let scenario = silent();
    let said = scenario.plimsollctl(&["status", "--cached"]);
    assert_eq!((said.code, said.out.as_str()), (Some(3), ""));
    assert!(said.err.contains("nothing is stored"), "{}", said.err);
    let path = scenario.home.path(DATABASE);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "no database at all, however long it is").unwrap();
    let said = scenario.plimsollctl(&["status", "--cached"]);
    assert_eq!((said.code, said.out.as_str()), (Some(3), ""));
    assert!(said.err.contains("damaged"), "{}", said.err);
}

#[test]
fn an_unknown_account_is_no_answer() {
    let scenario = Scenario::well(Store::Database);
    scenario.plimsollctl(&["status", "--provider", "zai"]);
    let said = scenario.plimsollctl(&["status", "--cached", "--provider", "openai"]);
    assert_eq!(said.code, Some(4), "{}", said.err);
    assert!(
        said.out.contains("\n  Nothing was read of it yet\n"),
        "{}",
        said.out
    );
}

#[test]
fn a_window_that_the_service_blocks_is_used_up_in_words() {
    let reply = |_: &Service, _: &_, now| {
        let mut reply = usage_of_openai(3.0, 12.0, now);
        let mut body: Value = serde_json::from_str(&reply.body).unwrap();
        body["rate_limit"]["limit_reached"] = json!(true);
        body["rate_limit"]["allowed"] = json!(false);
        reply.body = body.to_string();
        Some(reply)
    };
    let scenario = Scenario::signed_in(&[OPENAI], Store::AuthFile, Door::Open, reply);
    let said = scenario.plimsollctl(&["status"]);
    assert!(
        said.out.contains("Weekly: Used up, resets in "),
        "{}",
        said.out
    );
    assert!(!said.out.contains("88% left"), "{}", said.out);
}

/// An account whose store has a bell and a comma in its address.
fn with_a_bell() -> Scenario {
    let all = services::ALL.iter();
    let mut google: Vec<Service> = all.filter(|it| it.id == "antigravity").copied().collect();
    google[0].files = |now| {
        let mut all = services::ALL.iter();
        let found = all.find(|it| it.id == "antigravity").unwrap();
        let files = (found.files)(now).into_iter();
        let bell = |text: String| text.replace("ada@", "ada\\u0007,b@");
        files.map(|(path, text)| (path, bell(text))).collect()
    };
    Scenario::signed_in(&google, Store::AuthFile, Door::Open, |it, asked, now| {
        (it.answer)(asked, now)
    })
}

#[test]
fn ids_for_computers_are_free_of_what_a_terminal_obeys() {
    let scenario = with_a_bell();
    let status = scenario.plimsollctl(&["status", "--json"]).json();
    let account = &status["accounts"][0]["account"];
    let id = account["id"].as_str().unwrap();
    assert_eq!(id, "ada ,b@example.org", "{account}");
    for command in [
        "metrics --names",
        "history --format csv",
        "history --format json",
        "history",
        "status --cached",
        "doctor",
    ] {
        let arguments: Vec<&str> = command.split(' ').collect();
        let out = scenario.plimsollctl(&arguments).out;
        let controls = |it: char| it.is_control() && it != '\n' && it != '\r';
        assert!(
            !out.contains(controls) && !out.contains("\\u0007"),
            "{command} {out:?}"
        );
    }
    let csv = scenario.plimsollctl(&["history", "--format", "csv"]).out;
    assert!(
        csv.contains("antigravity,\"ada ,b@example.org\",gemini-session,"),
        "{csv}"
    );
    // What was printed can be asked for.
    for command in [
        &["history"][..],
        &["bar", "--once"],
        &["guard", "--below", "99"],
    ] {
        let said = scenario
            .plimsollctl(&[command, &["--account", id, "--window", "gemini-session"]].concat());
        assert_eq!(said.code, Some(0), "{command:?} {} {}", said.out, said.err);
        assert_ne!(said.out, "?%\n");
    }
}
