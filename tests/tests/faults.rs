//! Every service with every fault, one at a time, through the real program: the right problem in
//! words, the account's old numbers kept, the others fresh, and all of it in time. What an answer
//! means in detail is proved by the case folders of the providers.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says what it saw"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    net::TcpListener,
    sync::Mutex,
    thread,
};

use jiff::{SignedDuration, fmt::strtime};
use plimsoll_tests::{
    app::App,
    fault_proxy::FaultProxy,
    fault_runner::{Cell, DESKS, FaultRunner, LANGUAGES, Outcome, Room},
    faults::{How, RetryAt, SUBJECTS, faults},
    home::Store,
    processes::until,
    scenario::Scenario,
    services::{ALL, OPENAI, entry_of_openai},
};
use serde_json::{Value, json};

const ENGLISH: &str = LANGUAGES[0];

#[test]
fn a_fault_of_one_service_is_told_and_takes_nothing_away() {
    let scenario = Scenario::well(Store::Database);
    let room = Room::of(&scenario);
    let faults = faults(room.now);
    let cells = SUBJECTS.iter().flat_map(|subject| {
        let its = faults.iter().filter(|fault| fault.concerns(subject));
        its.map(move |fault| (subject, fault))
    });
    let (slow, mut quick): (Vec<Cell>, Vec<Cell>) =
        cells.partition(|(_, fault)| fault.slow.is_some());
    quick.reverse();
    let quick = Mutex::new(quick);
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        let (room, quick, outcomes) = (&room, &quick, &outcomes);
        // These wait for most of their time.
        for cell in slow {
            let desk = FaultRunner::in_room(room, &scenario);
            scope.spawn(move || {
                let outcome = desk.try_out(cell, ENGLISH);
                outcomes.lock().unwrap().push(outcome);
            });
        }
        for _ in 0..DESKS {
            let desk = FaultRunner::in_room(room, &scenario);
            scope.spawn(move || {
                loop {
                    let Some(cell) = quick.lock().unwrap().pop() else {
                        return;
                    };
                    let outcome = desk.try_out(cell, ENGLISH);
                    outcomes.lock().unwrap().push(outcome);
                }
            });
        }
    });
    conclude(&scenario, &outcomes.into_inner().unwrap());
}

#[test]
fn what_is_kept_is_shown_with_its_age_when_no_service_answers() {
    let mut scenario = Scenario::well(Store::AuthFile);
    let room = Room::of(&scenario);
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    scenario.variables.insert("HTTPS_PROXY", nobody);
    let history = scenario.plimsollctl(&["history", "--format", "csv"]).out;
    let said = scenario.plimsollctl(&["status", "--json"]);
    assert_eq!(said.code, Some(4), "none gave a number: {}", said.err);
    assert_eq!(said.json()["level"], room.kept["level"]);
    for service in ALL {
        let account = Room::account(&said.json(), service.id).clone();
        let kept = Room::account(&room.kept, service.id);
        assert_eq!(account["problem"]["code"], "offline", "{}", service.id);
        for field in ["windows", "fetched_at", "endpoint"] {
            assert_eq!(account[field], kept[field], "{}", service.id);
        }
    }
    let text = scenario.plimsollctl(&["status"]).out;
    assert_eq!(text.matches("read 20 min ago").count(), ALL.len(), "{text}");
    assert_eq!(text.matches("[offline]").count(), ALL.len(), "{text}");
    let bar = scenario.plimsollctl(&["bar", "--once"]);
    assert_eq!(bar.out, "0%\n", "the window with the least left");
    let guard = scenario.plimsollctl(&["guard", "--below", "90"]);
    assert_eq!(guard.code, Some(69), "numbers as old as these say nothing");
    let after = scenario.plimsollctl(&["history", "--format", "csv"]).out;
    assert_eq!(after, history, "old numbers are no new ones");
    assert_eq!(scenario.proxy.requests().len(), 19, "of the beginning");
}

#[test]
fn every_code_has_its_words_in_every_language() {
    let scenario = Scenario::well(Store::AuthFile);
    let room = Room::of(&scenario);
    let faults = faults(room.now);
    let mut cells: BTreeMap<&str, Cell> = BTreeMap::new();
    for subject in SUBJECTS {
        for fault in faults.iter().filter(|fault| fault.concerns(subject)) {
            cells.entry(fault.code(subject)).or_insert((subject, fault));
        }
    }
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for language in LANGUAGES {
            // A wait holds nobody up.
            let (waits, quick): (Vec<Cell>, Vec<Cell>) =
                cells.values().partition(|(_, fault)| fault.slow.is_some());
            for cells in [waits, quick] {
                let desk = FaultRunner::in_room(&room, &scenario);
                let outcomes = &outcomes;
                scope.spawn(move || {
                    for cell in cells {
                        let outcome = desk.try_out(cell, language);
                        outcomes.lock().unwrap().push(outcome);
                    }
                });
            }
        }
    });
    let outcomes = outcomes.into_inner().unwrap();
    conclude(&scenario, &outcomes);
    for code in cells.keys() {
        let of_code = outcomes.iter().filter(|it| it.code == *code);
        let words: Vec<&Vec<String>> = of_code.map(|it| &it.words).collect();
        let [one, two, three] = words[..] else {
            panic!("{code}: {words:?}")
        };
        assert!(
            one.len() == two.len() && two.len() == three.len(),
            "{words:#?}"
        );
        for ((one, two), three) in one.iter().zip(two).zip(three) {
            assert!(one != two && two != three && one != three, "{words:#?}");
        }
    }
}

