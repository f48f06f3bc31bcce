//! Faults of a service, at random.

use std::hash::Hash;

use serde_json::json;

use super::seed::Seed;
use crate::proxy::Reply;

/// One that this answer has, if it has one: 15 of 100 do.
pub fn of_service(seed: Seed, answer: &impl Hash) -> Option<Reply> {
    let mut limited = Reply::json(429, &json!({}));
    limited.headers.push(("retry-after", "60".to_owned()));
    match seed.below(100, answer) {
        0..6 => Some(Reply::json(503, &json!({}))),
        6..9 => Some(limited),
        9..11 => Some(Reply::page(200, "<!doctype html><title>Harbour</title>")),
        11..13 => Some(Reply::json(200, &json!({ "unknown": true }))),
        13..15 => Some(Reply::redirect("https://elsewhere.example/")),
        _ => None,
    }
}
