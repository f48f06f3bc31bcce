//! A clock that is set while the program runs makes no new cycle of an old one, nor the other way
//! round.

use super::*;

const DAY: i64 = 24 * HOUR;

impl Bench {
    fn set_clock(&mut self, seconds: i64) -> Vec<Topic> {
        let by = SignedDuration::from_secs(seconds);
        self.now += by;
        self.step(Event::ClockStepped(by))
    }

    /// A reading of the session with its reset; how many things were told.
    fn session_until(&mut self, used: f64, reset: i64) -> usize {
        self.reads("a", usage([until(used, reset)])).len()
    }
}

#[test]
fn a_reset_that_goes_along_with_the_clock_is_told_once() {
    for step in [DAY, -DAY, 40 * DAY, 2 * HOUR] {
        let mut bench = Bench::new();
        assert_eq!(bench.sessions([60.0, 81.0]), [0, 1]);
        assert_eq!(bench.set_clock(step), []);
        // One that was under way by the old clock.
        assert_eq!(bench.session_until(82.0, 9000), 0);
        assert_eq!(bench.session_until(83.0, 9000 + step), 0, "{step}");
        bench.restart();
        assert_eq!(bench.set_clock(-step), []);
        assert_eq!(bench.session_until(84.0, 9000), 0, "{step}");
        assert_eq!(bench.session(96.0), 1);
    }
}

#[test]
fn setting_the_clock_back_and_forth_changes_nothing() {
    let mut bench = Bench::new();
    bench.sessions([60.0, 81.0]);
    for step in [DAY, -40 * DAY, 39 * DAY] {
        bench.set_clock(step);
    }
    assert_eq!(bench.session(82.0), 0);
    assert_eq!(bench.session_until(90.0, 9000 + 5 * HOUR), 1);
}

#[test]
fn an_unmoved_reset_is_told_once_and_the_next_one_anew() {
    let mut bench = Bench::new();
    bench.sessions([60.0, 81.0]);
    bench.set_clock(HOUR);
    assert_eq!(bench.session(82.0), 0);
    bench.pass(2 * HOUR);
    let next = 9000 + 5 * HOUR;
    assert_eq!(bench.session_until(85.0, next), 1);
    assert_eq!(bench.session_until(86.0, next), 0);
}
