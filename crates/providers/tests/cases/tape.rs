//! Reads the exchanges `http/1.json`, `http/2.json`, … of a case.

use std::{collections::BTreeMap, fs, path::Path};

use plimsoll_core::{
    ports::{Block, HttpFault, Response},
    testing::{Expected, Take},
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    request: Request,
    response: Option<Answer>,
    fault: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    method: String,
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Absent: any body; `null`: none.
    #[serde(default, deserialize_with = "present")]
    body: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: Value,
}

fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

pub(crate) fn read(folder: &Path) -> Vec<Take> {
    (1..)
        .map_while(|number| fs::read(folder.join(format!("{number}.json"))).ok())
        .map(|bytes| {
            let exchange: Exchange = serde_json::from_slice(&bytes)
                .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            Take {
                answer: match (exchange.response, exchange.fault) {
                    (Some(answer), None) => Ok(response(answer)),
                    (None, Some(fault)) => Err(http_fault(&fault)),
                    _ => panic!("{}: a response or a fault", folder.display()),
                },
                expected: Expected {
                    method: exchange.request.method,
                    url: exchange.request.url,
                    headers: exchange.request.headers.into_iter().collect(),
                    body: exchange.request.body,
                },
            }
        })
        .collect()
}

fn response(answer: Answer) -> Response {
    Response {
        status: answer.status,
        headers: answer
            .headers
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect(),
        body: match answer.body {
            Value::Null => Vec::new(),
            Value::String(raw) => raw.into_bytes(),
            json => json.to_string().into_bytes(),
        },
    }
}

fn http_fault(name: &str) -> HttpFault {
    let reason = "made up".to_owned();
    match name {
        "offline" => HttpFault::Offline { reason },
        "timed-out" => HttpFault::TimedOut,
        "certificate" => HttpFault::Blocked {
            cause: Block::Certificate,
            reason,
        },
        "redirect" => HttpFault::Blocked {
            cause: Block::OtherPage,
            reason,
        },
        "redirect-to-login" => HttpFault::Blocked {
            cause: Block::SignInPage,
            reason,
        },
        "too-large" => HttpFault::TooLarge,
        "garbled" => HttpFault::Garbled { reason },
        other => panic!("unknown fault {other}"),
    }
}
