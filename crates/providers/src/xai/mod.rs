//! Grok: what is left of a `SuperGrok` plan, as Grok's command line uses it. Tokens are used as they
//! are and never renewed: the refresh token rotates and belongs to the tool that keeps it.

mod credentials;
mod map;
mod wire;

use plimsoll_core::{
    model::{Info, Link, Pace, Tool},
    ports::{Machine, Request, Response},
    problem::{Case, Code, Expect, Problem, check, check_expiry, not_understood},
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};

pub(crate) use credentials::Credential;
use wire::{Config, Settings};

const BILLING: &str = "https://cli-chat-proxy.grok.com/v1/billing?format=credits";
/// What accounts that are billed by the month are told by.
const MONTHLY: &str = "https://cli-chat-proxy.grok.com/v1/billing";
const SETTINGS: &str = "https://cli-chat-proxy.grok.com/v1/settings";

/// Keeps a sign-in of its own, which stands in where OpenCode has none.
const GROK: Tool = Tool::new("Grok CLI", "grok login");

pub(crate) struct Xai;

impl Provider for Xai {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "xai",
        name: "Grok",
        takes_oauth_client: false,
        pace: Pace::USUAL,
        links: &[
            Link {
                id: "status",
                url: "https://status.x.ai/",
            },
            Link {
                id: "usage",
                url: "https://grok.com/",
            },
            Link {
                id: "subscribe",
                url: "https://grok.com/plans",
            },
        ],
    };

    fn find(machine: &dyn Machine) -> Discovery<Credential> {
        credentials::find(machine)
    }

    async fn fetch(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        let usage = usage(credential, cx).await;
        usage.map_err(|problem| match problem.code {
            Code::SignInExpired | Code::SignInRefused if credential.is_of_grok => {
                problem.kept_by(&GROK)
            }
            _ => problem,
        })
    }
}

async fn usage(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    if credential.is_of_a_team {
        return Err(Problem::new(Code::Forbidden).with_case(Case::Team));
    }
    check_expiry(credential.expires, cx.clock.now())?;
    let mut config = billing(BILLING, credential, cx).await?;
    let mut endpoint = BILLING;
    if config.current_period.is_none()
        && let Ok(monthly) = billing(MONTHLY, credential, cx).await
        && monthly.is_monthly()
    {
        config.monthly_limit = monthly.monthly_limit;
        config.used = monthly.used;
        endpoint = MONTHLY;
    }
    Ok(Usage {
        plan: plan(credential, cx).await,
        endpoint: Some(endpoint.to_owned()),
        ..map::usage(&config, cx.clock.now())
    })
}

async fn billing(url: &str, credential: &Credential, cx: &Fetch<'_>) -> Result<Config, Problem> {
    let response = ask(url, credential, cx).await?;
    wire::config(&response.body).ok_or_else(|| not_understood(&response))
}

/// The plan's name is worth a request, and not worth the numbers.
async fn plan(credential: &Credential, cx: &Fetch<'_>) -> Option<String> {
    let response = ask(SETTINGS, credential, cx).await.ok()?;
    let settings: Settings = serde_json::from_slice(&response.body).ok()?;
    settings.subscription_tier_display
}

/// The service does not answer to a sign-in of its command line without these headers.
async fn ask(url: &str, credential: &Credential, cx: &Fetch<'_>) -> Result<Response, Problem> {
    let request = Request::get(url)
        .header("accept", "application/json")
        .header("x-xai-token-auth", "xai-grok-cli")
        .header("x-grok-client-surface", "grok-build")
        .header("x-grok-client-version", "1.0.0")
        .secret("authorization", "Bearer ", &credential.access);
    let answer = cx.http.send(request).await;
    check(answer, Expect::Token, &[&credential.access], cx.clock.now())
}
