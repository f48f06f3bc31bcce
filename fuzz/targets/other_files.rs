//! The files beside OpenCode's own stores. The first byte says which one the rest is.
#![no_main]

use plimsoll_core::testing::FakeMachine;

/// In the order that `fuzz/seeds` counts them in.
const FILES: [&str; 8] = [
    ".codex/auth.json",
    ".config/opencode/antigravity-accounts.json",
    ".config/opencode/copilot-quota-token.json",
    ".cache/opencode/node_modules/opencode-antigravity-auth/dist/src/constants.js",
    ".claude/.credentials.json",
    ".grok/auth.json",
    ".config/cursor/auth.json",
    ".aws/sso/cache/kiro-auth-token.json",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, content)) = bytes.split_first() else {
        return;
    };
    let mut machine = FakeMachine::new();
    let file = FILES[usize::from(*first) % FILES.len()];
    if file == FILES[3] {
        // A client is of no use without an account.
        let account = r#"{"version": 4, "accounts": [{"refreshToken": "1//sampleA"}]}"#;
        machine = machine.file(FILES[1], account);
    }
    plimsoll_fuzz::play_store(&machine.file(file, content));
});
