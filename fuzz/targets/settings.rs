//! `settings.toml` as a person wrote it: read, shown, saved, and read again.
//!
//! The runtime's two files are taken in as they are: with the whole crate, SQLite and TLS would be
//! built under the fuzzer too.
#![no_main]

use std::{fs, path::PathBuf};

use plimsoll_core::engine::Event;

#[path = "../../crates/runtime/src/paths.rs"]
#[allow(dead_code, unreachable_pub)]
mod paths;
#[path = "../../crates/runtime/src/settings_file.rs"]
#[allow(dead_code, unreachable_pub)]
mod settings_file;

use settings_file::Loaded;

libfuzzer_sys::fuzz_target!(|content: &[u8]| {
    let folder = folder();
    let file = folder.join("settings.toml");
    let laid = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, content));
    assert!(laid.is_ok(), "no room in {}", folder.display());
    let Loaded::Read(read) = settings_file::look(&file) else {
        return;
    };
    let now = plimsoll_fuzz::now();
    let mut engine = plimsoll_fuzz::engine((*read).clone());
    engine.step(Event::Tick, now);
    plimsoll_fuzz::judge(&engine, &[], now);
    let base = read.clamped();
    let mut wanted = base.clone();
    wanted.mask_names = !base.mask_names;
    if let Err(error) = settings_file::save(&file, &base, &wanted, None) {
        panic!("not saved: {error}");
    }
    assert_eq!(settings_file::look(&file).into_settings(), wanted);
});

/// In memory where there is such a place: each run writes.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let place = if memory.is_dir() {
        memory
    } else {
        std::env::temp_dir()
    };
    place.join(format!("plimsoll-fuzz-{}", std::process::id()))
}
