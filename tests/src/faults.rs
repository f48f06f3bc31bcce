//! Everything that can go wrong between a service and us, and what has to be said of it. One list
//! of faults, one of the places where they are played; every pair is a cell of the matrix.

mod table;

use std::sync::Arc;

use jiff::Timestamp;
pub use table::faults;

use crate::{
    fault_proxy::{Answer, Play},
    proxy::SeenRequest,
    services::{ALL, Service},
};

/// In what strangers say, so that it is seen where it is repeated as it is.
pub const FOREIGN: &str = "Harbour Hotel";

/// A step of a service that may be at fault.
#[derive(Clone, Copy)]
pub struct Subject {
    pub name: &'static str,
    pub service: &'static str,
    pub hosts: &'static [&'static str],
    on_401: &'static str,
    on_403: &'static str,
    on_404: &'static str,
}

pub const SUBJECTS: &[Subject] = &[
    Subject {
        name: "openai",
        service: "openai",
        hosts: &["chatgpt.com"],
        on_401: "sign-in-refused",
        on_403: "forbidden",
        on_404: "service-down",
    },
    Subject {
        name: "zhipu",
        service: "zhipu",
        hosts: &["bigmodel.cn", "open.bigmodel.cn"],
        on_401: "key-rejected",
        on_403: "key-rejected",
        on_404: "service-down",
    },
    Subject {
        name: "zai",
        service: "zai",
        hosts: &["api.z.ai"],
        on_401: "key-rejected",
        on_403: "key-rejected",
        on_404: "service-down",
    },
    Subject {
        name: "copilot",
        service: "copilot",
        hosts: &["api.github.com"],
        on_401: "sign-in-refused",
        on_403: "forbidden",
        on_404: "quota-not-shared",
    },
    Subject {
        name: "antigravity, token",
        service: "antigravity",
        hosts: &["oauth2.googleapis.com"],
        on_401: "sign-in-refused",
        on_403: "forbidden",
        on_404: "service-down",
    },
    Subject {
        name: "antigravity, quota",
        service: "antigravity",
        hosts: &[
            "daily-cloudcode-pa.googleapis.com",
            "cloudcode-pa.googleapis.com",
        ],
        on_401: "sign-in-refused",
        on_403: "forbidden",
        on_404: "service-down",
    },
];

impl Subject {
    pub fn service(&self) -> &'static Service {
        let mut all = ALL.iter();
        all.find(|it| it.id == self.service).unwrap()
    }
}

/// One fault.
pub struct Fault {
    pub name: String,
    pub how: How,
    expected: Expected,
    pub retry: RetryAt,
    /// The subjects that know it; every one where this is empty.
    only: &'static [&'static str],
    /// It waits, for this many seconds at most.
    pub slow: Option<f64>,
}

/// How it is played.
pub enum How {
    Played(Play),
    /// For real: the host is none that this computer knows.
    NoName,
    /// For real: nobody listens.
    NobodyListens,
}

enum Expected {
    Is(&'static str),
    On401,
    On403,
    On404,
    /// The service's own way to refuse.
    Refused,
}

/// What `retry_at` has to be.
#[derive(Clone, Copy, Debug)]
pub enum RetryAt {
    Never,
    /// So many seconds from the answer.
    In(i64),
    At(Timestamp),
}

impl Fault {
    pub fn concerns(&self, subject: &Subject) -> bool {
        self.only.is_empty() || self.only.contains(&subject.name)
    }

    /// The code of the problem.
    pub fn code(&self, subject: &Subject) -> &'static str {
        match self.expected {
            Expected::Is(code) => code,
            Expected::On401 => subject.on_401,
            Expected::On403 => subject.on_403,
            Expected::On404 => subject.on_404,
            Expected::Refused => subject.service().refused,
        }
    }

    fn new(name: &str, expected: Expected, how: How) -> Self {
        Self {
            name: name.to_owned(),
            how,
            expected,
            retry: RetryAt::Never,
            only: &[],
            slow: None,
        }
    }

    fn played(name: &str, expected: Expected, play: Play) -> Self {
        Self::new(name, expected, How::Played(play))
    }

    /// The same answer to whatever is asked.
    fn answer(name: &str, code: &'static str, answer: Answer) -> Self {
        let made = made(move |_, _| answer.clone());
        Self::played(name, Expected::Is(code), made)
    }

    /// A good status with another body than the right one.
    fn body(name: &str, code: &'static str, other: fn(&str) -> Vec<u8>) -> Self {
        let made = made(move |_, right| Answer::new("200 OK", JSON, &other(right)));
        Self::played(name, Expected::Is(code), made)
    }

    fn status(name: &str, expected: Expected, status: &'static str, kind: &'static str) -> Self {
        let body = match kind {
            HTML => PAGE.to_owned(),
            JSON => {
                format!("{{\"message\":\"{FOREIGN}\",\"error\":{{\"message\":\"{FOREIGN}\"}}}}")
            }
            _ => FOREIGN.to_owned(),
        };
        let answer = Answer::new(status, kind, body.as_bytes());
        Self::played(name, expected, made(move |_, _| answer.clone()))
    }

    fn retry(self, retry: RetryAt) -> Self {
        Self { retry, ..self }
    }

    /// What only these services can answer, or only at this step; every other fault is for all.
    fn at_services(self, only: &'static [&'static str]) -> Self {
        Self { only, ..self }
    }

    fn slow(self, seconds: f64) -> Self {
        let slow = Some(seconds);
        Self { slow, ..self }
    }
}

const JSON: &str = "content-type: application/json\r\n";
const HTML: &str = "content-type: text/html; charset=utf-8\r\n";
const PLAIN: &str = "content-type: text/plain\r\n";
const PAGE: &str = "<!doctype html><title>Harbour Hotel</title><p>{\"success\": true}";
fn made(make: impl Fn(&SeenRequest, &str) -> Answer + Send + Sync + 'static) -> Play {
    Play::Answer(Arc::new(make))
}
