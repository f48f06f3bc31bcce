//! Whose sign-in it is: asked once for a token, since it does not change.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    model::Secret,
    ports::Request,
    problem::{Code, Expect, Problem, check},
    provider::Fetch,
    snapshot::Usage,
};
use serde::{Deserialize, Serialize};

use super::{Credential, credentials::Token};
use crate::lenient;

const ENDPOINT: &str = "https://api.anthropic.com/api/oauth/profile";
/// How long it is kept where nobody knows when the token ends.
const KEPT: SignedDuration = SignedDuration::from_hours(8);

/// Of the answer that which is shown.
#[derive(Deserialize)]
struct Answer {
    #[serde(default, deserialize_with = "lenient::any")]
    account: Option<Account>,
}

#[derive(Deserialize)]
struct Account {
    #[serde(
        default,
        alias = "email_address",
        alias = "emailAddress",
        deserialize_with = "lenient::text"
    )]
    email: Option<String>,
}

/// What is kept, and of which token.
#[derive(Deserialize, Serialize)]
struct Known {
    token: u64,
    email: Option<String>,
}

/// Names the account as its owner knows it. No number is lost because that fails.
pub(super) async fn with_name(
    usage: Usage,
    credential: &Credential,
    token: &Token,
    cx: &Fetch<'_>,
) -> Usage {
    let now = cx.clock.now();
    let of_token = token.access.fingerprint();
    let kept = cx.sessions.get(&credential.key, now);
    let kept = kept.and_then(|it| serde_json::from_str::<Known>(it.expose()).ok());
    let label = match kept.filter(|known| known.token == of_token) {
        Some(known) => known.email,
        None => match ask(token, cx).await {
            Ok(email) => {
                keep(of_token, email.as_ref(), credential, token, cx);
                email
            }
            // It answers so of this token again and again.
            Err(problem) if !may_pass(&problem) => {
                keep(of_token, None, credential, token, cx);
                None
            }
            Err(_) => None,
        },
    };
    Usage { label, ..usage }
}

fn keep(
    of_token: u64,
    email: Option<&String>,
    credential: &Credential,
    token: &Token,
    cx: &Fetch<'_>,
) {
    let known = Known {
        token: of_token,
        email: email.cloned(),
    };
    let until: Timestamp = token.expires.unwrap_or(cx.clock.now() + KEPT);
    if let Ok(known) = serde_json::to_string(&known) {
        cx.sessions
            .put(credential.key.clone(), Secret::new(known), until);
    }
}

async fn ask(token: &Token, cx: &Fetch<'_>) -> Result<Option<String>, Problem> {
    let request = Request::get(ENDPOINT)
        .header("accept", "application/json")
        .secret("authorization", "Bearer ", &token.access);
    let answer = cx.http.send(request).await;
    let response = check(answer, Expect::Token, &[&token.access], cx.clock.now())?;
    let answer: Option<Answer> = serde_json::from_slice(&response.body).ok();
    Ok(answer.and_then(|it| it.account).and_then(|it| it.email))
}

/// Whether the next query may well get another answer.
fn may_pass(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::Offline | Code::TimedOut | Code::ConnectionBlocked | Code::ServiceDown
    )
}
