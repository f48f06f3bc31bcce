//! What other tools read: the terminal, status bars, scripts and metrics, all through the real
//! program.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use jiff::SignedDuration;
use plimsoll_tests::{
    golden::assert_golden,
    home::Store,
    proxy::{Door, Reply},
    scenario::Scenario,
    services::{self, Service},
    stored_readings::{ACCOUNT, DATABASE, StoredReading, age_by},
    stream::Stream,
};
use serde_json::{Value, json};

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
        assert!(!said.contains("resets in 0m"), "{said}");
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
        "OpenAI 5-hour window: 63 left, 37 used, 2h 33m {calm}"
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
            "read 2d 2h ago"
        } else {
            "of unknown age"
        };
        assert!(tooltip.contains(said), "{tooltip}");
        let text = scenario.plimsollctl(&["status", "--cached"]).out;
        assert!(text.contains(said), "{text}");
    }
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

#[test]
fn one_account_in_trouble_makes_no_command_query_the_others() {
    let scenario = with_a_limit();
    let run = |arguments: &[&str], code: i32| {
        let said = scenario.plimsollctl(arguments);
        assert_eq!(said.code, Some(code), "{arguments:?} {}", said.err);
        said
    };
    let hosts = || -> Vec<String> {
        let asked = scenario.proxy.requests().into_iter();
        asked.map(|it| it.host).collect()
    };
    run(&["bar", "--once"], 0);
    let asked = hosts();
    assert!(asked.iter().any(|host| host == "api.z.ai"), "{asked:?}");
    run(&["bar", "--once"], 0);
    run(&["metrics"], 0);
    run(&["guard", "--below", "90"], 69);
    run(&["guard", "--below", "90", "--provider", "openai"], 0);
    assert_eq!(hosts(), asked, "somebody was asked against the schedule");
    // By hand, fifteen seconds have to go by, and the word holds however long it is.
    let status = run(&["status", "--json"], 0).json();
    assert_eq!(hosts(), asked, "asked again by hand within fifteen seconds");
    age_by(&scenario, SignedDuration::from_secs(60));
    run(&["status", "--json", "--provider", "zai"], 4);
    assert_eq!(hosts(), asked, "asked against the service's word");
    run(&["status"], 0);
    let again = &hosts()[asked.len()..];
    assert_eq!(again, ["chatgpt.com"]);
    // All that is stored says what is the matter.
    let cached = run(&["status", "--cached", "--json"], 0).json();
    for said in [status, cached] {
        let accounts = said["accounts"].as_array().unwrap();
        let zai = accounts.iter().find(|it| it["provider"] == "zai").unwrap();
        assert_eq!(zai["problem"]["code"], "rate-limited", "{zai}");
        assert!(zai["problem"]["retry_at"].is_string(), "{zai}");
    }
    let metrics = run(&["metrics"], 0).out;
    assert!(metrics.contains("code=\"rate-limited\""), "{metrics}");
}

#[test]
fn who_has_signed_out_is_gone_from_what_is_stored() {
    let services = only(&["zhipu", "zai"]);
    let mut scenario =
        Scenario::signed_in(&services, Store::AuthFile, Door::Open, |it, asked, now| {
            (it.answer)(asked, now)
        });
    let accounts = |scenario: &Scenario| {
        let said = scenario.plimsollctl(&["status", "--cached", "--json"]);
        said.json()["accounts"].as_array().unwrap().len()
    };
    assert_eq!(scenario.plimsollctl(&["status"]).code, Some(0));
    assert_eq!(accounts(&scenario), 2);
    scenario.home.sign_in_again(&[]);
    assert_eq!(scenario.plimsollctl(&["bar", "--once"]).code, Some(0));
    assert_eq!(accounts(&scenario), 0);
}
