//! Makes the fuzzer's first inputs out of the case folders of the providers and the small inputs
//! here. Started by `cargo xtask fuzz`, in the root of the repository; nothing is ever removed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;

const PROVIDERS: [&str; 5] = ["antigravity", "copilot", "openai", "zai", "zhipu"];

/// The order of the target `other_files`.
const OTHER_FILES: [&str; 4] = [
    "machine/.codex/auth.json",
    "machine/.config/opencode/antigravity-accounts.json",
    "machine/.config/opencode/copilot-quota-token.json",
    "machine/.cache/opencode/node_modules/opencode-antigravity-auth/dist/src/constants.js",
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

/// Each line is a message; together they are one input more.
const INTENTS: &str = r#"{"intent":{"do":"refresh-all"}}
{"intent":{"do":"refresh","account":{"provider":"zai","id":"c471c286"}}}
{"intent":{"do":"open","link":{"kind":"provider","provider":"zai","id":"status"}}}
{"intent":{"do":"open","link":{"kind":"verification","account":{"provider":"zai","id":"c471c286"}}}}
{"intent":{"do":"reveal","path":"/home/ada/.local/share/opencode/auth.json"}}
{"intent":{"do":"show-past","account":{"provider":"zai","id":"c471c286"},"window":"session","reach":"day"}}
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

/// The answers of a case in one input, as the targets read them.
fn answers(case: &Path, provider: &str, name: &str) -> io::Result<()> {
    let mut input = Vec::new();
    for number in 1.. {
        let Ok(bytes) = fs::read(case.join(format!("http/{number}.json"))) else {
            break;
        };
        let exchange: Value = serde_json::from_slice(&bytes)?;
        let Some(answer) = exchange.get("response") else {
            break;
        };
        if number > 1 {
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
    if input.is_empty() {
        return Ok(());
    }
    lay_down(&format!("answers_{provider}"), name, &input)
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
