//! Answers played from a tape, in order. A request that the tape does not expect is a complaint,
//! never a connection.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::ports::{Body, BoxFuture, Http, HttpFault, Method, Request, Response, Value};

/// One exchange on the tape.
#[derive(Clone, Debug)]
pub struct Take {
    pub expected: Expected,
    pub answer: Result<Response, HttpFault>,
}

/// What a request has to be. Headers that are not named are free.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// `GET` or `POST`.
    pub method: String,
    pub url: String,
    /// Secrets in full: the tape's own are made up. An empty value: the header is not sent.
    pub headers: Vec<(String, String)>,
    /// `None`: any body. `null`: no body. Text: a JSON body. An object: a form.
    pub body: Option<serde_json::Value>,
}

/// HTTP that plays answers in order.
#[derive(Debug, Default)]
pub struct ScriptedHttp(Mutex<Tape>);

#[derive(Debug, Default)]
struct Tape {
    takes: VecDeque<Take>,
    complaints: Vec<String>,
    sent: Vec<Request>,
}

impl ScriptedHttp {
    pub fn new(takes: impl IntoIterator<Item = Take>) -> Self {
        Self(Mutex::new(Tape {
            takes: takes.into_iter().collect(),
            ..Tape::default()
        }))
    }

    /// Every request that was sent.
    pub fn sent(&self) -> Vec<Request> {
        let tape = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tape.sent.clone()
    }

    /// What went wrong: requests that were not planned or not sent, and differences.
    pub fn complaints(&self) -> Vec<String> {
        let tape = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let unused = tape
            .takes
            .iter()
            .map(|take| format!("not sent: {} {}", take.expected.method, take.expected.url));
        tape.complaints.iter().cloned().chain(unused).collect()
    }

    /// Fails the test when anything went wrong.
    pub fn assert_played(&self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }

    fn answer(&self, request: Request) -> Result<Response, HttpFault> {
        let mut tape = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = if let Some(take) = tape.takes.pop_front() {
            let found = differences(&take.expected, &request);
            tape.complaints.extend(found);
            take.answer
        } else {
            let complaint = format!("not planned: {} {}", method(&request), request.url);
            tape.complaints.push(complaint);
            Err(HttpFault::Offline {
                reason: "the tape has ended".to_owned(),
            })
        };
        tape.sent.push(request);
        answer
    }
}

impl Http for ScriptedHttp {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        let answer = self.answer(request);
        Box::pin(std::future::ready(answer))
    }
}

fn differences(expected: &Expected, request: &Request) -> Vec<String> {
    let mut found = Vec::new();
    if expected.method != method(request) || expected.url != request.url {
        found.push(format!(
            "expected {} {}, got {} {}",
            expected.method,
            expected.url,
            method(request),
            request.url
        ));
    }
    if !request.url.starts_with("https://") {
        found.push(format!("not https: {}", request.url));
    }
    for (name, value) in &expected.headers {
        let sent = request
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| plain(value));
        if sent.as_deref().unwrap_or_default() != value {
            found.push(format!("{name}: expected {value:?}, got {sent:?}"));
        }
    }
    if let Some(body) = &expected.body
        && !same_body(body, &request.body)
    {
        found.push(format!(
            "body: expected {body}, got {:?}",
            shown(&request.body)
        ));
    }
    found
}

fn same_body(expected: &serde_json::Value, body: &Body) -> bool {
    match body {
        Body::Empty => expected.is_null(),
        Body::Json(sent) => expected.as_str().is_some_and(|text| {
            let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
            text == sent || (parse(text).is_some() && parse(text) == parse(sent))
        }),
        Body::Form(fields) => expected.as_object().is_some_and(|object| {
            object.len() == fields.len()
                && fields.iter().all(|(name, value)| {
                    object.get(*name).is_some_and(|text| *text == plain(value))
                })
        }),
    }
}

fn shown(body: &Body) -> String {
    match body {
        Body::Empty => "nothing".to_owned(),
        Body::Json(text) => text.clone(),
        Body::Form(fields) => fields
            .iter()
            .map(|(name, value)| format!("{name}={}", plain(value)))
            .collect::<Vec<_>>()
            .join("&"),
    }
}

fn method(request: &Request) -> &'static str {
    match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Plain(text) => text.clone(),
        Value::Secret(prefix, secret) => format!("{prefix}{}", secret.expose()),
    }
}
