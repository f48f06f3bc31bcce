//! What the window's web engine on Linux is started with. Elsewhere nobody reads it.

/// So that it takes less memory for some rows of text and lays no files of the graphics driver into
/// the cache directory. Why these, and not more: docs/internals/decisions/0014.
pub(crate) const ENGINE_VARIABLES: [(&str, &str); 5] = [
    ("JSC_useJIT", "0"),
    ("MALLOC_ARENA_MAX", "1"),
    ("MESA_SHADER_CACHE_DISABLE", "true"),
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1"),
];
