//! `guard`: its exit code says whether there is room.

use jiff::SignedDuration;
use plimsoll_tests::{
    golden::assert_golden,
    home::Store,
    proxy::{Door, Reply},
    scenario::Scenario,
    stored_readings::StoredReading,
};
use serde_json::json;

use crate::{silent, with_readings};

#[test]
fn a_guard_says_by_its_exit_code_whether_there_is_room() {
    let scenario = with_readings();
    let _app = scenario.pretend_that_the_app_runs();
    let guard = |arguments: &[&str]| {
        let said = scenario.plimsollctl(&[&["guard"], arguments].concat());
        assert_eq!(said.out, "");
        (said.code.unwrap(), said.err)
    };
    let openai = ["--provider", "openai", "--window", "session"];
    let below = |percent: &'static str| guard(&[&openai[..], &["--below", percent]].concat());
    assert_eq!(below("90"), (0, String::new()));
    assert_eq!(below("37.5").0, 0);
    let (code, said) = below("37.4");
    assert_eq!(code, 1);
    let (unknown, nobody_knows) = guard(&["--window", "monthly", "--below", "90"]);
    assert_eq!(unknown, 69);
    assert_golden("guard.txt", &(said + &nobody_knows));
    // Of several windows the one with the least left counts.
    assert_eq!(guard(&["--below", "99"]).0, 1);
    for wrong in [
        &["--below", "101"][..],
        &["--below", "much"],
        &["--provider", "nobody", "--below", "90"],
        &[],
    ] {
        assert_eq!(guard(wrong).0, 64, "{wrong:?}");
    }
}

#[test]
fn a_guard_that_can_learn_nothing_is_no_room() {
    let scenario = Scenario::new(Store::Database, Door::Open, |_, _, _| {
        Some(Reply::json(500, &json!({})))
    });
    let guard = || scenario.plimsollctl(&["guard", "--provider", "openai", "--below", "90"]);
    let said = guard();
    assert_eq!(said.code, Some(69), "{}", said.err);
    // What was true an hour ago need not be true now.
    let then = scenario.now - SignedDuration::from_hours(1);
    scenario.keep(&[StoredReading::new(
        "openai",
        then,
        &[("session", 30.0, 9000)],
    )]);
    let said = guard();
    assert_eq!(said.code, Some(69), "{}", said.err);
}

#[test]
fn a_guard_says_go_only_where_all_that_is_asked_for_is_known() {
    let hours = SignedDuration::from_hours;
    for (age, how) in [(hours(50), "old"), (hours(-50), "of a moment to come")] {
        let scenario = silent();
        scenario.keep(&[
            StoredReading::new("openai", scenario.now, &[("session", 37.4, 9000)]),
            StoredReading::new("zai", scenario.now - age, &[("session", 99.0, 9_000_000)]),
        ]);
        let _app = scenario.pretend_that_the_app_runs();
        let guard = |arguments: &[&str]| {
            let said = scenario.plimsollctl(&[&["guard"], arguments].concat());
            said.code
        };
        assert_eq!(guard(&["--below", "90"]), Some(69), "{how}");
        // What is known for certain is enough to stop.
        assert_eq!(guard(&["--below", "30"]), Some(1), "{how}");
        let openai = ["--provider", "openai", "--below", "90"];
        assert_eq!(guard(&openai), Some(0), "{how}");
        let waybar =
            scenario.plimsollctl(&["bar", "--once", "--format", "waybar", "--provider", "zai"]);
        assert_eq!(waybar.json()["class"][1], "old", "{}", waybar.out);
        let tooltip = waybar.json()["tooltip"].to_string();
        let said = if age.is_positive() {
            "read 2 d 2 h ago"
        } else {
            "of unknown age"
        };
        assert!(tooltip.contains(said), "{tooltip}");
        let text = scenario.plimsollctl(&["status", "--cached"]).out;
        assert!(text.contains(said), "{text}");
    }
}
