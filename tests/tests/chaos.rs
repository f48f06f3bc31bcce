//! Faults of services, stores, network and clock at random, at 200 times the pace: whenever they
//! have ended, what is shown is what a fresh start shows, every alert that was due was told once, and
//! the process is as large as it was.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says what it found"
)]

use std::{
    collections::BTreeMap,
    env,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
};

use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimePrinter};
use plimsoll_tests::{
    chaos::{
        alerts::{self, Course, Served, Window},
        faults,
        rounds::{LOOKS, ROUND, is_calm, progress, script},
        seed::Seed,
    },
    fleet::{Query, even_of, services, true_now_of, well},
    home::Store,
    paced::Paced,
    proxy::{Door, Reply, SeenRequest},
    scenario::Scenario,
    services::{Service, usage_of_openai_since},
};
use serde_json::{Value, json};

const PACE: u32 = 200;
const NONE: i64 = -1;
const DAY: i64 = 86_400;

/// The services of a run.
struct Services {
    seed: Seed,
    /// The round in whose calm a fresh start asks.
    fresh: Arc<AtomicI64>,
    /// How long was slept by the end of each round.
    slept: Vec<i64>,
    served: Arc<Mutex<Vec<Served>>>,
}

impl Services {
    fn answer(&self, service: &Service, asked: &SeenRequest, start: Timestamp) -> Option<Reply> {
        let seed = self.seed;
        let even = even_of(asked)?;
        let (round, is_calm) = match self.fresh.load(SeqCst) {
            NONE => (even / ROUND, is_calm(even)),
            round => (round, true),
        };
        let slept = self.slept.get(usize::try_from(round).ok()?)?;
        let since = start + SignedDuration::from_secs(round * ROUND + slept);
        let Some(query) = Query::of(asked) else {
            return well(service, asked, since);
        };
        let mut windows = Window::shown_by(service, since.as_second());
        let of = (query.service, query.number, round);
        let fault = faults::of_service(seed, &(of, even)).filter(|_| !is_calm);
        if fault.is_some() {
            return fault;
        }
        let now = true_now_of(asked)?;
        let reply = if query.service == "openai" {
            let share = if is_calm { 1.0 } else { progress(even) };
            windows[0].used = ((40 + seed.below(61, &of)) as f64 * share).floor();
            let mut reply = usage_of_openai_since(since, windows[0].used, 12.0, now);
            let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
            reply.headers.push(("date", date.ok()?));
            reply
        } else if let Some(reply) = well(service, asked, since) {
            reply
        } else {
            // Google is asked at other addresses when one fails.
            return Some(Reply::json(503, &json!({})));
        };
        self.served.lock().unwrap().push(Served {
            service: query.service,
            number: query.number,
            at: now.as_second(),
            until: since.as_second() + ROUND,
            windows,
        });
        Some(reply)
    }
}

fn chaos(seed: Seed, rounds: i64) {
    let fresh = Arc::new(AtomicI64::new(NONE));
    let (script, slept) = script(seed, rounds);
    let played = Services {
        seed,
        fresh: Arc::clone(&fresh),
        slept: slept.clone(),
        served: Arc::default(),
    };
    let served = Arc::clone(&played.served);
    let reply = move |service: &Service, asked: &SeenRequest, start: Timestamp| {
        played.answer(service, asked, start)
    };
    let mut scenario = Scenario::signed_in(&services(), Store::Database, Door::Open, reply);
    scenario.home.rest();
    let program = env!("CARGO_BIN_EXE_paced");
    let mut said = Vec::new();
    // Files that were taken away and laid back are as they were.
    let paced = Paced::start(program, &scenario, PACE, &script);
    scenario.home.arrange(|_| said = paced.end());
    let served = std::mem::take(&mut *served.lock().unwrap());
    let course = Course::of(&script, scenario.now.as_second());
    let (shown, told): (Vec<_>, Vec<_>) =
        said.into_iter().partition(|it| it.get("shown").is_some());
    alerts::assert_exact(&told, served, &course);
    let calms: Vec<&[Value]> = shown.chunks(LOOKS as usize).collect();
    assert_eq!(shown.len(), slept.len() * LOOKS as usize);
    for (round, calm) in (0..).zip(&calms) {
        fresh.store(round, SeqCst);
        let at = (round + 1) * ROUND + slept[round as usize];
        let start = scenario.now + SignedDuration::from_secs(at);
        let brief = [(0, "watched"), (120, "show"), (121, "quit")];
        let said = Paced::start_at(program, &scenario, start, 0, &brief).end();
        let expected = said.iter().find(|it| it.get("shown").is_some()).unwrap();
        let shown = calm.last().unwrap();
        assert_eq!(shown["shown"], expected["shown"], "after round {round}");
    }
    assert_as_large(&calms);
}

