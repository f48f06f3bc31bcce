//! Services that read what other programs keep in databases, as their tests see them; the others are in
//! `services`.

use jiff::SignedDuration;
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
