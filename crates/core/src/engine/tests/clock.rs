//! What the engine makes of a clock that is set.

use super::*;

#[test]
fn a_clock_that_is_set_back_voids_an_end_that_has_not_come() {
    let mut engine = engine();
    engine.step(sweep(CredentialStatus::Ready(1)), after(1_000_000));
    let expired = Problem::new(Code::SignInExpired).since(after(500_000));
    engine.step(answered(Err(expired)), after(1_000_000));
    assert!(
        engine.snapshot(after(1_000_000)).accounts[0]
            .problem
            .is_some()
    );
    let commands = engine.step(Event::Tick, after(100));
    assert_eq!(engine.snapshot(after(100)).accounts[0].problem, None);
    let found = engine.step(sweep(CredentialStatus::Ready(1)), after(100));
    assert_eq!((searches(&commands), fetches(&found)), (1, 1));
}

#[test]
fn a_services_wait_is_no_longer_for_a_clock_set_back() {
    let mut engine = engine();
    engine.step(sweep(CredentialStatus::Ready(1)), after(10_000));
    let mut limited = Problem::new(Code::RateLimited);
    limited.retry = Retry::NotBefore(after(10_060));
    engine.step(answered(Err(limited)), after(10_000));
    engine.step(Event::Tick, after(100));
    let asked = |engine: &mut Engine, at: i64| {
        let mut commands = engine.step(Event::Tick, after(at));
        if searches(&commands) > 0 {
            commands = engine.step(sweep(CredentialStatus::Ready(1)), after(at));
        }
        fetches(&commands)
    };
    assert_eq!((asked(&mut engine, 150), asked(&mut engine, 170)), (0, 1));
}

#[test]
fn a_pause_is_no_longer_for_a_clock_that_is_set_back() {
    let mut engine = engine();
    let pause = crate::intent::Pause::OneHour;
    let request = Event::Intent(Intent::PauseNotifications { pause });
    engine.step(request, after(86_400));
    engine.step(Event::Tick, after(0));
    assert_eq!(engine.snapshot(after(0)).paused_until, Some(after(3600)));
}
