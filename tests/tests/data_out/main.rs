//! What other tools read: the terminal, status bars, scripts and metrics, all through the real
//! program.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

mod bar;
mod guard;
mod language;
mod status;
mod stored;

use plimsoll_tests::{
    home::Store,
    proxy::{Door, Reply},
    scenario::Scenario,
    services::{self, Service},
    stored_readings::StoredReading,
};
use serde_json::json;

/// Half a minute more than is shown, so that no minute ends within a test.
const SLACK: i64 = 30;

/// Nobody is asked.
fn silent() -> Scenario {
    Scenario::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None)
}

fn keep(scenario: &Scenario, session: f64) {
    let windows = [
        ("session", session, 9180 + SLACK),
        ("weekly", 12.0, 403_200 + SLACK),
    ];
    scenario.keep(&[
        StoredReading::new("openai", scenario.now, &windows),
        StoredReading::new("zai", scenario.now, &[("session", 99.7, 600 + SLACK)]),
    ]);
}

fn with_readings() -> Scenario {
    let scenario = silent();
    keep(&scenario, 37.4);
    scenario
}

fn only(ids: &[&str]) -> Vec<Service> {
    let all = services::ALL.iter().copied();
    all.filter(|service| ids.contains(&service.id)).collect()
}

/// OpenAI is well, Z.ai says when it may be asked again, the others are not signed in.
fn with_a_limit() -> Scenario {
    let services = only(&["openai", "zai"]);
    Scenario::signed_in(
        &services,
        Store::Database,
        Door::Open,
        |service, asked, now| {
            if service.id != "zai" {
                return (service.answer)(asked, now);
            }
            let mut reply = Reply::json(429, &json!({}));
            reply.headers.push(("retry-after", "3000".to_owned()));
            Some(reply)
        },
    )
}
