//! What GitHub is asked, and what its refusals mean. How often is not decided here.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use plimsoll_core::{
    model::{Secret, moment_in},
    ports::{HttpFault, Request, Response},
    problem::{Case, Code, Expect, Fact, Problem, check, not_understood, retry_after},
    provider::Fetch,
    snapshot::Usage,
};

use super::{
    credentials::{Credential, SignIn},
    map,
    token_file::{TokenFile, Whose},
    wire,
};
use crate::chain::{Failures, is_of_endpoint};

/// Waits that GitHub may ask for; anything else is a wrong clock.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(6);

/// Asks with OpenCode's sign-in.
pub(super) async fn quota(
    credential: &Credential,
    sign_in: &SignIn,
    cx: &Fetch<'_>,
) -> Result<Usage, Problem> {
    let url = format!("{}/copilot_internal/user", sign_in.api);
    let request = Request::get(&url)
        .header("accept", "application/json")
        .header("editor-version", "vscode/1.96.2")
        .header("editor-plugin-version", "copilot-chat/0.26.7")
        .header("user-agent", "GitHubCopilotChat/0.26.7")
        .header("x-github-api-version", "2025-04-01")
        .secret("authorization", "token ", &sign_in.token);
    let answer = checked(cx.http.send(request).await, &sign_in.token, cx.clock.now());
    let response = answer.map_err(|problem| match problem.get(Fact::Status) {
        Some("404") if is_from_github(&problem) => not_shared(credential, problem),
        _ => problem,
    })?;
    let user = wire::user(&response.body).ok_or_else(|| not_understood(&response))?;
    let usage = map::of_user(&user, cx.clock.now());
    if usage.windows.is_empty() && wire::is_odd(&response.body) {
        return Err(not_understood(&response));
    }
    Ok(Usage {
        endpoint: Some(url),
        ..usage
    })
}

/// Asks with the user's own token: the old report on premium requests, then the one on credits.
pub(super) async fn reports(
    credential: &Credential,
    file: &TokenFile,
    cx: &Fetch<'_>,
) -> Result<Usage, Problem> {
    let now = cx.clock.now();
    let of_requests = match &file.whose {
        Whose::User(_) => Some(requests(file, cx).await),
        // There is no such report of a group.
        Whose::Organisation(_) | Whose::Enterprise(_) => None,
    };
    match of_requests {
        Some(Ok(Some(usage))) => return Ok(usage),
        Some(Err(problem)) if !may_be_billed_otherwise(&problem) => {
            return Err(refused(credential, file, problem));
        }
        Some(answer) if file.only_requests => {
            return match answer {
                Ok(_) => Ok(untouched(file, now)),
                Err(problem) => Err(refused(credential, file, problem)),
            };
        }
        Some(_) | None => {}
    }
    match (credits(file, cx).await, of_requests) {
        (Ok(Some(usage)), _) => Ok(usage),
        // Both reports are empty, or the only one there is: the month is young.
        (Ok(None) | Err(_), Some(Ok(_))) => Ok(untouched(file, now)),
        (Ok(None), _) => Ok(Usage {
            endpoint: Some(credits_url(file)),
            ..map::credits(0.0, file.tier, now)
        }),
        (Err(problem), of_requests) => {
            let mut failures = Failures::default();
            if let Some(Err(problem)) = of_requests {
                failures.add(problem);
            }
            failures.add(problem);
            Err(refused(credential, file, failures.named()))
        }
    }
}

/// Nothing was used of the month's requests.
fn untouched(file: &TokenFile, now: Timestamp) -> Usage {
    Usage {
        endpoint: Some(requests_url(file)),
        ..map::requests(0.0, file.tier, now)
    }
}

fn requests_url(file: &TokenFile) -> String {
    let path = file.whose.path();
    format!("{}/{path}/settings/billing/premium_request/usage", file.api)
}

fn credits_url(file: &TokenFile) -> String {
    let path = file.whose.path();
    format!("{}/{path}/settings/billing/ai_credit/usage", file.api)
}

/// `None` when the report has no premium request in it.
async fn requests(file: &TokenFile, cx: &Fetch<'_>) -> Result<Option<Usage>, Problem> {
    let url = requests_url(file);
    let (report, response) = report(&url, "2022-11-28", file, cx).await?;
    let usage = map::of_requests(&report, file.tier, cx.clock.now())
        .map_err(|map::Unclear| not_understood(&response))?;
    Ok(usage.map(|usage| Usage {
        endpoint: Some(url),
        ..usage
    }))
}

