//! From due to told: the desktop takes it, refuses it, or is not heard of; a sudden end in between.

use super::*;
use crate::testing::usage;

#[test]
fn several_at_once_are_one_notification() {
    let mut bench = Bench::with([key("a"), key("b"), key("c")]);
    // All three are being asked; the first two answers wait for the third.
    assert_eq!(bench.reads("a", usage([session(81.0)])), []);
    assert_eq!(bench.reads("b", usage([session(10.0)])), []);
    let news = bench.reads("c", usage([session(96.0)]));
    assert_eq!(news, [usage_of("a"), usage_of("c")]);
    assert_eq!(bench.taken.len(), 1);
}

#[test]
fn a_slow_query_delays_the_others_alerts_for_five_seconds() {
    let mut bench = Bench::with([key("a"), key("b")]);
    assert_eq!(bench.reads("a", usage([session(81.0)])), []);
    assert_eq!(bench.pass(4), []);
    assert_eq!(bench.pass(1), [usage_of("a")]);
}

#[test]
fn a_later_alert_replaces_the_earlier_one() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.reads("a", usage([session(10.0)]));
    bench.reads("b", usage([session(10.0)]));
    let both = |bench: &mut Bench, used: f64| {
        bench.now += SignedDuration::from_mins(5);
        bench.ask(Intent::RefreshAll);
        bench.sweep();
        bench.reads("a", usage([session(used)]));
        bench.reads("b", usage([session(used)]));
    };
    both(&mut bench, 50.0);
    bench.reads("a", usage([session(81.0)]));
    bench.reads("b", usage([session(81.0)]));
    assert_eq!(bench.screen.len(), 2);
    both(&mut bench, 96.0);
    assert_eq!(bench.screen.len(), 1, "the group replaces both");
    both(&mut bench, 100.0);
    assert_eq!(bench.screen.len(), 1);
    assert_eq!(bench.screen.values().next().unwrap().body.len(), 2);
}

#[test]
fn a_refused_alert_is_shown_elsewhere_and_told_once_later() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Refuses;
    bench.sessions([60.0, 81.0]);
    let untold = |bench: &Bench| bench.engine.snapshot(bench.now).untold.len();
    assert_eq!(untold(&bench), 1);
    bench.restart();
    bench.session(82.0);
    assert_eq!(untold(&bench), 1);
    bench.desktop = Desktop::Takes;
    assert_eq!(bench.step(Event::DesktopIsBack), [usage_of("a")]);
    assert_eq!(untold(&bench), 0);
    assert_eq!(bench.step(Event::DesktopIsBack), []);
    assert_eq!(bench.taken.len(), 1);
}

#[test]
fn a_silent_desktop_is_tried_again_after_five_minutes() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Refuses;
    bench.session(81.0);
    bench.desktop = Desktop::Takes;
    assert_eq!(bench.pass(299), []);
    assert_eq!(bench.pass(1), [usage_of("a")]);
}

#[test]
fn nothing_is_sent_while_a_delivery_is_pending() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Silent;
    bench.sessions([60.0, 81.0]);
    let first = bench.waiting.clone().unwrap();
    bench.session(96.0);
    assert_eq!(bench.waiting.as_ref(), Some(&first));
    bench.desktop = Desktop::Takes;
    let receipt = Some(receipt(1));
    let id = first.id;
    assert_eq!(
        bench.step(Event::Delivered { id, receipt }),
        [usage_of("a")]
    );
    assert_eq!(bench.taken[0].title.id, "alert-threshold-title");
    assert_eq!(bench.taken[0].replaces.as_ref().unwrap().number, 1);
}

#[test]
fn a_crash_before_delivery_tells_the_alert_again() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Silent;
    bench.sessions([60.0, 81.0]);
    bench.desktop = Desktop::Takes;
    assert_eq!(bench.restart(), []);
    assert_eq!(bench.pass(5), [usage_of("a")]);
    assert_eq!(bench.restart(), []);
    assert_eq!(bench.pass(5), []);
}

#[test]
fn a_notification_is_withdrawn_when_its_window_has_begun_anew() {
    let mut bench = Bench::new();
    bench.sessions([60.0, 100.0]);
    assert_eq!(bench.screen.len(), 1);
    bench.restart();
    bench.reads("a", usage([until(0.0, 27_000)]));
    assert!(bench.screen.is_empty());
}

#[test]
fn a_press_opens_its_card() {
    let mut bench = Bench::new();
    bench.sessions([60.0, 81.0]);
    bench.restart();
    bench.answer(1, Answer::Open);
    assert_eq!(bench.shown_cards, [key("a")]);
    for answer in [Answer::Open, Answer::Snooze, Answer::Mute] {
        bench.answer(77, answer);
    }
    assert_eq!(bench.shown_cards.len(), 1);
    assert!(!bench.engine.settings().is_muted(&key("a")));
    assert_eq!(bench.engine.snapshot(bench.now).snoozed, []);
}

#[test]
fn a_desktop_without_receipts_is_told_once_too() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Silent;
    bench.sessions([60.0, 81.0]);
    let id = bench.waiting.take().unwrap().id;
    bench.step(Event::Delivered { id, receipt: None });
    bench.desktop = Desktop::Takes;
    assert_eq!(bench.session(82.0), 0);
}

#[test]
fn what_could_not_be_kept_is_given_again_after_a_while() {
    let mut bench = Bench::new();
    bench.sessions([60.0, 81.0]);
    bench.kept.clear();
    bench.step(Event::NotSaved);
    assert!(bench.kept.is_empty(), "not at once");
    bench.pass(30);
    assert!(bench.kept.values().any(|kept| !kept.1.is_empty()));
}

