//! The routes of the console. It is private and moves: a route that is gone costs its own row alone.

use plimsoll_core::{
    ports::{HttpFault, Request, Response},
    problem::{Case, Code, Expect, Problem, check, not_understood},
    provider::Fetch,
};

use super::{
    Credential,
    wire::{self, Billing, Budget, Go},
};
use crate::{
    chain::{Failures, is_of_endpoint},
    ids::is_plain,
};

const GO: &str = "https://opencode.ai/console/api/go/status";
const BILLING: &str = "https://opencode.ai/console/api/billing/status";
const WORKSPACES: &str = "https://opencode.ai/console/api/orgs";
const CURRENT: &str = "https://opencode.ai/console/api/orgs/current";
const BUDGET: &str = "https://opencode.ai/console/api/budgets/org";
const BUDGETS_OF_USERS: &str = "https://opencode.ai/console/api/budgets/users";

/// What the routes answered; `None` where one has nothing or failed.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) go: Option<Go>,
    pub(super) billing: Option<Billing>,
    pub(super) budget: Option<Budget>,
    /// The first route that answered.
    pub(super) endpoint: Option<&'static str>,
}

/// The workspace of a sign-in that has one alone. Which of several is meant only OpenCode knows.
pub(super) async fn only_workspace(
    credential: &Credential,
    cx: &Fetch<'_>,
) -> Result<String, Problem> {
    let response = ask(WORKSPACES, credential, None, cx).await?;
    let ids = wire::workspaces(&response.body).ok_or_else(|| not_understood(&response))?;
    match ids.as_slice() {
        [id] if is_plain(id) => Ok(id.clone()),
        _ => Err(no_workspace()),
    }
}

pub(super) async fn answers(
    credential: &Credential,
    workspace: &str,
    cx: &Fetch<'_>,
) -> Result<Answers, Problem> {
    let mut answers = Answers::default();
    let mut failures = Failures::default();
    match read(GO, credential, workspace, cx, wire::go).await {
        Ok(go) => {
            answers.go = go;
            answers.endpoint = Some(GO);
        }
        Err(problem) if is_of_endpoint(&problem) => failures.add(problem),
        Err(problem) => return Err(problem),
    }
    match read(BILLING, credential, workspace, cx, wire::billing).await {
        Ok(billing) => {
            answers.billing = billing;
            answers.endpoint = answers.endpoint.or(Some(BILLING));
        }
        Err(problem) if answers.endpoint.is_none() => {
            failures.add(problem);
            return Err(failures.named());
        }
        // The numbers of the plan are good without the balance.
        Err(problem) if !is_of_endpoint(&problem) => return Ok(answers),
        Err(_) => {}
    }
    answers.budget = budget(credential, workspace, cx).await;
    Ok(answers)
}

/// The user's own budget, else that of the workspace. They are worth requests, and not worth the
/// numbers.
async fn budget(credential: &Credential, workspace: &str, cx: &Fetch<'_>) -> Option<Budget> {
    let user = match read(CURRENT, credential, workspace, cx, wire::user).await {
        Ok(user) => user.filter(|id| is_plain(id)),
        Err(problem) if is_of_endpoint(&problem) => None,
        Err(_) => return None,
    };
    if let Some(user) = user {
        let url = format!("{BUDGETS_OF_USERS}/{user}");
        match read(&url, credential, workspace, cx, wire::budget).await {
            Ok(Some(budget)) if budget.limit().is_some() => return Some(budget),
            Ok(_) => {}
            Err(problem) if is_of_endpoint(&problem) => {}
            Err(_) => return None,
        }
    }
    let of_workspace = read(BUDGET, credential, workspace, cx, wire::budget).await;
    of_workspace.ok().flatten()
}

/// A route's answer; `None` for one that says that there is nothing.
async fn read<T>(
    url: &str,
    credential: &Credential,
    workspace: &str,
    cx: &Fetch<'_>,
    parse: fn(&[u8]) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let response = ask(url, credential, Some(workspace), cx).await?;
    if wire::is_nothing(&response.body) {
        return Ok(None);
    }
    let answer = parse(&response.body).ok_or_else(|| not_understood(&response))?;
    Ok(Some(answer))
}

async fn ask(
    url: &str,
    credential: &Credential,
    workspace: Option<&str>,
    cx: &Fetch<'_>,
) -> Result<Response, Problem> {
    let mut request = Request::get(url)
        .header("accept", "application/json")
        .secret("authorization", "Bearer ", &credential.access);
    if let Some(workspace) = workspace {
        request = request.header("x-org-id", workspace);
    }
    let answer = cx.http.send(request).await;
    if wants_another_workspace(&answer) {
        return Err(no_workspace());
    }
    check(answer, Expect::Token, &[&credential.access], cx.clock.now())
}

fn wants_another_workspace(answer: &Result<Response, HttpFault>) -> bool {
    let refused = answer.as_ref().ok().filter(|it| it.status == 400);
    refused.is_some_and(|it| String::from_utf8_lossy(&it.body).contains("OrgRequired"))
}

fn no_workspace() -> Problem {
    Problem::new(Code::Forbidden).with_case(Case::Workspace)
}
