//! All commands tell of the same stored readings, and have to agree: on what is left of each window,
//! on which window is the worst, and on whether it is used up.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use jiff::SignedDuration;
use plimsoll_tests::{
    home::Store, proxy::Door, scenario::Scenario, services, stored_readings::StoredReading,
};
use serde_json::Value;

/// Used percent of windows from untouched to exceeded, with what rounding could get wrong.
const USED: [f64; 9] = [0.0, 0.3, 37.4, 79.0, 81.0, 95.2, 99.7, 100.0, 120.0];

#[test]
fn every_output_agrees_on_the_worst_window() {
    let scenario = Scenario::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None);
    let _app = scenario.pretend_that_the_app_runs();
    let mut number: u32 = 0;
    for (at, used) in USED.into_iter().enumerate() {
        for blocked in [None, Some("session"), Some("weekly")] {
            let other = USED[(at * 4 + number as usize) % USED.len()];
            let windows = [("session", used, 9000), ("weekly", other, 400_000)];
            // No two readings are of one moment.
            let then = scenario.now - SignedDuration::from_secs(i64::from(number));
            let openai = StoredReading::new("openai", then, &windows);
            let openai = match blocked {
                Some(window) => openai.blocked(window),
                None => openai,
            };
            let zai = StoredReading::new("zai", then, &[("session", 50.0, 9000)]);
            scenario.keep(&[openai, zai]);
            number += 1;
            agree(
                &scenario,
                &format!("{used} and {other}, blocked {blocked:?}"),
            );
        }
    }
    assert_eq!(number, 27);
}

fn agree(scenario: &Scenario, what: &str) {
    let run = |arguments: &[&str]| scenario.plimsollctl(arguments);
    let json = run(&["status", "--cached", "--json"]).json();
    let windows: Vec<&Value> = json["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|account| account["windows"].as_array().unwrap())
        .collect();
    assert_eq!(windows.len(), 3, "{what}");
    // What is left as everyone counts it: nothing of a blocked window.
    let left = |window: &Value| {
        if window["limit_reached"] == true {
            0.0
        } else {
            window["left_percent"].as_f64().unwrap()
        }
    };
    let worst = windows.iter().map(|it| left(it)).fold(100.0, f64::min);
    let text = run(&["status", "--cached"]).out;
    for window in &windows {
        let shown = window["left_shown"].as_str().unwrap();
        if window["limit_reached"] == true {
            assert_eq!(shown, "0", "{what}: {window}");
        } else {
            let said = format!("{shown}% left");
            assert!(text.contains(&said), "{what}: {said} in {text}");
        }
    }
    let blocked = windows.iter().filter(|it| it["limit_reached"] == true);
    assert_eq!(
        text.matches("Used up").count(),
        blocked.count(),
        "{what}: {text}"
    );
    let bar = run(&["bar", "--once", "--template", "{left} {level}"]).out;
    let shown = windows
        .iter()
        .filter(|it| left(it).total_cmp(&worst).is_eq())
        .map(|it| it["left_shown"].as_str().unwrap());
    let of_bar = bar.split(' ').next().unwrap();
    assert!(shown.clone().any(|it| it == of_bar), "{what}: {bar}");
    if worst <= 5.0 {
        assert_eq!(bar.trim_end(), format!("{of_bar} critical"), "{what}");
        assert_eq!(json["level"], "critical", "{what}");
    }
    let waybar = run(&["bar", "--once", "--format", "waybar"]).json();
    assert_eq!(waybar["percentage"].as_f64(), Some(worst.round()), "{what}");
    for below in ["30", "80", "100"] {
        let guard = run(&["guard", "--below", below]).code;
        let is_below = 100.0 - worst < below.parse::<f64>().unwrap();
        assert_eq!(guard, Some(i32::from(!is_below)), "{what}, below {below}");
    }
    let metrics = run(&["metrics"]).out;
    let reached = metrics
        .lines()
        .filter(|line| line.starts_with("plimsoll_window_limit_reached{"))
        .filter(|line| line.ends_with(" 1"))
        .count();
    let blocked = windows.iter().filter(|it| it["limit_reached"] == true);
    assert_eq!(reached, blocked.count(), "{what}: {metrics}");
}
