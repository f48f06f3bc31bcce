//! What Plimsoll knows and decides, as pure functions over plain data: no files, environment,
//! clock, network, threads or async run-time. The ports say what the outside world must offer.
#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod engine;
pub mod forecast;
pub mod history;
pub mod intent;
pub mod ipc;
pub mod metrics;
pub mod model;
pub mod ports;
pub mod problem;
pub mod settings;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod view;
