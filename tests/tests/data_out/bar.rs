//! Lines for status bars, and `watch`, which follow what is stored.

use plimsoll_tests::{
    golden::assert_golden,
    home::Store,
    scenario::Scenario,
    stored_readings::{DATABASE, StoredReading},
    stream::Stream,
};
use serde_json::{Value, json};

use crate::{SLACK, silent, with_readings};

#[test]
fn a_bar_has_its_line_in_every_format() {
    let scenario = with_readings();
    let _app = scenario.pretend_that_the_app_runs();
    for format in ["waybar", "i3blocks", "polybar", "tmux", "plain"] {
        let said = scenario.plimsollctl(&["bar", "--once", "--format", format]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{format}");
        assert_golden(&format!("bar.{format}.txt"), &said.out);
    }
    assert!(scenario.proxy.asked().is_empty(), "a service was asked");
    let line = |arguments: &[&str]| {
        let said = scenario.plimsollctl(&[&["bar", "--once"], arguments].concat());
        assert_eq!(said.code, Some(0), "{}", said.err);
        said.out.trim_end().to_owned()
    };
    let template = "{provider} {window}: {left} left, {used} used, {reset} {{{level}}}";
    assert_eq!(
        line(&["--provider", "openai", "--template", template]),
        "OpenAI 5-hour window: 63 left, 37 used, 2 h 33 min {calm}"
    );
    assert_eq!(line(&["--window", "weekly"]), "88%");
    assert_eq!(line(&["--window", "monthly"]), "?%");
}

#[test]
fn a_template_with_an_unknown_field_is_wrong_usage() {
    let scenario = silent();
    for arguments in [
        &["--template", "{nonsense}"][..],
        &["--template", "a\nb"],
        &["--format", "xmobar"],
        &["--provider", "nobody"],
    ] {
        let said = scenario.plimsollctl(&[&["bar", "--once"], arguments].concat());
        assert_eq!(said.code, Some(64), "{arguments:?} {}", said.err);
    }
}

#[test]
fn a_bar_follows_what_the_running_app_stores() {
    let scenario = with_readings();
    let _app = scenario.pretend_that_the_app_runs();
    let bar = scenario.start(&["bar", "--provider", "openai"]);
    assert_eq!(bar.line(), "63%");
    keep_again(&scenario, 60.0, 1);
    assert_eq!(bar.line(), "40%");
    let watch = scenario.start(&["watch", "--json", "--provider", "openai"]);
    let mut line: Value = serde_json::from_str(&watch.line()).unwrap();
    assert_eq!(line["accounts"][0]["windows"][0]["used_percent"], 60.0);
    let asked = ["status", "--cached", "--json", "--provider", "openai"];
    let mut status = scenario.plimsollctl(&asked).json();
    assert!(line["at"].take().is_string() && status["at"].take().is_string());
    assert_eq!(line, status);
    keep_again(&scenario, 61.0, 2);
    assert_eq!(used(&watch), json!(61.0));
    assert_eq!(bar.line(), "39%");
    assert!(scenario.proxy.asked().is_empty(), "a service was asked");
}

#[test]
fn a_watch_prints_the_status_again_when_it_changes() {
    let scenario = with_readings();
    let _app = scenario.pretend_that_the_app_runs();
    let text = scenario.start(&["watch", "--provider", "openai"]);
    let lines = |count: usize| {
        let all: Vec<String> = (0..count).map(|_| text.line() + "\n").collect();
        all.concat()
    };
    let both = lines(4);
    let at = scenario.now + jiff::SignedDuration::from_secs(1);
    let session = ("session", 60.0, 9000 + SLACK);
    scenario.keep(&[StoredReading::new("openai", at, &[session])]);
    assert_golden("watch.txt", &(both + &lines(3)));
}

fn keep_again(scenario: &Scenario, session: f64, seconds: i64) {
    let at = scenario.now + jiff::SignedDuration::from_secs(seconds);
    let kept = StoredReading::new("openai", at, &[("session", session, 9000)]);
    scenario.keep(&[kept]);
}

fn used(watch: &Stream) -> Value {
    let status: Value = serde_json::from_str(&watch.line()).unwrap();
    status["accounts"][0]["windows"][0]["used_percent"].clone()
}

#[test]
fn without_the_app_a_bar_queries_and_saves() {
    let scenario = Scenario::well(Store::Database);
    let arguments = ["bar", "--provider", "openai", "--window", "session"];
    let mut bar = scenario.start(&arguments);
    assert_eq!(bar.line(), "63%");
    // A second one sees that somebody asks, and follows.
    let second = scenario.start(&arguments);
    assert_eq!(second.line(), "63%");
    bar.kill();
    drop(second);
    let asked = scenario.proxy.requests().len();
    let said = scenario.plimsollctl(&["history", "--provider", "openai", "--format", "json"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = said.json()["rows"].as_array().unwrap().len();
    assert_eq!(rows, 2, "{}", said.out);
    let shown = scenario.plimsollctl(&["bar", "--once", "--provider", "openai"]);
    assert_eq!(shown.out, "63%\n");
    assert_eq!(
        scenario.proxy.requests().len(),
        asked,
        "fresh numbers were asked for again"
    );
    assert!(
        !scenario
            .home
            .path(DATABASE)
            .with_extension("db.broken")
            .exists()
    );
}
