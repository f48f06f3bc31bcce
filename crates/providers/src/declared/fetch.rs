//! Asks a declared service: its requests in order, and its mapping over all answers.

use plimsoll_core::{
    model::Redacted,
    ports::{Body, Request, Response},
    problem::{
        Case, Code, Expect, Fact, Problem, Retry, check, check_expiry, not_understood,
        without_secrets,
    },
    provider::Fetch,
    snapshot::Usage,
};
use serde_json::{Map, Value, json};

use super::{
    credentials::Credential,
    fields::RowFault,
    file::{Auth, Method},
    language::{Program, Stop},
    rows::{Rows, rows},
    service::{Ask, Service},
};
use crate::chain::Failures;

/// What was answered so far.
#[derive(Default)]
struct Answers {
    /// By the id of its request: `{ status, body }`.
    given: Map<String, Value>,
    /// The last good one, and the address that it came from.
    good: Option<(Response, String)>,
    failures: Failures,
    has_failed: bool,
}

/// What the service says of one account.
pub(super) async fn fetch(
    service: &Service,
    credential: &Credential,
    cx: &Fetch<'_>,
) -> Result<Usage, Problem> {
    let usage = usage(service, credential, cx).await;
    usage.map_err(|problem| match (problem.code, &credential.tool) {
        (Code::SignInExpired | Code::SignInRefused, Some(tool)) => problem.kept_by(tool),
        (Code::NoPlan, _) if credential.is_shared => problem.with_case(Case::OtherProduct),
        _ => problem,
    })
}

async fn usage(
    service: &Service,
    credential: &Credential,
    cx: &Fetch<'_>,
) -> Result<Usage, Problem> {
    check_expiry(credential.expires, cx.clock.now())?;
    let mut answers = Answers::default();
    let region = credential.region.as_deref();
    let asks = service
        .requests
        .iter()
        .filter(|ask| ask.region.is_none() || ask.region.as_deref() == region);
    for ask in asks {
        if ask.fallback && says_something(service, credential, &answers, cx) {
            continue;
        }
        let Err(problem) = send(service, ask, credential, &mut answers, cx).await else {
            continue;
        };
        let is_refused = matches!(
            problem.code,
            Code::KeyRejected | Code::SignInRefused | Code::RateLimited
        );
        if !ask.optional {
            return Err(named(service, credential, &answers, problem, cx));
        }
        answers.failures.add(problem);
        answers.has_failed = true;
        if is_refused {
            break;
        }
    }
    finish(service, credential, answers, cx)
}

/// Sends one request and notes its answer.
async fn send(
    service: &Service,
    ask: &Ask,
    credential: &Credential,
    answers: &mut Answers,
    cx: &Fetch<'_>,
) -> Result<(), Problem> {
    let secrets = [&credential.key];
    let request = Request {
        follows: !service.is_own,
        ..request(ask, credential)
    };
    let answer = cx.http.send(request).await;
    // The mapping sees also what failed.
    let answer = answer.map(|response| without_secrets(&secrets, response));
    let noted = |response: &Response| {
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        json!({ "status": response.status, "body": body })
    };
    let expect = if credential.tool.is_some() {
        Expect::Token
    } else {
        Expect::Key
    };
    if let Ok(response) = &answer
        && !response.is_success()
    {
        answers.given.insert(ask.id.clone(), noted(response));
    }
    let response = check(answer, expect, &secrets, cx.clock.now())?;
    if serde_json::from_slice::<Value>(&response.body).is_err() {
        return Err(not_understood(&response));
    }
    answers.given.insert(ask.id.clone(), noted(&response));
    if answers.good.is_none() || ask.fallback {
        answers.good = Some((response, ask.url.clone()));
    }
    Ok(())
}

fn request(ask: &Ask, credential: &Credential) -> Request {
    let mut request = match ask.method {
        Method::Get => Request::get(&ask.url),
        Method::Post => {
            let body = ask.body.clone().map_or(Body::Empty, Body::Json);
            Request::post(&ask.url, body)
        }
    };
    request = request.header("accept", "application/json");
    for (name, value) in &ask.headers {
        request = request.header(name.clone(), value);
    }
    let key = &credential.key;
    match ask.auth {
        Auth::Bearer => request.secret("authorization", "Bearer ", key),
        Auth::Raw => request.secret("authorization", "", key),
        Auth::XApiKey => request.secret("x-api-key", "", key),
    }
}

