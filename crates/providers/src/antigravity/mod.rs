//! Google Antigravity: the quota of its accounts as the OpenCode plugin keeps them. Read only:
//! no account is onboarded, and no file of the plugin is written.

mod client;
mod credentials;
mod find;
mod map;
mod pool;
mod requests;
mod stored;
mod token_file;
mod verification;
mod wire;

use plimsoll_core::{
    model::{Info, Link, Pace, Secret, Tool},
    ports::Machine,
    problem::{Code, Problem},
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};

pub(crate) use credentials::Credential;

/// Google's command line, which keeps a sign-in of its own.
const AGY: Tool = Tool::new("Antigravity CLI", "agy");

pub(crate) struct Antigravity;

impl Provider for Antigravity {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "antigravity",
        name: "Google Antigravity",
        takes_oauth_client: true,
        pace: Pace::USUAL,
        links: &[
            Link {
                id: "status",
                url: "https://status.cloud.google.com/",
            },
            Link {
                id: "account",
                url: "https://myaccount.google.com/",
            },
        ],
    };

    fn find(machine: &dyn Machine) -> Discovery<Credential> {
        find::find(machine)
    }

    async fn fetch(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        if credential.has_no_client() {
            return without_client(credential, cx);
        }
        let access = requests::token(credential, cx).await?;
        match ask(credential, &access, cx).await {
            Err(problem) if problem.code == Code::SignInRefused && credential.is_renewable() => {
                let access = requests::renewed(credential, cx).await?;
                let answer = ask(credential, &access, cx).await;
                if let Err(problem) = &answer
                    && problem.code == Code::SignInRefused
                {
                    cx.sessions.forget(&credential.key);
                }
                answer
            }
            Err(problem) if problem.code == Code::SignInRefused => Err(problem.kept_by(&AGY)),
            answer => answer,
        }
    }
}

async fn ask(credential: &Credential, access: &Secret, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    let (project, assist) = requests::project(credential, access, cx).await?;
    let usage = requests::quota(credential, &project, access, cx).await?;
    let assist = match assist {
        Some(assist) => assist,
        // Plan and credits are worth a request, and not worth the numbers.
        None => requests::assist(credential, access, cx)
            .await
            .unwrap_or_default(),
    };
    Ok(map::with_assist(usage, assist))
}

/// No service can be asked; the file may have numbers of its own.
fn without_client(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    let problem = Problem::new(Code::ClientMissing);
    match map::stored_usage(&credential.stored, cx.clock.now()) {
        Some(usage) => Ok(Usage {
            fault: Some(problem),
            ..usage
        }),
        None => Err(problem),
    }
}
