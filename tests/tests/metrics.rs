//! The metrics of the real program, read by those they are for: promtool, Prometheus, and the
//! dashboard and alert rules in `docs/prometheus`.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use plimsoll_tests::{
    golden::assert_golden, home::Store, prometheus::Prometheus, proxy::Door, scenario::Scenario,
    services, stored_readings::StoredReading,
};
use serde_json::Value;

/// Readings that will not be old before this test is; nobody is asked.
fn with_readings() -> (Scenario, fs::File) {
    let scenario = Scenario::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None);
    let at = "2099-11-23T09:00:00Z".parse().unwrap();
    scenario.keep(&[
        StoredReading::new(
            "openai",
            at,
            &[("session", 37.4, 9180), ("weekly", 12.0, 403_200)],
        ),
        StoredReading::new("zai", at, &[("session", 100.0, 600)]),
    ]);
    let app = scenario.pretend_that_the_app_runs();
    (scenario, app)
}

fn metrics(scenario: &Scenario, arguments: &[&str]) -> String {
    let said = scenario.plimsollctl(&[&["metrics"], arguments].concat());
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    said.out
}

fn in_docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/prometheus")
        .join(name)
}

/// Runs promtool with this on its standard input.
fn promtool(arguments: &[&str], input: &str) -> (bool, String) {
    let mut child = Command::new("promtool")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn the_metrics_are_as_they_were_and_promtool_has_nothing_to_say() {
    let (scenario, _app) = with_readings();
    let text = metrics(&scenario, &[]);
    let version = format!("version=\"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&version), "{text}");
    assert_golden("metrics.txt", &text.replace(&version, "version=\"…\""));
    assert_eq!(
        promtool(&["check", "metrics"], &text),
        (true, String::new())
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plimsoll.prom");
    fs::write(&file, "what was there before").unwrap();
    // Others may write there: a link under a name that can be told before is not followed.
    let other = folder.path().join("other");
    fs::write(&other, "mine").unwrap();
    symlink(&other, folder.path().join("plimsoll.prom.new")).unwrap();
    let printed = metrics(&scenario, &["--output", file.to_str().unwrap()]);
    assert_eq!(printed, "");
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    // Whose program collects it may read it, as any other new file.
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&file), mode(&other));
    let gone = scenario.plimsollctl(&["metrics", "--output", "/nowhere/plimsoll.prom"]);
    assert_eq!(gone.code, Some(69));
    assert!(gone.err.contains("/nowhere/plimsoll.prom"), "{}", gone.err);
    assert!(scenario.proxy.asked().is_empty(), "a service was asked");
}

#[test]
fn an_account_is_named_only_when_its_name_is_asked_for() {
    let (scenario, _app) = with_readings();
    let numbered = metrics(&scenario, &[]);
    assert!(numbered.contains(r#"provider="openai",account="1""#));
    assert!(
        !numbered.contains("example.org")
            && !numbered.contains(plimsoll_tests::stored_readings::ACCOUNT)
    );
    let named = metrics(&scenario, &["--names"]);
    assert!(
        named.contains(r#"provider="openai",account="ada@example.org""#),
        "{named}"
    );
}

#[test]
fn prometheus_scrapes_them_and_answers_what_the_dashboard_asks() {
    let (scenario, _app) = with_readings();
    let scenario = Arc::new(scenario);
    let prometheus = Prometheus::scraping(&scenario);
    let session = r#"plimsoll_window_used_ratio{provider="openai",window="session"}"#;
    let answer = prometheus.ask(session);
    assert_eq!(answer.len(), 1, "{answer:?}");
    assert!((answer[0].1 - 0.374).abs() < 1e-9, "{answer:?}");
    assert_eq!(answer[0].0["account"], "1");
    let reached = prometheus.ask("plimsoll_window_limit_reached == 1");
    assert_eq!(reached.len(), 1, "{reached:?}");
    assert_eq!(reached[0].0["provider"], "zai");
    let dashboard = dashboard();
    let panels = dashboard["panels"].as_array().unwrap();
    assert!(!panels.is_empty());
    for panel in panels {
        for target in panel["targets"].as_array().unwrap() {
            let query = target["expr"].as_str().unwrap().replace("$provider", ".*");
            let answer = prometheus.ask(&query);
            // No account has a problem here.
            let is_problem = query.contains("plimsoll_account_problem");
            assert_eq!(answer.is_empty(), is_problem, "{query}: {answer:?}");
        }
    }
}

fn dashboard() -> Value {
    let text = fs::read_to_string(in_docs("dashboard.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_rules_are_good_and_name_nothing_that_is_not_printed() {
    let rules = in_docs("rules.yml");
    let (good, said) = promtool(&["check", "rules", rules.to_str().unwrap()], "");
    assert!(good && said.contains("2 rules found"), "{said}");
    let (scenario, _app) = with_readings();
    let text = metrics(&scenario, &[]);
    let printed: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    for name in ["rules.yml", "dashboard.json"] {
        let text = fs::read_to_string(in_docs(name)).unwrap();
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let words = text.split(|letter| !is_part(letter));
        let named: Vec<&str> = words.filter(|it| it.starts_with("plimsoll_")).collect();
        assert!(!named.is_empty(), "{name}");
        for metric in named {
            assert!(printed.contains(metric), "{name}: {metric}");
        }
    }
}
