//! What is around the tray program goes wrong: its window, its panel, its bus, its screen, its
//! clock. It goes on asking, says what is amiss, and is whole again when they are. What `app.rs`,
//! `alerts.rs` and `signals.rs` prove of panel, notification service, network and power is not here.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says how large the program was"
)]

mod cycles;
mod session;
mod time;
mod window;

use std::time::Duration;

use jiff::SignedDuration;
use plimsoll_tests::{app::App, processes::until};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A click this soon after the window was hidden is the one that took its focus. There is no event
/// for the end of this time.
const SAME_CLICK: Duration = Duration::from_millis(300);

/// Waits for the one visible window.
fn window(app: &App) -> String {
    until("the window", || app.desktop.windows("^Plimsoll$").pop())
}

fn wait_for_no_window(app: &App) {
    until("no window", || {
        app.desktop.windows("^Plimsoll$").is_empty().then_some(())
    });
}