/// Ends the test with a table of what was seen if any of it is wrong.
fn conclude(scenario: &Scenario, outcomes: &[Outcome]) {
    for outcome in outcomes {
        scenario.showed(outcome.printed.clone());
    }
    let asked = scenario.proxy.asked();
    let is_elsewhere = |host: &str| host.contains("elsewhere") || host.contains(':');
    let elsewhere = asked.iter().filter(|it| is_elsewhere(&it.host));
    assert_eq!(elsewhere.count(), 0, "a redirect was followed");
    let lines: Vec<String> = outcomes.iter().map(ToString::to_string).collect();
    let table = lines.join("\n");
    let wrong = outcomes.iter().filter(|it| !it.wrong.is_empty()).count();
    let longest = outcomes.iter().map(|it| it.took).fold(0.0, f64::max);
    eprintln!("{} cells, the longest {longest:.2} s", outcomes.len());
    assert!(
        wrong == 0,
        "{wrong} of {} cells are wrong:\n{table}",
        outcomes.len()
    );
    let codes: BTreeSet<&str> = outcomes.iter().map(|it| it.code.as_str()).collect();
    eprintln!("{codes:?}");
}

/// A sign-in that is new is asked with at once, whatever was to be waited for.
fn renew(app: &mut App, lives: i64) {
    let now = app.scenario.now;
    let openai = entry_of_openai(now + SignedDuration::from_mins(lives));
    let others = ALL.iter().filter(|it| it.id != OPENAI.id);
    let others = others.flat_map(|it| (it.entries)(now));
    let entries: Vec<_> = others.chain([openai]).collect();
    app.scenario.home.sign_in_again(&entries);
    app.item().secondary_activate(0, 0);
}

/// The windows and the moment of each account, as they are kept.
fn kept(app: &App) -> Vec<Value> {
    let said = app.scenario.plimsollctl(&["status", "--cached", "--json"]);
    let accounts = said.json()["accounts"].as_array().cloned().unwrap();
    let of = |account: &Value| {
        json!([
            account["provider"],
            account["windows"],
            account["fetched_at"]
        ])
    };
    accounts.iter().map(of).collect()
}

#[test]
fn the_tray_names_each_fault_and_keeps_every_number() {
    let mut scenario = Scenario::well(Store::AuthFile);
    let way = FaultProxy::to(&scenario);
    scenario.variables.insert("HTTPS_PROXY", way.url());
    let faults = faults(scenario.now);
    let mut app = App::start_driven(scenario);
    let all_well = |text: &str| text.matches("% left").count() == ALL.len();
    app.tool_tip("all numbers", all_well);
    let before = until("all numbers kept", || {
        Some(kept(&app)).filter(|it| it.len() == ALL.len())
    });
    let of_openai = |kept: &[Value]| kept.iter().find(|it| it[0] == OPENAI.id).cloned();
    let told = [
        ("stall before headers", "No answer in time"),
        ("200 HTML", "Connection is blocked"),
        ("200 wrong shape, object", "Answer is not understood"),
        ("429 at a date", "Asked too often"),
    ];
    for (lives, (name, title)) in (61..).zip(told) {
        let fault = faults.iter().find(|it| it.name == name).unwrap();
        let How::Played(play) = &fault.how else {
            panic!("{name} is not played")
        };
        way.play(OPENAI.hosts, play.clone());
        renew(&mut app, lives);
        let line = format!("OpenAI: {title}");
        let lines = app.tool_tip(title, |text| text.contains(&line));
        let others = lines.iter().filter(|line| line.contains("% left"));
        assert_eq!(others.count(), ALL.len() - 1, "{lines:#?}");
        assert_eq!(of_openai(&kept(&app)), of_openai(&before), "{name}");
    }
    let RetryAt::At(moment) = faults
        .iter()
        .find(|it| it.name == "429 at a date")
        .unwrap()
        .retry
    else {
        panic!("it names a moment")
    };
    app.click(1);
    let page = app.page();
    page.wait_for("Asked too often");
    let again = strtime::format("%H:%M", moment).unwrap();
    page.wait_for(&again);
    assert!(page.text().contains("63%"), "{}", page.text());
    way.rest();
    renew(&mut app, 90);
    app.tool_tip("all numbers again", all_well);
    until("a newer number", || {
        (of_openai(&kept(&app)) != of_openai(&before)).then_some(())
    });
}
