//! What OpenCode's console answers.
#![no_main]

use plimsoll_core::testing::FakeMachine;

const SIGN_IN: &str = r#"{"opencode": {"type": "oauth", "access": "st_sampleA", "expires": 0,
    "metadata": {"server": "https://opencode.ai", "orgID": "wrk_SAMPLE1"}}}"#;

libfuzzer_sys::fuzz_target!(|answers: &[u8]| {
    let machine = FakeMachine::new().file(".local/share/opencode/auth.json", SIGN_IN);
    plimsoll_fuzz::play(&machine, answers);
});
