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
    hash::{DefaultHasher, Hash, Hasher},
    thread,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use plimsoll_tests::{
    fleet::{EACH, Query, now_of, services, well},
    home::Store,
    paced::{Paced, queries},
    proxy::{Door, Reply, SeenRequest},
    scenario::Scenario,
    services::{Service, usage_of_openai},
    size::Size,
};
use serde_json::json;

const PACE: u32 = 200;
/// Every window begins anew this often.
const CYCLE: i64 = 9000;
/// From its second hour on this one's sign-in is refused.
const REFUSED: (&str, usize) = ("copilot", 3);

/// A number that looks like chance and is the same in every run.
fn chance(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

fn answer(service: &Service, asked: &SeenRequest, start: Timestamp) -> Option<Reply> {
    let since = now_of(asked)?.duration_since(start).as_secs();
    let cycle = start + SignedDuration::from_secs(since / CYCLE * CYCLE);
    let Some(query) = Query::of(asked) else {
        return well(service, asked, cycle);
    };
    if (query.service, query.number) == REFUSED && since > 3600 {
        return Some((service.refuse)(asked));
    }
    let mut limited = Reply::json(429, &json!({}));
    limited.headers.push(("retry-after", "60".to_owned()));
    match chance(&(query.service, query.number, since)) % 100 {
        0..6 => Some(Reply::json(503, &json!({}))),
        6..9 => Some(limited),
        9..11 => Some(Reply::page(200, "<!doctype html><title>Harbour</title>")),
        11..13 => Some(Reply::json(200, &json!({ "unknown": true }))),
        13..15 => Some(Reply::redirect("https://elsewhere.example/")),
        _ if query.service == "openai" => {
            let used = (since % CYCLE) as f64 / CYCLE as f64 * 110.0;
            Some(usage_of_openai(used.min(100.0), 12.0, cycle))
        }
        // Google is asked at other addresses when one fails.
        _ => well(service, asked, cycle).or_else(|| Some(Reply::json(503, &json!({})))),
    }
}

/// Something every few minutes for so long.
fn script(seconds: i64) -> Vec<(i64, &'static str)> {
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
        let turn = TURNS[(chance(&at) % 8) as usize];
        script.push((at, turn));
        if turn == "down" {
            script.push((at + 60, "up"));
        }
        at += 120 + (chance(&(at, "pause")) % 480).cast_signed();
    }
    script.push((seconds, "quit"));
    script
}

fn soak(length: Duration, may_grow: f64) {
    let mut scenario = Scenario::signed_in(&services(), Store::Database, Door::Open, answer);
    scenario.home.rest();
    let seconds = (length * PACE).as_secs().cast_signed();
    let mut paced = Paced::start(
        env!("CARGO_BIN_EXE_paced"),
        &scenario,
        PACE,
        &script(seconds),
    );
    let mut sizes = Vec::new();
    while paced.is_running() {
        sizes.extend(Size::of(paced.id()));
        thread::sleep(Duration::from_millis(250));
    }
    let told = paced.end();
    assert_flat(&sizes, may_grow);
    assert_explained(&told, &queries(&scenario), seconds);
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

/// Who passed a threshold or was refused may be told of, and how often at most in a cycle.
const REASONS: [(&str, usize); 5] = [
    ("OpenAI", 3 * EACH),
    ("Zhipu AI", EACH),
    ("Google Antigravity", 3 * EACH),
    // A third of its windows is as far as this one gets.
    ("Z.ai", 0),
    // Only of the sign-in that is refused, once in all.
    ("GitHub Copilot", 0),
];

fn assert_explained(told: &[String], asked: &[Query], seconds: i64) {
    eprintln!("{} queries", asked.len());
    // Suspends make a cycle come sooner by our time, never later.
    let suspended = 1800 * seconds / 300;
    let cycles = ((seconds + suspended) / CYCLE + 1) as usize;
    for (name, in_a_cycle) in REASONS {
        let titles: Vec<_> = told.iter().filter(|it| it.starts_with(name)).collect();
        eprintln!("{name}: {} notifications", titles.len());
        let most = in_a_cycle * cycles + usize::from(name == "GitHub Copilot");
        assert!(titles.len() <= most, "{name}: at most {most}: {titles:#?}");
    }
}

#[test]
fn half_a_minute_at_two_hundred_times_the_pace_leaves_no_trace() {
    soak(Duration::from_secs(30), 0.15);
}

#[test]
#[ignore = "`cargo xtask soak` runs it, for as long as it is told"]
fn a_long_time_at_two_hundred_times_the_pace_leaves_no_trace() {
    let minutes = env::var("SOAK_MINUTES").ok();
    let minutes = minutes.and_then(|it| it.parse().ok()).unwrap_or(10);
    soak(Duration::from_mins(minutes), 0.05);
}
