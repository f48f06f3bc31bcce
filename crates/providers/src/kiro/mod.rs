//! Kiro: what is left of a month's credits, as its command line uses them. Tokens are used as they are
//! and never renewed: the refresh token rotates and belongs to the program that keeps it.

mod credentials;
mod map;
mod wire;

use plimsoll_core::{
    model::{Info, Link, Pace, Tool},
    ports::{Body, HttpFault, Machine, Request, Response},
    problem::{Case, Code, Expect, Problem, check, check_expiry, not_understood},
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};
use serde_json::json;

pub(crate) use credentials::Credential;

const CLI: Tool = Tool::new("Kiro CLI", "kiro-cli login");
const EDITOR: Tool = Tool::new("Kiro", "kiro");

pub(crate) struct Kiro;

impl Provider for Kiro {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "kiro",
        name: "Kiro",
        takes_oauth_client: false,
        pace: Pace::USUAL,
        links: &[
            Link {
                id: "status",
                url: "https://health.aws.amazon.com/health/status",
            },
            Link {
                id: "usage",
                url: "https://app.kiro.dev/account/usage",
            },
            Link {
                id: "subscribe",
                url: "https://kiro.dev/pricing/",
            },
        ],
    };

    fn find(machine: &dyn Machine) -> Discovery<Credential> {
        credentials::find(machine)
    }

    async fn fetch(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        let usage = usage(credential, cx).await;
        usage.map_err(|problem| credential.explain(problem))
    }
}

async fn usage(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    check_expiry(credential.expires, cx.clock.now())?;
    let endpoint = format!("https://codewhisperer.{}.amazonaws.com/", credential.region);
    let request = Request::post(&*endpoint, Body::Json(body(credential)))
        .header("accept", "application/json")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "AmazonCodeWhispererService.GetUsageLimits")
        .secret("authorization", "Bearer ", &credential.access);
    let answer = cx.http.send(request).await;
    let refusal = Refusal::of(&answer);
    let checked = check(answer, Expect::Token, &[&credential.access], cx.clock.now());
    let response = checked.map_err(|problem| refusal.name(problem))?;
    let answer = wire::read(&response.body).ok_or_else(|| not_understood(&response))?;
    let usage = map::usage(&answer).ok_or_else(|| not_understood(&response))?;
    Ok(Usage {
        endpoint: Some(endpoint),
        ..usage
    })
}

/// An account without a profile is one of its own kind.
fn body(credential: &Credential) -> String {
    let body = match &credential.profile {
        Some(profile) => json!({ "profileArn": profile }),
        None => {
            json!({ "profileArn": "", "origin": "AI_EDITOR", "resourceType": "AGENTIC_REQUEST" })
        }
    };
    body.to_string()
}

/// What a refusal says in its text; its status is the same.
enum Refusal {
    Denied,
    Suspended,
    Other,
}

impl Refusal {
    fn of(answer: &Result<Response, HttpFault>) -> Self {
        let Some(response) = answer.as_ref().ok().filter(|it| it.status == 403) else {
            return Self::Other;
        };
        let said = String::from_utf8_lossy(&response.body);
        if said.contains("temporarily is suspended") {
            Self::Suspended
        } else if said.contains("AccessDeniedException") {
            Self::Denied
        } else {
            Self::Other
        }
    }

    fn name(&self, problem: Problem) -> Problem {
        match (problem.code, self) {
            (Code::Forbidden, Self::Suspended) => problem.with_case(Case::Locked),
            (Code::Forbidden, Self::Denied) => Problem {
                code: Code::SignInRefused,
                retry: Code::SignInRefused.retry(),
                ..problem
            },
            _ => problem,
        }
    }
}

impl Credential {
    /// Says which program the steps are about.
    fn explain(&self, problem: Problem) -> Problem {
        let tool = if self.is_of_the_editor { &EDITOR } else { &CLI };
        match problem.code {
            // Tokens live for an hour: on a computer at rest it is the usual state.
            Code::SignInExpired => problem.kept_by(tool).usual(),
            // The quota is often refused to these although the models work.
            Code::SignInRefused if self.is_social => problem.kept_by(tool).with_case(Case::Social),
            Code::SignInRefused => problem.kept_by(tool),
            _ => problem,
        }
    }
}
