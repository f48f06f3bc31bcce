//! Any mix of programs that ask, at once or one after the other: each account is asked once in
//! fifteen seconds, and all of them show what came of it.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    collections::BTreeMap,
    process::{Child, Command, Stdio},
    sync::{Arc, Barrier, Condvar, Mutex},
    thread,
    time::Duration,
};

use jiff::SignedDuration;
use plimsoll_tests::{
    home::Store,
    programs::program,
    proxy::{Door, Reply},
    scenario::{Said, Scenario},
    services::{ALL, OPENAI},
    stored_readings::age_by,
};
use serde_json::{Value, json};

/// Ten programs; the first two go on running.
const MIX: [&[&str]; 10] = [
    &["bar"],
    &["watch", "--json"],
    &["status"],
    &["status", "--json"],
    &["status", "--provider", "zai", "--json"],
    &["metrics"],
    &["metrics", "--names"],
    &["guard", "--provider", "openai", "--below", "90"],
    &["bar", "--once", "--format", "waybar"],
    &["guard", "--below", "10"],
];

const STATUS: &[&str] = &["status", "--json"];

/// How often each address was asked.
fn asked(scenario: &Scenario) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for request in scenario.proxy.requests() {
        *counts.entry(request.host + &request.path).or_default() += 1;
    }
    counts
}

/// All of them, let go at the same moment; what each said.
fn at_once(scenario: &Scenario, mix: &[&'static [&'static str]]) -> Vec<Said> {
    let together = Barrier::new(mix.len());
    thread::scope(|scope| {
        let running: Vec<_> = mix
            .iter()
            .map(|arguments| {
                let together = &together;
                scope.spawn(move || {
                    together.wait();
                    if matches!(arguments[..], ["bar"] | ["watch", "--json"]) {
                        let out = scenario.start(arguments).line();
                        let err = String::new();
                        return Said {
                            code: None,
                            out,
                            err,
                        };
                    }
                    scenario.plimsollctl(arguments)
                })
            })
            .collect();
        running.into_iter().map(|it| it.join().unwrap()).collect()
    })
}

/// Every service takes a moment, so that all have started before one is through.
fn slow() -> Scenario {
    Scenario::new(Store::Database, Door::Open, |service, asked, now| {
        thread::sleep(Duration::from_millis(150));
        (service.answer)(asked, now)
    })
}

#[test]
fn ten_programs_at_once_query_each_account_once() {
    let scenario = slow();
    let said = at_once(&scenario, &MIX);
    let once = asked(&scenario);
    // One of them needs a token before the numbers, and is asked for its plan after them; two
    // more are asked whose sign-in or which plan it is, one has four more routes for its money, and one
    // has a second one for what the first does not say.
    assert_eq!(once.len(), ALL.len() + 9, "{once:?}");
    assert!(once.values().all(|count| *count == 1), "{once:?}");
    for (arguments, said) in MIX.iter().zip(&said) {
        let expected = match arguments[..] {
            ["bar"] | ["watch", ..] => None,
            ["guard", .., "10"] => Some(1),
            _ => Some(0),
        };
        assert_eq!(said.code, expected, "{arguments:?} {}", said.err);
    }
    // One after the other, too.
    age_by(&scenario, SignedDuration::from_secs(1));
    for arguments in &MIX[2..] {
        scenario.plimsollctl(arguments);
    }
    assert_eq!(asked(&scenario), once, "asked again within fifteen seconds");
}

#[test]
fn what_went_wrong_is_an_answer_too_and_everybody_shows_it() {
    let scenario = Scenario::new(Store::Database, Door::Open, |_, _, _| {
        thread::sleep(Duration::from_millis(50));
        Some(Reply::json(503, &json!({})))
    });
    let said = at_once(&scenario, &[STATUS; 10]);
    let openai = |it: &&Value| it["provider"] == "openai";
    for said in said {
        assert_eq!(said.code, Some(4), "{}", said.err);
        let status = said.json();
        let accounts = status["accounts"].as_array().unwrap();
        assert_eq!(accounts.len(), ALL.len());
        let found = accounts.iter().find(openai).unwrap();
        assert_eq!(found["problem"]["code"], "service-down", "{found}");
    }
    let asked = asked(&scenario);
    assert!(asked.values().all(|count| *count == 1), "{asked:?}");
}

/// One that is started by hand and killed.
fn start(scenario: &Scenario, arguments: &[&str]) -> Child {
    Command::new(program("plimsollctl"))
        .args(arguments)
        .env_clear()
        .envs(&scenario.variables)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn when_the_one_that_asks_is_killed_another_goes_on() {
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let (held, opened) = (Arc::clone(&gate), Arc::clone(&gate));
    let services = [OPENAI];
    let scenario = Scenario::signed_in(
        &services,
        Store::AuthFile,
        Door::Open,
        move |it, asked, now| {
            let (open, changed) = &*held;
            let open = open.lock().unwrap();
            drop(changed.wait_while(open, |open| !*open).unwrap());
            (it.answer)(asked, now)
        },
    );
    let mut first = start(&scenario, &["status"]);
    while scenario.proxy.requests().is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    let second = start(&scenario, &["status", "--json"]);
    first.kill().unwrap();
    first.wait().unwrap();
    *opened.0.lock().unwrap() = true;
    opened.1.notify_all();
    let output = second.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["accounts"][0]["problem"], Value::Null, "{status}");
    assert_eq!(scenario.proxy.requests().len(), 2);
}

#[cfg(target_os = "linux")]
mod beside_the_app {
    use plimsoll_tests::app::{App, FakeService};

    use super::*;

    #[test]
    fn by_hand_is_once_in_fifteen_seconds_in_whichever_program() {
        let (service, mut scenario) = FakeService::scenario(37.4, SignedDuration::from_hours(1));
        let mut clock = scenario.clock_of_its_own();
        let app = App::start(scenario);
        app.tool_tip("the number", |text| text.contains("63% left"));
        let status = || app.scenario.plimsollctl(&["status", "--json"]);
        let asked = || app.scenario.proxy.requests().len();
        assert_eq!(status().code, Some(0));
        assert_eq!(asked(), 1, "the app has only just asked");
        clock.advance(20);
        service.turn(60.0);
        let used = status().json()["accounts"][0]["windows"][0]["used_percent"].clone();
        assert_eq!((used, asked()), (json!(60.0), 2));
        // The app takes what the command has learnt.
        app.item().secondary_activate(0, 0);
        app.tool_tip("the new number", |text| text.contains("40% left"));
        assert_eq!(asked(), 2, "the command has only just asked");
    }

    #[test]
    fn the_app_that_starts_with_ten_commands_asks_nothing_twice() {
        let scenario = slow();
        let desktop = plimsoll_tests::desktop::Desktop::start();
        let app = thread::scope(|scope| {
            let scenario = &scenario;
            let commands = scope.spawn(move || at_once(scenario, &MIX[2..]));
            let resident = desktop.spawn(&program("plimsoll"), &[], &scenario.variables);
            commands.join().unwrap();
            resident
        });
        let app = App::running(app, desktop, scenario);
        app.tool_tip("every number", |text| !text.contains("asking"));
        let asked = asked(&app.scenario);
        assert!(asked.values().all(|count| *count == 1), "{asked:?}");
    }
}
