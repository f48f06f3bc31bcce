//! What the cases of a service show it to read and to ask belongs to it: no file of the user's own may
//! name it.

use std::{collections::BTreeSet, fs, path::Path};

use plimsoll_providers::{ALL, declare};
use serde_json::Value;

use crate::{cases, tape};

/// Of the system: everybody's files lie below these.
const GENERAL: [&str; 9] = [
    "APPDATA",
    "HOME",
    "LOCALAPPDATA",
    // Named by a configuration that is not gone by.
    "OTHER_KEY",
    "USER",
    "USERPROFILE",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
];

/// Where cases have moved a tool's directory; the variables that say so are that service's.
const MOVED: [&str; 4] = ["cafe\u{301}/", "elsewhere/", "more/", "work/"];

/// What is wrong with a file that asks this host with a key from this place.
fn mistake(host: &str, place: &str) -> Option<String> {
    let text = format!(
        "schema = 1\nid = \"sample\"\nname = \"Sample\"\nhosts = [\"{host}\"]\n[[credential]]\n{place}\n\
         [[request]]\nid = \"usage\"\nurl = \"https://{host}/usage\"\n[mapping]\njq = \"{{}}\"\n"
    );
    let mistake = declare(&text, "sample").err()?;
    Some(mistake.what.id.into_owned())
}

const HOST: &str = "api.sample.example";
const PLACE: &str = "variables = [\"SAMPLE_KEY\"]";

fn json(file: &Path) -> Value {
    let bytes = fs::read(file).unwrap_or_else(|_| b"{}".to_vec());
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn what_a_service_reads_and_asks_is_its_own() {
    assert_eq!(mistake(HOST, PLACE), None);
    let (mut hosts, mut variables, mut files) =
        <(BTreeSet<_>, BTreeSet<_>, BTreeSet<_>)>::default();
    for folder in ALL.iter().flat_map(|provider| cases(*provider)) {
        for take in tape::read(&folder.join("http")) {
            let host = take.expected.url.split('/').nth(2).unwrap().to_owned();
            hosts.insert(host);
        }
        let set = json(&folder.join("case.json"));
        variables.extend(
            set["env"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone()),
        );
        let expected = json(&folder.join("expected.json"));
        let searched = expected["places"].as_array().into_iter().flatten();
        let searched = searched.filter_map(|place| place["path"].as_str());
        let below_home = searched.filter_map(|path| path.strip_prefix("/home/ada/"));
        let is_there = |path: &&str| !MOVED.iter().any(|moved| path.starts_with(moved));
        files.extend(below_home.filter(is_there).map(str::to_owned));
    }
    variables.retain(|name| !GENERAL.contains(&name.as_str()));
    assert!(hosts.len() > 10 && variables.len() > 5 && files.len() > 5);
    let of_hosts = hosts.iter().map(|host| (host, mistake(host, PLACE)));
    let of_variables = variables.iter().map(|name| {
        let place = format!("variables = [\"{name}\"]");
        (name, mistake(HOST, &place))
    });
    let of_files = files.iter().map(|file| {
        let place = format!("file = [\"~/{file}\"]\nline = \"KEY\"");
        (file, mistake(HOST, &place))
    });
    let all = of_hosts.chain(of_variables).chain(of_files);
    let free: Vec<_> = all
        .filter(|(_, mistake)| mistake.as_deref() != Some("declared-taken"))
        .collect();
    assert!(free.is_empty(), "{free:#?}");
}
