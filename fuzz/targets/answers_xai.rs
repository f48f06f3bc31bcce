//! What Grok answers.
#![no_main]

use plimsoll_core::testing::FakeMachine;

libfuzzer_sys::fuzz_target!(|answers: &[u8]| {
    let machine = FakeMachine::new()
        .file(".local/share/opencode/auth.json", include_str!("../../crates/providers/src/xai/cases/a-weekly-pool/machine/.local/share/opencode/auth.json"));
    plimsoll_fuzz::play(&machine, answers);
});
