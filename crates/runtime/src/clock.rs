//! The system's clock.

use jiff::Timestamp;
use plimsoll_core::ports::Clock;

/// The moment it is, by the system, in whole seconds: nothing here is finer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}
