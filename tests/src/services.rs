//! The services as their tests see them: what OpenCode keeps of a sign-in, what they answer, and
//! what Plimsoll must make of it. A new service is one more entry in `ALL`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    coded::{CONSOLE, CURSOR, KIRO},
    proxy::{Reply, SeenRequest},
};

/// One service.
#[derive(Clone, Copy)]
pub struct Service {
    pub id: &'static str,
    /// The only hosts that may see its secrets.
    pub hosts: &'static [&'static str],
    /// Texts that are in its secrets and in no other's.
    pub secrets: &'static [&'static str],
    /// Its entries in `auth.json`.
    pub entries: fn(Timestamp) -> Vec<(&'static str, Value)>,
    /// Further files, by their path below the home directory: a text, or the SQL that makes a database.
    pub files: fn(Timestamp) -> Vec<(&'static str, String)>,
    pub answer: fn(&SeenRequest, Timestamp) -> Option<Reply>,
    /// What a good answer must give.
    pub shown: &'static [Shown],
    /// Its way to refuse; the request's own secret is in it.
    pub refuse: fn(&SeenRequest) -> Reply,
    /// The problem that its refusal is.
    pub refused: &'static str,
}

/// A window: its id, `left_shown`, `used_percent`, and how many seconds ahead its reset is.
pub type Shown = (&'static str, Option<&'static str>, Option<f64>, Option<i64>);

/// Every service that the programs know.
pub const ALL: &[Service] = &[
    OPENAI,
    ZHIPU,
    ZAI,
    COPILOT,
    ANTIGRAVITY,
    CLAUDE,
    CONSOLE,
    XAI,
    CURSOR,
    KIRO,
];

/// Of tokens that log another program out when they are used: they are sent to nobody.
pub const ROTATING: &[&str] = &[
    "planted-refresh-openai",
    "planted-refresh-claude",
    "planted-refresh-grok",
    "planted-refresh-console",
    "planted-refresh-cursor",
    "planted-refresh-kiro",
    "planted-device-kiro",
];

pub(crate) const HOUR: i64 = 3600;

/// The one whose answers the tests of the app vary.
pub const OPENAI: Service = Service {
    id: "openai",
    hosts: &["chatgpt.com"],
    secrets: &["planted-access-openai"],
    entries: |now| vec![entry_of_openai(now + SignedDuration::from_hours(1))],
    files: |_| {
        let tokens = json!({
            "access_token": "planted-access-codex",
            "refresh_token": "planted-refresh-openai-codex",
            "account_id": "99999999-2222-3333-4444-555555555555",
        });
        let file = json!({ "OPENAI_API_KEY": null, "tokens": tokens });
        vec![(".codex/auth.json", file.to_string())]
    },
    answer: |request, now| {
        let right = request.method == "GET"
            && request.path == "/backend-api/wham/usage"
            && request.header("chatgpt-account-id") == Some("11111111-2222-3333-4444-555555555555")
            && is_bearer(request, "planted-access-openai.");
        right.then(|| usage_of_openai(37.4, 12.0, now))
    },
    shown: &[
        ("session", Some("63"), Some(37.4), Some(9184)),
        ("weekly", Some("88"), Some(12.0), Some(403_200)),
    ],
    refuse: |request| {
        let said = format!("token expired: {}", sent(request));
        Reply::json(
            401,
            &json!({ "error": { "message": said, "code": "token_expired" } }),
        )
    },
    refused: "sign-in-refused",
};

const ZHIPU: Service = Service {
    id: "zhipu",
    hosts: &["bigmodel.cn", "open.bigmodel.cn"],
    secrets: &["planted-key-zhipu"],
    entries: |_| {
        let entry = json!({ "type": "api", "key": "planted-key-zhipu.made-up-0001" });
        vec![("zhipuai-coding-plan", entry)]
    },
    files: |_| Vec::new(),
    answer: |request, now| {
        let limits = json!([
            { "type": "TIME_LIMIT", "unit": 5, "number": 1, "usage": 1000, "currentValue": 40,
              "remaining": 960, "percentage": 4, "nextResetTime": millis(now, 600 * HOUR) },
            { "type": "TOKENS_LIMIT", "unit": 3, "number": 5, "percentage": 5,
              "nextResetTime": millis(now, 4 * HOUR) },
            { "type": "TOKENS_LIMIT", "unit": 6, "number": 1, "percentage": 83,
              "nextResetTime": millis(now, 86 * HOUR) },
        ]);
        is_quota(request, "planted-key-zhipu.made-up-0001").then(|| {
            let data = json!({ "level": "pro", "limits": limits });
            Reply::json(
                200,
                &json!({ "code": 200, "msg": "ok", "success": true, "data": data }),
            )
        })
    },
    shown: &[
        ("tools", Some("96"), Some(4.0), Some(600 * HOUR)),
        ("session", Some("95"), Some(5.0), Some(4 * HOUR)),
        ("weekly", Some("17"), Some(83.0), Some(86 * HOUR)),
    ],
    refuse: |request| {
        let said = format!("not verified: {}", sent(request));
        Reply::json(200, &json!({ "code": 1004, "msg": said, "success": false }))
    },
    refused: "key-rejected",
};

const ZAI: Service = Service {
    id: "zai",
    hosts: &["api.z.ai"],
    secrets: &["planted-key-zai"],
    entries: |_| {
        let entry = json!({ "type": "api", "key": "planted-key-zai.made-up-0002" });
        vec![("zai-coding-plan", entry)]
    },
    files: |_| Vec::new(),
    answer: |request, now| {
        let limits = json!([
            { "type": "CREDIT_LIMIT", "unit": 3, "number": 5, "usage": 48000,
              "currentValue": 15600, "remaining": 32400, "percentage": 32,
              "nextResetTime": millis(now, 3 * HOUR) },
            { "type": "CREDIT_LIMIT", "unit": 6, "number": 1, "usage": 240_000,
              "currentValue": 60000, "remaining": 180_000, "percentage": 25,
              "nextResetTime": millis(now, 129 * HOUR) },
            { "type": "TIME_LIMIT", "unit": 5, "number": 1, "usage": 4000, "currentValue": 0,
              "remaining": 4000, "percentage": 0, "nextResetTime": millis(now, 600 * HOUR) },
        ]);
        is_quota(request, "planted-key-zai.made-up-0002").then(|| {
            let data = json!({ "level": "max", "limits": limits });
            Reply::json(200, &json!({ "code": 200, "success": true, "data": data }))
        })
    },
    shown: &[
        ("session", Some("68"), Some(32.5), Some(3 * HOUR)),
        ("weekly", Some("75"), Some(25.0), Some(129 * HOUR)),
        ("tools", Some("100"), Some(0.0), Some(600 * HOUR)),
    ],
    refuse: |request| {
        let said = format!("token expired or incorrect: {}", sent(request));
        Reply::json(401, &json!({ "code": 401, "msg": said, "success": false }))
    },
    refused: "key-rejected",
};

const COPILOT: Service = Service {
    id: "copilot",
    hosts: &["api.github.com"],
    secrets: &["planted-token-copilot"],
    entries: |_| {
        let token = "gho_planted-token-copilot";
        let entry = json!({ "type": "oauth", "refresh": token, "access": token, "expires": 0 });
        vec![("github-copilot", entry)]
    },
    files: |_| Vec::new(),
    answer: |request, now| {
        let right = request.method == "GET"
            && request.path == "/copilot_internal/user"
            && request.header("authorization") == Some("token gho_planted-token-copilot")
            && request.header("user-agent").is_some();
        let reset = (now + SignedDuration::from_hours(200)).to_string();
        let unlimited = json!({ "entitlement": -1, "remaining": -1, "unlimited": true });
        let snapshots = json!({
            "premium_interactions": { "entitlement": 7000, "remaining": 2660,
                "quota_remaining": 2660.4, "percent_remaining": 38.0, "unlimited": false },
            "chat": unlimited,
            "completions": unlimited,
        });
        right.then(|| {
            let user = json!({ "copilot_plan": "individual_pro", "token_based_billing": true,
                "quota_reset_date_utc": reset, "quota_snapshots": snapshots });
            Reply::json(200, &user)
        })
    },
    shown: &[("credits", Some("38"), Some(62.0), Some(200 * HOUR))],
    refuse: |request| {
        let said = format!("Bad credentials: {}", sent(request));
        Reply::json(401, &json!({ "message": said, "status": "401" }))
    },
    refused: "sign-in-refused",
};

const ANTIGRAVITY: Service = Service {
    id: "antigravity",
    hosts: &[
        "oauth2.googleapis.com",
        "daily-cloudcode-pa.googleapis.com",
        "cloudcode-pa.googleapis.com",
    ],
    secrets: &[
        "planted-refresh-google",
        "planted-access-google",
        "planted-client",
    ],
    entries: |_| Vec::new(),
    files: |now| {
        let account = json!({
            "email": "ada@example.org", "refreshToken": "1//planted-refresh-google",
            "managedProjectId": "sample-project", "addedAt": 1_790_000_000_000_i64,
            "lastUsed": now.as_millisecond(), "enabled": true,
        });
        let file = json!({ "version": 4, "activeIndex": 0, "accounts": [account] });
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
    },
    answer: |request, now| {
        let body = String::from_utf8_lossy(&request.body);
        match (request.host.as_str(), request.path.as_str()) {
            ("oauth2.googleapis.com", "/token") => {
                let right = request.method == "POST"
                    && body.contains("client_id=planted-client-id")
                    && body.contains("client_secret=planted-client-secret")
                    && body.contains("refresh_token=1%2F%2Fplanted-refresh-google")
                    && body.contains("grant_type=refresh_token");
                let token = json!({ "access_token": "planted-access-google", "expires_in": 3599,
                                    "token_type": "Bearer" });
                right.then(|| Reply::json(200, &token))
            }
            ("daily-cloudcode-pa.googleapis.com", "/v1internal:retrieveUserQuotaSummary") => {
                let right = request.method == "POST"
                    && body == "{\"project\":\"sample-project\"}"
                    && is_bearer(request, "planted-access-google")
                    && request
                        .header("user-agent")
                        .is_some_and(|name| name.starts_with("antigravity"));
                right.then(|| Reply::json(200, &summary(now)))
            }
            ("daily-cloudcode-pa.googleapis.com", "/v1internal:loadCodeAssist") => {
                let right = request.method == "POST" && is_bearer(request, "planted-access-google");
                let tier = json!({ "id": "g1-pro-tier", "name": "Google AI Pro" });
                right.then(|| Reply::json(200, &json!({ "paidTier": tier })))
            }
            _ => None,
        }
    },
    shown: &[
        ("gemini-session", Some("82"), Some(18.0), Some(2 * HOUR)),
        ("gemini-weekly", Some("40"), Some(60.0), Some(86 * HOUR)),
        ("claude-gpt-session", Some("0"), Some(100.0), Some(4 * HOUR)),
        ("claude-gpt-weekly", None, None, Some(86 * HOUR)),
    ],
    refuse: |request| {
        let said = format!("revoked: {}", sent(request));
        Reply::json(
            400,
            &json!({ "error": "invalid_grant", "error_description": said }),
        )
    },
    refused: "sign-in-refused",
};

const CLAUDE: Service = Service {
    id: "claude",
    hosts: &["api.anthropic.com"],
    secrets: &["planted-access-claude"],
    entries: |_| Vec::new(),
    files: |now| {
        let expires = now + SignedDuration::from_hours(1);
        let sign_in = json!({
            "accessToken": "planted-access-claude", "refreshToken": "planted-refresh-claude",
            "expiresAt": expires.as_millisecond(), "scopes": ["user:inference", "user:profile"],
            "subscriptionType": "max", "rateLimitTier": "default_claude_max_5x",
        });
        let file = json!({ "claudeAiOauth": sign_in, "mcpOAuth": { "sample": "planted-mcp" } });
        vec![(".claude/.credentials.json", file.to_string())]
    },
    answer: |request, now| {
        let agent = concat!("plimsoll/", env!("CARGO_PKG_VERSION"));
        let right = request.method == "GET"
            && is_bearer(request, "planted-access-claude")
            && request.header("user-agent") == Some(agent);
        let at = |seconds: i64| (now + SignedDuration::from_secs(seconds)).to_string();
        match request.path.as_str() {
            "/api/oauth/usage" => {
                let right = right && request.header("anthropic-beta") == Some("oauth-2025-04-20");
                let model = json!({ "model": { "id": null, "display_name": "Sample" } });
                let limits = json!([{ "kind": "weekly_scoped", "percent": 20, "resets_at": at(86 * HOUR),
                                      "scope": model }]);
                let usage = json!({
                    "five_hour": { "utilization": 42.5, "resets_at": at(2 * HOUR) },
                    "seven_day": { "utilization": 11, "resets_at": at(86 * HOUR) },
                    "limits": limits,
                });
                right.then(|| Reply::json(200, &usage))
            }
            "/api/oauth/profile" => {
                let account = json!({ "email": "ada@example.org", "uuid": "sample" });
                right.then(|| Reply::json(200, &json!({ "account": account })))
            }
            _ => None,
        }
    },
    shown: &[
        ("session", Some("58"), Some(42.5), Some(2 * HOUR)),
        ("weekly", Some("89"), Some(11.0), Some(86 * HOUR)),
        ("sample-weekly", Some("80"), Some(20.0), Some(86 * HOUR)),
    ],
    refuse: |request| {
        let said = format!("invalid token: {}", sent(request));
        let error = json!({ "type": "authentication_error", "message": said });
        Reply::json(401, &json!({ "type": "error", "error": error }))
    },
    refused: "sign-in-refused",
};

const XAI: Service = Service {
    id: "xai",
    hosts: &["cli-chat-proxy.grok.com"],
    secrets: &["planted-access-grok"],
    entries: |now| {
        let expires = now + SignedDuration::from_hours(1);
        let entry = json!({
            "type": "oauth", "access": "planted-access-grok", "refresh": "planted-refresh-grok",
            "expires": expires.as_millisecond(),
        });
        vec![("xai", entry)]
    },
    files: |_| {
        let entry = json!({ "key": "planted-access-grok-cli",
                            "refresh_token": "planted-refresh-grok-cli" });
        let file = json!({ "https://auth.x.ai::sample": entry });
        vec![(".grok/auth.json", file.to_string())]
    },
    answer: |request, now| {
        let right = request.method == "GET"
            && is_bearer(request, "planted-access-grok")
            && request.header("x-xai-token-auth") == Some("xai-grok-cli");
        let at = |hours: i64| (now + SignedDuration::from_hours(hours)).to_string();
        match request.path.as_str() {
            "/v1/billing?format=credits" => {
                let period = json!({ "type": "USAGE_PERIOD_TYPE_WEEKLY",
                                     "start": at(-82), "end": at(86) });
                let config = json!({ "creditUsagePercent": 32.0, "currentPeriod": period });
                right.then(|| Reply::json(200, &json!({ "config": config })))
            }
            "/v1/settings" => right
                .then(|| Reply::json(200, &json!({ "subscription_tier_display": "SuperGrok" }))),
            _ => None,
        }
    },
    shown: &[("weekly", Some("68"), Some(32.0), Some(86 * HOUR))],
    refuse: |request| {
        let said = format!("invalid token: {}", sent(request));
        Reply::json(401, &json!({ "error": said }))
    },
    refused: "sign-in-refused",
};

fn summary(now: Timestamp) -> Value {
    let at = |hours: i64| (now + SignedDuration::from_hours(hours)).to_string();
    json!({ "groups": [
        { "displayName": "Gemini Models", "buckets": [
            { "bucketId": "gemini-5h", "window": "5h", "remainingFraction": 0.82, "resetTime": at(2) },
            { "bucketId": "gemini-weekly", "window": "weekly", "remainingFraction": 0.4, "resetTime": at(86) } ] },
        { "displayName": "Claude and GPT models", "buckets": [
            { "bucketId": "3p-5h", "window": "5h", "remainingFraction": 0, "resetTime": at(4) },
            { "bucketId": "3p-weekly", "window": "weekly", "resetTime": at(86), "disabled": false } ] } ] })
}

/// A Plus plan with this much used of its session and its week.
pub fn usage_of_openai(session: f64, week: f64, now: Timestamp) -> Reply {
    usage_of_openai_since(now, session, week, now)
}

/// The same of windows that ended as far ahead of `since` as usual.
pub fn usage_of_openai_since(since: Timestamp, session: f64, week: f64, now: Timestamp) -> Reply {
    let window = |used: f64, length: i64, after: i64| {
        let at = since.as_second() + after;
        json!({ "used_percent": used, "limit_window_seconds": length,
                "reset_after_seconds": at - now.as_second(), "reset_at": at })
    };
    let rate_limit = json!({
        "allowed": true, "limit_reached": false,
        "primary_window": window(session, 5 * HOUR, 9184),
        "secondary_window": window(week, 168 * HOUR, 403_200),
    });
    let usage = json!({
        "plan_type": "plus", "email": "ada@example.org", "rate_limit": rate_limit,
        "code_review_rate_limit": null, "additional_rate_limits": null,
        "credits": { "has_credits": false, "unlimited": false, "balance": null },
    });
    Reply::json(200, &usage)
}

/// OpenAI's entry in `auth.json` with a token that ends then.
pub fn entry_of_openai(expires: Timestamp) -> (&'static str, Value) {
    let entry = json!({
        "type": "oauth",
        "access": token_of_openai(expires),
        "refresh": "planted-refresh-openai",
        "expires": expires.as_millisecond(),
        "accountId": "11111111-2222-3333-4444-555555555555",
    });
    ("openai", entry)
}

/// A token that says who it is for and when it ends, with a recognisable start in the place of a
/// header.
fn token_of_openai(expires: Timestamp) -> String {
    let claims = json!({
        "https://api.openai.com/profile": { "email": "ada@example.org" },
        "https://api.openai.com/auth": {
            "chatgpt_account_id": "11111111-2222-3333-4444-555555555555",
            "chatgpt_plan_type": "plus",
        },
        "exp": expires.as_second(),
    });
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("planted-access-openai.{claims}.planted-signature")
}

pub(crate) fn is_bearer(request: &SeenRequest, start: &str) -> bool {
    let header = request.header("authorization").unwrap_or_default();
    header
        .strip_prefix("Bearer ")
        .is_some_and(|token| token.starts_with(start))
}

fn is_quota(request: &SeenRequest, key: &str) -> bool {
    request.method == "GET"
        && request.path == "/api/monitor/usage/quota/limit"
        && request.header("authorization") == Some(key)
}

/// What a clumsy service repeats of a request in its error.
pub(crate) fn sent(request: &SeenRequest) -> String {
    let header = request.header("authorization").unwrap_or_default();
    format!("{header} {}", String::from_utf8_lossy(&request.body))
}

fn millis(now: Timestamp, seconds: i64) -> i64 {
    now.as_millisecond() + seconds * 1000
}