/// `None` when the report has no credit in it.
async fn credits(file: &TokenFile, cx: &Fetch<'_>) -> Result<Option<Usage>, Problem> {
    let today = cx.clock.now().to_zoned_datetime(TimeZone::UTC);
    let url = credits_url(file);
    let asked = format!("{url}?year={}&month={}", today.year(), today.month());
    let (report, response) = report(&asked, "2026-03-10", file, cx).await?;
    let usage = map::of_credits(&report, file.tier, cx.clock.now())
        .map_err(|map::Unclear| not_understood(&response))?;
    Ok(usage.map(|usage| Usage {
        endpoint: Some(url),
        ..usage
    }))
}

async fn report(
    url: &str,
    version: &'static str,
    file: &TokenFile,
    cx: &Fetch<'_>,
) -> Result<(wire::Report, Response), Problem> {
    let request = Request::get(url)
        .header("accept", "application/vnd.github+json")
        // GitHub answers nobody who does not say who asks.
        .header("user-agent", "Plimsoll")
        .header("x-github-api-version", version)
        .secret("authorization", "Bearer ", &file.token);
    let response = checked(cx.http.send(request).await, &file.token, cx.clock.now())?;
    match wire::report(&response.body) {
        Some(report) => Ok((report, response)),
        None => Err(not_understood(&response)),
    }
}

/// The common meanings, and GitHub's own ways to say that it was asked too often.
fn checked(
    answer: Result<Response, HttpFault>,
    token: &Secret,
    now: Timestamp,
) -> Result<Response, Problem> {
    let refused = answer
        .as_ref()
        .ok()
        .filter(|it| matches!(it.status, 403 | 429));
    let pause = refused.and_then(|response| retry_after(response, now));
    let exhausted = refused.filter(|it| it.header("x-ratelimit-remaining") == Some("0"));
    let until = pause.or_else(|| exhausted.and_then(|response| reset(response, now)));
    let limited = pause.is_some() || exhausted.is_some();
    check(answer, Expect::Token, &[token], now).map_err(|problem| {
        if !limited || !matches!(problem.code, Code::Forbidden | Code::RateLimited) {
            return problem;
        }
        let named = problem.retry_at();
        let limited = Problem {
            code: Code::RateLimited,
            ..problem.as_usual()
        };
        match until.or(named) {
            Some(moment) => limited.not_before(moment),
            None => limited,
        }
    })
}

/// When GitHub counts anew.
fn reset(response: &Response, now: Timestamp) -> Option<Timestamp> {
    let moment = moment_in(response.header("x-ratelimit-reset")?)?;
    let ahead = moment.duration_since(now);
    (SignedDuration::ZERO..=LONGEST_WAIT)
        .contains(&ahead)
        .then_some(moment)
}

/// GitHub refuses a report that the account is not billed by, or says "not found" of it.
fn may_be_billed_otherwise(problem: &Problem) -> bool {
    problem.code == Code::Forbidden || is_of_endpoint(problem)
}

/// Not a page that something on the way has put in the place of the answer.
fn is_from_github(problem: &Problem) -> bool {
    problem.code != Code::ConnectionBlocked
}

/// What a refusal says about the user's file.
fn refused(credential: &Credential, file: &TokenFile, problem: Problem) -> Problem {
    if problem.code == Code::RateLimited || !is_from_github(&problem) {
        return problem;
    }
    match problem.get(Fact::Status) {
        Some("401") => about_file(file, not_shared(credential, problem), Case::Refused),
        Some("404") => about_file(file, not_shared(credential, problem), Case::Report),
        Some("403") if problem.code == Code::Forbidden => problem
            .with_case(Case::Billing)
            .fact(Fact::Path, &credential.file_path),
        _ => problem,
    }
}

fn about_file(file: &TokenFile, problem: Problem, case: Case) -> Problem {
    let problem = problem.with_case(case).fact(Fact::Tier, file.tier.as_str());
    match &file.whose {
        Whose::User(name) => problem.fact(Fact::User, name),
        Whose::Organisation(_) | Whose::Enterprise(_) => problem,
    }
}

/// This token may not read the quota; the user's own file would be the way.
fn not_shared(credential: &Credential, problem: Problem) -> Problem {
    let mut new = Problem::new(Code::QuotaNotShared);
    new.facts = problem.facts;
    new.detail = problem.detail;
    new.without_case().fact(Fact::Path, &credential.file_path)
}
