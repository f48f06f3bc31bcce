//! OpenCode 1's `auth.json`, for every provider.
#![no_main]

use plimsoll_core::testing::FakeMachine;

libfuzzer_sys::fuzz_target!(|content: &[u8]| {
    let machine = FakeMachine::new().file(".local/share/opencode/auth.json", content);
    plimsoll_fuzz::play_store(&machine);
});
