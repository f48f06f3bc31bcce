//! The services that are data as their tests see them. They are played like the others, in tests of
//! their own: what they have in common is the interpreter of their files.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    proxy::{Reply, SeenRequest},
    services::{Service, Shown},
};

const HOUR: i64 = 3600;

/// Every service that is data.
pub const DECLARED: &[Service] = &[
    OPENCODE_GO,
    OPENROUTER,
    KIMI,
    MINIMAX,
    DEEPSEEK,
    SYNTHETIC,
    NANO_GPT,
    CHUTES,
    OLLAMA_CLOUD,
    MOONSHOT,
    VERCEL,
    FACTORY,
    KILO,
];

/// What a good answer must give beside the windows: amount and unit of each balance.
pub const BALANCES: &[(&str, &[(&str, &str)])] = &[
    ("openrouter", &[("38.10", "usd")]),
    ("deepseek", &[("41.20", "cny")]),
    ("nano-gpt", &[("4.20", "usd")]),
    ("moonshot", &[("12.50", "usd")]),
    ("vercel", &[("95.50", "usd")]),
    ("kilo", &[("8.42", "usd")]),
];

/// A service with one key in OpenCode's store.
macro_rules! declared {
    ($id:literal, $entry:literal, $hosts:expr, $shown:expr, $answer:expr) => {
        Service {
            id: $id,
            hosts: $hosts,
            secrets: &[concat!("planted-key-", $id, "-made-up")],
            entries: |_| {
                let key = concat!("planted-key-", $id, "-made-up");
                vec![($entry, json!({ "type": "api", "key": key }))]
            },
            files: |_| Vec::new(),
            answer: |request, now| {
                let answer: fn(&str, Timestamp) -> Option<Value> = $answer;
                let is_right = sent(request) == concat!("planted-key-", $id, "-made-up");
                let body = answer(&request.path, now).filter(|_| is_right)?;
                Some(Reply::json(200, &body))
            },
            shown: $shown,
            refuse: |request| {
                let said = format!("not accepted: {}", sent(request));
                Reply::json(401, &json!({ "error": { "message": said } }))
            },
            refused: "key-rejected",
        }
    };
}

/// The key that a request carries.
fn sent(request: &SeenRequest) -> &str {
    let bearer = request.header("authorization").unwrap_or_default();
    let key = bearer.strip_prefix("Bearer ");
    key.or(request.header("x-api-key")).unwrap_or_default()
}

fn at(now: Timestamp, hours: i64) -> String {
    (now + SignedDuration::from_hours(hours)).to_string()
}

const SESSION: Shown = ("session", Some("75"), Some(25.0), Some(2 * HOUR));

const OPENCODE_GO: Service = declared!(
    "opencode-go",
    "opencode-go",
    &["opencode.ai"],
    &[SESSION],
    |path, now| {
        let rolling = json!({ "status": "ok", "percent": 25, "resetsAt": at(now, 2) });
        (path == "/zen/go/v1/usage").then(|| json!({ "usage": { "rolling": rolling } }))
    }
);

const OPENROUTER: Service = declared!(
    "openrouter",
    "openrouter",
    &["openrouter.ai"],
    &[("cap", Some("38"), Some(62.5), None)],
    |path, _| match path {
        "/api/v1/key" => {
            let key =
                json!({ "limit": 20, "limit_remaining": 7.5, "limit_reset": null, "usage": 1 });
            Some(json!({ "data": key }))
        }
        "/api/v1/credits" => {
            Some(json!({ "data": { "total_credits": 150.5, "total_usage": 112.4 } }))
        }
        _ => None,
    }
);

const KIMI: Service = declared!(
    "kimi",
    "kimi-for-coding",
    &["api.kimi.com"],
    &[SESSION],
    |path, now| {
        let session = json!({ "used_ratio": 0.25, "reset_time": at(now, 2) });
        (path == "/coding/v1/usages").then(|| json!({ "usages": { "limit_5h": session } }))
    }
);

const MINIMAX: Service = declared!(
    "minimax",
    "minimax-coding-plan",
    &["api.minimax.io", "www.minimax.io"],
    &[SESSION],
    |path, now| {
        let end = now.as_millisecond() + 2 * HOUR * 1000;
        let general = json!({ "model_name": "general", "current_interval_remaining_percent": 75,
                              "start_time": end - 5 * HOUR * 1000, "end_time": end });
        (path == "/v1/token_plan/remains")
            .then(|| json!({ "base_resp": { "status_code": 0 }, "model_remains": [general] }))
    }
);

