//! OpenCode Console: what is left of a Go subscription, the balance and the budget of a workspace.
//! Tokens are used as they are and never renewed: the refresh token rotates and belongs to OpenCode.

mod credentials;
mod map;
mod requests;
mod wire;

use plimsoll_core::{
    model::{Info, Link, Pace},
    ports::Machine,
    problem::{Case, Code, Fact, Problem, check_expiry},
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};

pub(crate) use credentials::Credential;

pub(crate) struct Console;

impl Provider for Console {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "opencode",
        name: "OpenCode Console",
        takes_oauth_client: false,
        pace: Pace::USUAL,
        links: &[
            Link {
                id: "usage",
                url: "https://opencode.ai/console",
            },
            Link {
                id: "subscribe",
                url: "https://opencode.ai/go",
            },
        ],
    };

    fn find(machine: &dyn Machine) -> Discovery<Credential> {
        credentials::find(machine)
    }

    async fn fetch(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        check_expiry(credential.expires, cx.clock.now())?;
        let usage = usage(credential, cx).await;
        usage.map_err(|problem| match problem.code {
            Code::SignInRefused => problem.fact(Fact::Command, credential.store.sign_in()),
            Code::Forbidden if problem.case() == Some(Case::Workspace) => {
                problem.fact(Fact::Command, credential.store.switch())
            }
            _ => problem,
        })
    }
}

async fn usage(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    let workspace = match &credential.workspace {
        Some(workspace) => workspace.clone(),
        None => requests::only_workspace(credential, cx).await?,
    };
    let answers = requests::answers(credential, &workspace, cx).await?;
    Ok(Usage {
        owner: Some(workspace),
        ..map::usage(&answers)
    })
}
