//! The system's clock, and what the driver waits by.

use std::time::Duration;

use futures_util::FutureExt;
use jiff::Timestamp;
use plimsoll_core::ports::{BoxFuture, Clock};

/// A clock that can be waited by.
pub trait Timer: Clock {
    /// Time that goes on evenly, in a suspend too, whatever the clock is set to.
    fn steady(&self) -> Duration;

    /// How long until the clock shows a whole minute. Whoever looks every minute does it then, so
    /// that one waking is enough for all.
    fn until_minute(&self) -> Duration {
        until_minute(self.now())
    }

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
        steady()
    }

    fn until_minute(&self) -> Duration {
        until_minute(Timestamp::now())
    }

    fn wait(&self, span: Duration, _: bool) -> BoxFuture<'_, ()> {
        wait(span).boxed()
    }
}

#[cfg(unix)]
fn steady() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    #[cfg(target_os = "linux")]
    const CLOCK: ClockId = ClockId::Boottime;
    // On macOS this one runs in a suspend.
    #[cfg(not(target_os = "linux"))]
    const CLOCK: ClockId = ClockId::Monotonic;
    clock_gettime(CLOCK).try_into().unwrap_or_default()
}

/// What Windows counts by runs in a suspend.
#[cfg(not(unix))]
fn steady() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

fn until_minute(now: Timestamp) -> Duration {
    const MINUTE: i128 = 60_000_000_000;
    let ahead = MINUTE - now.as_nanosecond().rem_euclid(MINUTE);
    let ahead = Duration::from_nanos(u64::try_from(ahead).unwrap_or_default());
    // A timer may be a little early by the clock; that minute was had.
    if ahead < Duration::from_secs(1) {
        ahead + Duration::from_mins(1)
    } else {
        ahead
    }
}

/// The run-time's own timers wake up two or three times on the way to a far moment, so a timer of
/// the kernel is taken, where it has one to give.
#[cfg(target_os = "linux")]
async fn wait(span: Duration) {
    match kernel_timer(span) {
        Ok(timer) => drop(timer.readable().await),
        Err(_) => tokio::time::sleep(span).await,
    }
}

#[cfg(target_os = "linux")]
fn kernel_timer(span: Duration) -> std::io::Result<tokio::io::unix::AsyncFd<std::os::fd::OwnedFd>> {
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    use tokio::io::{Interest, unix::AsyncFd};

    let never = Timespec::default();
    // Nothing ahead would mean no timer at all.
    let ahead = span.max(Duration::from_nanos(1));
    let once = Itimerspec {
        it_interval: never,
        it_value: ahead.try_into().map_err(std::io::Error::other)?,
    };
    let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
    let timer = timerfd_create(TimerfdClockId::Boottime, flags)?;
    timerfd_settime(&timer, TimerfdTimerFlags::empty(), &once)?;
    #[expect(
        deprecated,
        reason = "its heir is unsafe for descriptors that change; an owned one does not"
    )]
    AsyncFd::with_interest(timer, Interest::READABLE)
}

#[cfg(not(target_os = "linux"))]
async fn wait(span: Duration) {
    tokio::time::sleep(span).await;
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn the_next_minute_is_never_the_one_that_was_just_had() {
        for (now, milliseconds) in [
            ("2026-11-23T12:00:00Z", 60_000),
            ("2026-11-23T12:00:00.250Z", 59_750),
            ("2026-11-23T12:00:58Z", 2_000),
            ("2026-11-23T12:00:59.999Z", 60_001),
        ] {
            let ahead = until_minute(now.parse().unwrap());
            assert_eq!(ahead, Duration::from_millis(milliseconds), "{now}");
        }
    }

    #[tokio::test]
    async fn a_wait_is_as_long_as_it_was_asked_to_be() {
        for milliseconds in [0, 1, 70] {
            let span = Duration::from_millis(milliseconds);
            let start = Instant::now();
            SystemClock.wait(span, false).await;
            assert!(start.elapsed() >= span, "{milliseconds} ms");
        }
    }
}
