//! `plimsoll-popup`: the window. It is started by the resident, shows what that sends, sends back
//! what a person wants, and ends with its standard input. It holds no secret, opens no connection
//! and reads no file but how the desktop looks.
#![cfg_attr(windows, windows_subsystem = "windows")]

mod focus;
mod ipc;
mod place;
mod surface;
mod theme;
mod window;

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

use plimsoll_core::ipc::STAYS;

fn main() -> ExitCode {
    // Tauri would end with a panic.
    #[cfg(target_os = "linux")]
    if let Err(error) = gtk::init() {
        let _ = writeln!(io::stderr(), "plimsoll-popup: no display: {error}");
        return ExitCode::FAILURE;
    }
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            ipc::view,
            ipc::intend,
            ipc::fit,
            ipc::hold
        ])
        .manage(ipc::Shared::default())
        // It is said at the start, since a frame comes with the window or never.
        .manage(window::Popup::new(env::args_os().any(|it| it == STAYS)))
        .on_window_event(window::on_event)
        .setup(|app| {
            theme::follow_desktop();
            window::make(app.handle())?;
            ipc::listen(app.handle().clone())?;
            Ok(())
        });
    match app.run(tauri::generate_context!()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "plimsoll-popup: {error}");
            ExitCode::FAILURE
        }
    }
}
