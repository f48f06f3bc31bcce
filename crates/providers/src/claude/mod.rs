//! Claude: the quota of a Pro, Max, Team or Enterprise plan, as Claude Code uses it. Tokens are used
//! as they are and never renewed: the refresh token rotates and belongs to the tool that keeps it.

mod credentials;
mod keychain;
mod map;
mod money;
mod plan;
mod profile;
mod wire;

use jiff::SignedDuration;
use plimsoll_core::{
    model::{Info, Link, Pace, Tool},
    ports::{Machine, Request},
    problem::{Case, Code, Expect, Fact, Problem, check, check_expiry},
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};

pub(crate) use credentials::Credential;
use credentials::Token;

const ENDPOINT: &str = "https://api.anthropic.com/api/oauth/usage";
/// Without it the service does not take a sign-in.
const BETA: &str = "oauth-2025-04-20";

const CLAUDE_CODE: Tool = Tool::new("Claude Code", "claude");

pub(crate) struct Claude;

impl Provider for Claude {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "claude",
        name: "Claude",
        takes_oauth_client: false,
        pace: Pace {
            least: SignedDuration::from_mins(10),
            pause: Some((SignedDuration::from_mins(5), SignedDuration::from_hours(1))),
        },
        links: &[
            Link {
                id: "status",
                url: "https://status.claude.com/",
            },
            Link {
                id: "usage",
                url: "https://claude.ai/settings/usage",
            },
            Link {
                id: "subscribe",
                url: "https://claude.com/pricing",
            },
        ],
    };

    fn find(machine: &dyn Machine) -> Discovery<Credential> {
        credentials::find(machine)
    }

    /// The first token that still works tells. Where none does, the first one's problem counts: it is
    /// of the store in use.
    async fn fetch(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        let mut first = None;
        for token in &credential.tokens {
            match ask(token, cx).await {
                Ok(usage) => return Ok(profile::with_name(usage, credential, token, cx).await),
                Err(problem) if leads_on(&problem) => {
                    first.get_or_insert(token.explain(problem));
                }
                Err(problem) => return Err(token.explain(problem)),
            }
        }
        Err(first.unwrap_or_else(|| Problem::internal("an account without a token")))
    }
}

/// Whether the next store may hold a better token.
fn leads_on(problem: &Problem) -> bool {
    let was_asked = problem.get(Fact::Status).is_some();
    match problem.code {
        Code::SignInExpired | Code::SignInRefused => true,
        Code::Forbidden => !was_asked,
        Code::NoAccounts
        | Code::StoreUnreadable
        | Code::StoreDamaged
        | Code::StoreLocked
        | Code::KeyRejected
        | Code::NoPlan
        | Code::RateLimited
        | Code::ServiceDown
        | Code::TimedOut
        | Code::Offline
        | Code::ConnectionBlocked
        | Code::QuotaNotShared
        | Code::TokenFileIncomplete
        | Code::ProjectMissing
        | Code::ClientMissing
        | Code::VerificationNeeded
        | Code::FormatChanged
        | Code::Internal => false,
    }
}

async fn ask(token: &Token, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    if !token.may_read {
        return Err(Problem::new(Code::Forbidden));
    }
    check_expiry(token.expires, cx.clock.now())?;
    let request = Request::get(ENDPOINT)
        .header("accept", "application/json")
        .header("content-type", "application/json")
        .header("anthropic-beta", BETA)
        .secret("authorization", "Bearer ", &token.access);
    let answer = cx.http.send(request).await;
    let response = check(answer, Expect::Token, &[&token.access], cx.clock.now())?;
    let usage = map::usage(&response)?;
    Ok(Usage {
        plan: token.plan.clone(),
        endpoint: Some(ENDPOINT.to_owned()),
        ..usage
    })
}

impl Token {
    /// Says which tool the steps are about.
    fn explain(&self, problem: Problem) -> Problem {
        let problem = match problem.code {
            Code::SignInExpired | Code::SignInRefused | Code::Forbidden
                if self.is_of_claude_code =>
            {
                problem.kept_by(&CLAUDE_CODE)
            }
            _ => problem,
        };
        match problem.code {
            // A token made for scripts may only run models.
            Code::Forbidden => problem.with_case(Case::Scope),
            _ => problem,
        }
    }
}
