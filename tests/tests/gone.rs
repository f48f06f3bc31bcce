//! Accounts that are gone: what is not found any more is in no output, wherever it came from.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use plimsoll_tests::{
    home::Store,
    proxy::{Door, SeenRequest},
    services::{ALL, Service},
    world::World,
};
use serde_json::json;

/// Signed in at Z.ai, with another service's key for a test to lay somewhere.
fn world() -> (World, String) {
    let reply = |service: &Service, asked: &SeenRequest, now| (service.answer)(asked, now);
    let service = |id: &str| *ALL.iter().find(|service| service.id == id).unwrap();
    let world = World::signed_in(&[service("zai")], Store::AuthFile, Door::Open, reply);
    let zhipu = service("zhipu");
    let (name, entry) = (zhipu.entries)(world.now).remove(0);
    (world, json!({ name: entry }).to_string())
}

/// The services of which each output has something.
fn seen(world: &World) -> Vec<[bool; 2]> {
    let outputs: [&[&str]; 3] = [
        &["status", "--cached", "--json"],
        &["metrics"],
        &["bar", "--once", "--format", "waybar"],
    ];
    let _app = world.pretend_that_the_app_runs();
    let said = outputs.map(|arguments| {
        let said = world.plimsollctl(arguments).out.to_lowercase();
        let said = said.replace("z.ai", "zai");
        ["zai", "zhipu"].map(|service| said.contains(service))
    });
    said.to_vec()
}

const BOTH: [[bool; 2]; 3] = [[true, true]; 3];
const ONE: [[bool; 2]; 3] = [[true, false]; 3];

#[test]
fn who_was_found_in_a_variable_is_shown_no_more_without_it() {
    let (mut world, content) = world();
    assert_eq!(world.plimsollctl(&["status"]).code, Some(0));
    assert_eq!(seen(&world), ONE);
    world.variables.insert("OPENCODE_AUTH_CONTENT", content);
    world.plimsollctl(&["status"]);
    // It stands in the place of the file.
    assert_eq!(seen(&world), [[false, true]; 3]);
    world.variables.remove("OPENCODE_AUTH_CONTENT");
    world.plimsollctl(&["status"]);
    assert_eq!(seen(&world), ONE);
}

#[test]
fn who_was_found_in_a_directory_is_shown_no_more_when_the_settings_have_it_no_more() {
    let (mut world, content) = world();
    let directory = world.home.path("elsewhere");
    world.home.arrange(|home| {
        let directory = home.path("elsewhere");
        std::fs::create_dir(&directory).unwrap();
        std::fs::write(directory.join("auth.json"), &content).unwrap();
    });
    let line = format!("opencode-directories = [{:?}]\n", directory.display());
    world.home.edit_settings(&line);
    assert_eq!(world.plimsollctl(&["status"]).code, Some(0));
    assert_eq!(seen(&world), BOTH);
    world.home.edit_settings("");
    world.plimsollctl(&["status"]);
    assert_eq!(seen(&world), ONE);
}
