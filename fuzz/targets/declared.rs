//! A file that declares a service, or a mapping alone, and an answer for it.
#![no_main]

use plimsoll_providers::{DeclaredFile, declare};
use serde_json::Value;

const START: &str = "schema = 1\nid = \"sample\"\nname = \"Sample\"\nhosts = [\"sample.example\"]\n\
    [[credential]]\nvariables = [\"SAMPLE_KEY\"]\n\
    [[request]]\nid = \"usage\"\nurl = \"https://sample.example/\"\n[mapping]\njq = '''";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == 0x1e);
    let Ok(text) = std::str::from_utf8(parts.next().unwrap_or_default()) else {
        return;
    };
    let text = if text.contains("schema") {
        text.to_owned()
    } else {
        format!("{START}{text}'''")
    };
    let file = DeclaredFile::read(&text);
    // As a file of the user's own, which may name less.
    if let Ok(own) = declare(&text, "sample") {
        assert!(file.is_ok(), "{text}");
        for sending in &own.sends {
            let said = sending.to_string();
            assert!(!said.contains(char::is_control), "{said}");
            assert!(!said.contains("opencode.db"), "{said}");
        }
    }
    let answer = parts.next().unwrap_or_default();
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let Ok(file) = file else { return };
    for host in file.hosts() {
        assert!(
            host.contains('.') && !host.contains(['/', '@', ':', '\\']),
            "{host}"
        );
    }
    if let Ok(tried) = file.test(&answer, plimsoll_fuzz::now()) {
        for window in &tried.usage.windows {
            let used = window.used.map(plimsoll_core::model::Percent::get);
            assert!(
                used.is_none_or(|used| used.is_finite() && used >= 0.0),
                "{used:?}"
            );
        }
        for balance in &tried.usage.balances {
            assert!(
                balance.amount.parse::<f64>().is_ok_and(f64::is_finite),
                "{}",
                balance.amount
            );
        }
    }
});
