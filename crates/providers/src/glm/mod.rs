//! The Coding Plan protocol that Zhipu AI and Z.ai share. What differs, the hosts, the ids and the
//! pages, is in their own folders; a key never goes to the other one's hosts.

mod credentials;
mod map;
mod wire;

use plimsoll_core::{
    model::{Fetch, Usage},
    ports::{HttpFault, Request},
    problem::{Code, Expect, Fact, Problem, check},
};

pub(crate) use credentials::{Credential, find};

const PATH: &str = "/api/monitor/usage/quota/limit";

/// One of the two services.
pub(crate) struct Site {
    pub(crate) provider: &'static str,
    /// The ids that OpenCode stores its keys under.
    pub(crate) ids: &'static [&'static str],
    /// In the order of asking; the next one only when there is no good answer at all.
    pub(crate) hosts: &'static [&'static str],
}

/// Asks for the quota.
pub(crate) async fn fetch(
    site: &Site,
    credential: &Credential,
    cx: &Fetch<'_>,
) -> Result<Usage, Problem> {
    let mut last = Problem::internal("a service without a host");
    for host in site.hosts {
        let endpoint = format!("https://{host}{PATH}");
        match ask(&endpoint, credential, cx).await {
            Ok(usage) => return Ok(usage),
            Err((problem, Next::Stop)) => return Err(problem),
            Err((problem, Next::OtherHost)) => last = problem,
        }
    }
    Err(last)
}

/// What a failure at one host says about the next.
enum Next {
    OtherHost,
    Stop,
}

async fn ask(
    endpoint: &str,
    credential: &Credential,
    cx: &Fetch<'_>,
) -> Result<Usage, (Problem, Next)> {
    let request = Request::get(endpoint)
        .header("accept", "application/json")
        .secret("authorization", "", &credential.key);
    let answer = cx.http.send(request).await;
    let next = match &answer {
        Err(HttpFault::Offline { .. }) => Next::OtherHost,
        Ok(response) if response.status == 404 => Next::OtherHost,
        Ok(_)
        | Err(
            HttpFault::TimedOut
            | HttpFault::Blocked { .. }
            | HttpFault::TooLarge
            | HttpFault::Garbled { .. },
        ) => Next::Stop,
    };
    let now = cx.clock.now();
    let secrets = [&credential.key];
    let understood = check(answer, Expect::Key, &secrets, now)
        .and_then(|response| map::usage(&response, &credential.key, now));
    match understood {
        Ok(usage) => Ok(Usage {
            endpoint: Some(endpoint.to_owned()),
            ..usage
        }),
        Err(problem) => {
            // A page in the place of an answer may be one host's own trouble.
            let page = problem.code == Code::ConnectionBlocked;
            let next = if page { Next::OtherHost } else { next };
            Err((credential.explain(problem), next))
        }
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
            problem.fact(Fact::Case, "whitespace")
        } else {
            problem
        }
    }
}
