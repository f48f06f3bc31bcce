//! The three steps of a query: an access token, a project, the quota. Nothing here changes the
//! account; in particular it is never onboarded.

use std::time::Duration;

use plimsoll_core::{
    model::{Redacted, Secret},
    ports::{Body, OauthClient, Request, Response, Value},
    problem::{
        Case, Code, Expect, Fact, Problem, check, check_token, not_understood, without_secrets,
    },
    provider::Fetch,
    snapshot::Usage,
};

use super::{
    Credential,
    credentials::SignIn,
    map, verification,
    wire::{self, Assist},
};
use crate::chain::{Failures, is_of_endpoint};

const TOKEN: &str = "https://oauth2.googleapis.com/token";

/// The second one answers "full" for Gemini whatever was used; its other numbers are right.
const HOSTS: [&str; 2] = [
    "https://daily-cloudcode-pa.googleapis.com",
    "https://cloudcode-pa.googleapis.com",
];

/// From the one that tells most to the one that tells least.
const QUOTA: [&str; 3] = [
    "retrieveUserQuotaSummary",
    "fetchAvailableModels",
    "retrieveUserQuota",
];

/// Without such a name the service reports the quota of another tool.
const AGENT: &str = "antigravity/1.11.9 windows/amd64";

/// No token lives longer.
const LONGEST: f64 = 24.0 * 3600.0;

/// The access token that is still good, or a new one.
pub(super) async fn token(credential: &Credential, cx: &Fetch<'_>) -> Result<Secret, Problem> {
    match cx.sessions.get(&credential.key, cx.clock.now()) {
        Some(token) => Ok(token),
        None => renewed(credential, cx).await,
    }
}

/// A new access token. Google's refresh token stays what it is.
pub(super) async fn renewed(credential: &Credential, cx: &Fetch<'_>) -> Result<Secret, Problem> {
    cx.sessions.forget(&credential.key);
    let SignIn::Renewable { refresh, clients } = &credential.sign_in else {
        return credential.without_client(cx.clock.now());
    };
    let mut refused = Problem::new(Code::ClientMissing);
    for client in clients {
        match exchange(credential, refresh, client, cx).await {
            Err(problem) if problem.code == Code::ClientMissing => refused = problem,
            other => return other,
        }
    }
    Err(refused)
}

async fn exchange(
    credential: &Credential,
    refresh: &Secret,
    client: &OauthClient,
    cx: &Fetch<'_>,
) -> Result<Secret, Problem> {
    let secret = |secret: &Secret| Value::Secret("", secret.clone());
    let body = Body::Form(vec![
        ("client_id", secret(&client.id)),
        ("client_secret", secret(&client.secret)),
        ("refresh_token", secret(refresh)),
        ("grant_type", Value::Plain("refresh_token".to_owned())),
    ]);
    let secrets = [&client.secret, &client.id, refresh];
    let answer = cx.http.send(Request::post(TOKEN, body)).await;
    if let Ok(response) = &answer
        && let Some(problem) = refusal(response, &secrets)
    {
        return Err(problem);
    }
    let now = cx.clock.now();
    let response = check_token(answer, Expect::Token, &secrets, now)?;
    let token: Option<wire::Token> = serde_json::from_slice(&response.body).ok();
    let lives = token.as_ref().and_then(|token| token.expires_in);
    let access = token
        .and_then(|token| token.access_token)
        .filter(|access| access.bytes().all(|byte| byte.is_ascii_graphic()))
        .map(Secret::new)
        .ok_or_else(|| Problem::new(Code::FormatChanged))?;
    if let Some(seconds) = lives.filter(|seconds| *seconds > 0.0) {
        let until = now + Duration::from_secs_f64(seconds.min(LONGEST));
        let key = credential.key.clone();
        cx.sessions.put(key, access.clone(), until);
    }
    Ok(access)
}

