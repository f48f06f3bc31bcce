//! What the window's web engine on Linux is started with. Elsewhere nobody reads it.

use std::{env, fs};

/// So that it takes less memory for some rows of text and lays no files of the graphics driver into
/// the cache directory. Why these, and not more: docs/decisions/0014.
const SPARING: [(&str, &str); 4] = [
    ("JSC_useJIT", "0"),
    ("MALLOC_ARENA_MAX", "1"),
    ("MESA_SHADER_CACHE_DISABLE", "true"),
    ("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1"),
];

/// A layer of a Wayland desktop without a graphics card stays empty otherwise.
const PLAIN: (&str, &str) = ("WEBKIT_DISABLE_COMPOSITING_MODE", "1");

/// The variables to start it with.
pub(crate) fn engine_variables() -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_wayland = env::var_os("WAYLAND_DISPLAY").is_some();
    let plain = (is_wayland && !has_card()).then_some(PLAIN);
    SPARING.into_iter().chain(plain)
}

fn has_card() -> bool {
    let devices = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let mut names = devices.map(|device| device.file_name());
    names.any(|name| name.as_encoded_bytes().starts_with(b"renderD"))
}
