//! The Coding Plan protocol that Zhipu AI and Z.ai share. What differs, the hosts, the ids and the
//! pages, is in their own folders; a key never goes to the other one's hosts.

mod credentials;
mod map;
mod windows;
mod wire;

use plimsoll_core::{
    ports::Request,
    problem::{Case, Code, Expect, Fact, Problem, check},
    provider::Fetch,
    snapshot::Usage,
};

pub(crate) use credentials::{Credential, find};

use crate::chain::{Failures, is_of_endpoint};

const PATH: &str = "/api/monitor/usage/quota/limit";

/// One of the two services.
pub(crate) struct Site {
    pub(crate) provider: &'static str,
    /// The ids that OpenCode stores its keys under.
    pub(crate) ids: &'static [&'static str],
    /// The variables that OpenCode's configuration may take a key from.
    pub(crate) variables: &'static [&'static str],
    /// In the order of asking; the next one when it may know better.
    pub(crate) hosts: &'static [&'static str],
}

/// Asks for the quota.
pub(crate) async fn fetch(
    site: &Site,
    credential: &Credential,
    cx: &Fetch<'_>,
) -> Result<Usage, Problem> {
    let mut failures = Failures::default();
    for host in site.hosts {
        let endpoint = format!("https://{host}{PATH}");
        match ask(&endpoint, credential, cx).await {
            Ok(usage) => return Ok(usage),
            // A network without this one host may have the next.
            Err(problem) if problem.code == Code::Offline => failures.add(problem),
            Err(problem) if is_of_endpoint(&problem) => failures.add(problem),
            Err(problem) => return Err(problem),
        }
    }
    Err(failures.named())
}

async fn ask(endpoint: &str, credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    let request = Request::get(endpoint)
        .header("accept", "application/json")
        .secret("authorization", "", &credential.key);
    let answer = cx.http.send(request).await;
    let now = cx.clock.now();
    let secrets = [&credential.key];
    let understood = check(answer, Expect::Key, &secrets, now)
        .and_then(|response| map::usage(&response, &credential.key, now));
    match understood {
        Ok(usage) => Ok(Usage {
            endpoint: Some(endpoint.to_owned()),
            ..usage
        }),
        Err(problem) => Err(credential.explain(problem)),
    }
}

impl Credential {
    /// A 403 means a refused key here, and odd characters in a key are worth a word.
    fn explain(&self, problem: Problem) -> Problem {
        let refused = problem.code == Code::Forbidden && problem.get(Fact::Status).is_some();
        let problem = if refused {
            Problem {
                code: Code::KeyRejected,
                ..problem
            }
        } else {
            problem
        };
        if problem.code == Code::KeyRejected && self.had_whitespace {
            problem.with_case(Case::Whitespace)
        } else {
            problem
        }
    }
}