#[test]
fn alerts_restored_late_go_on_from_what_was_told() {
    let mut before = Bench::new();
    before.sessions([60.0, 81.0]);
    let far = NotificationKind::Pace;
    before.notify(far, false);
    // Nothing is read yet, or what was read is about to be told.
    for used in [None, Some(82.0)] {
        let mut bench = Bench::new();
        bench.desktop = Desktop::Refuses;
        if let Some(used) = used {
            bench.session(used);
        }
        bench.desktop = Desktop::Takes;
        let restored = before.restored();
        bench.kept.clear();
        bench.step(Event::StoreOpened(Some(Box::new(restored))));
        assert!(bench.kept.values().any(|kept| !kept.1.is_empty()));
        assert_eq!(bench.pass(600), [], "{used:?}");
        assert_eq!(bench.session(83.0), 0, "{used:?}");
        assert_eq!(bench.session(96.0), 1, "{used:?}");
    }
    // What was told since is not told again either.
    let mut bench = Bench::new();
    assert_eq!(bench.sessions([60.0, 96.0]), [0, 1]);
    let restored = before.restored();
    bench.step(Event::StoreOpened(Some(Box::new(restored))));
    assert_eq!(bench.sessions([96.0, 97.0]), [0, 0]);
}

#[test]
fn a_reading_that_could_not_be_kept_is_given_again_too() {
    let mut bench = Bench::new();
    bench.sessions([60.0]);
    bench.step(Event::NotSaved);
    let readings = |commands: Vec<Command>| {
        let given = commands.into_iter().filter_map(|command| match command {
            Command::Save(changes) => changes.reading,
            _ => None,
        });
        given.map(|state| state.account.key).collect::<Vec<_>>()
    };
    let at = bench.now + SignedDuration::from_secs(29);
    assert_eq!(readings(bench.engine.step(Event::Tick, at)), []);
    let at = bench.now + SignedDuration::from_secs(31);
    assert_eq!(readings(bench.engine.step(Event::Tick, at)), [key("a")]);
    assert_eq!(readings(bench.engine.step(Event::Tick, at)), []);
}

#[test]
fn a_desktop_that_never_answers_is_tried_again() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Silent;
    bench.sessions([60.0, 81.0]);
    bench.pass(60);
    assert_eq!(bench.engine.snapshot(bench.now).untold.len(), 1);
    bench.pass(300);
    assert_eq!(bench.engine.snapshot(bench.now).untold.len(), 1);
    bench.desktop = Desktop::Takes;
    bench.pass(60);
    assert_eq!(bench.pass(300), [usage_of("a")]);
    assert_eq!(bench.engine.snapshot(bench.now).untold.len(), 0);
}

#[test]
fn what_is_waited_for_is_not_slept_through() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.reads("a", usage([session(81.0)]));
    // Before that it wakes to show what was read.
    bench.pass(1);
    assert_eq!(bench.wake, after(5), "the answer about another account");
    let mut bench = Bench::new();
    bench.desktop = Desktop::Silent;
    bench.session(81.0);
    assert_eq!(bench.wake, after(60), "the answer of the desktop");
}

#[test]
fn a_refusal_holds_for_five_minutes_for_all_alerts() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Refuses;
    bench.sessions([60.0, 81.0, 60.0]);
    bench.desktop = Desktop::Takes;
    assert_eq!(bench.session(81.0), 0);
    assert_eq!(bench.engine.snapshot(bench.now).untold.len(), 1);
    assert_eq!(bench.pass(300), [usage_of("a")]);
}

#[test]
fn a_refusal_is_forgotten_after_five_quiet_minutes() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Refuses;
    bench.sessions([60.0, 81.0, 60.0]);
    bench.pass(300);
    bench.desktop = Desktop::Silent;
    bench.session(81.0);
    assert!(bench.waiting.is_some());
    assert_eq!(bench.engine.snapshot(bench.now).untold, []);
}

#[test]
fn a_late_receipt_is_not_taken_for_the_next_alert() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Silent;
    bench.sessions([60.0, 81.0]);
    let late = bench.waiting.take().unwrap().id;
    bench.pass(360);
    let next = bench.waiting.take().unwrap().id;
    let receipt = Some(receipt(1));
    bench.step(Event::Delivered { id: late, receipt });
    bench.step(Event::NotDelivered(next));
    bench.desktop = Desktop::Takes;
    assert_eq!(bench.step(Event::DesktopIsBack), [usage_of("a")]);
}

/// The desktop answers at last, and takes everything from now on.
fn answers_late(bench: &mut Bench) -> Vec<Topic> {
    bench.desktop = Desktop::Takes;
    let alert = bench.waiting.take().unwrap();
    let id = alert.id;
    let receipt = Some(bench.show(alert));
    bench.step(Event::Delivered { id, receipt })
}

#[test]
fn use_that_falls_before_delivery_arms_the_threshold() {
    let mut bench = Bench::new();
    bench.desktop = Desktop::Silent;
    bench.sessions([60.0, 96.0, 60.0]);
    assert_eq!(answers_late(&mut bench), []);
    assert_eq!(bench.session(81.0), 1);
}

#[test]
fn what_changes_before_delivery_does_not_count_as_told() {
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Available, true);
    bench.desktop = Desktop::Silent;
    bench.sessions([70.0, 100.0, 70.0]);
    assert_eq!(answers_late(&mut bench), [usage_of("a")]);
    assert_eq!(bench.taken[1].title.id, "alert-available-title");
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Usage, false);
    bench.notify(NotificationKind::Available, true);
    bench.desktop = Desktop::Silent;
    bench.sessions([100.0, 70.0, 100.0]);
    assert_eq!(answers_late(&mut bench), []);
    assert!(bench.screen.is_empty(), "it is used up after all");
}
