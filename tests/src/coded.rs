//! Services that read what other programs keep in databases, as their tests see them; the others are in
//! `services`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::{
    proxy::Reply,
    services::{HOUR, Service, is_bearer, sent},
};

pub const CONSOLE: Service = Service {
    id: "opencode",
    hosts: &["opencode.ai"],
    secrets: &["planted-access-console"],
    entries: |now| {
        let expires = now + SignedDuration::from_hours(1);
        let workspace = json!({ "server": "https://opencode.ai/console", "email": "ada@example.org",
                                "orgID": "wrk_SAMPLE1", "orgName": "Ada" });
        let entry = json!({
            "type": "oauth", "access": "planted-access-console",
            "refresh": "planted-refresh-console", "expires": expires.as_millisecond(),
            "metadata": workspace,
        });
        vec![("opencode", entry)]
    },
    files: |_| Vec::new(),
    answer: |request, now| {
        let right = request.method == "GET"
            && is_bearer(request, "planted-access-console")
            && request.header("x-org-id") == Some("wrk_SAMPLE1");
        let meter = |used: i64, seconds: i64| {
            let at = now + SignedDuration::from_secs(seconds);
            json!({ "limitMicroCents": "1000000000", "usedMicroCents": used.to_string(),
                    "resetsAt": at.to_string() })
        };
        let body = match request.path.strip_prefix("/console/api/")? {
            "go/status" => {
                let meters = json!({
                    "fiveHour": meter(250_000_000, 3 * HOUR),
                    "week": meter(600_000_000, 86 * HOUR),
                    "month": meter(400_000_000, 600 * HOUR),
                });
                json!({ "product": "go", "access": { "meters": meters } })
            }
            "billing/status" => json!({ "availableMicroCents": "1822921472" }),
            "orgs/current" => json!({ "userId": "usr_SAMPLE1" }),
            "budgets/users/usr_SAMPLE1" => json!({ "limitMicroCents": null }),
            "budgets/org" => json!({ "limitMicroCents": null, "spentMicroCents": "0" }),
            _ => return None,
        };
        right.then(|| Reply::json(200, &body))
    },
    shown: &[
        ("session", Some("75"), Some(25.0), Some(3 * HOUR)),
        ("weekly", Some("40"), Some(60.0), Some(86 * HOUR)),
        ("monthly", Some("60"), Some(40.0), Some(600 * HOUR)),
    ],
    refuse: |request| {
        let said = format!("invalid token: {}", sent(request));
        Reply::json(401, &json!({ "_tag": "Unauthorized", "message": said }))
    },
    refused: "sign-in-refused",
};

/// The editor's own way says no number of this plan, its page does: both are asked.
pub const CURSOR: Service = Service {
    id: "cursor",
    hosts: &["api2.cursor.sh", "cursor.com"],
    secrets: &["planted-access-cursor"],
    entries: |_| Vec::new(),
    files: |now| {
        let editor = format!(
            "CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB);
            INSERT INTO ItemTable VALUES
                ('cursorAuth/accessToken', '{}'),
                ('cursorAuth/refreshToken', 'planted-refresh-cursor'),
                ('cursorAuth/stripeMembershipType', '\"enterprise\"'),
                ('cursorAuth/cachedEmail', 'ada@example.org'),
                ('workbench.sample', zeroblob(3000000))",
            token_of_cursor("planted-access-cursor", now)
        );
        let agent = json!({ "accessToken": token_of_cursor("planted-access-cursor-agent", now),
                            "refreshToken": "planted-refresh-cursor-agent" });
        vec![
            (".config/Cursor/User/globalStorage/state.vscdb", editor),
            (".config/cursor/auth.json", agent.to_string()),
        ]
    },
    answer: |request, now| match (request.host.as_str(), request.path.as_str()) {
        ("api2.cursor.sh", "/aiserver.v1.DashboardService/GetCurrentPeriodUsage") => {
            let right = request.method == "POST"
                && request.body == b"{}"
                && is_bearer(request, "planted-access-cursor.")
                && request.header("connect-protocol-version") == Some("1")
                && request.header("content-type") == Some("application/json");
            right.then(|| Reply::json(200, &json!({ "enabled": true, "planUsage": {} })))
        }
        ("cursor.com", "/api/usage-summary") => {
            let start = "WorkosCursorSessionToken=user_SAMPLE1%3A%3Aplanted-access-cursor.";
            let right = request.method == "GET"
                && request.header("authorization").is_none()
                && request
                    .header("cookie")
                    .is_some_and(|it| it.starts_with(start));
            let plan = json!({ "autoPercentUsed": 1.2, "apiPercentUsed": 12 });
            let end = now + SignedDuration::from_hours(600);
            let summary = json!({ "membershipType": "enterprise", "billingCycleEnd": end.to_string(),
                                  "individualUsage": { "plan": plan } });
            right.then(|| Reply::json(200, &summary))
        }
        _ => None,
    },
    shown: &[
        ("cursor-models", Some("99"), Some(1.2), Some(600 * HOUR)),
        ("other-models", Some("88"), Some(12.0), Some(600 * HOUR)),
    ],
    refuse: |request| {
        let said = format!("unauthenticated: {}", sent(request));
        Reply::json(401, &json!({ "code": "unauthenticated", "message": said }))
    },
    refused: "sign-in-refused",
};

