//! `settings.toml` as a user wrote it: read, shown, changed, and read again.
#![no_main]

use plimsoll_core::{
    engine::Event,
    settings::{
        Settings,
        document::{changed, parse},
    },
};

libfuzzer_sys::fuzz_target!(|content: &[u8]| {
    let Ok(text) = std::str::from_utf8(content) else {
        return;
    };
    let Ok(read) = parse(text) else {
        return;
    };
    let now = plimsoll_fuzz::now();
    let mut engine = plimsoll_fuzz::engine(read.clone());
    engine.step(Event::Tick, now);
    plimsoll_fuzz::judge(&engine, &[], now);
    let base = read.clamped();
    let mut wanted = base.clone();
    wanted.mask_names = !base.mask_names;
    let written = changed(text, &base, &wanted);
    let (text, says) = written.expect("what was read can be changed");
    assert_eq!(says, wanted);
    assert_eq!(parse(&text).map(Settings::clamped), Ok(wanted));
});
