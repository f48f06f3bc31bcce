//! What OpenAI's access token says of itself: the middle of a JWT, in base64 as it has to be and,
//! for every other shape, as it comes.
#![no_main]

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use plimsoll_core::testing::FakeMachine;

libfuzzer_sys::fuzz_target!(|claims: &[u8]| {
    let encoded = BASE64_URL_SAFE_NO_PAD.encode(claims);
    play(&format!("eyJhbGciOiJub25lIn0.{encoded}.c2ln"));
    play(&String::from_utf8_lossy(claims));
});

fn play(token: &str) {
    let content = serde_json::json!({
        "openai": {"type": "oauth", "refresh": "rt_sample_000", "access": token, "expires": 0}
    });
    let machine = FakeMachine::new().file(".local/share/opencode/auth.json", content.to_string());
    plimsoll_fuzz::play_store(&machine);
}
