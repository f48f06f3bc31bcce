//! The port on which the real app hands out its numbers: what Prometheus gets there, who gets
//! nothing, and how it comes and goes with the setting.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use jiff::SignedDuration;
use plimsoll_core::metrics::CONTENT_TYPE;
use plimsoll_tests::{
    app::{App, FakeService},
    processes::until,
    prometheus::Prometheus,
};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// One that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn start(port: u16) -> App {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    scenario
        .home
        .edit_settings(&format!("[metrics]\nport = {port}\n"));
    let app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app
}

/// What is answered to this until the other side ends it; head and body.
fn say(port: u16, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.to_ascii_lowercase(), body.to_owned())
}

fn scrape(port: u16) -> (String, String) {
    say(
        port,
        &format!("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
    )
}

/// The names of its threads. Those of the `blocking` crate, under the tray, come and go.
fn threads(app: &App) -> Vec<String> {
    let tasks = format!("/proc/{}/task", app.resident.id());
    let tasks = fs::read_dir(tasks).unwrap().flatten();
    // One may end while it is looked at.
    let name = |task: fs::DirEntry| fs::read_to_string(task.path().join("comm")).ok();
    let names = tasks.filter_map(name);
    let mut names: Vec<String> = names.filter(|it| !it.starts_with("blocking-")).collect();
    names.sort();
    names
}

/// Every address of this machine on which somebody listens at this port, as the kernel has it.
fn listening(port: u16) -> Vec<String> {
    let tables =
        ["/proc/net/tcp", "/proc/net/tcp6"].map(|it| fs::read_to_string(it).unwrap_or_default());
    let end = format!(":{port:04X}");
    let lines = tables.iter().flat_map(|it| it.lines());
    let parts = lines.map(|it| it.split_whitespace().collect::<Vec<_>>());
    parts
        .filter(|it| it.len() > 3 && it[3] == "0A" && it[1].ends_with(&end))
        .map(|it| it[1].replace(&end, ""))
        .collect()
}

#[test]
fn prometheus_gets_what_plimsollctl_prints_on_loopback_alone() {
    let port = free_port();
    let app = start(0);
    let before = threads(&app);
    let setting = format!("[metrics]\nport = {port}\n");
    app.scenario.home.edit_settings(&setting);
    until("the port", || (!listening(port).is_empty()).then_some(()));
    let (head, body) = scrape(port);
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert!(
        head.contains(&format!("content-type: {CONTENT_TYPE}")),
        "{head}"
    );
    assert_eq!(body, app.scenario.plimsollctl(&["metrics"]).out);
    app.scenario.showed(body);
    let prometheus = Prometheus::scraping_port(port);
    let used = prometheus.ask(r#"plimsoll_window_used_ratio{window="session"}"#);
    assert_eq!(used.len(), 1, "{used:?}");
    assert!((used[0].1 - 0.374).abs() < 1e-9, "{used:?}");
    let mut after = threads(&app);
    for name in before {
        after
            .iter()
            .position(|it| *it == name)
            .map(|it| after.remove(it));
    }
    assert!(after.is_empty(), "new threads: {after:?}");
    assert_eq!(listening(port), ["0100007F"]);
}

#[test]
fn other_hosts_and_other_paths_get_nothing() {
    let port = free_port();
    let _app = start(port);
    let long = "x".repeat(9000);
    let host = "Host: localhost\r\n";
    for (request, status) in [
        (
            "GET /metrics HTTP/1.1\r\nHost: plimsoll.example\r\n".to_owned(),
            "421",
        ),
        (
            format!("GET /metrics HTTP/1.1\r\nHost: localhost.example:{port}\r\n"),
            "421",
        ),
        (
            format!("GET /metrics HTTP/1.1\r\n{host}Host: plimsoll.example\r\n"),
            "421",
        ),
        (
            format!("GET http://plimsoll.example/metrics HTTP/1.1\r\n{host}"),
            "421",
        ),
        ("GET /metrics HTTP/1.0\r\n".to_owned(), "421"),
        (format!("GET / HTTP/1.1\r\n{host}"), "404"),
        (format!("GET /metrics/x HTTP/1.1\r\n{host}"), "404"),
        (format!("HEAD /metrics HTTP/1.1\r\n{host}"), "405"),
        (
            format!("POST /metrics HTTP/1.1\r\n{host}Content-Length: 0\r\n"),
            "405",
        ),
        (
            format!("GET /metrics HTTP/1.1\r\n{host}X: {long}\r\n"),
            "431",
        ),
        (format!("GET /metrics HTTP/1.1\r\n{host}"), "200"),
    ] {
        let (head, body) = say(port, &format!("{request}\r\n"));
        let shown = request.lines().next().unwrap();
        assert_eq!(head.split(' ').nth(1), Some(status), "{shown}: {head}");
        assert_eq!(body.is_empty(), status != "200", "{shown}: {body}");
    }
}

#[test]
fn those_who_say_nothing_hold_nobody_up_for_good() {
    let port = free_port();
    let _app = start(port);
    let mut silent: Vec<TcpStream> = (0..4)
        .map(|_| TcpStream::connect(("127.0.0.1", port)).unwrap())
        .collect();
    assert!(scrape(port).0.contains(" 200 "));
    for stream in &mut silent {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
    }
}

#[test]
fn the_port_follows_the_setting_and_a_taken_one_is_a_notice() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let app = &mut App::start_driven(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.item().choose("Settings");
    let page = app.page();
    page.press("History and data");
    page.wait_for("Port for Prometheus");
    page.fill("Port for Prometheus", "http");
    page.wait_for("A port from 1 to 65535");

    let port = free_port();
    page.fill("Port for Prometheus", &port.to_string());
    page.wait_for(&format!("http://127.0.0.1:{port}/metrics"));
    until("the setting", || {
        let setting = format!("[metrics]\nport = {port}\n");
        app.scenario
            .home
            .settings()
            .contains(&setting)
            .then_some(())
    });
    assert!(scrape(port).0.contains(" 200 "));

    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap().port();
    app.scenario
        .home
        .edit_settings(&format!("[metrics]\nport = {taken}\n"));
    until("nobody at the old port", || {
        listening(port).is_empty().then_some(())
    });
    page.press("Back");
    page.wait_for("Settings file");
    page.press("Back");
    page.wait_for(&format!(
        "not handed out on port {taken}: Address already in use"
    ));

    app.scenario.home.edit_settings("");
    until("no notice", || {
        (!page.text().contains("not handed out")).then_some(())
    });
    assert!(listening(port).is_empty());
}
