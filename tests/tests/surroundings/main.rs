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
mod panel;
mod session;
mod time;
mod window;

use jiff::SignedDuration;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