/// In the last calm as in the first one. A calm is as large as its smallest look: the others may
/// have met a query.
fn assert_as_large(calms: &[&[Value]]) {
    let number = |shown: &Value, name: &str| shown["size"][name].as_u64().unwrap();
    for name in ["kilobytes", "threads", "descriptors", "tasks"] {
        let smallest = |calm: &&[Value]| calm.iter().map(|it| number(it, name)).min().unwrap();
        let all: Vec<u64> = calms.iter().map(smallest).collect();
        eprintln!("{name}: {all:?}");
        let (first, last) = (all[0], all[all.len() - 1]);
        let most = match name {
            "kilobytes" => first * 115 / 100,
            _ => first + 2,
        };
        assert!(last <= most, "{name}: {first}, then {last}");
    }
}

#[test]
fn after_every_fault_all_is_shown_as_by_a_fresh_start() {
    chaos(Seed::chosen(3), 2);
}

/// The even moments at which each account is queried, in turn.
fn queried_at(scenario: &Scenario) -> BTreeMap<(&'static str, usize), Vec<i64>> {
    let mut all: BTreeMap<_, Vec<i64>> = BTreeMap::new();
    for asked in scenario.proxy.requests() {
        if let (Some(query), Some(even)) = (Query::of(&asked), even_of(&asked)) {
            let queried = all.entry((query.service, query.number)).or_default();
            queried.push(even);
        }
    }
    all
}

#[test]
fn a_clock_that_is_set_makes_nobody_ask_early_or_late() {
    let reply =
        |service: &Service, asked: &SeenRequest, start: Timestamp| well(service, asked, start);
    let scenario = Scenario::signed_in(&services(), Store::Database, Door::Open, reply);
    let mut script = vec![(0, "watched".to_owned())];
    let steps = [3600, DAY, -DAY, -3600, 5 * 365 * DAY, -5 * 365 * DAY];
    let lines = (1..)
        .zip(steps)
        .map(|(number, step)| (number * 700, format!("step {step}")));
    script.extend(lines);
    script.push((7 * 700, "quit".to_owned()));
    Paced::start(env!("CARGO_BIN_EXE_paced"), &scenario, 0, &script).end();
    // A sign-in of OpenAI has ended five years later.
    let lasting = queried_at(&scenario)
        .into_iter()
        .filter(|it| it.0.0 != "openai");
    for (account, at) in lasting {
        let apart: Vec<i64> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(
            apart.iter().all(|it| (260..=340).contains(it)),
            "{account:?}: {at:?}"
        );
    }
}

#[test]
#[ignore = "`cargo xtask soak` runs it, for as long as it is told"]
fn after_many_faults_all_is_shown_as_by_a_fresh_start() {
    let minutes = env::var("SOAK_MINUTES").ok();
    let minutes: i64 = minutes.and_then(|it| it.parse().ok()).unwrap_or(10);
    let usual = Timestamp::now().as_second().unsigned_abs();
    let rounds = minutes * 60 * i64::from(PACE) / ROUND;
    chaos(Seed::chosen(usual), rounds.max(1));
}