const DEEPSEEK: Service = declared!(
    "deepseek",
    "deepseek",
    &["api.deepseek.com"],
    &[],
    |path, _| {
        let balance = json!({ "currency": "CNY", "total_balance": "41.20" });
        (path == "/user/balance")
            .then(|| json!({ "is_available": true, "balance_infos": [balance] }))
    }
);

const SYNTHETIC: Service = declared!(
    "synthetic",
    "synthetic",
    &["api.synthetic.new"],
    &[("session", Some("75"), Some(25.0), None)],
    |path, _| {
        let rolling = json!({ "max": 600, "remaining": 450, "limited": false });
        (path == "/v2/quotas").then(|| json!({ "rollingFiveHourLimit": rolling }))
    }
);

const NANO_GPT: Service = declared!(
    "nano-gpt",
    "nano-gpt",
    &["nano-gpt.com"],
    &[("weekly", Some("<1"), Some(99.6), Some(86 * HOUR))],
    |path, now| match path {
        "/api/subscription/v1/usage" => {
            let weekly = json!({ "used": 996, "remaining": 4, "resetAt": at(now, 86) });
            Some(json!({ "active": true, "weeklyInputTokens": weekly }))
        }
        "/api/check-balance" => Some(json!({ "usd_balance": "4.20" })),
        _ => None,
    }
);

const CHUTES: Service = declared!(
    "chutes",
    "chutes",
    &["api.chutes.ai"],
    &[("session", Some("75"), Some(25.0), None)],
    |path, _| {
        (path == "/users/me/subscription_usage")
            .then(|| json!({ "subscription": true, "four_hour": { "usage": 2, "cap": 8 } }))
    }
);

const OLLAMA_CLOUD: Service = declared!(
    "ollama-cloud",
    "ollama-cloud",
    &["ollama.com"],
    &[("monthly", Some("69"), Some(31.0), None)],
    |path, _| {
        (path == "/api/usage").then(|| json!({ "limits": { "monthly": { "usage": 0.31 } } }))
    }
);

const MOONSHOT: Service = declared!(
    "moonshot",
    "moonshotai",
    &["api.moonshot.ai"],
    &[],
    |path, _| {
        (path == "/v1/users/me/balance")
            .then(|| json!({ "code": 0, "data": { "available_balance": 12.5 } }))
    }
);

const VERCEL: Service = declared!(
    "vercel",
    "vercel",
    &["ai-gateway.vercel.sh"],
    &[],
    |path, _| (path == "/v1/credits").then(|| json!({ "balance": "95.50", "total_used": "4.50" }))
);

const FACTORY: Service = Service {
    entries: |_| Vec::new(),
    files: |_| {
        let line = "FACTORY_API_KEY=planted-key-factory-made-up\n";
        vec![(".factory/.env", line.to_owned())]
    },
    ..declared!(
        "factory",
        "factory",
        &["api.factory.ai"],
        &[SESSION],
        |path, now| {
            let session = json!({ "usedPercent": 25, "windowEnd": at(now, 2) });
            let limits = json!({ "standard": { "fiveHour": session } });
            (path == "/api/billing/limits")
                .then(|| json!({ "usesTokenRateLimitsBilling": true, "limits": limits }))
        }
    )
};

const KILO: Service = declared!(
    "kilo",
    "kilo",
    &["app.kilo.ai", "api.kilo.ai"],
    &[("monthly", Some("75"), Some(25.0), Some(200 * HOUR))],
    |path, now| {
        if path == "/api/profile/balance" {
            return Some(json!({ "balance": 8.42 }));
        }
        let pass = json!({ "currentPeriodBaseCreditsUsd": 20, "currentPeriodUsageUsd": 5,
                           "nextBillingAt": at(now, 200) });
        let answer = json!([{ "result": { "data": { "json": { "subscription": pass } } } }]);
        path.starts_with("/api/trpc/kiloPass.getState")
            .then_some(answer)
    }
);

/// Services that are not built in: a file of the user's own declares each.
pub const OWN: &[Service] = &[HARBOUR];

pub const HARBOUR: Service = declared!(
    "harbour",
    "harbour",
    &["api.harbour.example"],
    &[("session", Some("75"), Some(25.0), None)],
    |path, _| (path == "/v1/usage").then(|| json!({ "used": 30, "of": 120 }))
);

/// The file that declares it.
pub const HARBOUR_FILE: &str = r#"schema = 1
id = "harbour"
name = "Harbour"
hosts = ["api.harbour.example"]

[[credential]]
opencode = ["harbour"]

[[request]]
id = "usage"
url = "https://api.harbour.example/v1/usage"

[mapping]
jq = '''
.usage.body as $body
| { windows: [{ id: "session", length_seconds: 18000, used: $body.used, limit: $body.of }] }
'''
"#;
