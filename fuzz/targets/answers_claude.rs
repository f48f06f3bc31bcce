//! What Claude answers.
#![no_main]

use plimsoll_core::testing::FakeMachine;

libfuzzer_sys::fuzz_target!(|answers: &[u8]| {
    let machine = FakeMachine::new().file(
        ".claude/.credentials.json",
        include_str!(
            "../../crates/providers/src/claude/cases/a-max-plan/machine/.claude/.credentials.json"
        ),
    );
    plimsoll_fuzz::play(&machine, answers);
});
