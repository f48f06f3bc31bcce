//! One day of twenty accounts, with everything that may come over them, and how often each service
//! is asked. The driver, the services and the client are the real ones; only the clock leaps.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says what it found"
)]

use std::collections::{BTreeMap, BTreeSet};

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use plimsoll_tests::{
    fleet::{EACH, Query, now_of, services, well},
    home::Store,
    paced::{Paced, queries},
    proxy::{Door, Reply, SeenRequest},
    scenario::Scenario,
    services::Service,
};
use serde_json::json;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// What a limited service says, one after the other: two that are obeyed, and three that are not.
const WORDS: [&str; 5] = ["120", "a date", "0", "999999", "soon"];

/// Hours: 0 well, 4 one account limited, 6 one service down, 8 power saved, 10 no network, 12 a
/// waking all the same, 13 the network is back, 14 it comes and goes, 16 the popup is opened every
/// minute, 20 a suspend of four hours.
fn script() -> Vec<(i64, &'static str)> {
    let mut script = vec![(0, "watched"), (8 * HOUR, "save"), (10 * HOUR, "spend")];
    script.extend([
        (10 * HOUR + 1, "down"),
        (12 * HOUR, "woke"),
        (13 * HOUR, "up"),
    ]);
    for turn in 0..10 {
        let at = 14 * HOUR + turn * MINUTE;
        script.extend([
            (at, "down"),
            (at + 20, "up"),
            (at + 30, "down"),
            (at + 50, "up"),
        ]);
    }
    script.extend((0..60).map(|minute| (16 * HOUR + minute * MINUTE, "popup")));
    script.extend([(20 * HOUR, "suspend 14400"), (20 * HOUR + 600, "quit")]);
    script
}

fn answer(service: &Service, asked: &SeenRequest, start: Timestamp) -> Option<Reply> {
    let now = now_of(asked)?;
    let Some(query) = Query::of(asked) else {
        return well(service, asked, now);
    };
    let hour = now.duration_since(start).as_secs() / HOUR;
    match (query.service, query.number, hour) {
        ("copilot", 1, _) | ("zhipu", 2, _) => Some((service.refuse)(asked)),
        ("openai", 0, 4..6) => Some(Reply::json(429, &json!({}))),
        ("zai", _, 6..8) => Some(Reply::json(503, &json!({}))),
        _ => well(service, asked, now),
    }
}

