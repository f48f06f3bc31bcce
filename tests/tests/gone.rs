//! Accounts that are gone: what is not found any more is in no output, wherever it came from.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use plimsoll_tests::{
    home::Store,
    proxy::{Door, SeenRequest},
    scenario::Scenario,
    services::{ALL, Service},
};
use serde_json::json;

/// Signed in at Z.ai, with another service's key for a test to lay somewhere.
fn scenario() -> (Scenario, String) {
    let reply = |service: &Service, asked: &SeenRequest, now| (service.answer)(asked, now);
    let service = |id: &str| *ALL.iter().find(|service| service.id == id).unwrap();
    let scenario = Scenario::signed_in(&[service("zai")], Store::AuthFile, Door::Open, reply);
    let zhipu = service("zhipu");
    let (name, entry) = (zhipu.entries)(scenario.now).remove(0);
    (scenario, json!({ name: entry }).to_string())
}

/// The services of which each output has something.
fn seen(scenario: &Scenario) -> Vec<[bool; 2]> {
    let outputs: [&[&str]; 3] = [
        &["status", "--cached", "--json"],
        &["metrics"],
        &["bar", "--once", "--format", "waybar"],
    ];
    let _app = scenario.pretend_that_the_app_runs();
    let said = outputs.map(|arguments| {
        let said = scenario.plimsollctl(arguments).out.to_lowercase();
        let said = said.replace("z.ai", "zai");
        ["zai", "zhipu"].map(|service| said.contains(service))
    });
    said.to_vec()
}

const BOTH: [[bool; 2]; 3] = [[true, true]; 3];
const ONE: [[bool; 2]; 3] = [[true, false]; 3];

#[test]
fn who_was_found_in_a_variable_is_shown_no_more_without_it() {
    let (mut scenario, content) = scenario();
    assert_eq!(scenario.plimsollctl(&["status"]).code, Some(0));
    assert_eq!(seen(&scenario), ONE);
    scenario.variables.insert("OPENCODE_AUTH_CONTENT", content);
    scenario.plimsollctl(&["status"]);
    // It stands in the place of the file.
    assert_eq!(seen(&scenario), [[false, true]; 3]);
    scenario.variables.remove("OPENCODE_AUTH_CONTENT");
    scenario.plimsollctl(&["status"]);
    assert_eq!(seen(&scenario), ONE);
}

#[test]
fn an_account_goes_with_its_directory_in_the_settings() {
    let (mut scenario, content) = scenario();
    let directory = scenario.home.path("elsewhere");
    scenario.home.arrange(|home| {
        let directory = home.path("elsewhere");
        std::fs::create_dir(&directory).unwrap();
        std::fs::write(directory.join("auth.json"), &content).unwrap();
    });
    let line = format!("opencode-directories = [{:?}]\n", directory.display());
    scenario.home.edit_settings(&line);
    assert_eq!(scenario.plimsollctl(&["status"]).code, Some(0));
    assert_eq!(seen(&scenario), BOTH);
    scenario.home.edit_settings("");
    scenario.plimsollctl(&["status"]);
    assert_eq!(seen(&scenario), ONE);
}
