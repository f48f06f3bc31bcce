//! Canaries: made-up tokens of every kind go through the real programs, and afterwards all that was
//! written, sent, said on the bus, shown, printed and held in the window's memory is searched for
//! them. Every one has the word `planted-` in it, and nothing else has.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use plimsoll_tests::{
    PLANTED,
    app::App,
    declared::DECLARED,
    desktop::Desktop,
    home::Store,
    leaks::{Shapes, Wire},
    processes::{descendants, until},
    proxy::{Door, Reply, SeenRequest},
    scenario::Scenario,
    services::{ALL, OPENAI, Service, entry_of_openai},
    web_driver::Page,
};
use serde_json::json;

/// The window's process and the web engine's two, as the kernel cuts their names.
const PROCESSES: [&str; 3] = ["plimsoll-popup", "WebKitWebProces", "WebKitNetworkPr"];

/// What every window has in its memory, which shows that the search works.
const SHOWN: &str = "ada@example.org";

/// Refuses, and repeats what it was sent wherever an answer has a place for it.
fn refuse(service: &Service, asked: &SeenRequest) -> Reply {
    let sent = asked.header("authorization").unwrap_or_default().to_owned();
    let body = String::from_utf8_lossy(&asked.body).into_owned();
    let mut reply = (service.refuse)(asked);
    for name in [
        "x-request-id",
        "www-authenticate",
        "x-echo",
        "set-cookie",
        "retry-after",
        "location",
    ] {
        reply.headers.push((name, format!("{sent} {body}")));
    }
    reply
}

/// Tokens that are kept beside those which are used.
fn more_tokens(scenario: &mut Scenario) {
    let home = &mut scenario.home;
    let codex = json!({
        "OPENAI_API_KEY": "sk-planted-key-codex",
        "tokens": { "id_token": "planted-id-codex.e30.x", "access_token": "planted-access-codex",
                    "refresh_token": "planted-refresh-openai-codex" } });
    home.rewrite(".codex/auth.json", &codex.to_string());
    let quota =
        json!({ "token": "github_pat_planted-token-copilot", "username": "ada", "tier": "pro" });
    home.rewrite(
        ".config/opencode/copilot-quota-token.json",
        &quota.to_string(),
    );
}

/// Every command that prints, in text and as JSON.
const COMMANDS: &[&[&str]] = &[
    &["status"],
    &["status", "--json"],
    &["status", "--cached"],
    &["status", "--cached", "--json"],
    &["status", "--lang", "fr"],
    &["status", "--lang", "zh"],
    &["doctor"],
    &["doctor", "--json"],
    &["explain"],
    &["explain", "sign-in-refused"],
    &["history"],
    &["history", "--format", "json"],
    &["history", "--format", "csv"],
    &["metrics"],
    &["bar", "--once"],
    &["bar", "--once", "--format", "waybar"],
    &["guard", "--below", "50"],
];

/// Everything at once, while the programs run.
fn search(app: &App, wire: &Wire, page: &Page) {
    let canaries = Shapes::of(&[PLANTED]);
    let nowhere = |what: &str, found: Option<String>| {
        assert_eq!(found, None, "a canary is in {what}");
    };
    for arguments in COMMANDS {
        let said = app.scenario.plimsollctl(arguments);
        assert_ne!(said.code, Some(64), "{arguments:?}: {}", said.err);
        let said = format!("{}{}", said.out, said.err);
        nowhere(&format!("{arguments:?}"), canaries.found(said.as_bytes()));
    }
    nowhere("the page", canaries.found(page.source().as_bytes()));
    nowhere("its text", canaries.found(page.text().as_bytes()));
    let view = page.later("return JSON.stringify(await window.__TAURI_INTERNALS__.invoke('view'))");
    let view = view.as_str().unwrap();
    assert!(view.contains("report"), "{view}");
    nowhere("what the page is told", canaries.found(view.as_bytes()));
    nowhere("what was said on the bus", canaries.found(&wire.heard()));
    for asked in app.desktop.heard().asked() {
        nowhere(
            "a notification",
            canaries.found(format!("{asked:?}").as_bytes()),
        );
    }
    let shown = Shapes::of(&[SHOWN]);
    for name in PROCESSES {
        let all = descendants(app.resident.id());
        let (id, _) = all.iter().find(|(_, it)| it == name).unwrap();
        nowhere(name, canaries.found_in_process(*id));
        if name != "WebKitNetworkPr" {
            assert!(
                shown.found_in_process(*id).is_some(),
                "nothing is found in {name}"
            );
        }
    }
    for (path, bytes) in app.scenario.home.ours() {
        nowhere(&path.display().to_string(), canaries.found(&bytes));
    }
    // Logs and errors of every program on the desktop, our own included.
    let logs = canaries.files_below(app.desktop.folder(), &BTreeSet::new());
    assert_eq!(logs, [""; 0]);
    nowhere(
        "its errors",
        canaries.found(app.resident.errors().as_bytes()),
    );
}

