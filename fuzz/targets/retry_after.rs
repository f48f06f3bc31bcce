//! The header `Retry-After`. What comes of it lies one second to six hours ahead.
#![no_main]

use jiff::SignedDuration;
use plimsoll_core::{
    ports::Response,
    problem::{Expect, check},
};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let now = plimsoll_fuzz::now();
    let answer = Response {
        status: 429,
        headers: vec![("retry-after".to_owned(), text.to_owned())],
        body: Vec::new(),
    };
    let Err(problem) = check(Ok(answer), Expect::Token, &[], now) else {
        panic!("429 is no success");
    };
    if let Some(at) = problem.retry_at() {
        let ahead = at.duration_since(now);
        assert!((SignedDuration::from_secs(1)..=SignedDuration::from_hours(6)).contains(&ahead));
    }
});
