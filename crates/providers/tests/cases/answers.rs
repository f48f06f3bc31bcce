//! Good answers of every case folder, changed as services change theirs. Whatever comes, the outputs
//! hold together; and rows that change places, come twice or lose their numbers mean what they say.

use std::sync::{Mutex, PoisonError};

use plimsoll_core::{
    model::{NoteCode, Percent, QuotaWindow},
    ports::{BoxFuture, Clock, Http, HttpFault, Method, Request, Response},
    problem::Problem,
    provider::{AnyProvider, CredentialStatus, Fetch},
    snapshot::Usage,
    testing::{FakeSessions, Take, block_on},
};
use proptest::{collection::vec, prelude::*};
use serde_json::Value;

use crate::{
    cases,
    mutate::{Change, changed, doubled, turned, with_only, without_numbers},
    name,
    outputs::Judge,
    tape, world,
};

/// A number under one of these names says alone how much of its row is used.
const SHARES: [&str; 6] = [
    "utilization",
    "percent",
    "used_percent",
    "percentage",
    "percent_remaining",
    "remainingFraction",
];

/// A case whose services answer well.
struct Case {
    provider: &'static dyn AnyProvider,
    name: String,
    world: world::Environment,
    takes: Vec<Take>,
}

impl Case {
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for provider in plimsoll_providers::ALL {
            for folder in cases(*provider) {
                let case = Self {
                    provider: *provider,
                    name: name(&folder),
                    world: world::read(&folder),
                    takes: tape::read(&folder.join("http")),
                };
                let answers = case.play(&|body| body.clone());
                if answers
                    .iter()
                    .any(|it| it.1.as_ref().is_ok_and(|it| !it.windows.is_empty()))
                {
                    all.push(case);
                }
            }
        }
        assert!(all.len() > 50, "{} cases", all.len());
        all
    }

    /// What comes of each account when the answers' bodies are changed so.
    fn play(
        &self,
        change: &dyn Fn(&Value) -> Value,
    ) -> Vec<(plimsoll_core::model::Account, Result<Usage, Problem>)> {
        let http = Answers::new(&self.takes, change);
        let sessions = FakeSessions::default();
        let cx = Fetch {
            http: &http,
            clock: &self.world.clock,
            sessions: &sessions,
            os: self.world.machine.os,
        };
        let search = self.provider.find(&self.world.machine);
        let ready = search.found.into_iter().filter_map(|found| {
            let CredentialStatus::Ready(credential) = found.status else {
                return None;
            };
            let answer = block_on(self.provider.fetch(&credential, &cx));
            Some((found.account, answer))
        });
        ready.collect()
    }

    fn readings(&self, change: &dyn Fn(&Value) -> Value) -> Vec<Usage> {
        let answers = self.play(change).into_iter();
        answers.filter_map(|(_, answer)| answer.ok()).collect()
    }
}

/// Answers by address, whatever the order; what nobody planned is not found.
struct Answers(Mutex<Vec<(String, Result<Response, HttpFault>)>>);

impl Answers {
    fn new(takes: &[Take], change: &dyn Fn(&Value) -> Value) -> Self {
        let answers = takes.iter().map(|take| {
            let asked = format!("{} {}", take.expected.method, take.expected.url);
            let is_token = take.expected.url.ends_with("/token");
            let answer = take.answer.clone().map(|response| {
                match serde_json::from_slice::<Value>(&response.body) {
                    Ok(body) if !is_token => Response {
                        body: change(&body).to_string().into_bytes(),
                        ..response
                    },
                    Ok(_) | Err(_) => response,
                }
            });
            (asked, answer)
        });
        Self(Mutex::new(answers.collect()))
    }
}

impl Http for Answers {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
        };
        let asked = format!("{method} {}", request.url);
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = match answers.iter().position(|(planned, _)| *planned == asked) {
            Some(at) => answers.remove(at).1,
            None => Ok(Response {
                status: 404,
                headers: Vec::new(),
                body: b"{}".to_vec(),
            }),
        };
        Box::pin(std::future::ready(answer))
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Drop),
        Just(Change::Null),
        Just(Change::OtherType),
        Just(Change::OtherUnit),
        any::<u8>().prop_map(Change::Extreme),
        any::<u8>().prop_map(Change::End),
        any::<u8>().prop_map(Change::Turn),
        Just(Change::Stranger),
        Just(Change::Twice),
    ]
}

const TURNS: usize = 6;

/// Some tens of thousands of answers in some seconds.
#[test]
fn outputs_hold_together_whatever_a_service_changes() {
    let cases = Case::all();
    let judge = Judge::new(cases[0].world.clock.now());
    let changes = vec((change(), any::<u32>()), 1..5);
    // There are many services that are data, of one interpreter: in each round a part has its turn.
    let is_data = |case: &Case| case.name.starts_with("declared/");
    let config = ProptestConfig {
        cases: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(changes in changes, turn in 0..TURNS)| {
        let of_turn = |(at, case): &(usize, &Case)| !is_data(case) || at % TURNS == turn;
        for (_, case) in cases.iter().enumerate().filter(of_turn) {
            let apply = |body: &Value| {
                changes.iter().fold(body.clone(), |body, (change, place)| changed(&body, *change, *place))
            };
            for (account, answer) in case.play(&apply) {
                let said = format!("{answer:?}");
                let wrong = judge.complaints(case.provider, &account, answer);
                prop_assert!(wrong.is_empty(), "{}: {wrong:#?}\n{said}", case.name);
            }
        }
    });
}

