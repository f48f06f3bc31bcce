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
#[derive(Default, Deserialize)]
struct Answer {
    #[serde(default, deserialize_with = "lenient::any")]
    account: Option<Account>,
    #[serde(default, deserialize_with = "lenient::any")]
    organization: Option<Organization>,
}

#[derive(Deserialize)]
struct Organization {
    #[serde(default, deserialize_with = "lenient::text")]
    uuid: Option<String>,
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
    #[serde(default, deserialize_with = "lenient::text")]
    uuid: Option<String>,
}

/// What is kept, and of which token.
#[derive(Default, Deserialize, Serialize)]
struct Known {
    token: u64,
    email: Option<String>,
    owner: Option<String>,
}

/// Names the account as its owner knows it. No number is lost because that fails.
pub(super) async fn with_name(
    usage: Usage,
    credential: &Credential,
    token: &Token,
    cx: &Fetch<'_>,
) -> Usage {
    let of_token = token.access.fingerprint();
    let kept = cx.sessions.get(&credential.key, cx.clock.now());
    let kept = kept.and_then(|it| serde_json::from_str::<Known>(it.expose()).ok());
    let known = match kept.filter(|known| known.token == of_token) {
        Some(known) => known,
        None => match ask(token, cx).await {
            Err(problem) if may_pass(&problem) => Known::default(),
            // A refusal stays one for this token.
            answer => {
                let known = Known {
                    token: of_token,
                    ..answer.unwrap_or_default()
                };
                keep(&known, credential, token, cx);
                known
            }
        },
    };
    Usage {
        label: known.email,
        owner: known.owner,
        ..usage
    }
}

fn keep(known: &Known, credential: &Credential, token: &Token, cx: &Fetch<'_>) {
    let until: Timestamp = token.expires.unwrap_or(cx.clock.now() + KEPT);
    if let Ok(known) = serde_json::to_string(known) {
        let key = credential.key.clone();
        cx.sessions.put(key, Secret::new(known), until);
    }
}

async fn ask(token: &Token, cx: &Fetch<'_>) -> Result<Known, Problem> {
    let request = Request::get(ENDPOINT)
        .header("accept", "application/json")
        .secret("authorization", "Bearer ", &token.access);
    let answer = cx.http.send(request).await;
    let response = check(answer, Expect::Token, &[&token.access], cx.clock.now())?;
    let answer: Option<Answer> = serde_json::from_slice(&response.body).ok();
    let answer = answer.unwrap_or_default();
    let organisation = answer.organization.and_then(|it| it.uuid);
    let (email, person) = answer
        .account
        .map_or((None, None), |it| (it.email, it.uuid));
    let owner = organisation.zip(person);
    Ok(Known {
        email,
        owner: owner.map(|(organisation, person)| format!("{organisation}/{person}")),
        ..Known::default()
    })
}

/// Whether the next query may well get another answer.
fn may_pass(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::Offline | Code::TimedOut | Code::ConnectionBlocked | Code::ServiceDown
    )
}
