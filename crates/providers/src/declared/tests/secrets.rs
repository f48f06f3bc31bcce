//! A service that repeats the key in its answers, also in those that fail.

use jiff::Timestamp;
use plimsoll_core::{
    model::Secret,
    ports::{Os, Response},
    provider::Fetch,
    testing::{Expected, FakeSessions, FixedClock, ScriptedHttp, Take, block_on},
};

use crate::declared::{
    credentials::Credential,
    fetch::fetch,
    load::{Origin, load},
};

const KEY: &str = "sk-made-up-0123456789";

/// The first request may fail, and the mapping shows what it said.
const FILE: &str = r#"schema = 1
id = "sample"
name = "Sample"
hosts = ["api.sample.example"]

[pages]
keys = "https://sample.example/keys"

[[credential]]
variables = ["SAMPLE_KEY"]

[[request]]
id = "account"
url = "https://api.sample.example/account"
optional = true

[[request]]
id = "usage"
url = "https://api.sample.example/usage"

[mapping]
jq = '''
{ plan: .account.body.said, label: .usage.body.said,
  windows: [{ id: "w", kind: "weekly", used_percent: 7 }] }
'''
"#;

fn take(page: &str, status: u16) -> Take {
    Take {
        expected: Expected {
            method: "GET".to_owned(),
            url: format!("https://api.sample.example/{page}"),
            ..Expected::default()
        },
        answer: Ok(Response {
            status,
            headers: Vec::new(),
            body: format!("{{\"said\":\"{KEY} is wrong\"}}").into_bytes(),
        }),
    }
}

#[test]
fn no_answer_brings_the_key_into_what_is_shown() {
    let service = load(FILE, Origin::Draft).unwrap();
    let credential = Credential {
        key: Secret::new(KEY),
        had_whitespace: false,
        region: None,
        is_shared: false,
        expires: None,
        tool: None,
    };
    let http = ScriptedHttp::new([take("account", 500), take("usage", 200)]);
    let cx = Fetch {
        http: &http,
        clock: &FixedClock(Timestamp::UNIX_EPOCH),
        sessions: &FakeSessions::default(),
        os: Os::Linux,
    };
    let usage = block_on(fetch(&service, &credential, &cx)).unwrap();
    http.assert_played();
    let shown = [usage.plan.unwrap(), usage.label.unwrap()];
    assert_eq!(shown, ["[redacted] is wrong", "[redacted] is wrong"]);
}
