//! Cursor: what is left of a plan, as the editor and its agent use it. Tokens are used as they are and
//! never renewed: the refresh token rotates and belongs to the program that keeps it.

mod credentials;
mod map;
mod messages;
mod requests;
mod wire;

use plimsoll_core::{
    model::{Info, Link, Pace, Tool},
    ports::Machine,
    problem::{Code, Problem, check_expiry},
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};

pub(crate) use credentials::Credential;
use credentials::Token;

const EDITOR: Tool = Tool::new("Cursor", "cursor");
const AGENT: Tool = Tool::new("Cursor Agent", "cursor-agent login");

pub(crate) struct Cursor;

impl Provider for Cursor {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "cursor",
        name: "Cursor",
        takes_oauth_client: false,
        pace: Pace::USUAL,
        links: &[
            Link {
                id: "status",
                url: "https://status.cursor.com/",
            },
            Link {
                id: "usage",
                url: "https://cursor.com/dashboard",
            },
            Link {
                id: "subscribe",
                url: "https://cursor.com/pricing",
            },
        ],
    };

    fn find(machine: &dyn Machine) -> Discovery<Credential> {
        credentials::find(machine)
    }

    /// The first token that still works tells. Where none does, the first one's problem counts.
    async fn fetch(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        let mut first = None;
        for token in &credential.tokens {
            match ask(token, cx).await {
                Ok(usage) => return Ok(usage),
                Err(problem) => {
                    let leads_on = problem.code.is_about_sign_in();
                    let problem = token.explain(problem);
                    if !leads_on {
                        return Err(problem);
                    }
                    first.get_or_insert(problem);
                }
            }
        }
        Err(first.unwrap_or_else(|| Problem::internal("an account without a token")))
    }
}

async fn ask(token: &Token, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    check_expiry(token.expires, cx.clock.now() + credentials::MARGIN)?;
    requests::usage(token, cx).await
}

impl Token {
    /// Says which program the steps are about.
    fn explain(&self, problem: Problem) -> Problem {
        match problem.code {
            Code::SignInExpired | Code::SignInRefused => problem.kept_by(&self.tool()),
            _ => problem,
        }
    }
}
