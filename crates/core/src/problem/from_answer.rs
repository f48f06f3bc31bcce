//! What an answer's status and shape mean, the same for every service. What only one service
//! says stays with that service.

use jiff::Timestamp;

use super::{Case, Code, Fact, Problem, retry::retry_at};
use crate::{
    model::{Redacted, Secret, hide},
    ports::{Block, HttpFault, Response},
};

/// What kind of credential was sent; it decides what a 401 means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    Token,
    Key,
}

/// Lets a 2xx answer through and turns every other one into its problem.
///
/// Where it repeats a secret that was sent, that is taken out: it could stand in a name or a plan.
/// An HTML body is `connection-blocked` whatever its status. A moment to ask again at, in
/// `Retry-After` or in the body, counts between one second and six hours ahead.
pub fn check(
    answer: Result<Response, HttpFault>,
    expect: Expect,
    secrets: &[&Secret],
    now: Timestamp,
) -> Result<Response, Problem> {
    check_token(answer, expect, secrets, now).map(|response| without_secrets(secrets, response))
}

/// Refuses a sign-in whose own end is past: a service need not be asked to know it.
pub fn check_expiry(expires: Option<Timestamp>, now: Timestamp) -> Result<(), Problem> {
    match expires {
        Some(expires) if expires <= now => Err(Problem::new(Code::SignInExpired).since(expires)),
        Some(_) | None => Ok(()),
    }
}

/// As `check`, for an answer that is a secret itself: it is let through as it is.
pub fn check_token(
    answer: Result<Response, HttpFault>,
    expect: Expect,
    secrets: &[&Secret],
    now: Timestamp,
) -> Result<Response, Problem> {
    let response = answer.map_err(|fault| from_fault(fault, expect, secrets))?;
    if is_html(&response) {
        return Err(Problem::new(Code::ConnectionBlocked)
            .with_case(Case::Html)
            .fact(Fact::Status, response.status.to_string()));
    }
    if response.is_success() {
        return Ok(response);
    }
    let code = match (response.status, expect) {
        (401, _) => refused(expect),
        (402, _) => Code::NoPlan,
        (403, _) => Code::Forbidden,
        (407, _) => Code::ConnectionBlocked,
        (408, _) => Code::TimedOut,
        (429, _) => Code::RateLimited,
        // Whatever else it says is its own trouble; of a format only a good answer tells.
        _ => Code::ServiceDown,
    };
    let mut problem = Problem::new(code).fact(Fact::Status, response.status.to_string());
    match code {
        Code::ConnectionBlocked => problem = problem.with_case(Case::ProxyPassword),
        Code::NoPlan => problem = problem.with_case(Case::SwitchedOff),
        Code::ServiceDown if response.status < 500 => {
            problem = problem.with_case(Case::Unexpected);
        }
        _ => {}
    }
    if matches!(code, Code::RateLimited | Code::ServiceDown)
        && let Some(moment) = retry_at(&response, now)
    {
        problem = problem.not_before(moment);
    }
    let said = String::from_utf8_lossy(&response.body);
    Err(problem.detail(Redacted::new(
        &format!("HTTP {}: {said}", response.status),
        secrets.iter().copied(),
    )))
}

/// `format-changed` for a good answer, with what a report needs: the names in it, and no value.
pub fn not_understood(response: &Response) -> Problem {
    let outline = match serde_json::from_slice(&response.body) {
        Ok(serde_json::Value::Object(fields)) => {
            let names: Vec<&str> = fields.keys().map(String::as_str).collect();
            format!("only {{{}}}", names.join(", "))
        }
        Ok(_) => "JSON without names".to_owned(),
        Err(error) => format!("{} bytes, {error}", response.body.len()),
    };
    let detail = format!("HTTP {}: {outline}", response.status);
    Problem::new(Code::FormatChanged).detail(Redacted::new(&detail, []))
}

/// An answer in which a service repeats none of these. `check` does so to the good ones.
pub fn without_secrets(secrets: &[&Secret], mut response: Response) -> Response {
    let secrets: Vec<&str> = secrets.iter().map(|secret| secret.expose()).collect();
    let body = String::from_utf8_lossy(&response.body);
    let shown = hide(&secrets, &body);
    // What is no text stays none.
    if shown != body {
        response.body = shown.into_bytes();
    }
    for (_, value) in &mut response.headers {
        *value = hide(&secrets, value);
    }
    response
}

