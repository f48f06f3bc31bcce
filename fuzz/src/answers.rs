//! Answers out of a fuzzer's bytes: records with the byte 0x1e between them, each a line with the
//! status, lines with headers, an empty line, and the body. A record without such a head is a body.

use std::{
    collections::VecDeque,
    future::ready,
    sync::{Mutex, PoisonError},
};

use plimsoll_core::ports::{BoxFuture, Http, HttpFault, Request, Response};

/// Plays the answers in order, whatever is asked; then there is no network.
pub struct Answers(Mutex<VecDeque<Response>>);

impl Answers {
    /// At most as many as no provider asks for in a row.
    pub fn new(bytes: &[u8]) -> Self {
        let records = bytes.split(|byte| *byte == 0x1e).take(20);
        Self(Mutex::new(records.map(answer).collect()))
    }
}

impl Http for Answers {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        assert!(
            request.url.starts_with("https://"),
            "a request that is not https: {}",
            request.url
        );
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = waiting.pop_front().ok_or_else(|| HttpFault::Offline {
            reason: "no more answers".to_owned(),
        });
        Box::pin(ready(answer))
    }
}

fn answer(record: &[u8]) -> Response {
    with_head(record).unwrap_or_else(|| Response {
        status: 200,
        headers: Vec::new(),
        body: record.to_vec(),
    })
}

fn with_head(record: &[u8]) -> Option<Response> {
    let end = record.windows(2).position(|two| two == b"\n\n")?;
    let head = std::str::from_utf8(&record[..end]).ok()?;
    let mut lines = head.lines();
    let status = lines.next()?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    Some(Response {
        status,
        headers,
        body: record[end + 2..].to_vec(),
    })
}
