//! What Cursor answers.
#![no_main]

use plimsoll_core::testing::FakeMachine;

libfuzzer_sys::fuzz_target!(|answers: &[u8]| {
    let machine = FakeMachine::new().file(
        ".config/cursor/auth.json",
        include_str!(
            "../../crates/providers/src/cursor/cases/agent-alone/machine/.config/cursor/auth.json"
        ),
    );
    plimsoll_fuzz::play(&machine, answers);
});
