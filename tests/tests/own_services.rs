//! Services of the user's own, through the real programs and real TLS: nothing is sent before it is
//! allowed, and nothing but what was allowed; a file that is wrong, or written by an attacker, costs
//! itself alone. The scenario sees to it that no service's key goes to another's host.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use plimsoll_tests::{
    declared::{HARBOUR, HARBOUR_FILE},
    home::Store,
    proxy::{Door, Reply},
    scenario::{Said, Scenario},
    services::{ALL, OPENAI, Service},
};
use serde_json::{Value, json};

const HOST: &str = "api.harbour.example";
const ENTRY: &str = "opencode = [\"harbour\"]";
const ALLOW: &[&str] = &["providers", "allow", "harbour", "--yes"];

/// Signed in with the user's own service and an ordinary one; each answers as `reply` says.
fn answering(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Scenario {
    let services = [OPENAI, HARBOUR];
    Scenario::signed_in(
        &services,
        Store::AuthFile,
        Door::Open,
        move |service, asked, now| {
            if service.id == HARBOUR.id {
                return Some(reply());
            }
            (service.answer)(asked, now)
        },
    )
}

/// The same with a good answer, and this file.
fn declared(file: &str) -> Scenario {
    let scenario = answering(|| Reply::json(200, &json!({ "used": 30, "of": 120 })));
    scenario.home.declare("harbour", Some(file));
    scenario
}

fn changed(from: &str, to: &str) -> String {
    assert!(HARBOUR_FILE.contains(from), "{from}");
    HARBOUR_FILE.replacen(from, to, 1)
}

/// How often the own service was asked.
fn asked(scenario: &Scenario) -> usize {
    let requests = scenario.proxy.requests();
    requests
        .iter()
        .filter(|request| request.host == HOST)
        .count()
}

fn allow(scenario: &Scenario) {
    let said = scenario.plimsollctl(ALLOW);
    assert_eq!(said.code, Some(0), "{}", said.err);
}

fn account(said: &Said, provider: &str) -> Value {
    let status = said.json();
    let accounts = status["accounts"].as_array().unwrap();
    let mut found = accounts.iter().filter(|it| it["provider"] == provider);
    found.next().cloned().unwrap_or_default()
}

/// What is left by the own service.
fn left(scenario: &Scenario) -> Value {
    let said = scenario.plimsollctl(&["status", "--json"]);
    assert_eq!(
        account(&said, OPENAI.id)["problem"],
        Value::Null,
        "{}",
        said.out
    );
    account(&said, "harbour")["windows"][0]["left_shown"].clone()
}

#[test]
fn nothing_is_read_or_sent_before_it_is_allowed() {
    let scenario = declared(HARBOUR_FILE);
    let said = scenario.plimsollctl(&["status", "--json"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(account(&said, "harbour"), Value::Null);
    assert!(
        said.err.contains("plimsollctl providers allow harbour"),
        "{}",
        said.err
    );
    let said = scenario.plimsollctl(&["status", "--provider", "harbour"]);
    assert_eq!((said.code, said.out.as_str()), (Some(3), ""));
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    // Nobody is there to be asked.
    let said = scenario.plimsollctl(&ALLOW[..3]);
    assert_eq!(said.code, Some(64), "{}", said.err);
    let question = format!("the key from OpenCode: harbour to {HOST}");
    assert!(said.err.contains(&question), "{}", said.err);
    assert_eq!(left(&scenario), Value::Null);
    assert_eq!(asked(&scenario), 0);
    let said = scenario.plimsollctl(ALLOW);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains(&question), "{}", said.err);
    assert_eq!(left(&scenario), "75");
    assert_eq!(asked(&scenario), 1);
    let said = scenario.plimsollctl(&["status", "--provider", "harbour", "--json"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
}

#[test]
fn another_host_or_another_key_has_to_be_allowed_anew() {
    let more_hosts = format!("hosts = [\"{HOST}\", \"two.harbour.example\"]");
    for (what, file) in [
        (
            "host",
            changed(&format!("hosts = [\"{HOST}\"]"), &more_hosts),
        ),
        (
            "entry",
            changed(ENTRY, "opencode = [\"harbour\", \"harbour-two\"]"),
        ),
        (
            "variable",
            changed(ENTRY, "variables = [\"HARBOUR_API_KEY\"]"),
        ),
    ] {
        let scenario = declared(HARBOUR_FILE);
        allow(&scenario);
        scenario.home.declare("harbour", Some(&file));
        assert_eq!(left(&scenario), Value::Null, "{what}");
        assert_eq!(asked(&scenario), 0, "{what}");
        allow(&scenario);
        let said = scenario.plimsollctl(&["status", "--provider", "harbour"]);
        assert!(
            !said.err.contains("providers allow"),
            "{what}: {}",
            said.err
        );
    }
    // What it makes of the answer is no matter of what is sent.
    let scenario = declared(HARBOUR_FILE);
    allow(&scenario);
    let file = changed("used: $body.used", "used: ($body.used * 2)");
    scenario.home.declare("harbour", Some(&file));
    assert_eq!(left(&scenario), "50");
}

#[test]
fn a_wrong_file_is_named_with_its_place_and_costs_itself_alone() {
    let scenario = declared(HARBOUR_FILE);
    allow(&scenario);
    let broken = HARBOUR_FILE
        .replace("harbour", "broken")
        .replacen("https://", "http://", 1);
    scenario.home.declare("broken", Some(&broken));
    let place = "line 11, column 7";
    assert_eq!(left(&scenario), "75");
    for arguments in [&["status"][..], &["providers"], &["doctor"]] {
        let said = scenario.plimsollctl(arguments);
        assert_eq!(said.code, Some(0), "{}", said.err);
        let all = said.out + &said.err;
        assert!(all.contains("broken.toml") && all.contains(place), "{all}");
    }
    let report = scenario.plimsollctl(&["doctor", "--json"]).json();
    let own = report["own_services"].as_array().unwrap();
    let told: Vec<Value> = own
        .iter()
        .map(|it| json!([it["id"], it["state"], it["line"], it["column"]]))
        .collect();
    let expected = [
        json!(["broken", "wrong", 11, 7]),
        json!(["harbour", "allowed", null, null]),
    ];
    assert_eq!(told, expected);
    let said = scenario.plimsollctl(&["status", "--provider", "broken"]);
    assert_eq!((said.code, said.out.as_str()), (Some(3), ""));
    assert!(
        said.err.lines().count() == 1 && said.err.contains(place),
        "{}",
        said.err
    );
    let said = scenario.plimsollctl(&["providers", "allow", "broken", "--yes"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    let said = scenario.plimsollctl(&["providers", "allow", "nobody", "--yes"]);
    assert_eq!(said.code, Some(64), "{}", said.err);
}

/// Even where the settings have been made to allow it.
#[test]
fn a_file_that_reaches_for_what_is_built_in_gets_nothing() {
    let place = "file = [\"~/.codex/auth.json\"]\npointer = \"/tokens/access_token\"\n\
                 tool = { name = \"Harbour\", sign_in = \"harbour login\" }";
    for (from, to) in [
        (ENTRY, "opencode = [\"openai\"]"),
        (ENTRY, "opencode = [\"harbour\", \"zhipuai-coding-plan\"]"),
        (ENTRY, "configuration = [\"zai-coding-plan\"]"),
        (ENTRY, "variables = [\"OPENAI_API_KEY\"]"),
        (ENTRY, "variables = [\"OPENCODE_AUTH_CONTENT\"]"),
        (ENTRY, place),
        (
            ENTRY,
            "file = [\"~/.local/share/opencode/auth.json\"]\nline = \"KEY\"",
        ),
        (HOST, "chatgpt.com"),
        (HOST, "open.bigmodel.cn"),
        ("id = \"harbour\"", "id = \"openai\""),
        ("https://api", "http://api"),
        ("https://api", "https://elsewhere.example/api"),
        ("https://api", "https://ada@api"),
        ("api.harbour.example/v1", "api.harbour.example:8443/v1"),
    ] {
        let services: Vec<Service> = ALL.iter().copied().chain([HARBOUR]).collect();
        let scenario = Scenario::signed_in(
            &services,
            Store::AuthFile,
            Door::Open,
            |service, asked, now| (service.answer)(asked, now),
        );
        scenario.home.declare("harbour", Some(&changed(from, to)));
        let said = scenario.plimsollctl(ALLOW);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{to}");
        assert!(said.err.contains("line "), "{to}: {}", said.err);
        let allowed = ["openai", "harbour", "zhipuai-coding-plan"]
            .map(|entry| format!("\"OpenCode: {entry} -> {HOST}\""))
            .join(", ");
        let settings = format!("[allowed-services]\nharbour = [{allowed}]\n");
        scenario.home.edit_settings(&settings);
        let said = scenario.plimsollctl(&["status", "--json"]);
        assert_eq!(said.code, Some(0), "{to}: {}", said.err);
        assert_eq!(account(&said, "harbour"), Value::Null, "{to}");
        assert_eq!(asked(&scenario), 0, "{to}");
        for service in ALL {
            assert_eq!(account(&said, service.id)["problem"], Value::Null, "{to}");
        }
    }
}

#[test]
fn a_redirect_is_not_followed_not_even_to_the_same_host() {
    for to in [
        format!("https://{HOST}/v2/usage"),
        "https://elsewhere.example/".to_owned(),
        "https://chatgpt.com/backend-api/wham/usage".to_owned(),
        format!("http://{HOST}/v1/usage"),
    ] {
        let reply = Reply::redirect(&to);
        let scenario = answering(move || reply.clone());
        scenario.home.declare("harbour", Some(HARBOUR_FILE));
        allow(&scenario);
        let said = scenario.plimsollctl(&["status", "--json"]);
        let code = &account(&said, "harbour")["problem"]["code"];
        assert_eq!(code, "connection-blocked", "{to}");
        assert_eq!(asked(&scenario), 1, "{to}");
    }
}

/// The steps, the rows and the answer's size are bounded, and every type is looked at.
#[test]
fn what_a_mapping_cannot_make_rows_of_is_its_own_fault() {
    const WINDOW: &str =
        "{ id: \"session\", length_seconds: 18000, used: $body.used, limit: $body.of }";
    let endless = format!("({} | empty), {WINDOW}", ["(1, 2)"; 30].join(" * "));
    let doubling = format!(
        "(\"xxxxxxxx\" {} | length | empty), {WINDOW}",
        "| . + .".repeat(30)
    );
    let many =
        "($body.list | map({ id: \"a\", kind: \"weekly\", used_percent: 1 }) | .[])".to_owned();
    let list: Vec<u32> = (0..100).collect();
    let small = json!({ "used": 30, "of": 120, "list": list });
    let large = json!({ "used": 30, "of": 120, "more": "x".repeat(300_000) });
    let usual = WINDOW.to_owned();
    for (window, answer) in [
        (endless, &small),
        (doubling, &small),
        (many, &small),
        (usual.clone(), &large),
        (usual.replace("$body.used", "\"x\""), &small),
        (usual.replace("$body.used", "[30]"), &small),
        (usual.replace("18000", "-1"), &small),
        (usual.replace("\"session\"", "7"), &small),
        (usual.replace("length_seconds", "length_second"), &small),
    ] {
        let reply = Reply::json(200, answer);
        let scenario = answering(move || reply.clone());
        let file = changed(WINDOW, &window);
        scenario.home.declare("harbour", Some(&file));
        allow(&scenario);
        let said = scenario.plimsollctl(&["status", "--json"]);
        let account = account(&said, "harbour");
        assert_eq!(account["problem"]["code"], "format-changed", "{window}");
        assert_eq!(account["windows"], json!([]), "{window}");
        assert_eq!(asked(&scenario), 1, "{window}");
    }
}
