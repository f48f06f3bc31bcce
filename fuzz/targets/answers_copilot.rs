//! What GitHub Copilot answers, once for the sign-in and once for the token of the plugin's file.
#![no_main]

use plimsoll_core::testing::FakeMachine;

libfuzzer_sys::fuzz_target!(|answers: &[u8]| {
    let signed_in = FakeMachine::new().file(".local/share/opencode/auth.json", include_str!("../../crates/providers/src/copilot/cases/a-on-ai-credits/machine/.local/share/opencode/auth.json"));
    plimsoll_fuzz::play(&signed_in, answers);
    let with_file = FakeMachine::new().file(
        ".config/opencode/copilot-quota-token.json",
        r#"{"token": "github_pat_sampleP", "username": "ada", "tier": "pro"}"#,
    );
    plimsoll_fuzz::play(&with_file, answers);
});
