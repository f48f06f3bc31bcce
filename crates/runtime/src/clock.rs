//! The system's clock.

use jiff::Timestamp;
use plimsoll_core::ports::Clock;

/// The moment it is, by the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
