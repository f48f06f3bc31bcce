//! Services of the user's own in the running app: files that come, change and go, what the window asks
//! about them, and what becomes of the answers.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::path::PathBuf;

use plimsoll_tests::{
    declared::{HARBOUR, HARBOUR_FILE},
    desktop::Desktop,
    home::Store,
    processes::{Running, until},
    proxy::Door,
    scenario::Scenario,
    services::OPENAI,
    stand_in::{StandIn, notices, told},
};
use serde_json::{Value, json};

const HOST: &str = "api.harbour.example";

/// A running app whose window a test answers for.
struct Stage {
    desktop: Desktop,
    resident: Running,
    scenario: Scenario,
    _stand_in: StandIn,
}

impl Stage {
    /// The window does this when it is shown for the first time, the second, and so on.
    fn start(intents: &[&[Value]]) -> Self {
        let services = [OPENAI, HARBOUR];
        let scenario = Scenario::signed_in(
            &services,
            Store::AuthFile,
            Door::Open,
            |service, asked, now| (service.answer)(asked, now),
        );
        let answers = intents.iter().enumerate().map(|(at, intents)| {
            let line = |it: &Value| format!("echo '{}'; ", json!({ "intent": it }));
            let lines: String = intents.iter().map(line).collect();
            format!("{}}}*) {lines}: ;; ", at + 1)
        });
        let answers: String = answers.collect();
        let stand_in = StandIn::repeating(&format!("case $turn in {answers} *) : ;; esac"));
        let desktop = Desktop::start();
        let resident = desktop.spawn(&stand_in.resident(), &[], &scenario.variables);
        let stage = Self {
            desktop,
            resident,
            scenario,
            _stand_in: stand_in,
        };
        stage.tool_tip(OPENAI.id, "OpenAI: 63% left");
        stage
    }

    fn tool_tip(&self, what: &str, wanted: &str) {
        until(what, || {
            let (_, text) = self.desktop.tray_items().pop()?.tool_tip();
            text.contains(wanted).then_some(())
        });
    }

    /// Shows the window.
    fn open(&self) {
        let shown = told(&self.resident, "show").len();
        self.desktop.tray_item().choose("Open Plimsoll");
        until("the window", || {
            (told(&self.resident, "show").len() > shown).then_some(())
        });
    }

    fn newest_view(&self) -> Value {
        told(&self.resident, "view").pop().unwrap_or_default()
    }

    /// What the window asks, as soon as it asks this much.
    fn questions(&self, count: usize) -> Vec<Value> {
        until(&format!("{count} questions"), || {
            let view = self.newest_view();
            let questions = view["questions"].as_array()?;
            (questions.len() == count).then(|| questions.clone())
        })
    }

    fn cards(&self, wanted: &[&str]) {
        until(&format!("{wanted:?}"), || {
            let view = self.newest_view();
            let cards = view["cards"].as_array()?.iter();
            let names: Vec<&str> = cards.filter_map(|it| it["name"].as_str()).collect();
            (names == wanted).then_some(())
        });
    }

    fn settings_say(&self, wanted: &str) {
        until(wanted, || {
            self.scenario.home.settings().contains(wanted).then_some(())
        });
    }

    fn asked(&self) -> usize {
        let requests = self.scenario.proxy.requests();
        requests
            .iter()
            .filter(|request| request.host == HOST)
            .count()
    }

    fn path(&self) -> PathBuf {
        let path = ".config/plimsoll/providers/harbour.toml";
        self.scenario.home.path(path)
    }

    /// It ends as a session would end it.
    fn end(mut self) {
        assert!(self.resident.is_running());
        self.resident.end();
        let errors = self.resident.errors();
        assert!(!errors.contains("panicked"), "{errors}");
        self.scenario.showed(errors);
    }
}

fn answer(host: &str, allow: bool) -> Value {
    let sends = [json!({ "from": "OpenCode: harbour", "host": host })];
    json!({ "do": "answer-service", "service": "harbour", "sends": sends, "allow": allow })
}

#[test]
fn the_window_asks_once_and_only_what_it_asked_is_allowed() {
    // To what another version of the file may have asked, and to what nobody has asked.
    let stranger =
        json!({ "do": "answer-service", "service": "openai", "sends": [], "allow": true });
    let flip = json!({ "do": "toggle-share" });
    let stage = Stage::start(&[
        &[],
        &[answer("two.harbour.example", true), stranger, flip],
        &[answer(HOST, true)],
        &[answer("two.harbour.example", false)],
    ]);
    stage.open();
    assert_eq!(stage.questions(0), [Value::Null; 0]);
    stage.scenario.home.declare("harbour", Some(HARBOUR_FILE));
    let question = json!({
        "service": "harbour", "name": "Harbour", "path": stage.path().display().to_string(),
        "sends": [{ "from": "OpenCode: harbour", "host": HOST }] });
    assert_eq!(stage.questions(1), std::slice::from_ref(&question));
    stage.open();
    stage.settings_say("share = \"used\"");
    assert_eq!(stage.questions(1), [question]);
    assert!(!stage.scenario.home.settings().contains("allowed"));
    assert_eq!(stage.asked(), 0);
    stage.open();
    stage.settings_say(&format!("harbour = [\"OpenCode: harbour -> {HOST}\"]"));
    stage.tool_tip("the own service", "Harbour: 25% used");
    stage.questions(0);
    stage.cards(&["OpenAI", "Harbour"]);
    assert_eq!(stage.asked(), 1);
    // Another host has to be allowed anew, and may be refused.
    let two = HARBOUR_FILE.replace(HOST, "two.harbour.example");
    stage.scenario.home.declare("harbour", Some(&two));
    stage.questions(1);
    stage.cards(&["OpenAI"]);
    stage.open();
    stage.settings_say("[refused-services]");
    stage.questions(0);
    stage.cards(&["OpenAI"]);
    assert!(!stage.scenario.home.settings().contains(HOST));
    stage.end();
}

#[test]
fn files_are_read_as_they_come_change_and_go() {
    let stage = Stage::start(&[]);
    let allowed = format!("[allowed-services]\nharbour = [\"OpenCode: harbour -> {HOST}\"]\n");
    stage.scenario.home.edit_settings(&allowed);
    stage.scenario.home.declare("harbour", Some(HARBOUR_FILE));
    stage.tool_tip("the own service", "Harbour: 75% left");
    stage.open();
    stage.cards(&["OpenAI", "Harbour"]);
    let wrong = HARBOUR_FILE.replacen("https://", "http://", 1);
    stage.scenario.home.declare("harbour", Some(&wrong));
    let notice = until("the mistake", || notices(&stage.resident).pop());
    assert_eq!(notice["id"], "notice-own-service");
    let said = notice["args"]["said"]["text"].as_str().unwrap();
    assert!(said.starts_with("line 11, column 7: "), "{said}");
    stage.cards(&["OpenAI"]);
    let twice = HARBOUR_FILE.replacen("used: $body.used", "used: ($body.used * 2)", 1);
    stage.scenario.home.declare("harbour", Some(&twice));
    stage.tool_tip("another mapping", "Harbour: 50% left");
    stage.cards(&["OpenAI", "Harbour"]);
    assert_eq!(notices(&stage.resident), [Value::Null; 0]);
    stage.scenario.home.declare("harbour", None);
    stage.cards(&["OpenAI"]);
    assert_eq!(stage.newest_view()["questions"], json!([]));
    stage.end();
}
