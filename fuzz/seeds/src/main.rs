//! Makes the fuzzer's first inputs out of the case folders of the providers and the small inputs
//! here. Started by `cargo xtask fuzz`, in the root of the repository; nothing is ever removed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;

const PROVIDERS: [&str; 10] = [
    "antigravity",
    "claude",
    "copilot",
    "cursor",
    "kiro",
    "openai",
    "opencode",
    "xai",
    "zai",
    "zhipu",
];

/// The order of the target `other_files`.
const OTHER_FILES: [&str; 8] = [
    "machine/.codex/auth.json",
    "machine/.config/opencode/antigravity-accounts.json",
    "machine/.config/opencode/copilot-quota-token.json",
    "machine/.cache/opencode/node_modules/opencode-antigravity-auth/dist/src/constants.js",
    "machine/.claude/.credentials.json",
    "machine/.grok/auth.json",
    "machine/.config/cursor/auth.json",
    "machine/.aws/sso/cache/kiro-auth-token.json",
];

const RETRY_AFTER: [&str; 7] = [
    "120",
    "4294967295",
    "Mon, 23 Nov 2026 12:10:00 GMT",
    "Mon, 23 Nov 2026 12:10:00 +0130",
    "Monday, 23-Nov-26 12:10:00 GMT",
    "Mon Nov 23 12:10:00 2026",
    "-5",
];

const TOKENS: [&str; 2] = [
    r#"{"exp": 1795443600, "https://api.openai.com/auth": {"chatgpt_account_id": "acct-made-up", "chatgpt_plan_type": "plus"}, "https://api.openai.com/profile": {"email": "ada@example.org"}}"#,
    r#"{"exp": 1.5e300, "email": "ada@example.org", "https://api.openai.com/auth": null}"#,
];

const VALUES: [&str; 2] = [
    r#"{"type":"oauth","methodID":"device","refresh":"gho_sampleA","access":"gho_sampleA","expires":0}"#,
    r#"{"type":"key","key":"abcd1234sample.key5678wxyz","metadata":{}}"#,
];

/// The ends of the calendar, of which a moment may be one: as a number and as a text.
const ENDS: [(&str, &str); 4] = [
    ("253402207199", "9999-12-30T22:00:00Z"),
    ("253402207199999", "9999-12-31T23:59:59Z"),
    ("9e18", "9999-12-31T23:59:59+00:00"),
    ("-1e18", "0001-01-01T00:00:00Z"),
];

/// Each line is a message; together they are one input more.
const INTENTS: &str = r#"{"intent":{"do":"refresh-all"}}
{"intent":{"do":"refresh","account":{"provider":"zai","id":"c471c286"}}}
{"intent":{"do":"open","link":{"kind":"provider","provider":"zai","id":"status"}}}
{"intent":{"do":"open","link":{"kind":"verification","account":{"provider":"zai","id":"c471c286"}}}}
{"intent":{"do":"reveal","path":"/home/ada/.local/share/opencode/auth.json"}}
{"intent":{"do":"show-past","account":{"provider":"zai","id":"c471c286"},"window":"session","range":"day"}}
{"intent":{"do":"toggle-share"}}
{"intent":{"do":"toggle-clock"}}
{"intent":{"do":"pause-notifications","pause":"one-hour"}}
{"intent":{"do":"pause-notifications","pause":{"until":"2026-11-24T07:00:00Z"}}}
{"intent":{"do":"snooze","account":{"provider":"zai","id":"c471c286"},"window":"session","on":true}}
{"intent":{"do":"change","change":{"set":"language","to":"fr"}}}
{"intent":{"do":"change","change":{"set":"interval-minutes","to":10}}}
{"intent":{"do":"change","change":{"set":"thresholds","to":{"of":{"window":{"provider":"zai","window":"session"}},"percents":[50,80.5]}}}}
{"intent":{"do":"change","change":{"set":"notify","to":{"kind":"pace","on":true}}}}
{"intent":{"do":"change","change":{"set":"quiet-hours","to":{"on":true,"from":"22:00","to":"07:30","used-up-passes":true}}}}
{"intent":{"do":"change","change":{"set":"popup-ready","to":"always"}}}
{"intent":{"do":"change","change":{"set":"no-proxy"}}}
{"intent":{"do":"change","change":{"set":"opencode-directories","to":["~/work"]}}}
{"intent":{"do":"change","change":{"set":"oauth-client","to":{"provider":"antigravity","client":{"id":"a","secret":"b"}}}}}
{"intent":{"do":"change","change":{"set":"hidden","to":{"account":{"provider":"zai","id":"c471c286"},"on":true}}}}
{"intent":{"do":"change","change":{"set":"nickname","to":{"account":{"provider":"zai","id":"c471c286"},"name":"work"}}}}
{"intent":{"do":"undo"}}
{"intent":{"do":"reveal-settings"}}
{"intent":{"do":"close-popup"}}
{"intent":{"do":"quit"}}
{"hidden":{"turn":1}}"#;