/// A token that says who it is for and when it ends.
fn token_of_cursor(start: &str, now: Timestamp) -> String {
    let ends = now + SignedDuration::from_hours(1);
    let claims = json!({ "sub": "auth0|user_SAMPLE1", "exp": ends.as_second() });
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("{start}.{claims}.planted-signature")
}

pub const KIRO: Service = Service {
    id: "kiro",
    hosts: &["codewhisperer.eu-central-1.amazonaws.com"],
    secrets: &["planted-access-kiro"],
    entries: |_| Vec::new(),
    files: |now| {
        let sign_in = |name: &str, hours: i64| {
            let ends = now + SignedDuration::from_hours(hours);
            json!({ "access_token": format!("planted-access-kiro{name}"),
                    "refresh_token": format!("planted-refresh-kiro{name}"),
                    "expires_at": ends.to_string(), "region": "eu-central-1" })
        };
        // A text and bytes, and a log in the place of a journal.
        let database = format!(
            "PRAGMA journal_mode = WAL;
            CREATE TABLE auth_kv (key TEXT PRIMARY KEY, value);
            INSERT INTO auth_kv VALUES
                ('kirocli:odic:token', '{}'),
                ('kirocli:social:token', CAST('{}' AS BLOB)),
                ('kirocli:odic:device-registration', '{{\"client_secret\":\"planted-device-kiro\"}}');
            CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB);
            INSERT INTO state VALUES ('api.codewhisperer.profile', '{{\"arn\":\"arn:sample\"}}')",
            sign_in("", 1),
            sign_in("-social", -1),
        );
        let editor = json!({ "accessToken": "planted-access-kiro-editor",
                             "refreshToken": "planted-refresh-kiro-editor" });
        vec![
            (".local/share/kiro-cli/data.sqlite3", database),
            (".aws/sso/cache/kiro-auth-token.json", editor.to_string()),
        ]
    },
    answer: |request, now| {
        let target = "AmazonCodeWhispererService.GetUsageLimits";
        let right = request.method == "POST"
            && request.path == "/"
            && request.body == br#"{"profileArn":"arn:sample"}"#
            && request.header("x-amz-target") == Some(target)
            && request.header("content-type") == Some("application/x-amz-json-1.0")
            && request.header("authorization") == Some("Bearer planted-access-kiro");
        let reset = now + SignedDuration::from_hours(600);
        let credits = json!({ "resourceType": "CREDIT", "currentUsageWithPrecision": 250.0,
                              "usageLimitWithPrecision": 1000.0 });
        let body = json!({ "nextDateReset": reset.as_second(), "usageBreakdownList": [credits],
                           "subscriptionInfo": { "subscriptionTitle": "KIRO PRO" } });
        right.then(|| Reply::json(200, &body))
    },
    shown: &[("monthly", Some("75"), Some(25.0), Some(600 * HOUR))],
    refuse: |request| {
        let said = format!("denied: {}", sent(request));
        let body = json!({ "__type": "AccessDeniedException", "message": said });
        Reply::json(403, &body)
    },
    refused: "sign-in-refused",
};