/// What a window is told by: its id, what is used, when it begins anew.
fn told(usage: &Usage) -> Vec<String> {
    let told = |window: &QuotaWindow| {
        let used = window.used.map(Percent::get);
        format!(
            "{} {used:?} {:?} {:?}",
            window.id, window.reset, window.label
        )
    };
    let mut told: Vec<String> = usage.windows.iter().map(told).collect();
    told.sort();
    told
}

#[test]
fn rows_that_change_places_stay_what_they_are() {
    for case in Case::all() {
        let expected: Vec<Vec<String>> = case
            .readings(&|body| body.clone())
            .iter()
            .map(told)
            .collect();
        for by in 1..5 {
            let readings = case.readings(&|body| turned(body, by));
            let found: Vec<Vec<String>> = readings.iter().map(told).collect();
            assert_eq!(found, expected, "{}, turned by {by}", case.name);
        }
    }
}

#[test]
fn rows_that_come_twice_count_once() {
    // What was used is a sum of the rows of a report: there a row that comes twice is two.
    let is_report = |case: &&Case| {
        case.takes
            .iter()
            .any(|it| it.expected.url.contains("/billing/"))
    };
    for case in Case::all().iter().filter(|case| !is_report(case)) {
        let expected: Vec<Vec<String>> = case
            .readings(&|body| body.clone())
            .iter()
            .map(told)
            .collect();
        let found: Vec<Vec<String>> = case.readings(&doubled).iter().map(told).collect();
        assert_eq!(found, expected, "{}", case.name);
    }
}

#[test]
fn without_its_numbers_an_answer_says_none() {
    // Of Google's accounts the file may say that they are used up.
    let says = |usage: &Usage| {
        let used = usage.windows.iter().filter_map(|window| window.used);
        used.filter(|used| used.get() < 100.0).count()
    };
    for case in Case::all() {
        // An empty report says without a number that nothing was used, and headers stay.
        let has_headers = |take: &Take| take.answer.as_ref().is_ok_and(|it| !it.headers.is_empty());
        let mut takes = case.takes.iter();
        let is_empty = |take: &Take| {
            is_empty_report(&take.answer)
                || has_no_share(&take.answer)
                || says_it_in_words(&take.answer)
        };
        if takes.any(|it| is_empty(it) || has_headers(it)) {
            continue;
        }
        let readings = case.readings(&without_numbers).into_iter();
        // Without an endpoint the numbers are a file's.
        for usage in readings.filter(|it| it.endpoint.is_some()) {
            assert_eq!(says(&usage), 0, "{}: {:?}", case.name, usage.windows);
        }
    }
}

/// Where a share of 0 is left out, a new period without one says so too.
fn has_no_share(answer: &Result<Response, HttpFault>) -> bool {
    let config = body(answer).and_then(|body| body.get("config").cloned());
    config.is_some_and(|it| it.is_object() && it["creditUsagePercent"].is_null())
}

/// A percentage in a sentence is no number.
fn says_it_in_words(answer: &Result<Response, HttpFault>) -> bool {
    body(answer).is_some_and(|body| body["autoModelSelectedDisplayMessage"].is_string())
}

fn is_empty_report(answer: &Result<Response, HttpFault>) -> bool {
    let items = body(answer).and_then(|body| body.get("usageItems").cloned());
    items == Some(Value::Array(Vec::new()))
}

fn body(answer: &Result<Response, HttpFault>) -> Option<Value> {
    serde_json::from_slice(&answer.as_ref().ok()?.body).ok()
}

#[test]
fn with_one_number_an_answer_is_not_nothing() {
    let mut tried = 0;
    for case in Case::all() {
        let known = |usages: &[Usage]| {
            let windows = usages.iter().flat_map(|usage| &usage.windows);
            windows.filter(|window| window.used.is_some()).count()
        };
        let nothing = |usages: &[Usage]| {
            let notes = usages.iter().flat_map(|usage| &usage.notes);
            notes
                .filter(|it| it.code == NoteCode::NoQuotaReported)
                .count()
        };
        let whole = case.readings(&|body| body.clone());
        let is_told_by = |name: &&'static str| {
            let changed = std::cell::Cell::new(false);
            let _ = case.play(&|body| {
                let has = body.to_string().contains(&format!("\"{name}\":"));
                changed.set(changed.get() || has);
                body.clone()
            });
            changed.get()
        };
        for name in SHARES.into_iter().filter(is_told_by) {
            let usages = case.readings(&|body| with_only(body, &[name]));
            if known(&whole) > 0 {
                tried += 1;
                let name = format!("{} by {name} alone", case.name);
                assert!(known(&usages) > 0, "{name}: {usages:#?}");
                assert!(nothing(&usages) <= nothing(&whole), "{name}: {usages:#?}");
            }
        }
    }
    assert!(tried > 40, "{tried} answers");
}
