//! The three ways to ask: as the editor does, and as its page does for plans of which the first says no
//! number.

use plimsoll_core::{
    ports::{Body, Request, Response},
    problem::{Code, Expect, Problem, check, not_understood},
    provider::Fetch,
    snapshot::Usage,
};

use super::{
    credentials::Token,
    map,
    wire::{self, Period, Plan, Requests, Summary},
};
use crate::chain::{Failures, is_of_endpoint};

const PERIOD: &str = "https://api2.cursor.sh/aiserver.v1.DashboardService/GetCurrentPeriodUsage";
const PLAN: &str = "https://api2.cursor.sh/aiserver.v1.DashboardService/GetPlanInfo";
const SUMMARY: &str = "https://cursor.com/api/usage-summary";
const REQUESTS: &str = "https://cursor.com/api/usage";

pub(super) async fn usage(token: &Token, cx: &Fetch<'_>) -> Result<Usage, Problem> {
    let mut failures = Failures::default();
    let mut without_a_plan = None;
    match period(token, cx).await {
        Ok(period) if period.is_off() => return Err(Problem::new(Code::NoPlan)),
        Ok(period) => {
            let usage = map::of_period(&period);
            if map::tells(&usage) {
                let plan = plan(token, cx).await.or_else(|| token.plan.clone());
                return Ok(Usage {
                    plan,
                    ..at(PERIOD, usage)
                });
            }
            without_a_plan = Some((usage, period.plan_usage.is_none()));
        }
        Err(problem) if is_of_endpoint(&problem) => failures.add(problem),
        Err(problem) => return Err(problem),
    }
    match of_page(token, cx, &mut failures).await {
        Ok(Some(usage)) => return Ok(usage),
        Ok(None) => {}
        Err(problem) => failures.add(problem),
    }
    // Of a page that fails nobody knows what it would have said.
    match without_a_plan.filter(|_| failures.is_empty()) {
        Some((_, true)) => Err(Problem::new(Code::NoPlan)),
        Some((usage, false)) => Ok(Usage {
            plan: token.plan.clone(),
            ..map::with_nothing(at(PERIOD, usage))
        }),
        None => Err(failures.named()),
    }
}

/// What the pages say; `None` where neither says anything.
async fn of_page(
    token: &Token,
    cx: &Fetch<'_>,
    failures: &mut Failures,
) -> Result<Option<Usage>, Problem> {
    let mut plan = token.plan.clone();
    match summary(token, cx).await {
        None => return Ok(None),
        Some(Ok(summary)) => {
            let usage = map::of_summary(&summary);
            if map::tells(&usage) {
                return Ok(Some(at(SUMMARY, usage)));
            }
            plan = usage.plan.or(plan);
        }
        Some(Err(problem)) if is_of_endpoint(&problem) => failures.add(problem),
        Some(Err(problem)) => return Err(problem),
    }
    match requests(token, cx).await {
        Some(Ok(answer)) => {
            let usage = map::of_requests(&answer);
            let usage = Usage {
                plan,
                ..at(REQUESTS, usage)
            };
            Ok(map::tells(&usage).then_some(usage))
        }
        Some(Err(problem)) if is_of_endpoint(&problem) => {
            failures.add(problem);
            Ok(None)
        }
        Some(Err(problem)) => Err(problem),
        None => Ok(None),
    }
}

fn at(endpoint: &str, usage: Usage) -> Usage {
    Usage {
        endpoint: Some(endpoint.to_owned()),
        ..usage
    }
}

async fn period(token: &Token, cx: &Fetch<'_>) -> Result<Period, Problem> {
    let response = of_editor(PERIOD, token, cx).await?;
    wire::period(&response.body).ok_or_else(|| not_understood(&response))
}

/// The plan's name is worth a request, and not worth the numbers.
async fn plan(token: &Token, cx: &Fetch<'_>) -> Option<String> {
    let response = of_editor(PLAN, token, cx).await.ok()?;
    let answer: Plan = serde_json::from_slice(&response.body).ok()?;
    answer.plan_info?.plan_name
}

async fn of_editor(url: &str, token: &Token, cx: &Fetch<'_>) -> Result<Response, Problem> {
    let request = Request::post(url, Body::Json("{}".to_owned()))
        .header("accept", "application/json")
        .header("connect-protocol-version", "1")
        .secret("authorization", "Bearer ", &token.access);
    let answer = cx.http.send(request).await;
    check(answer, Expect::Token, &token.secrets(), cx.clock.now())
}

async fn summary(token: &Token, cx: &Fetch<'_>) -> Option<Result<Summary, Problem>> {
    let answer = page(SUMMARY, token, cx).await?;
    Some(answer.and_then(|response| {
        wire::summary(&response.body).ok_or_else(|| not_understood(&response))
    }))
}

async fn requests(token: &Token, cx: &Fetch<'_>) -> Option<Result<Requests, Problem>> {
    let user = token.user.as_ref()?;
    let answer = page(&format!("{REQUESTS}?user={user}"), token, cx).await?;
    Some(answer.and_then(|response| {
        wire::requests(&response.body).ok_or_else(|| not_understood(&response))
    }))
}

/// `None` where the token does not say whose it is, without which the page shows nothing.
async fn page(url: &str, token: &Token, cx: &Fetch<'_>) -> Option<Result<Response, Problem>> {
    let cookie = token.cookie.as_ref()?;
    let request = Request::get(url)
        .header("accept", "application/json")
        .secret("cookie", "WorkosCursorSessionToken=", cookie);
    let answer = cx.http.send(request).await;
    Some(check(
        answer,
        Expect::Token,
        &token.secrets(),
        cx.clock.now(),
    ))
}
