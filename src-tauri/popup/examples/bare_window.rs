//! An empty window of the web engine and nothing else: what `cargo xtask bench` compares our own
//! window with.

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            let blank = tauri::WebviewUrl::External("about:blank".parse()?);
            tauri::WebviewWindowBuilder::new(app, "bare", blank)
                .inner_size(400.0, 640.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
