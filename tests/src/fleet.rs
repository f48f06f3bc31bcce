//! Twenty accounts, four at each service, whose services answer by a clock that is played.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    proxy::{Reply, SeenRequest},
    services::{ALL, Service},
};

/// How many accounts each service has.
pub const EACH: usize = 4;

/// The services of `services::ALL`, with four accounts each.
pub fn services() -> Vec<Service> {
    services_with::<EACH>()
}

/// The same, with so many accounts each.
pub fn services_with<const COUNT: usize>() -> Vec<Service> {
    let mut services = ALL.to_vec();
    // One is asked at a pace of its own; the others go as these do.
    services
        .retain(|service| !["claude", "cursor", "kiro", "opencode", "xai"].contains(&service.id));
    for service in &mut services {
        service.files = |_| Vec::new();
        match service.id {
            "openai" => {
                service.entries = |now| numbered::<COUNT>("openai", |number| openai(number, now));
            }
            "zhipu" => {
                service.entries =
                    |_| numbered::<COUNT>("zhipuai-coding-plan", |it| key("zhipu", it));
            }
            "zai" => {
                service.entries = |_| numbered::<COUNT>("zai-coding-plan", |it| key("zai", it));
            }
            "copilot" => service.entries = |_| numbered::<COUNT>("github-copilot", copilot),
            _ => service.files = google::<COUNT>,
        }
    }
    services
}

fn numbered<const COUNT: usize>(
    id: &'static str,
    entry: impl Fn(usize) -> Value,
) -> Vec<(&'static str, Value)> {
    (0..COUNT).map(|number| (id, entry(number))).collect()
}

fn openai(number: usize, now: Timestamp) -> Value {
    let expires = now + SignedDuration::from_hours(1000);
    let account = format!("11111111-2222-3333-4444-{number:012}");
    let claims = json!({
        "https://api.openai.com/auth": { "chatgpt_account_id": account, "chatgpt_plan_type": "plus" },
        "exp": expires.as_second(),
    });
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    json!({
        "type": "oauth", "access": format!("planted-access-openai.{claims}.planted-signature"),
        "refresh": "planted-refresh-openai", "expires": expires.as_millisecond(),
        "accountId": account,
    })
}

fn key(service: &str, number: usize) -> Value {
    json!({ "type": "api", "key": format!("planted-key-{service}.made-up-{number:04}") })
}

fn copilot(number: usize) -> Value {
    let token = format!("gho_planted-token-copilot-{number}");
    json!({ "type": "oauth", "refresh": token, "access": token, "expires": 0 })
}

fn google<const COUNT: usize>(now: Timestamp) -> Vec<(&'static str, String)> {
    let account = |number: usize| {
        json!({
            "email": format!("ada{number}@example.org"),
            "refreshToken": format!("1//planted-refresh-google-{number}"),
            "managedProjectId": "sample-project", "addedAt": 1_790_000_000_000_i64,
            "lastUsed": now.as_millisecond(), "enabled": true,
        })
    };
    let accounts: Vec<Value> = (0..COUNT).map(account).collect();
    let file = json!({ "version": 4, "activeIndex": 0, "accounts": accounts });
    let constants = "export const ANTIGRAVITY_CLIENT_ID = \"planted-client-id\";\n\
                     export const ANTIGRAVITY_CLIENT_SECRET = \"planted-client-secret\";\n";
    vec![
        (
            ".config/opencode/antigravity-accounts.json",
            file.to_string(),
        ),
        (
            ".cache/opencode/node_modules/opencode-antigravity-auth/dist/src/constants.js",
            constants.to_owned(),
        ),
    ]
}

/// A query of one account; what goes before it in a chain is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Query {
    pub service: &'static str,
    pub number: usize,
    /// By the clock that is played.
    pub at: i64,
}

impl Query {
    pub fn of(request: &SeenRequest) -> Option<Self> {
        let host = request.host.as_str();
        let service = ALL.iter().find(|service| service.hosts.contains(&host))?;
        // A token before the numbers, and a plan after them, belong to one query.
        if request.path == "/token" || request.path.ends_with(":loadCodeAssist") {
            return None;
        }
        let sign = match service.id {
            "openai" => request.header("chatgpt-account-id"),
            _ => request.header("authorization"),
        };
        Some(Self {
            service: service.id,
            number: sign?.chars().last()?.to_digit(10)? as usize,
            at: now_of(request)?.as_second(),
        })
    }
}

/// When it was sent, by the clock that is played.
pub fn now_of(request: &SeenRequest) -> Option<Timestamp> {
    let now = request.header("x-played-now")?.parse().ok()?;
    Timestamp::from_second(now).ok()
}

/// When it was sent, by a clock that nobody sets.
pub fn true_now_of(request: &SeenRequest) -> Option<Timestamp> {
    let now = request.header("x-played-true")?.parse().ok()?;
    Timestamp::from_second(now).ok()
}

/// How many seconds of even time into the run it was sent.
pub fn even_of(request: &SeenRequest) -> Option<i64> {
    request.header("x-played-even")?.parse().ok()
}

/// What the service answers to any of its accounts when all is well, as it would at `now`.
pub fn well(service: &Service, request: &SeenRequest, now: Timestamp) -> Option<Reply> {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    if request.path == "/token" {
        let (_, rest) = body.split_once("planted-refresh-google-")?;
        let number = rest.chars().next()?;
        let token = json!({ "access_token": format!("planted-access-google-{number}"),
                            "expires_in": 3599, "token_type": "Bearer" });
        return Some(Reply::json(200, &token));
    }
    let mut request = request.clone();
    for (name, value) in &mut request.headers {
        match (service.id, name.as_str()) {
            ("openai", "chatgpt-account-id") => {
                "11111111-2222-3333-4444-555555555555".clone_into(value);
            }
            ("zhipu", "authorization") => "planted-key-zhipu.made-up-0001".clone_into(value),
            ("zai", "authorization") => "planted-key-zai.made-up-0002".clone_into(value),
            ("copilot", "authorization") => "token gho_planted-token-copilot".clone_into(value),
            _ => {}
        }
    }
    (service.answer)(&request, now)
}