/// What the mapping makes of the answers so far.
fn mapped(
    service: &Service,
    credential: &Credential,
    answers: &Answers,
    cx: &Fetch<'_>,
) -> Result<Rows, RowFault> {
    map(
        service,
        &Value::Object(answers.given.clone()),
        credential.region.as_deref(),
        cx.clock.now(),
    )
}

/// What a mapping makes of answers.
pub(super) fn map(
    service: &Service,
    answers: &Value,
    region: Option<&str>,
    now: jiff::Timestamp,
) -> Result<Rows, RowFault> {
    let program = Program::new(&service.mapping).map_err(|_| RowFault::from(Stop::Nothing))?;
    let variables = [&json!(now.as_second()), &json!(region)];
    rows(&program.run(answers, variables)?)
}

fn says_something(
    service: &Service,
    credential: &Credential,
    answers: &Answers,
    cx: &Fetch<'_>,
) -> bool {
    let rows = mapped(service, credential, answers, cx);
    rows.is_ok_and(|rows| rows.has_any() || rows.problem.is_some())
}

/// What a failure is in the words of the service, where its mapping knows them.
fn named(
    service: &Service,
    credential: &Credential,
    answers: &Answers,
    problem: Problem,
    cx: &Fetch<'_>,
) -> Problem {
    let is_answer = problem.get(Fact::Status).is_some() && problem.code != Code::ConnectionBlocked;
    let known = mapped(service, credential, answers, cx).ok();
    let problem = match known.and_then(|rows| rows.problem).filter(|_| is_answer) {
        Some(known) => renamed(problem, known),
        None => problem,
    };
    explained(credential, problem)
}

/// The problem that the mapping names, with what is known of the answer.
fn renamed(problem: Problem, known: Problem) -> Problem {
    let mut named = known;
    let facts = problem
        .facts
        .into_iter()
        .filter(|(fact, _)| *fact == Fact::Status);
    named.facts.extend(facts);
    named.detail = problem.detail;
    match problem.retry {
        retry @ Retry::NotBefore(_) => Problem { retry, ..named },
        _ => named,
    }
}

/// Odd characters in a key are worth a word.
fn explained(credential: &Credential, problem: Problem) -> Problem {
    let has_case = problem.case().is_some();
    if problem.code == Code::KeyRejected && credential.had_whitespace && !has_case {
        problem.with_case(Case::Whitespace)
    } else {
        problem
    }
}

fn finish(
    service: &Service,
    credential: &Credential,
    answers: Answers,
    cx: &Fetch<'_>,
) -> Result<Usage, Problem> {
    let rows = match mapped(service, credential, &answers, cx) {
        Ok(rows) => rows,
        Err(_) if answers.good.is_none() && answers.has_failed => Rows::default(),
        Err(fault) => return Err(misread(&fault)),
    };
    let has_any = rows.has_any();
    let failure = answers.has_failed.then(|| answers.failures.named());
    match (rows.problem, answers.good) {
        (Some(problem), good) if has_any => Ok(Usage {
            fault: Some(explained(credential, problem)),
            endpoint: good.map(|(_, url)| url),
            ..rows.usage
        }),
        (Some(problem), good) => {
            let failure = failure.filter(|_| good.is_none());
            let problem = match failure {
                Some(failure) => renamed(failure, problem),
                None => problem,
            };
            Err(explained(credential, problem))
        }
        (None, Some((_, url))) if has_any => Ok(Usage {
            endpoint: Some(url),
            ..rows.usage
        }),
        // That an address is missing matters less than what another one says.
        (None, Some((response, _))) => match failure.filter(|it| !is_missing(it)) {
            Some(failure) => Err(explained(credential, failure)),
            None => Err(not_understood(&response)),
        },
        (None, None) => match failure {
            Some(failure) => Err(explained(credential, failure)),
            None => Err(Problem::internal("a declared service without a request")),
        },
    }
}

fn is_missing(problem: &Problem) -> bool {
    problem.code == Code::ServiceDown && problem.case() == Some(Case::Unexpected)
}

/// What a mapping could not make rows of: the answer's form is another than the file's.
fn misread(fault: &RowFault) -> Problem {
    let place = if fault.place.is_empty() {
        "mapping"
    } else {
        &fault.place
    };
    let detail = format!("{place}: {}", fault.what.as_str());
    Problem::new(Code::FormatChanged).detail(Redacted::new(&detail, []))
}
