//! Broken sign-ins.

use super::*;
use crate::testing::usage;

#[test]
fn a_broken_sign_in_is_told_once_and_withdrawn_when_fixed() {
    let mut bench = Bench::new();
    bench.breaks("a");
    assert_eq!(bench.pass(119), []);
    assert_eq!(bench.pass(1), [sign_in_of("a")]);
    assert_eq!(bench.pass(4000), []);
    assert_eq!(bench.screen.len(), 1);
    bench.stands("a", CredentialStatus::Ready(2));
    assert_eq!(bench.screen.len(), 1, "a new token need not be a good one");
    bench.session(1.0);
    assert!(bench.screen.is_empty());
}

#[test]
fn the_end_of_the_grace_time_wakes_the_engine_once() {
    let mut bench = Bench::new();
    bench.step(Event::StoresWatched(true));
    bench.breaks("a");
    assert_eq!(bench.wake, after(120));
    let latest = |bench: &Bench| bench.now + SignedDuration::from_mins(5);
    bench.pass(120);
    assert_eq!(bench.wake, latest(&bench), "it is told");
    bench.restart();
    bench.step(Event::StoresWatched(true));
    assert_eq!(bench.wake, latest(&bench), "it was told before");
    let mut bench = Bench::new();
    bench.step(Event::StoresWatched(true));
    bench.set(quiet_hours("11:00", "16:00", false));
    bench.breaks("a");
    bench.pass(120);
    assert_eq!(bench.wake, latest(&bench), "it may not be told yet");
}

#[test]
fn the_two_minutes_count_from_the_moment_of_expiry() {
    let mut bench = Bench::new();
    bench.fails("a", Code::Offline);
    let expired = Problem::new(Code::SignInExpired).since(after(-60));
    bench.stands("a", CredentialStatus::Broken(expired));
    assert_eq!(bench.pass(59), []);
    assert_eq!(bench.pass(1), [sign_in_of("a")]);
}

#[test]
fn what_is_usual_of_a_computer_at_rest_has_its_own_time() {
    let mut bench = Bench::new();
    bench.fails("a", Code::Offline);
    let expired = Problem::new(Code::SignInExpired).since(after(-60));
    bench.stands("a", CredentialStatus::Broken(expired.usual()));
    assert_eq!(bench.pass(24 * HOUR - 61), []);
    assert_eq!(bench.pass(1), [sign_in_of("a")]);
}

#[test]
fn a_clock_that_is_set_back_does_not_put_it_off() {
    let mut bench = Bench::new();
    bench.breaks("a");
    bench.now = after(-100 * HOUR);
    bench.sweep();
    assert_eq!(bench.pass(120), [sign_in_of("a")]);
}

#[test]
fn a_refused_sign_in_is_told_and_a_fault_of_the_network_is_not() {
    let mut bench = Bench::new();
    bench.session(10.0);
    for code in [
        Code::RateLimited,
        Code::Offline,
        Code::ServiceDown,
        Code::Forbidden,
    ] {
        bench.fails("a", code);
        assert_eq!(bench.pass(1000), [], "{code}");
    }
    bench.fails("a", Code::SignInRefused);
    assert_eq!(bench.pass(1700), [], "a service may have a bad minute");
    assert_eq!(bench.fails("a", Code::SignInRefused), [sign_in_of("a")]);
    assert_eq!(bench.fails("a", Code::SignInRefused), []);
}

#[test]
fn a_sign_in_that_is_refused_once_and_works_again_is_not_told() {
    let mut bench = Bench::new();
    bench.fails("a", Code::KeyRejected);
    bench.session(10.0);
    bench.fails("a", Code::KeyRejected);
    assert_eq!(bench.pass(1000), []);
}

#[test]
fn what_was_told_of_a_sign_in_outlives_a_restart() {
    let mut bench = Bench::new();
    bench.breaks("a");
    assert_eq!(bench.pass(120), [sign_in_of("a")]);
    assert_eq!(bench.restart(), []);
    assert_eq!(bench.pass(1000), []);
    bench.stands("a", CredentialStatus::Ready(2));
    bench.fails("a", Code::Offline);
    bench.fails("a", Code::SignInRefused);
    assert_eq!(bench.pass(1000), []);
    assert_eq!(bench.screen.len(), 1);
    bench.session(1.0);
    assert!(
        bench.screen.is_empty(),
        "also what the last run has shown is withdrawn"
    );
    bench.fails("a", Code::SignInRefused);
    let told = bench.fails("a", Code::SignInRefused);
    assert_eq!(told, [sign_in_of("a")], "it broke anew");
}

#[test]
fn a_sign_in_that_its_tool_does_not_use_may_end_in_silence() {
    let mut bench = Bench::new();
    bench.notes = vec![Note::new(NoteCode::Inactive)];
    bench.breaks("a");
    assert_eq!(bench.pass(1000), []);
    bench.notes.clear();
    bench.breaks("a");
    assert_eq!(bench.pass(120), [sign_in_of("a")], "it is used now");
}

#[test]
fn a_sign_in_that_is_switched_off_or_gone_needs_nobody() {
    for gone in [false, true] {
        let mut bench = Bench::new();
        bench.breaks("a");
        bench.pass(120);
        if gone {
            bench.accounts.clear();
            bench.sweep();
        } else {
            bench.stands("a", CredentialStatus::Off);
        }
        assert!(bench.screen.is_empty());
    }
}

#[test]
fn a_notification_goes_on_about_the_other_sign_in() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.breaks("a");
    bench.breaks("b");
    assert_eq!(bench.pass(120).len(), 2);
    bench.stands("a", CredentialStatus::Ready(2));
    assert_eq!(bench.session(1.0), 0);
    assert_eq!(bench.screen.len(), 1);
    let left = bench.screen.values().next().unwrap();
    assert_eq!(left.title.id, "alert-sign-in-title");
    assert!(!left.urgent && left.news.is_empty());
    bench.stands("b", CredentialStatus::Ready(2));
    bench.reads("b", usage([session(1.0)]));
    assert!(bench.screen.is_empty());
}

#[test]
fn a_fix_and_news_at_once_keep_what_still_holds() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.breaks("a");
    bench.breaks("b");
    bench.pass(120);
    bench.stands("a", CredentialStatus::Ready(2));
    assert_eq!(bench.session(81.0), 1);
    let titles: Vec<&str> = bench.screen.values().map(|it| &*it.title.id).collect();
    assert_eq!(titles, ["alert-sign-in-title", "alert-threshold-title"]);
}

#[test]
fn a_closed_notification_stays_closed_when_one_of_two_is_fixed() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.breaks("a");
    bench.breaks("b");
    bench.pass(120);
    let number = *bench.screen.keys().next().unwrap();
    bench.screen.clear();
    bench.step(Event::Closed(receipt(number)));
    bench.stands("a", CredentialStatus::Ready(2));
    bench.session(1.0);
    assert!(bench.screen.is_empty());
}
