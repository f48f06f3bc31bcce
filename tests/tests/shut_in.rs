//! What a page that has gone wrong could do in the real window: nothing but ask the resident for
//! what a person may ask for. That the kernel would refuse most of it as well is `confined/`'s.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    collections::BTreeSet, fs, net::TcpListener, os::unix::fs::PermissionsExt, process::Command,
    time::Instant,
};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService},
    processes::until,
    repository::root,
    scenario::Scenario,
    web_driver::Page,
};
use serde_json::{Value, json};
use tempfile::TempDir;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn open(scenario: Scenario) -> (App, Page) {
    let mut app = App::start_driven(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.click(1);
    let page = app.page();
    page.wait_for("63% left");
    (app, page)
}

/// A server that the page is led to, and whether anybody came.
struct Elsewhere(TcpListener);

impl Elsewhere {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn address(&self) -> String {
        self.0.local_addr().unwrap().to_string()
    }

    fn was_reached(&self) -> bool {
        self.0.accept().is_ok()
    }
}

#[test]
fn it_loads_nothing_and_runs_nothing_but_its_own_files() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let (_app, page) = open(scenario);
    let elsewhere = Elsewhere::new();
    // One after the other, each with what it broke as the engine itself tells it.
    let broken = page.later(&format!(
        r#"const there = "http://{}/x";
        const add = (name, set) => document.body.append(Object.assign(document.createElement(name), set));
        const broken = (act) => new Promise((done) => {{
          const hear = (event) => done(event.effectiveDirective);
          document.addEventListener("securitypolicyviolation", hear, {{ once: true }});
          Promise.resolve().then(act).catch(() => undefined);
        }});
        const found = [];
        for (const act of [
          () => fetch(there),
          () => new WebSocket(there.replace("http", "ws")),
          () => new EventSource(there),
          () => navigator.sendBeacon(there, "x"),
          () => fetch("file:///etc/passwd"),
          () => add("img", {{ src: there }}),
          () => add("script", {{ src: there }}),
          () => add("script", {{ textContent: "window.hurt = 1" }}),
          () => add("style", {{ textContent: "body {{ color: red }}" }}),
          () => add("link", {{ rel: "stylesheet", href: there }}),
          () => add("iframe", {{ src: there }}),
          () => add("object", {{ data: there }}),
          () => add("video", {{ src: there }}),
          () => new Worker(URL.createObjectURL(new Blob(["1"]))),
          () => new Function("window.hurt = 1")(),
          () => setTimeout("window.hurt = 1"),
        ]) found.push(await broken(act));
        return [...found, window.hurt ?? "whole"];"#,
        elsewhere.address()
    ));
    let directives = [
        "connect-src",
        "connect-src",
        "connect-src",
        "connect-src",
        "connect-src",
        "img-src",
        "script-src-elem",
        "script-src-elem",
        "style-src-elem",
        "style-src-elem",
        "frame-src",
        "object-src",
        "media-src",
        "worker-src",
        "script-src",
        "script-src",
        "whole",
    ];
    assert_eq!(broken, json!(directives));
    assert!(!elsewhere.was_reached());
}

#[test]
fn it_goes_nowhere_else_and_opens_no_window() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let (app, page) = open(scenario);
    let elsewhere = Elsewhere::new();
    let there = format!("http://{}/", elsewhere.address());
    let own = page.script("return location.href");
    for to in [
        there.as_str(),
        "file:///etc/passwd",
        "about:blank",
        "data:text/html,x",
        "tauri://elsewhere/",
    ] {
        let go = [
            format!("location.href = {}", json!(to)),
            format!(
                "const a = document.createElement('a'); a.href = {}; document.body.append(a); a.click()",
                json!(to)
            ),
            format!(
                "const a = document.createElement('a'); a.href = {}; a.target = '_blank'; document.body.append(a); a.click()",
                json!(to)
            ),
            format!(
                "const a = document.createElement('a'); a.href = {}; a.download = 'x'; document.body.append(a); a.click()",
                json!(to)
            ),
            format!("window.open({})", json!(to)),
        ];
        for act in go {
            page.script(&act);
            // What was asked for before is decided by the time the engine draws twice.
            page.later("for (const _ of [1, 2]) await new Promise(requestAnimationFrame);");
            assert_eq!(page.script("return location.href"), own, "{act}");
            assert!(page.text().contains("63% left"), "{act}");
        }
    }
    assert!(!elsewhere.was_reached());
    assert_eq!(app.desktop.windows("^Plimsoll$").len(), 1);
}

#[test]
fn it_may_call_the_four_commands_and_no_plug_in() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let (_app, page) = open(scenario);
    let refused = page.later(
        r#"const refused = [];
        for (const [command, given] of [
          ["plugin:shell|open", { path: "https://example.org" }],
          ["plugin:shell|execute", { program: "true", args: [] }],
          ["plugin:opener|open_url", { url: "https://example.org" }],
          ["plugin:fs|read_text_file", { path: "/etc/passwd" }],
          ["plugin:http|fetch", { clientConfig: { url: "https://example.org" } }],
          ["plugin:process|exit", { code: 0 }],
          ["plugin:app|version", {}],
          ["plugin:event|emit", { event: "view", payload: null }],
          ["plugin:path|resolve_directory", { directory: 16 }],
          ["plugin:resources|close", { rid: 0 }],
          ["plugin:webview|create_webview_window", { options: { label: "other" } }],
          ["plugin:webview|internal_toggle_devtools", {}],
          ["plugin:window|set_title", { value: "hurt" }],
          ["plugin:menu|new", {}],
          ["plugin:tray|new", {}],
          ["elsewhere", {}],
        ]) {
          await window.__TAURI_INTERNALS__.invoke(command, given).then(
            () => refused.push(`${command} was done`), () => undefined);
        }
        return refused;"#,
    );
    assert_eq!(refused, json!([]));
    assert_eq!(
        page.later("return (await window.__TAURI_INTERNALS__.invoke('view')) !== null"),
        true
    );
}