/// What only this endpoint says: whether the sign-in or the client is at fault.
fn refusal(response: &Response, secrets: &[&Secret]) -> Option<Problem> {
    if !matches!(response.status, 400 | 401 | 403) {
        return None;
    }
    let said: wire::ErrorBody = serde_json::from_slice(&response.body).ok()?;
    let problem = match said.error?.as_str() {
        "invalid_grant" => Problem::new(Code::SignInRefused),
        "invalid_client" | "unauthorized_client" => {
            Problem::new(Code::ClientMissing).with_case(Case::Refused)
        }
        _ => return None,
    };
    let body = String::from_utf8_lossy(&response.body);
    let detail = format!("HTTP {}: {body}", response.status);
    Some(
        problem
            .fact(Fact::Status, response.status.to_string())
            .detail(Redacted::new(&detail, secrets.iter().copied())),
    )
}

/// The project to ask with: the stored one, or the one that the service names.
pub(super) async fn project(
    credential: &Credential,
    access: &Secret,
    cx: &Fetch<'_>,
) -> Result<(String, Option<Assist>), Problem> {
    if let Some(project) = &credential.project {
        return Ok((project.clone(), None));
    }
    let assist = assist(credential, access, cx).await?;
    if let Some(project) = &assist.project {
        return Ok((project.clone(), Some(assist)));
    }
    let problem = Problem::new(Code::ProjectMissing).fact(Fact::Field, "projectId");
    Err(match &credential.path {
        Some(path) => problem.fact(Fact::Path, path),
        None => problem,
    })
}

/// What the service tells of the account: project, plan, credits.
pub(super) async fn assist(
    credential: &Credential,
    access: &Secret,
    cx: &Fetch<'_>,
) -> Result<Assist, Problem> {
    let body = serde_json::json!({ "metadata": { "ideType": "ANTIGRAVITY" } }).to_string();
    let mut failures = Failures::default();
    for host in HOSTS {
        let url = format!("{host}/v1internal:loadCodeAssist");
        match post(&url, &body, credential, access, cx).await {
            Ok(response) => match wire::assist(&response.body) {
                Some(assist) => return Ok(assist),
                None => failures.add(not_understood(&response)),
            },
            Err(problem) if is_of_endpoint(&problem) => failures.add(problem),
            Err(problem) => return Err(problem),
        }
    }
    Err(failures.named())
}

/// The quota, from the first endpoint that tells something.
pub(super) async fn quota(
    credential: &Credential,
    project: &str,
    access: &Secret,
    cx: &Fetch<'_>,
) -> Result<Usage, Problem> {
    let body = serde_json::json!({ "project": project }).to_string();
    let mut failures = Failures::default();
    let mut empty = None;
    for endpoint in QUOTA {
        for (number, host) in HOSTS.into_iter().enumerate() {
            let url = format!("{host}/v1internal:{endpoint}");
            let response = match post(&url, &body, credential, access, cx).await {
                Ok(response) => response,
                Err(problem) if is_of_endpoint(&problem) => {
                    failures.add(problem);
                    continue;
                }
                Err(problem) => return Err(problem),
            };
            let Some(shares) = wire::shares(&response.body) else {
                failures.add(not_understood(&response));
                continue;
            };
            let usage = Usage {
                endpoint: Some(url),
                ..map::usage(&shares, &credential.stored, number > 0, cx.clock.now())
            };
            if !usage.windows.is_empty() {
                return Ok(usage);
            }
            empty.get_or_insert(usage);
            // The other host would say the same; the next endpoint may tell more.
            break;
        }
    }
    empty.ok_or_else(|| failures.named())
}

async fn post(
    url: &str,
    body: &str,
    credential: &Credential,
    access: &Secret,
    cx: &Fetch<'_>,
) -> Result<Response, Problem> {
    let request = Request::post(url, Body::Json(body.to_owned()))
        .header("content-type", "application/json")
        .header("user-agent", AGENT)
        .secret("authorization", "Bearer ", access);
    let secrets: Vec<&Secret> = [access].into_iter().chain(credential.refresh()).collect();
    let answer = cx.http.send(request).await;
    // A page is taken from what failed, too.
    let answer = answer.map(|response| without_secrets(&secrets, response));
    let said = answer.as_ref().map(|response| response.body.clone());
    let said = said.unwrap_or_default();
    check(answer, Expect::Token, &secrets, cx.clock.now()).map_err(|problem| {
        if problem.code == Code::Forbidden {
            verification::asked(problem, &said, credential.page.as_deref())
        } else {
            problem
        }
    })
}
