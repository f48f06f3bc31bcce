//! What Plimsoll knows and decides, as pure functions over plain data: no files, environment,
//! clock, network, threads or async run-time. The ports say what the outside world must offer.
#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

// In layers: each module imports only those above it.
pub mod message;

pub mod model;

pub mod ports;

pub mod settings;

pub mod history;

pub mod forecast;

pub mod intent;

pub mod problem;

pub mod snapshot;

pub mod provider;

pub mod alerts;

pub mod engine;

pub mod view;

pub mod text;

pub mod metrics;

pub mod ipc;

#[cfg(feature = "testing")]
pub mod testing;
