//! What is held back: quiet hours, a pause, mute; and that it is told afterwards, together.

use super::*;
use crate::{intent::Pause, testing::usage};

#[test]
fn quiet_hours_hold_back_until_they_end_and_then_tell_it_in_one() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.set(quiet_hours("11:00", "12:30", false));
    bench.reads("a", usage([session(83.0)]));
    bench.reads("b", usage([session(100.0)]));
    assert_eq!(bench.pass(1799), []);
    assert_eq!(bench.pass(1), [usage_of("a"), usage_of("b")]);
    assert_eq!(bench.taken.len(), 1);
    assert_eq!(bench.taken[0].title.id, "alert-several-title");
    assert_eq!(bench.pass(5000), []);
}

#[test]
fn the_end_of_quiet_hours_is_not_slept_through() {
    let mut bench = Bench::new();
    bench.set(quiet_hours("11:00", "12:04", false));
    bench.session(83.0);
    assert_eq!(bench.wake, after(240));
}

#[test]
fn what_no_longer_holds_after_quiet_hours_is_not_told() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.set(quiet_hours("11:00", "16:00", false));
    bench.reads("a", usage([session(83.0)]));
    bench.reads("b", usage([until(83.0, 2 * HOUR)]));
    bench.now = after(HOUR);
    bench.reads("a", usage([session(79.0)]));
    // The reset of the other one passes while nobody answers.
    assert_eq!(bench.pass(4 * HOUR), []);
}

#[test]
fn a_sign_in_broken_at_night_is_told_in_the_morning() {
    for fixed in [false, true] {
        let mut bench = Bench::new();
        bench.set(quiet_hours("11:00", "16:00", false));
        bench.breaks("a");
        assert_eq!(bench.pass(HOUR), []);
        if fixed {
            bench.stands("a", CredentialStatus::Ready(2));
            bench.session(1.0);
        }
        let told = bench.pass(3 * HOUR).len();
        assert_eq!(told, usize::from(!fixed));
    }
}

#[test]
fn that_something_is_used_up_may_pass_quiet_hours_but_no_pause() {
    let mut bench = Bench::new();
    bench.set(quiet_hours("11:00", "16:00", true));
    assert_eq!(bench.sessions([83.0, 100.0]), [0, 1]);
    let mut bench = Bench::new();
    bench.set(quiet_hours("11:00", "16:00", true));
    let pause = Pause::OneHour;
    bench.ask(Intent::PauseNotifications { pause });
    assert_eq!(bench.sessions([83.0, 100.0]), [0, 0]);
    assert_eq!(bench.pass(HOUR), [usage_of("a")]);
}

#[test]
fn a_pause_is_made_up_for_at_its_end_also_across_a_restart() {
    let mut bench = Bench::with([key("a"), key("b")]);
    let pause = Pause::OneHour;
    bench.ask(Intent::PauseNotifications { pause });
    bench.reads("a", usage([session(90.0)]));
    bench.restart();
    bench.reads("a", usage([session(90.0)]));
    bench.reads("b", usage([session(90.0)]));
    assert_eq!(
        bench.engine.snapshot(bench.now).paused_until,
        Some(after(HOUR))
    );
    assert_eq!(bench.pass(HOUR - 1), []);
    assert_eq!(bench.pass(1).len(), 2);
    assert_eq!(bench.taken.len(), 1);
    let mut bench = Bench::new();
    bench.ask(Intent::PauseNotifications { pause });
    bench.session(90.0);
    let pause = Pause::Resume;
    assert_eq!(
        bench.ask(Intent::PauseNotifications { pause }),
        [usage_of("a")]
    );
}

#[test]
fn quiet_hours_are_those_of_the_zone_that_one_is_in() {
    let mut bench = Bench::new();
    bench.set(quiet_hours("22:00", "07:00", false));
    bench.step(Event::Zone(TimeZone::get("Asia/Shanghai").unwrap()));
    bench.now = after(2 * HOUR);
    assert_eq!(bench.session(83.0), 0);
    let news = bench.step(Event::Zone(TimeZone::UTC));
    assert_eq!(news, [usage_of("a")]);
}

#[test]
fn a_muted_provider_is_silent_until_that_is_taken_back() {
    let mut bench = Bench::new();
    bench.sessions([60.0, 81.0]);
    bench.answer(1, Answer::Mute);
    assert!(bench.screen.is_empty());
    assert!(bench.engine.settings().is_muted(&key("a")));
    assert_eq!(bench.session(96.0), 0);
    assert_eq!(bench.ask(Intent::Undo), [usage_of("a")]);
}

#[test]
fn hidden_accounts_and_kinds_that_are_off_are_not_told_of() {
    let mut bench = Bench::new();
    bench.session(81.0);
    let account = key("a");
    bench.set(Change::Hidden { account, on: true });
    assert!(bench.screen.is_empty());
    assert_eq!(bench.session(96.0), 0);
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Usage, false);
    bench.notify(NotificationKind::SignIn, false);
    assert_eq!(bench.session(90.0), 0);
    bench.breaks("a");
    assert_eq!(bench.pass(1000), []);
}
