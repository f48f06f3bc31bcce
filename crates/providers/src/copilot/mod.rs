//! GitHub Copilot: what is left of a month's allowance, from GitHub itself. The user's own token
//! file is asked first where there is one, else OpenCode's sign-in. No token is exchanged.

mod credentials;
mod host;
mod map;
mod requests;
mod token_file;
mod wire;

use plimsoll_core::{
    model::{Info, Link, Pace},
    ports::Machine,
    problem::{Code, Problem},
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};

pub(crate) use credentials::Credential;

use crate::chain::is_of_endpoint;

pub(crate) struct Copilot;

impl Provider for Copilot {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "copilot",
        name: "GitHub Copilot",
        takes_oauth_client: false,
        pace: Pace::USUAL,
        links: &[
            Link {
                id: "status",
                url: "https://www.githubstatus.com/",
            },
            Link {
                id: "account",
                url: "https://github.com/settings/copilot",
            },
            Link {
                id: "tokens",
                url: "https://github.com/settings/personal-access-tokens/new",
            },
            Link {
                id: "billing",
                url: "https://github.com/settings/billing",
            },
        ],
    };

    fn find(machine: &dyn Machine) -> Discovery<Credential> {
        credentials::find(machine)
    }

    async fn fetch(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        let fault = match &credential.file {
            None => None,
            Some(Err(problem)) => Some(problem.clone()),
            Some(Ok(file)) => match requests::reports(credential, file, cx).await {
                Ok(usage) => return Ok(usage),
                // Without a network the sign-in could not be asked about either.
                Err(problem) if !is_refusal(&problem) && !is_of_endpoint(&problem) => {
                    return Err(problem);
                }
                Err(problem) => Some(problem),
            },
        };
        let Some(sign_in) = &credential.sign_in else {
            return Err(fault.unwrap_or_else(|| Problem::new(Code::SignInRefused)));
        };
        match (requests::quota(credential, sign_in, cx).await, fault) {
            (Ok(usage), fault) => Ok(Usage { fault, ..usage }),
            // What is wrong with the file says more about the way out.
            (Err(problem), Some(fault)) if problem.code == Code::QuotaNotShared => Err(fault),
            (Err(problem), _) => Err(problem),
        }
    }
}

fn is_refusal(problem: &Problem) -> bool {
    matches!(problem.code, Code::QuotaNotShared | Code::Forbidden)
}
