//! What Antigravity answers.
#![no_main]

use plimsoll_core::testing::FakeMachine;

libfuzzer_sys::fuzz_target!(|answers: &[u8]| {
    let machine = FakeMachine::new()
        .file(".config/opencode/antigravity-accounts.json", include_str!("../../crates/providers/src/antigravity/cases/a-summary/machine/.config/opencode/antigravity-accounts.json"))
        .file(".cache/opencode/node_modules/opencode-antigravity-auth/dist/src/constants.js", include_str!("../../crates/providers/src/antigravity/cases/a-summary/machine/.cache/opencode/node_modules/opencode-antigravity-auth/dist/src/constants.js"));
    plimsoll_fuzz::play(&machine, answers);
});