/// The moments of each account's queries.
type Moments = BTreeMap<(&'static str, usize), Vec<i64>>;

fn gaps(moments: &[i64]) -> Vec<i64> {
    moments.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

fn within(moments: &[i64], from: i64, to: i64) -> Vec<i64> {
    let moments = moments.iter().copied();
    moments.filter(|at| (from..to).contains(at)).collect()
}

/// A tenth more or less, and what waiting for the other accounts of the service adds.
fn is_about(gap: i64, expected: i64) -> bool {
    let least = expected * 9 / 10;
    let most = expected * 11 / 10 + 1 + 2 * EACH.cast_signed() as i64;
    (least..=most).contains(&gap)
}

fn assert_usual(moments: &Moments, from: i64, to: i64, expected: i64, but: &[(&str, usize)]) {
    for (account, moments) in moments {
        if but.contains(account) {
            continue;
        }
        let gaps = gaps(&within(moments, from, to));
        assert!(!gaps.is_empty(), "{account:?}");
        let usual = gaps.iter().all(|gap| is_about(*gap, expected));
        assert!(usual, "{account:?} every {expected} s: {gaps:?}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one case after the other")]
fn a_day_of_twenty_accounts_stays_within_the_policy() {
    let heard = std::sync::Mutex::new(0);
    let reply = move |service: &Service, asked: &SeenRequest, start: Timestamp| {
        let mut reply = answer(service, asked, start)?;
        if reply.status == 429 {
            let mut heard = heard.lock().unwrap();
            let word = match WORDS[*heard % WORDS.len()] {
                "a date" => {
                    let then = now_of(asked)? + SignedDuration::from_secs(300);
                    let printer = rfc2822::DateTimePrinter::new();
                    printer.timestamp_to_rfc9110_string(&then).unwrap()
                }
                word => word.to_owned(),
            };
            *heard += 1;
            reply.headers.push(("retry-after", word));
        }
        Some(reply)
    };
    let mut scenario = Scenario::signed_in(&services(), Store::Database, Door::Open, reply);
    scenario.home.rest();
    Paced::start(env!("CARGO_BIN_EXE_paced"), &scenario, 0, &script()).end();
    let all = queries(&scenario);
    let mut moments = Moments::new();
    for query in &all {
        let account = (query.service, query.number);
        moments.entry(account).or_default().push(query.at);
    }
    assert_eq!(moments.len(), 5 * EACH);
    print(&moments);

    // A refusal may be a service's bad minute: again after half an hour, then every three hours.
    for account in &[("copilot", 1), ("zhipu", 2)] {
        let refused = moments.remove(account).unwrap();
        let gaps = gaps(&refused);
        assert!(is_about(gaps[0], 30 * MINUTE), "{account:?}: {gaps:?}");
        let later = gaps[1..].iter().all(|gap| *gap >= 180 * MINUTE * 9 / 10);
        assert!(later && gaps.len() <= 10, "{account:?}: {gaps:?}");
    }
    assert_usual(&moments, 0, 4 * HOUR, 300, &[]);
    let apart: BTreeSet<i64> = moments.values().flat_map(|it| gaps(it)).collect();
    assert!(apart.len() > 40, "jitter: {apart:?}");

    let limited = within(&moments[&("openai", 0)], 4 * HOUR, 6 * HOUR);
    let limited = gaps(&limited);
    // The two words that are obeyed, then the back-off where it has come to by the third failure.
    assert!(limited[0] >= 120 && limited[1] >= 300, "{limited:?}");
    let expected = [120, 300, 120, 240, 480, 900];
    assert!(limited.len() >= expected.len(), "{limited:?}");
    let mut pairs = limited.iter().zip(expected);
    assert!(pairs.all(|(gap, to)| is_about(*gap, to)), "{limited:?}");

    for number in 0..EACH {
        let down = gaps(&within(&moments[&("zai", number)], 6 * HOUR, 8 * HOUR));
        let expected = [30, 60, 120, 240, 480, 900, 900];
        let mut pairs = down.iter().zip(expected);
        assert!(pairs.all(|(gap, to)| is_about(*gap, to)), "{down:?}");
    }
    let from = 8 * HOUR + 20 * MINUTE;
    assert_usual(&moments, from, 10 * HOUR, 600, &[]);

    for (account, moments) in &moments {
        let offline = within(moments, 10 * HOUR + 5, 13 * HOUR);
        let waking = within(moments, 12 * HOUR + 60, 12 * HOUR + 80);
        assert_eq!(
            (offline.len(), waking.len()),
            (1, 1),
            "{account:?}: {offline:?}"
        );
        let back = within(moments, 13 * HOUR, 13 * HOUR + 200);
        assert!(
            back.len() == 1 && back[0] < 13 * HOUR + 20,
            "{account:?}: {back:?}"
        );
        let flapping = within(moments, 14 * HOUR, 14 * HOUR + 10 * MINUTE).len();
        assert!((1..=11).contains(&flapping), "{account:?}: {flapping}");
        let opened = within(moments, 16 * HOUR, 17 * HOUR).len();
        assert!((10..=14).contains(&opened), "{account:?}: {opened}");
        let woken = within(moments, 24 * HOUR, 24 * HOUR + 200);
        assert!(woken.len() == 1, "{account:?}: {woken:?}");
    }
    assert_spaced(&all);
}

/// At no service two accounts within two seconds, but at the start, where somebody waits.
fn assert_spaced(all: &[Query]) {
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    for query in all.iter().filter(|query| query.at > 0) {
        if let Some(before) = last.insert(query.service, query.at) {
            assert!(
                before == 0 || query.at - before >= 2,
                "{query:?} after {before}"
            );
        }
    }
}

/// The figures that docs/politeness.md gives.
fn print(moments: &Moments) {
    eprintln!("account        a day  most in an hour  least apart (s)");
    for ((service, number), moments) in moments {
        let hour = |from| within(moments, from, from + HOUR).len();
        let most = moments.iter().map(|at| hour(*at)).max().unwrap_or_default();
        let least = gaps(moments).into_iter().min().unwrap_or_default();
        let name = format!("{service} {number}");
        eprintln!("{name:<14} {:>5} {most:>16} {least:>16}", moments.len());
    }
    let all: usize = moments.values().map(Vec::len).sum();
    eprintln!("all together   {all:>5}");
}