/// The code for what a service does not let in.
fn refused(expect: Expect) -> Code {
    match expect {
        Expect::Token => Code::SignInRefused,
        Expect::Key => Code::KeyRejected,
    }
}

fn from_fault(fault: HttpFault, expect: Expect, secrets: &[&Secret]) -> Problem {
    let detail = |reason: &str| Redacted::new(reason, secrets.iter().copied());
    match fault {
        HttpFault::Offline { reason } => Problem::new(Code::Offline).detail(detail(&reason)),
        HttpFault::TimedOut => Problem::new(Code::TimedOut),
        HttpFault::Blocked { cause, reason } => {
            let (case, field) = match cause {
                Block::Certificate => (Case::Certificate, None),
                Block::ProxyPassword => (Case::ProxyPassword, None),
                Block::ProxyAddress(named_by) => (Case::ProxyAddress, Some(named_by)),
                Block::NoAuthorities => (Case::NoAuthorities, None),
                Block::OtherPage => (Case::Redirect, None),
                Block::SignInPage => {
                    return Problem::new(refused(expect)).detail(detail(&reason));
                }
            };
            let mut problem = Problem::new(Code::ConnectionBlocked).with_case(case);
            if let Some(field) = field {
                problem = problem.fact(Fact::Field, field);
            }
            problem.detail(detail(&reason))
        }
        HttpFault::TooLarge => Problem::new(Code::FormatChanged)
            .detail(detail("the answer is larger than any right one")),
        HttpFault::Garbled { reason } => Problem::new(Code::FormatChanged).detail(detail(&reason)),
    }
}

