//! What `status` and `doctor` print for people and for programs.

use plimsoll_tests::{
    golden::assert_golden,
    home::Store,
    proxy::{Door, Reply},
    scenario::Scenario,
    stored_readings::{ACCOUNT, StoredReading},
};
use serde_json::json;

use crate::{SLACK, silent, with_readings};

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_the_status_has_colours_and_bars_that_fit() {
    let scenario = with_readings();
    let status = "status --cached";
    assert_golden(
        "status.terminal.txt",
        &scenario.on_terminal(80, status, &[]),
    );
    let chinese = scenario.on_terminal(80, "status --cached --lang zh", &[]);
    assert_golden("status.terminal.zh.txt", &chinese);
    let plain = scenario.on_terminal(60, status, &[("NO_COLOR", "1")]);
    assert!(!plain.contains('\x1b') && plain.contains('█'), "{plain}");
    assert_golden("status.no-color.txt", &plain);
    for (columns, text) in [(80, "80"), (60, "60"), (200, "200")] {
        let said = scenario.on_terminal(columns, status, &[("NO_COLOR", "1")]);
        let longest = said.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(columns), "{text}: {said}");
    }
    let narrow = scenario.on_terminal(30, status, &[]);
    assert!(!narrow.contains('█'), "{narrow}");
    let dumb = scenario.on_terminal(80, status, &[("TERM", "dumb")]);
    assert_eq!(dumb, scenario.plimsollctl(&["status", "--cached"]).out);
}

#[test]
fn into_a_pipe_the_status_is_plain() {
    let scenario = with_readings();
    let said = scenario.plimsollctl(&["status", "--cached"]);
    assert_golden("status.txt", &said.out);
}

#[test]
fn every_language_has_its_own_marks_between_the_words() {
    let scenario = with_readings();
    let _app = scenario.pretend_that_the_app_runs();
    for tag in ["fr", "zh"] {
        let said = |arguments: &[&str]| {
            let said = scenario.plimsollctl(&[arguments, &["--lang", tag]].concat());
            assert_eq!(said.code, Some(0), "{}", said.err);
            said.out
        };
        let status = said(&["status", "--cached"]);
        assert_golden(&format!("status.{tag}.txt"), &status);
        let bar = said(&["bar", "--once", "--format", "waybar"]);
        assert_golden(&format!("bar.waybar.{tag}.txt"), &bar);
    }
}

#[test]
fn a_reset_that_has_passed_is_said_to_be_due() {
    let scenario = silent();
    let past = [("session", 37.4, -60), ("weekly", 12.0, 403_200 + SLACK)];
    scenario.keep(&[StoredReading::new("openai", scenario.now, &past)]);
    let _app = scenario.pretend_that_the_app_runs();
    for arguments in [
        &["status", "--cached"][..],
        &["bar", "--once", "--format", "waybar"],
    ] {
        let said = scenario.plimsollctl(arguments).out;
        assert!(said.contains("63% left, reset is due"), "{said}");
        assert!(!said.contains("resets in 0 min"), "{said}");
    }
}

#[test]
fn text_is_ordered_and_json_and_metrics_are_complete() {
    let scenario = with_readings();
    let _app = scenario.pretend_that_the_app_runs();
    let openai = format!("openai/{ACCOUNT}");
    let zai = format!("zai/{ACCOUNT}");
    scenario
        .home
        .edit_settings(&format!("order = [\"{zai}\", \"{openai}\"]\n"));
    let text = scenario.plimsollctl(&["status", "--cached"]).out;
    assert!(text.starts_with("Z.ai"), "{text}");
    let hidden = format!("[accounts.\"{openai}\"]\nhidden = true\n");
    scenario.home.edit_settings(&hidden);
    let text = scenario.plimsollctl(&["status", "--cached"]).out;
    assert!(!text.contains("OpenAI"), "{text}");
    assert!(text.contains("1 hidden account"), "{text}");
    let status = scenario
        .plimsollctl(&["status", "--cached", "--json"])
        .json();
    assert_eq!(status["accounts"].as_array().unwrap().len(), 2);
    let metrics = scenario.plimsollctl(&["metrics"]).out;
    assert!(metrics.contains("provider=\"openai\""), "{metrics}");
}

#[test]
fn a_problem_that_wants_to_be_reported_comes_with_its_details() {
    let scenario = Scenario::new(Store::Database, Door::Open, |_, _, _| {
        Some(Reply::json(200, &json!({ "error": "unheard of" })))
    });
    let said = scenario.plimsollctl(&["status", "--json", "--provider", "openai"]);
    let problem = said.json()["accounts"][0]["problem"].clone();
    assert_eq!(problem["code"], "format-changed", "{problem}");
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(!detail.is_empty(), "{problem}");
    let text = scenario
        .plimsollctl(&["status", "--provider", "openai"])
        .out;
    let line = format!("    Details: {detail}\n");
    assert!(text.contains(&line), "{text}");
}

#[test]
fn a_balance_has_its_unit() {
    let text = silent().plimsollctl(&["status", "--demo"]).out;
    assert!(text.contains("  Credits: 125.0 credits\n"), "{text}");
}

#[test]
fn without_accounts_every_path_is_listed_in_the_language() {
    let scenario = Scenario::signed_in(&[], Store::AuthFile, Door::Shut, |_, _, _| None);
    let text = scenario.plimsollctl(&["status", "--lang", "fr"]).out;
    assert!(text.contains("/.codex/auth.json  absent\n"), "{text}");
    assert!(!text.contains("  missing\n"), "{text}");
}

#[test]
fn a_doctor_names_what_a_proxy_comes_from_and_the_clock() {
    let mut scenario = Scenario::signed_in(&[], Store::AuthFile, Door::Shut, |_, _, _| None);
    let proxy = scenario.variables.remove("HTTPS_PROXY").unwrap();
    scenario
        .variables
        .insert("NO_PROXY", "example.org".to_owned());
    scenario.variables.insert("TZ", "Europe/Paris".to_owned());
    let line = |scenario: &Scenario, name: &str| {
        let said = scenario.plimsollctl(&["doctor"]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        let lines = said.out.lines();
        let found = lines.filter_map(|it| it.strip_prefix(name)).next_back();
        found.unwrap_or_else(|| panic!("{}", said.out)).to_owned()
    };
    assert_eq!(line(&scenario, "Proxy: "), "none");
    assert_eq!(line(&scenario, "Without the proxy: "), "NO_PROXY");
    scenario.variables.insert("all_proxy", proxy.clone());
    assert_eq!(line(&scenario, "Proxy: "), "all_proxy");
    scenario
        .home
        .edit_settings(&format!("proxy = \"{proxy}\"\n"));
    assert_eq!(line(&scenario, "Proxy: "), "in the settings");
    let clock = line(&scenario, "Clock: ");
    assert!(clock.ends_with(" Europe/Paris"), "{clock}");
    assert!(clock.contains(" +0"), "{clock}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_slow_query_shows_a_sign_of_life() {
    let scenario = Scenario::new(Store::Database, Door::Open, |service, asked, now| {
        // The time that an answer may take; what is asserted does not depend on how long.
        std::thread::sleep(std::time::Duration::from_millis(900));
        (service.answer)(asked, now)
    });
    let shown = scenario.on_terminal(80, "status", &[]);
    assert!(shown.contains("Asking the services…"), "{shown}");
    let (_, after) = shown.rsplit_once("Asking the services…").unwrap();
    assert!(after.starts_with("\x1b[K\x1b[K"), "{after:?}");
    assert!(after.contains("OpenAI"), "{after}");
}
