//! A clock that is set while the program runs: every wait is as long as it would have been.

use jiff::SignedDuration;

use super::*;

const DAY: i64 = 24 * 60 * MINUTE;

impl Simulation {
    /// By so much, at this second of the old clock.
    fn set_clock(&mut self, step: i64, at: i64) {
        let by = SignedDuration::from_secs(step);
        self.tell(Event::ClockStepped(by), at + step);
    }
}

#[test]
fn a_clock_that_is_set_ends_no_wait_early_or_late() {
    for step in [40, DAY, -DAY, 400 * DAY] {
        let mut simulation = Simulation::well(&["sample"]);
        simulation.set_clock(step, 100);
        simulation.wait(step + 269);
        assert_eq!(simulation.asked.len(), 1, "{step}");
        simulation.wait(step + 331);
        assert_eq!(simulation.asked.len(), 2, "{step}");
    }
}

#[test]
fn a_clock_that_is_set_breaks_no_word_of_a_service() {
    let mut simulation = Simulation::new(&["sample"], |_, at| {
        let limited = Problem::new(Code::RateLimited);
        Err(limited.not_before(after(at + 1200)))
    });
    simulation.set_clock(DAY, 100);
    simulation.wait(DAY + 1199);
    assert_eq!(simulation.asked.len(), 1);
    simulation.wait(DAY + 1210);
    assert_eq!(simulation.asked.len(), 2);
}

#[test]
fn what_a_wrong_clock_kept_from_the_network_is_tried_again() {
    let mut simulation = Simulation::new(&["sample"], |_, at| {
        if at < DAY {
            return Err(Problem::new(Code::ConnectionBlocked));
        }
        Ok(usage(None))
    });
    simulation.wait(3000);
    let before = simulation.asked.len();
    simulation.set_clock(DAY, 3000);
    simulation.wait(DAY + 3016);
    assert_eq!(simulation.asked.len(), before + 1);
}

#[test]
fn what_a_suspend_falls_into_is_dropped_and_asked_again() {
    let mut engine = Engine::new(Settings::default(), [].into(), 7);
    let simulation = Simulation::well(&["sample"]);
    let asks = |commands: &[Command]| {
        let mut all = commands.iter();
        all.any(|it| matches!(it, Command::Fetch(_)))
    };
    engine.step(Event::Tick, after(0));
    assert!(asks(&engine.step(simulation.sweep(), after(0))));
    let woke = engine.step(Event::WokeUp, after(900));
    assert!(woke.iter().any(|it| matches!(it, Command::Abandon)));
    assert!(!engine.is_busy());
    engine.step(Event::Tick, after(905));
    assert!(asks(&engine.step(simulation.sweep(), after(905))));
}
