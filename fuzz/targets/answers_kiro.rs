//! What Kiro answers.
#![no_main]

use plimsoll_core::testing::FakeMachine;

libfuzzer_sys::fuzz_target!(|answers: &[u8]| {
    let machine = FakeMachine::new()
        .file(".aws/sso/cache/kiro-auth-token.json", include_str!("../../crates/providers/src/kiro/cases/editor-alone/machine/.aws/sso/cache/kiro-auth-token.json"));
    plimsoll_fuzz::play(&machine, answers);
});
