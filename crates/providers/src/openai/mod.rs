//! OpenAI: the quota of a `ChatGPT` plan, as Codex uses it. Tokens are used as they are and never
//! renewed: the refresh token rotates and belongs to the tool that keeps it.

mod credentials;
mod map;
mod plan;
mod wire;

use plimsoll_core::{
    model::{Info, Link, Pace, Secret, Tool},
    ports::{Machine, Request},
    problem::{Code, Expect, Problem, check, check_expiry},
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};

pub(crate) use credentials::Credential;

const ENDPOINT: &str = "https://chatgpt.com/backend-api/wham/usage";

/// Keeps a sign-in of its own, which stands in where OpenCode has none.
const CODEX: Tool = Tool::new("Codex", "codex login");

pub(crate) struct OpenAi;

impl Provider for OpenAi {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "openai",
        name: "OpenAI",
        takes_oauth_client: false,
        pace: Pace::USUAL,
        links: &[
            Link {
                id: "status",
                url: "https://status.openai.com/",
            },
            Link {
                id: "usage",
                url: "https://chatgpt.com/codex/settings/usage",
            },
            Link {
                id: "subscribe",
                url: "https://chatgpt.com/pricing",
            },
        ],
    };

    fn find(machine: &dyn Machine) -> Discovery<Credential> {
        credentials::find(machine)
    }

    async fn fetch(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        let usage = usage(credential, cx).await;
        usage.map_err(|problem| match problem.code {
            Code::SignInExpired | Code::SignInRefused if credential.is_of_codex => {
                problem.kept_by(&CODEX)
            }
            _ => problem,
        })
    }
}

async fn usage(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    check_expiry(credential.expires, cx.clock.now())?;
    let mut answer = ask(&credential.access, credential.account.as_deref(), cx).await;
    if credential.account.is_some()
        && answer
            .as_ref()
            .is_err_and(|problem| problem.code == Code::Forbidden)
    {
        // The stored account id may be one that the service does not take.
        answer = ask(&credential.access, None, cx).await;
    }
    answer
}

async fn ask(access: &Secret, account: Option<&str>, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    let mut request = Request::get(ENDPOINT)
        .header("accept", "application/json")
        .secret("authorization", "Bearer ", access);
    if let Some(account) = account {
        request = request.header("chatgpt-account-id", account);
    }
    let answer = cx.http.send(request).await;
    let now = cx.clock.now();
    let response = check(answer, Expect::Token, &[access], now)?;
    let mut usage = map::usage(&response, now)?;
    usage.endpoint = Some(ENDPOINT.to_owned());
    Ok(usage)
}
