//! What comes from the popup's pipe, one JSON line a message, and what the engine makes of it.
#![no_main]

use plimsoll_core::{
    engine::{Command, Event},
    ipc::FromPopup,
    settings::Settings,
    testing::FakeMachine,
};

libfuzzer_sys::fuzz_target!(|lines: &[u8]| {
    let now = plimsoll_fuzz::now();
    let machine = FakeMachine::new().file(
        ".local/share/opencode/auth.json",
        r#"{"zai-coding-plan": {"type": "api", "key": "abcd1234sample.key5678wxyz"}}"#,
    );
    let mut engine = plimsoll_fuzz::play(&machine, b"{}");
    let mut understood = false;
    for line in lines.split(|byte| *byte == b'\n').take(20) {
        let Ok(FromPopup::Intent(intent)) = serde_json::from_slice(line) else {
            continue;
        };
        understood = true;
        for command in engine.step(Event::Intent(intent), now) {
            if let Command::SaveSettings(saving) = command {
                kept(&saving.settings);
            }
        }
    }
    if understood {
        plimsoll_fuzz::judge(&engine, &[], now);
    }
});

/// Settings that a person can bring about can be written and read again.
fn kept(settings: &Settings) {
    let Ok(text) = toml_edit::ser::to_string(settings) else {
        panic!("settings that cannot be written: {settings:?}");
    };
    match toml_edit::de::from_str::<Settings>(&text) {
        Ok(read) => assert_eq!(&read, settings),
        Err(error) => panic!("settings that cannot be read: {error}\n{text}"),
    }
}