fn is_html(response: &Response) -> bool {
    let start = response
        .body
        .iter()
        .copied()
        .skip_while(|byte| byte.is_ascii_whitespace() || [0xef, 0xbb, 0xbf].contains(byte));
    let start: Vec<u8> = start.take(1).collect();
    match start.first() {
        Some(b'<') => true,
        // An empty or JSON-looking body under a wrong content type is still no page.
        Some(b'{' | b'[') | None => false,
        Some(_) => response
            .header("content-type")
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[expect(clippy::unnecessary_wraps, reason = "it stands for what `Http` gives")]
    fn answer(status: u16, body: &str) -> Result<Response, HttpFault> {
        Ok(Response {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn every_status_has_its_code() {
        for (status, expect, code) in [
            (401, Expect::Token, Code::SignInRefused),
            (401, Expect::Key, Code::KeyRejected),
            (402, Expect::Token, Code::NoPlan),
            (402, Expect::Key, Code::NoPlan),
            (403, Expect::Token, Code::Forbidden),
            (407, Expect::Token, Code::ConnectionBlocked),
            (408, Expect::Token, Code::TimedOut),
            (429, Expect::Key, Code::RateLimited),
            (500, Expect::Key, Code::ServiceDown),
            (503, Expect::Key, Code::ServiceDown),
            (304, Expect::Key, Code::ServiceDown),
            (400, Expect::Key, Code::ServiceDown),
            (404, Expect::Key, Code::ServiceDown),
            (409, Expect::Key, Code::ServiceDown),
            (418, Expect::Key, Code::ServiceDown),
            (422, Expect::Key, Code::ServiceDown),
            (451, Expect::Key, Code::ServiceDown),
            (501, Expect::Key, Code::ServiceDown),
            (999, Expect::Key, Code::ServiceDown),
        ] {
            assert_eq!(
                check(answer(status, "{}"), expect, &[], now())
                    .unwrap_err()
                    .code,
                code,
                "{status}"
            );
        }
    }

    #[test]
    fn a_proxy_that_wants_a_password_is_no_service() {
        let case = |status| {
            let problem = check(answer(status, "{}"), Expect::Token, &[], now()).unwrap_err();
            problem.case()
        };
        assert_eq!(case(407), Some(Case::ProxyPassword));
        assert_eq!([case(403), case(503)], [None, None]);
    }

    #[test]
    fn a_service_that_is_busy_or_down_is_asked_again_when_it_says() {
        for (status, until) in [(429, Some(30)), (503, Some(30)), (403, None)] {
            let answer = Ok(Response {
                status,
                headers: vec![("retry-after".to_owned(), "30".to_owned())],
                body: b"{}".to_vec(),
            });
            let problem = check(answer, Expect::Token, &[], now()).unwrap_err();
            let until = until.map(|seconds| now() + SignedDuration::from_secs(seconds));
            assert_eq!(problem.retry_at(), until, "{status}");
        }
    }

    #[test]
    fn a_page_is_never_an_answer_and_never_shown() {
        for status in [200, 403, 503] {
            let problem = check(
                answer(status, " \n<!doctype html><b>Sign in</b>"),
                Expect::Token,
                &[],
                now(),
            )
            .unwrap_err();
            assert_eq!(
                (problem.code, problem.detail),
                (Code::ConnectionBlocked, None)
            );
        }
    }

    #[test]
    fn a_good_answer_that_repeats_what_was_sent_is_read_without_it() {
        let sent = Secret::new("made-up-token");
        let answer = Ok(Response {
            status: 200,
            headers: vec![("x-plan".to_owned(), "of made-up-token".to_owned())],
            body: br#"{"email": "made-up-token", "plan": "m\u0061de-up-tok", "used": 7}"#.to_vec(),
        });
        let read = check(answer, Expect::Token, &[&sent], now()).unwrap();
        assert_eq!(
            read.body,
            br#"{"email": "[redacted]", "plan": "[redacted]", "used": 7}"#
        );
        assert_eq!(read.header("x-plan"), Some("of [redacted]"));
    }

    #[test]
    fn of_what_is_not_understood_the_names_are_told_and_no_value() {
        let outline = |body: &str| {
            let problem = not_understood(&answer(200, body).unwrap());
            assert_eq!(problem.code, Code::FormatChanged);
            problem.detail.unwrap().to_string()
        };
        let body = r#"{"plan": "of ada@example.org", "usage": {"left": 7}}"#;
        assert_eq!(outline(body), "HTTP 200: only {plan, usage}");
        assert_eq!(outline("[1]"), "HTTP 200: JSON without names");
        let cut = outline(r#"{"plan": "of ada@exam"#);
        assert!(
            cut.starts_with("HTTP 200: 21 bytes, EOF while") && !cut.contains("ada"),
            "{cut}"
        );
    }

    #[test]
    fn who_is_sent_to_the_login_page_is_refused() {
        for (expect, code) in [
            (Expect::Token, Code::SignInRefused),
            (Expect::Key, Code::KeyRejected),
        ] {
            let fault = HttpFault::Blocked {
                cause: Block::SignInPage,
                reason: "HTTP 302: redirected elsewhere".to_owned(),
            };
            let problem = check(Err(fault), expect, &[], now()).unwrap_err();
            assert_eq!((problem.code, problem.get(Fact::Case)), (code, None));
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_not_become_one() {
        let latin = Ok(Response {
            status: 200,
            headers: Vec::new(),
            body: b"{\"plan\": \"\xe9t\xe9\"}".to_vec(),
        });
        let sent = Secret::new("made-up-token");
        let read = check(latin, Expect::Token, &[&sent], now()).unwrap();
        assert_eq!(read.body, b"{\"plan\": \"\xe9t\xe9\"}");
    }

    #[test]
    fn a_new_token_that_is_like_the_old_one_comes_through() {
        let sent = Secret::new("made-up-refresh-token");
        let body = r#"{"access_token": "made-up-access-token"}"#;
        let read = check_token(answer(200, body), Expect::Token, &[&sent], now()).unwrap();
        assert_eq!(read.body, body.as_bytes());
        let refused = check_token(
            answer(500, "made-up-refresh"),
            Expect::Token,
            &[&sent],
            now(),
        );
        let detail = refused.unwrap_err().detail.unwrap();
        assert_eq!(detail.as_str(), "HTTP 500: [redacted]");
    }
}