/// Each token in the one header of requests to its own service; Google's in the form that asks
/// for a new one. To which host, the world itself looks at.
fn sent_in_one_place(scenario: &Scenario) {
    let canaries = Shapes::of(&[PLANTED]);
    let mut flown = 0;
    for asked in scenario.proxy.asked() {
        let is_form = asked.host == "oauth2.googleapis.com" && asked.path == "/token";
        let line = format!("{} {}{}", asked.method, asked.host, asked.path);
        assert!(!canaries.are_in(line.as_bytes()), "{line}");
        // These take it in a header of their own.
        let header = match asked.host.as_str() {
            "nano-gpt.com" => "x-api-key",
            "cursor.com" => "cookie",
            _ => "authorization",
        };
        for (name, value) in &asked.headers {
            let carries = canaries.are_in(value.as_bytes());
            assert!(!carries || name == header, "{line}: {name}");
            flown += usize::from(carries);
        }
        assert!(is_form || !canaries.are_in(&asked.body), "{line}");
    }
    assert!(flown > 0, "no canary flew");
}

fn run(
    store: Store,
    reply: impl Fn(&Service, &SeenRequest, Timestamp) -> Option<Reply> + Send + Sync + 'static,
    first: &str,
    act: impl FnOnce(&App, &Page),
) {
    let services: Vec<Service> = ALL.iter().chain(DECLARED).copied().collect();
    let mut scenario = Scenario::signed_in(&services, store, Door::Open, reply);
    more_tokens(&mut scenario);
    let desktop = Desktop::start();
    let wire = desktop.wire();
    let mut app = App::driven_on(desktop, scenario);
    app.tool_tip(first, |text| text.contains(first));
    app.click(1);
    let page = app.page();
    // Who needs the user stands above it, and what is below the screen has no text yet.
    until("the card", || {
        page.source().contains("OpenAI").then_some(())
    });
    act(&app, &page);
    search(&app, &wire, &page);
    sent_in_one_place(&app.scenario);
}

#[test]
fn good_answers_leave_no_token_behind() {
    run(
        Store::AuthFile,
        |service, asked, now| {
            // The fine-grained token is refused, as is one that never was valid.
            if asked.path.starts_with("/users/") {
                return Some(refuse(service, asked));
            }
            (service.answer)(asked, now)
        },
        "% left",
        |app, page| {
            page.press("More about OpenAI");
            page.wait_for(SHOWN);
            until("a notification", || {
                (!app.desktop.heard().asked().is_empty()).then_some(())
            });
        },
    );
}

#[test]
fn errors_that_repeat_the_token_leave_none_behind() {
    run(
        Store::Database,
        |service, asked, _| Some(refuse(service, asked)),
        "OpenAI",
        |_, page| {
            page.press("More about OpenAI");
            page.wait_for(SHOWN);
            page.script(
                "const real = navigator.clipboard.writeText.bind(navigator.clipboard);
                 navigator.clipboard.writeText = (text) => { window.copied = text; return real(text).catch(() => undefined); };",
            );
            page.press("Copy a report");
            let copied = until("the report", || {
                page.script("return window.copied ?? null")
                    .as_str()
                    .map(str::to_owned)
            });
            assert!(copied.contains("sign-in-refused"), "{copied}");
            assert!(
                !Shapes::of(&[PLANTED]).are_in(copied.as_bytes()),
                "{copied}"
            );
        },
    );
}

#[test]
fn a_token_in_the_environment_does_not_reach_the_window() {
    let reply = |service: &Service, asked: &SeenRequest, now| (service.answer)(asked, now);
    let mut scenario = Scenario::signed_in(&[OPENAI], Store::AuthFile, Door::Open, reply);
    let (name, entry) = entry_of_openai(scenario.now + SignedDuration::from_hours(1));
    let content =
        json!({ name: entry, "anthropic": { "type": "api", "key": "planted-key-other" } });
    scenario
        .variables
        .insert("OPENCODE_AUTH_CONTENT", content.to_string());
    scenario
        .variables
        .insert("OPENAI_API_KEY", "sk-planted-key".to_owned());
    let desktop = Desktop::start();
    let wire = desktop.wire();
    let mut app = App::driven_on(desktop, scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    app.click(1);
    let page = app.page();
    page.press("More about OpenAI");
    page.wait_for(SHOWN);
    search(&app, &wire, &page);
    sent_in_one_place(&app.scenario);
}