const SETTINGS: &str = r#"# What a identity may write.
language = "fr"
interval-minutes = 10
thresholds = [50.0, 80.0, 101.5]
share = "used"
clock = "clock"
mask-names = true
icon-monochrome = true
proxy = "socks5://127.0.0.1:1080"
opencode-directories = ["~/work", "/srv/opencode"]
popup-ready = "always"
keep-history-days = 365
order = ["zai/a", "openai/b"]
unknown = { kept = true }

[notifications]
quiet-hours = { on = true, from = "22:00", to = "07:30" }

[oauth-clients.antigravity]
id = "made-up-id"
secret = "made-up-secret"

[accounts."zai/a"]
hidden = true
muted = true
nickname = "work"

[providers.openai]
thresholds = [70.0]
muted = true
"#;

fn main() -> io::Result<()> {
    let services = Path::new("crates/providers/src");
    for provider in PROVIDERS {
        for case in folders(&services.join(provider).join("cases"))? {
            let Some(name) = case.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let name = format!("{provider}-{name}");
            answers(&case, provider, &name)?;
            stores(&case, &name)?;
        }
    }
    declared(Path::new("crates/providers/declared"))?;
    for (at, text) in RETRY_AFTER.iter().enumerate() {
        lay_down("retry_after", &at.to_string(), text.as_bytes())?;
    }
    for (at, text) in TOKENS.iter().enumerate() {
        lay_down("token", &at.to_string(), text.as_bytes())?;
    }
    for (at, text) in VALUES.iter().enumerate() {
        lay_down("database", &at.to_string(), text.as_bytes())?;
    }
    for (at, line) in INTENTS.lines().enumerate() {
        lay_down("intents", &at.to_string(), line.as_bytes())?;
    }
    lay_down("intents", "all", INTENTS.as_bytes())?;
    lay_down("settings", "all", SETTINGS.as_bytes())?;
    for (at, part) in SETTINGS.split("\n\n").enumerate() {
        lay_down("settings", &at.to_string(), part.as_bytes())?;
    }
    Ok(())
}

/// The answers of a case in one input, as the targets read them; and once more with all of their
/// moments at each end of the calendar.
fn answers(case: &Path, provider: &str, name: &str) -> io::Result<()> {
    let mut exchanges = Vec::new();
    for number in 1.. {
        let Ok(bytes) = fs::read(case.join(format!("http/{number}.json"))) else {
            break;
        };
        let exchange: Value = serde_json::from_slice(&bytes)?;
        let Some(answer) = exchange.get("response") else {
            break;
        };
        exchanges.push(answer.clone());
    }
    if exchanges.is_empty() {
        return Ok(());
    }
    let target = format!("answers_{provider}");
    lay_down(&target, name, &input(&exchanges))?;
    for (at, end) in ENDS.iter().enumerate() {
        let mut there = exchanges.clone();
        let bodies = there.iter_mut().filter_map(|it| it.get_mut("body"));
        bodies.for_each(|body| bring_to(body, *end));
        if there != exchanges {
            lay_down(&target, &format!("{name}-end-{at}"), &input(&there))?;
        }
    }
    Ok(())
}

