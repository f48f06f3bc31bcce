//! Twenty accounts at 200 times the pace with faults at random: the process stays as large as it
//! is, and every notification has its reason. `cargo xtask soak` runs the long one.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says what it found"
)]

use std::{
    env,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimePrinter};
use plimsoll_tests::{
    chaos::{
        alerts::{self, Course, Served, Window},
        faults,
        seed::Seed,
    },
    fleet::{Query, now_of, services, well},
    home::Store,
    paced::{Paced, queries},
    proxy::{Door, Reply, SeenRequest},
    scenario::Scenario,
    services::{Service, usage_of_openai_since},
    size::Size,
};
use serde_json::{Value, json};

const PACE: u32 = 200;
/// Every window begins anew this often.
const CYCLE: i64 = 9000;
/// From its second hour on this one's sign-in is refused.
const REFUSED: (&str, usize) = ("copilot", 3);

/// When the cycle began that this moment is in.
fn cycle_of(since: i64) -> i64 {
    since / CYCLE * CYCLE
}

/// The services, and what they have answered.
#[derive(Clone)]
struct Services {
    seed: Seed,
    served: Arc<Mutex<Vec<Served>>>,
}

impl Services {
    fn answer(&self, service: &Service, asked: &SeenRequest, start: Timestamp) -> Option<Reply> {
        let now = now_of(asked)?;
        let since = now.duration_since(start).as_secs();
        let cycle = start + SignedDuration::from_secs(cycle_of(since));
        let Some(query) = Query::of(asked) else {
            return well(service, asked, cycle);
        };
        if (query.service, query.number) == REFUSED && since > 3600 {
            return Some((service.refuse)(asked));
        }
        if let Some(fault) = faults::of_service(self.seed, &(query.service, query.number, since)) {
            return Some(fault);
        }
        let mut windows = Window::shown_by(service, cycle.as_second());
        let reply = if query.service == "openai" {
            let used = ((since % CYCLE) as f64 / CYCLE as f64 * 110.0).min(100.0);
            windows[0].used = used;
            let mut reply = usage_of_openai_since(cycle, used, 12.0, now);
            // Its clock is right, as far as the played one goes.
            let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
            reply.headers.push(("date", date.unwrap()));
            reply
        } else if let Some(reply) = well(service, asked, cycle) {
            reply
        } else {
            // Google is asked at other addresses when one fails.
            return Some(Reply::json(503, &json!({})));
        };
        self.served.lock().unwrap().push(Served {
            service: query.service,
            number: query.number,
            at: now.as_second(),
            until: cycle.as_second() + CYCLE,
            windows,
        });
        Some(reply)
    }
}

/// Something every few minutes for so long.
fn script(seed: Seed, seconds: i64) -> Vec<(i64, &'static str)> {
    const TURNS: [&str; 8] = [
        "down",
        "up",
        "woke",
        "popup",
        "stores",
        "save",
        "spend",
        "suspend 1800",
    ];
    let mut script = vec![(0, "watched")];
    let mut at = 0;
    while at < seconds {
        let turn = TURNS[seed.below(8, &at) as usize];
        script.push((at, turn));
        if turn == "down" {
            script.push((at + 60, "up"));
        }
        at += 120 + seed.below(480, &(at, "pause")).cast_signed();
    }
    script.push((seconds, "quit"));
    script
}

fn soak(seed: Seed, length: Duration, may_grow: f64) {
    let served = Arc::default();
    let played = Services {
        seed,
        served: Arc::clone(&served),
    };
    let answer = move |service: &Service, asked: &SeenRequest, start: Timestamp| {
        played.answer(service, asked, start)
    };
    let mut scenario = Scenario::signed_in(&services(), Store::Database, Door::Open, answer);
    scenario.home.rest();
    let seconds = (length * PACE).as_secs().cast_signed();
    let script = script(seed, seconds);
    let mut paced = Paced::start(env!("CARGO_BIN_EXE_paced"), &scenario, PACE, &script);
    let mut sizes = Vec::new();
    while paced.is_running() {
        sizes.extend(Size::of(paced.id()));
        thread::sleep(Duration::from_millis(250));
    }
    let said = paced.end();
    eprintln!("{} queries", queries(&scenario).len());
    let course = Course::of(&script, scenario.now.as_second());
    let served = served.lock().unwrap().clone();
    alerts::assert_exact(&said, served, &course);
    assert_sign_ins(&said);
    assert_flat(&sizes, may_grow);
}

/// The last quarter against the second: the first is for warming up.
fn assert_flat(sizes: &[Size], may_grow: f64) {
    let quarter = sizes.len() / 4;
    let (before, after) = (&sizes[quarter..2 * quarter], &sizes[3 * quarter..]);
    let most = |sizes: &[Size], of: fn(&Size) -> usize| sizes.iter().map(of).max().unwrap();
    let mean = |sizes: &[Size]| {
        let sum: u64 = sizes.iter().map(|size| size.kilobytes).sum();
        sum as f64 / sizes.len() as f64
    };
    let grown = mean(after) / mean(before);
    eprintln!(
        "memory {:.0} kB, then {:.0} kB ({:+.1} %); threads at most {}, then {}; descriptors at \
         most {}, then {}",
        mean(before),
        mean(after),
        (grown - 1.0) * 100.0,
        most(before, |it| it.threads),
        most(after, |it| it.threads),
        most(before, |it| it.descriptors),
        most(after, |it| it.descriptors),
    );
    assert!(grown < 1.0 + may_grow, "memory grows");
    let growth = |of: fn(&Size) -> usize| most(after, of).saturating_sub(most(before, of));
    assert!(growth(|it| it.threads) <= 1, "threads grow");
    assert!(most(after, |it| it.threads) <= 8, "too many threads");
    // Each query has a connection of its own, so the most is how many were under way at once.
    let least = |sizes: &[Size]| sizes.iter().map(|it| it.descriptors).min().unwrap();
    let (before, after) = (least(before), least(after));
    assert!(
        after <= before + 1,
        "descriptors grow: {before}, then {after}"
    );
}

/// Only the one that is refused is told of, and once.
fn assert_sign_ins(said: &[Value]) {
    let told: Vec<_> = alerts::news(said)
        .map(|(_, news)| news)
        .filter(|news| news["kind"] == "sign-in")
        .collect();
    let is_refused = |news: &&&Value| news["provider"] == REFUSED.0;
    assert!(told.len() <= 1, "{told:?}");
    assert_eq!(told.iter().filter(is_refused).count(), told.len());
    eprintln!("sign-ins: {} told", told.len());
}

#[test]
fn a_short_soak_leaves_no_trace() {
    soak(Seed::chosen(1), Duration::from_secs(45), 0.15);
}

#[test]
#[ignore = "`cargo xtask soak` runs it, for as long as it is told"]
fn a_long_time_at_two_hundred_times_the_pace_leaves_no_trace() {
    let minutes = env::var("SOAK_MINUTES").ok();
    let minutes = minutes.and_then(|it| it.parse().ok()).unwrap_or(10);
    let usual = Timestamp::now().as_second().unsigned_abs();
    soak(Seed::chosen(usual), Duration::from_mins(minutes), 0.05);
}
