//! A pretend world for the real programs: a home directory with sign-ins, a company's proxy that
//! plays the services, and what must hold whatever the program was asked. The tests themselves are
//! in `tests/`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::print_stderr,
    reason = "a scenario that cannot be set up ends its test, and says why"
)]

#[cfg(target_os = "linux")]
pub mod app;
#[cfg(target_os = "linux")]
pub mod chaos;
pub mod clocks;
pub mod coded;
pub mod declared;
#[cfg(target_os = "linux")]
pub mod desktop;
#[cfg(target_os = "linux")]
mod desktop_files;
pub mod fault_proxy;
#[cfg(target_os = "linux")]
pub mod fault_runner;
pub mod faults;
#[cfg(target_os = "linux")]
pub mod file_corruption;
pub mod fleet;
pub mod gate;
pub mod golden;
pub mod home;
#[cfg(target_os = "linux")]
pub mod late_panel;
#[cfg(target_os = "linux")]
pub mod leaks;
#[cfg(target_os = "linux")]
pub mod modules;
pub mod names;
#[cfg(target_os = "linux")]
pub mod notifications;
pub mod opencode_database;
#[cfg(target_os = "linux")]
pub mod opens;
pub mod paced;
#[cfg(target_os = "linux")]
pub mod panel;
#[cfg(target_os = "linux")]
pub mod portal;
#[cfg(target_os = "linux")]
pub mod processes;
pub mod programs;
#[cfg(target_os = "linux")]
pub mod prometheus;
pub mod proxy;
pub mod repository;
pub mod scenario;
pub mod schemas;
pub mod secret_looks;
pub mod services;
pub mod shown;
#[cfg(target_os = "linux")]
pub mod size;
#[cfg(target_os = "linux")]
pub mod slow_disk;
pub mod stall;
#[cfg(target_os = "linux")]
pub mod stand_in;
pub mod stored_readings;
pub mod stream;
#[cfg(target_os = "linux")]
pub mod sway;
#[cfg(target_os = "linux")]
pub mod system_bus;
#[cfg(target_os = "linux")]
pub mod terminal;
#[cfg(target_os = "linux")]
pub mod tray_item;
#[cfg(target_os = "linux")]
pub mod web_driver;

/// The word in every secret that is planted; nothing else in a pretend world has it.
pub const PLANTED: &str = "planted-";