/// `xdg-open` in a folder, which writes down what it is asked for.
fn opener(scenario: &mut Scenario) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("xdg-open");
    let list = folder.path().join("opened");
    fs::write(
        &script,
        format!("#!/bin/sh\necho \"$1\" >> {}\n", list.display()),
    )
    .unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    scenario.variables.insert("PATH", path);
    folder
}

#[test]
fn only_listed_pages_and_searched_paths_open() {
    let (_dial, mut scenario) = FakeService::scenario(37.4, HOUR);
    let list = opener(&mut scenario);
    let store = scenario.home.path(".local/share/opencode");
    let (_app, page) = open(scenario);
    let wish = |intent: Value| {
        let script = format!(
            "return await window.__TAURI_INTERNALS__.invoke('intend', {{ intent: {intent} }}).then(() => 'told', () => 'refused')"
        );
        page.later(&script)
    };
    let page_of = |provider: &str, id: &str| json!({ "do": "open", "link": { "kind": "provider", "provider": provider, "id": id } });
    for unknown in [
        page_of("openai", "https://example.org"),
        page_of("https://example.org", "usage"),
        json!({ "do": "reveal", "path": "/etc" }),
        json!({ "do": "reveal", "path": "https://example.org" }),
        json!({ "do": "open", "link": { "kind": "verification", "account": { "provider": "openai", "id": "x" } } }),
    ] {
        assert_eq!(wish(unknown), "told");
    }
    for wrong in [
        json!({ "do": "open", "link": "https://example.org" }),
        json!({ "do": "open", "url": "https://example.org" }),
        json!({ "do": "run", "program": "true" }),
    ] {
        assert_eq!(wish(wrong), "refused");
    }
    // Wishes are heard in their order: what is known comes last, and is all that was opened.
    let usage = page_of("openai", "usage");
    let start = Instant::now();
    let flood = format!(
        "for (let n = 0; n < 100; n++) await window.__TAURI_INTERNALS__.invoke('intend', {{ intent: {usage} }});
         return 'told';"
    );
    assert_eq!(page.later(&flood), "told");
    let auth = json!({ "do": "reveal", "path": store.join("auth.json") });
    let place = store.display().to_string();
    let opened = until("page and place", || {
        assert_eq!(wish(auth.clone()), "told");
        let all = fs::read_to_string(list.path().join("opened")).ok()?;
        let all: Vec<String> = all.lines().map(str::to_owned).collect();
        all.contains(&place).then_some(all)
    });
    // One a second.
    let most = usize::try_from(start.elapsed().as_secs()).unwrap() + 1;
    assert!(opened.len() <= most, "{most}: {opened:?}");
    let known = ["https://chatgpt.com/codex/settings/usage".to_owned(), place];
    assert_eq!(BTreeSet::from_iter(opened), BTreeSet::from(known));
}

fn configuration(path: &str) -> Value {
    let text = fs::read_to_string(root().join("src-tauri/popup").join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn all_that_is_granted_is_these_lines() {
    let granted = fs::read_dir(root().join("src-tauri/popup/capabilities")).unwrap();
    assert_eq!(granted.count(), 1);
    let capability = configuration("capabilities/popup.json");
    let permissions = [
        "allow-view",
        "allow-intend",
        "allow-fit",
        "allow-hold",
        "core:event:allow-listen",
        "core:event:allow-unlisten",
    ];
    assert_eq!(capability["permissions"], json!(permissions));
    assert_eq!(capability["windows"], json!(["popup"]));
    assert!(capability.get("remote").is_none());
    let app = &configuration("tauri.conf.json")["app"];
    assert_eq!(app["security"]["capabilities"], json!(["popup"]));
    assert!(app.get("withGlobalTauri").is_none());
    assert!(app["security"].get("assetProtocol").is_none());
    let csp = app["security"]["csp"].as_str().unwrap();
    let rules: BTreeSet<&str> = csp.split("; ").collect();
    let wanted = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "connect-src ipc://localhost http://ipc.localhost",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ];
    assert_eq!(rules, BTreeSet::from(wanted));
}

#[test]
fn no_plug_in_is_built_in_and_no_inspector_into_what_is_shipped() {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "tree",
            "-p",
            "plimsoll-popup",
            "--offline",
            "--locked",
            "-e",
            "normal,build,features",
            "--prefix",
            "none",
        ])
        .output()
        .unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.contains("tauri feature \"wry\""), "{tree}");
    let unwanted = |line: &&str| {
        line.starts_with("tauri-plugin")
            || line.contains("\"devtools\"")
            || line.contains("\"isolation\"")
            || line.contains("feature \"protocol-asset\"")
    };
    let found: Vec<&str> = tree.lines().filter(unwanted).collect();
    assert_eq!(found, [""; 0]);
}
