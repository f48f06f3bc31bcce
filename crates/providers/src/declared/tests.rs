//! The files that are built in, and what may not be in one.

mod mangled;
mod own;
mod secrets;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    ALL, DeclaredFile, What,
    load::{Origin, load},
};

const FILE: &str = r#"schema = 1
id = "sample"
name = "Sample"
hosts = ["api.sample.example"]

[pages]
keys = "https://sample.example/keys"

[[credential]]
variables = ["SAMPLE_KEY"]

[[request]]
id = "usage"
url = "https://api.sample.example/usage"

[mapping]
jq = '''
{ windows: [{ id: "w", kind: "weekly", used_percent: .usage.body.used }] }
'''
"#;

#[test]
fn every_file_that_is_built_in_can_be_read() {
    let mut wrong = Vec::new();
    for (id, built_in) in ALL {
        match load(built_in.text, Origin::Draft) {
            Ok(service) => {
                assert_eq!(service.id, *id);
                assert!(!service.pages.is_empty(), "{id}");
            }
            Err(mistake) => wrong.push(format!("{id}: {mistake:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A host, a variable or an entry of two services would send one's key to the other.
#[test]
fn no_two_services_that_are_built_in_share_a_host() {
    let mut hosts = Vec::new();
    for (id, built_in) in ALL {
        let service = load(built_in.text, Origin::Draft).unwrap();
        hosts.extend(service.hosts.into_iter().map(|host| (host, id)));
    }
    let count = hosts.len();
    hosts.sort();
    hosts.dedup_by(|one, two| one.0 == two.0);
    assert_eq!(hosts.len(), count, "{hosts:?}");
}

fn mistake(from: &str, to: &str) -> (usize, usize, String) {
    assert!(FILE.contains(from), "{from}");
    match load(&FILE.replacen(from, to, 1), Origin::Draft) {
        Ok(_) => panic!("{to} is taken"),
        Err(mistake) => (mistake.line, mistake.column, mistake.what.id.into_owned()),
    }
}

const URL: &str = "https://api.sample.example/usage";
const ID: &str = "id = \"usage\"";

/// A change of the file, and where it is a mistake.
const MISTAKES: &[(&str, &str, usize, usize, &str)] = &[
    ("schema = 1", "schema = 2", 1, 10, "declared-schema"),
    ("schema = 1", "schema = ", 1, 10, "plain"),
    ("name = \"Sample\"\n", "", 1, 1, "plain"),
    ("\"Sample\"", "\" Sample\"", 3, 8, "declared-name"),
    ("\"sample\"", "\"Sam ple\"", 2, 6, "declared-name"),
    ("[\"api.sample.example\"]", "[]", 4, 9, "declared-most"),
    ("[\"api.", "[\"", 14, 7, "declared-host"),
    (
        "[\"api.sample.example\"]",
        "[\"127.0.0.1\"]",
        4,
        10,
        "declared-name",
    ),
    (
        "[\"api.sample.example\"]",
        "[\"localhost\"]",
        4,
        10,
        "declared-name",
    ),
    ("keys = \"https", "keys = \"http", 7, 8, "declared-url"),
    ("keys =", "home =", 7, 1, "declared-one-of"),
    ("[\"SAMPLE_KEY\"]", "[]", 9, 1, "declared-credential"),
    (
        "[\"SAMPLE_KEY\"]",
        "[\"lower\"]",
        9,
        1,
        "declared-credential",
    ),
    (
        "[\"SAMPLE_KEY\"]",
        "[\"A_KEY\"]\nopencode = [\"sample\"]",
        9,
        1,
        "declared-one-place",
    ),
    (
        "variables = [\"SAMPLE_KEY\"]",
        "file = [\"/etc/passwd\"]\nline = \"SAMPLE_KEY\"",
        9,
        1,
        "declared-credential",
    ),
    (
        "variables = [\"SAMPLE_KEY\"]",
        "file = [\"~/../x\"]\nline = \"SAMPLE_KEY\"",
        9,
        1,
        "declared-credential",
    ),
    (
        "variables = [\"SAMPLE_KEY\"]",
        "file = [\"~/x\"]",
        9,
        1,
        "declared-in-file",
    ),
    (
        URL,
        "http://api.sample.example/usage",
        14,
        7,
        "declared-url",
    ),
    (
        URL,
        "https://api.sample.example:8443/",
        14,
        7,
        "declared-url",
    ),
    (
        URL,
        "https://ada@api.sample.example/",
        14,
        7,
        "declared-url",
    ),
    (
        URL,
        "https://api.sample.example\\\\@other.example/",
        14,
        7,
        "declared-url",
    ),
    (URL, "https://other.example/usage", 14, 7, "declared-host"),
    (
        URL,
        "https://api.sample.example.other.example/",
        14,
        7,
        "declared-host",
    ),
    (ID, "id = \"usage\"\nbody = \"{}\"", 14, 8, "declared-body"),
    (
        ID,
        "id = \"usage\"\nmethod = \"POST\"\nbody = \"{\"",
        15,
        8,
        "declared-body",
    ),
    (ID, "id = \"usage\"\nmethod = \"PUT\"", 14, 10, "plain"),
    (
        ID,
        "id = \"usage\"\nheaders = { cookie = \"a\" }",
        14,
        13,
        "declared-name",
    ),
    (
        ID,
        "id = \"usage\"\nheaders = { authorization = \"a\" }",
        14,
        13,
        "declared-name",
    ),
    (
        ID,
        "id = \"usage\"\nheaders = { x-ok = \"a\\nb: c\" }",
        14,
        20,
        "declared-name",
    ),
    (
        ID,
        "id = \"usage\"\nregion = \"cn\"",
        14,
        10,
        "declared-region",
    ),
    (ID, "id = \"usage\"\nredirects = true", 14, 1, "plain"),
    (
        "[mapping]",
        "[[request]]\nid = \"usage\"\nurl = \"https://api.sample.example/b\"\n\n[mapping]",
        17,
        6,
        "declared-twice",
    ),
    (
        "{ windows: [{ id",
        "{ windows: [{{ id",
        18,
        73,
        "declared-jq-expected",
    ),
    (".usage.body.used", ".. | 1", 18, 54, "declared-jq-refused"),
    (".usage.body.used", "recurse", 18, 54, "declared-jq-unknown"),
];

#[test]
fn what_may_not_be_is_told_with_its_line_and_column() {
    load(FILE, Origin::Draft).unwrap();
    for (from, to, line, column, what) in MISTAKES {
        assert_eq!(
            mistake(from, to),
            (*line, *column, (*what).to_owned()),
            "{to}"
        );
    }
}

/// The place and the kind of what is wrong with a mapping's output.
fn fault(mapping: &str) -> (String, &'static str) {
    let start = FILE.find("jq = ").unwrap();
    let text = format!("{}jq = '''{mapping}'''", &FILE[..start]);
    let file = DeclaredFile::read(&text).unwrap_or_else(|error| panic!("{mapping}: {error:?}"));
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    match file.test(
        &json!({ "many": vec![1; 200], "text": "x".repeat(500) }),
        now,
    ) {
        Ok(tried) => panic!("{mapping} gives {tried:?}"),
        Err(fault) => (fault.place, fault.what.as_str()),
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "every kind of fault in turn")]
fn whatever_a_mapping_gives_is_right_or_its_own_fault() {
    let window = "{ windows: [{ id: \"w\", kind: \"weekly\", used_percent: 1, MORE }] }";
    for (more, place, what) in [
        ("used_percent: \"abc\"", "used_percent", "wrong-type"),
        ("used_percent: [1]", "used_percent", "wrong-type"),
        ("used_percent: -1", "used_percent", "out-of-range"),
        ("used_percent: 1e300", "used_percent", "out-of-range"),
        ("left_percent: 101", "left_percent", "out-of-range"),
        ("limit: -1", "limit", "out-of-range"),
        ("used: 1e300", "used", "out-of-range"),
        ("kind: \"hourly\"", "kind", "unknown"),
        ("kind: null", "kind", "missing"),
        ("id: null", "id", "missing"),
        ("id: 5", "id", "wrong-type"),
        ("scope: \"some\"", "scope", "unknown"),
        ("scope: \"pool\"", "pool", "missing"),
        ("unit: \"bananas\"", "unit", "unknown"),
        ("name: \"bananas\"", "name", "unknown"),
        ("reset: \"soon\"", "reset", "unknown"),
        ("reset: \"at\"", "resets_at", "missing"),
        ("resets_at: 5", "resets_at", "out-of-range"),
        ("resets_at: \"soon\"", "resets_at", "out-of-range"),
        ("resets_at: {}", "resets_at", "wrong-type"),
        ("length_seconds: 5", "length_seconds", "out-of-range"),
        ("limit_reached: \"yes\"", "limit_reached", "wrong-type"),
        ("label: .usage.body.text", "label", "out-of-range"),
        ("labl: \"x\"", "labl", "unknown"),
    ] {
        let expected = (format!("windows[0].{place}"), what);
        assert_eq!(fault(&window.replace("MORE", more)), expected, "{more}");
    }
    for (mapping, place, what) in [
        ("1", "", "wrong-type"),
        ("{}, {}", "", "not-one"),
        ("empty", "", "not-one"),
        ("error(\"x\")", "", "stopped"),
        (
            "[(.usage.body.many[] as $a | .usage.body.many[] as $b | .usage.body.many[] as $c | 1)] | add",
            "",
            "too-much-work",
        ),
        ("{}", "", "missing"),
        ("{ plans: 1 }", "plans", "unknown"),
        ("{ plan: 5 }", "plan", "wrong-type"),
        ("{ windows: 5 }", "windows", "wrong-type"),
        ("{ windows: [5] }", "windows[0]", "wrong-type"),
        ("{ windows: .usage.body.many }", "windows", "too-many"),
        (
            "{ balances: [{ amount: 1 }] }",
            "balances[0].unit",
            "missing",
        ),
        (
            "{ balances: [{ unit: \"usd\" }] }",
            "balances[0].amount",
            "missing",
        ),
        (
            "{ balances: [{ amount: \"1e999\", unit: \"usd\" }] }",
            "balances[0].amount",
            "wrong-type",
        ),
        (
            "{ balances: [{ amount: {}, unit: \"usd\" }] }",
            "balances[0].amount",
            "wrong-type",
        ),
        ("{ notes: [\"hello\"] }", "notes[0].code", "unknown"),
        ("{ notes: [\"refills\"] }", "notes[0].at", "missing"),
        ("{ problem: \"oops\" }", "problem", "unknown"),
        ("{ problem: \"internal\" }", "problem", "unknown"),
        (
            "{ problem: { code: \"no-plan\", case: \"x\" } }",
            "problem.case",
            "unknown",
        ),
    ] {
        assert_eq!(fault(mapping), (place.to_owned(), what), "{mapping}");
    }
}

#[test]
fn a_sample_is_a_body_or_all_answers_with_their_moment() {
    let file = DeclaredFile::read(FILE).unwrap();
    let now = Timestamp::UNIX_EPOCH;
    let used = |sample: Value| {
        let tried = file.test(&sample, now).unwrap();
        tried.usage.windows[0].used.unwrap().get()
    };
    assert_eq!(used(json!({ "used": 7 })).to_string(), "7");
    let all = json!({ "answers": { "usage": { "body": { "used": "8" } } } });
    assert_eq!(used(all).to_string(), "8");
    let fault = file
        .test(&json!({ "answers": { "other": {} } }), now)
        .unwrap()
        .usage;
    assert_eq!(fault.windows[0].used, None);
    assert_eq!(What::Missing.as_str(), "missing");
}