fn input(answers: &[Value]) -> Vec<u8> {
    let mut input = Vec::new();
    for (at, answer) in answers.iter().enumerate() {
        if at > 0 {
            input.push(0x1e);
        }
        input.extend(answer["status"].to_string().bytes());
        for (header, value) in answer["headers"].as_object().into_iter().flatten() {
            input.extend(format!("\n{header}: {}", value.as_str().unwrap_or_default()).bytes());
        }
        input.extend(b"\n\n");
        match &answer["body"] {
            Value::Null => {}
            Value::String(raw) => input.extend(raw.bytes()),
            json => input.extend(json.to_string().bytes()),
        }
    }
    input
}

/// Every moment in it becomes this one.
fn bring_to(value: &mut Value, end: (&str, &str)) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|it| bring_to(it, end)),
        Value::Array(rows) => rows.iter_mut().for_each(|it| bring_to(it, end)),
        // Seconds and milliseconds; nothing else that services count is as large.
        Value::Number(number) if number.as_f64().is_some_and(|it| it > 1e9) => {
            *value = serde_json::from_str(end.0).unwrap_or_default();
        }
        Value::String(text) if is_moment(text) => end.1.clone_into(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// As `2026-11-23T16:40:00Z` is one.
fn is_moment(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_digit())
        && text.get(4..5) == Some("-")
        && text.get(10..11) == Some("T")
}

/// Every file that declares a service, whole and as its mapping alone, with each of its answers.
fn declared(services: &Path) -> io::Result<()> {
    for service in folders(services)? {
        let text = fs::read_to_string(service.with_extension("toml"))?;
        let id = service.file_name().and_then(|name| name.to_str());
        let mapping = text.split("'''").nth(1).unwrap_or_default();
        for (at, case) in folders(&service.join("cases"))?.iter().enumerate() {
            let Ok(bytes) = fs::read(case.join("http/1.json")) else {
                continue;
            };
            let exchange: Value = serde_json::from_slice(&bytes)?;
            let answer = exchange["response"]["body"].to_string();
            let name = format!("{}-{at}", id.unwrap_or_default());
            lay_down(
                "declared",
                &name,
                format!("{text}\u{1e}{answer}").as_bytes(),
            )?;
            let alone = format!("{mapping}\u{1e}{answer}");
            lay_down("declared", &format!("{name}-mapping"), alone.as_bytes())?;
        }
    }
    Ok(())
}

/// The files of a case's computer, each for its own target.
fn stores(case: &Path, name: &str) -> io::Result<()> {
    let data = case.join("machine/.local/share/opencode");
    if let Ok(content) = fs::read(data.join("auth.json")) {
        lay_down("auth_file", name, &content)?;
    }
    if let Ok(content) = fs::read(data.join("opencode.db.json")) {
        lay_down("database", name, &content)?;
    }
    for (at, file) in (0..).zip(OTHER_FILES) {
        if let Ok(mut content) = fs::read(case.join(file)) {
            content.insert(0, at);
            lay_down("other_files", &format!("{name}-{at}"), &content)?;
        }
    }
    Ok(())
}

fn lay_down(target: &str, name: &str, content: &[u8]) -> io::Result<()> {
    let folder = Path::new("fuzz/corpus").join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), content)
}

fn folders(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ENDS, bring_to, input};

    #[test]
    fn only_moments_go_to_an_end_of_the_calendar() {
        let mut body = json!({ "plan": "Team-Trial", "used": 37.4, "rows": [
            { "at": 1_795_443_600 }, { "at": "2026-11-23T16:40:00Z" },
        ]});
        bring_to(&mut body, ENDS[0]);
        let there = json!({ "plan": "Team-Trial", "used": 37.4, "rows": [
            { "at": 253_402_207_199_i64 }, { "at": "9999-12-30T22:00:00Z" },
        ]});
        assert_eq!(body, there);
    }

    #[test]
    fn answers_are_told_apart_by_their_separator() {
        let answers = [
            json!({ "status": 200, "body": { "a": 1 } }),
            json!({ "status": 429, "headers": { "retry-after": "9" }, "body": "later" }),
        ];
        let expected = b"200\n\n{\"a\":1}\x1e429\nretry-after: 9\n\nlater";
        assert_eq!(input(&answers), expected);
    }
}
