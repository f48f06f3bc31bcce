//! The system's clock, and what the driver waits by.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use jiff::Timestamp;
use plimsoll_core::{model::BoxFuture, ports::Clock};

/// A clock that can be waited by.
pub trait Timer: Clock {
    /// Time that goes on evenly, whatever the clock is set to. It may stand still in a suspend.
    fn steady(&self) -> Duration;

    /// Waits this long. `busy` says that something is under way whose end ends the waiting.
    fn wait(&self, span: Duration, busy: bool) -> BoxFuture<'_, ()>;
}

/// The moment it is, by the system, in whole seconds: nothing here is finer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}

impl Timer for SystemClock {
    fn steady(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }

    fn wait(&self, span: Duration, _: bool) -> BoxFuture<'_, ()> {
        tokio::time::sleep(span).boxed()
    }
}
