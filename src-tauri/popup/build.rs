//! Makes the permissions of the popup's own commands, and on Windows the programs' resources.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["view", "intend", "fit", "hold"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
