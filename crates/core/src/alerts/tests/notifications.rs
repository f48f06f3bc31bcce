//! What the desktop has: it stays while it holds, and is reworded or withdrawn when it does not.

use super::*;
use crate::{intent::Pause, testing::usage};

/// The use of "a" and the broken sign-in of "b", told in one notification after a pause.
fn together(used: [f64; 3]) -> Bench {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.notify(NotificationKind::Available, true);
    let pause = Pause::OneHour;
    bench.ask(Intent::PauseNotifications { pause });
    bench.sessions(used);
    bench.breaks("b");
    assert_eq!(bench.pass(HOUR), [usage_of("a"), sign_in_of("b")]);
    bench
}

fn fix(bench: &mut Bench, id: &str) -> Vec<Topic> {
    bench.stands(id, CredentialStatus::Ready(2));
    bench.reads(id, usage([session(1.0)]))
}

#[test]
fn use_told_before_is_no_news_beside_a_fixed_sign_in() {
    for (used, title) in [
        ([60.0, 70.0, 81.0], "alert-threshold-title"),
        ([60.0, 81.0, 100.0], "alert-used-up-title"),
        ([100.0, 5.0, 5.0], "alert-available-title"),
    ] {
        let mut bench = together(used);
        assert_eq!(bench.taken[0].urgent, used.ends_with(&[100.0]), "{title}");
        assert_eq!(fix(&mut bench, "b"), []);
        let titles: Vec<&str> = bench.screen.values().map(|it| &*it.title.id).collect();
        assert_eq!(titles, [title]);
        assert!(!bench.taken[1].urgent, "{title}");
    }
}

#[test]
fn fallen_use_is_not_said_beside_a_fixed_sign_in() {
    let mut bench = together([60.0, 70.0, 81.0]);
    assert_eq!(bench.session(75.0), 0);
    assert_eq!(bench.screen.len(), 1);
    assert_eq!(fix(&mut bench, "b"), []);
    assert!(bench.screen.is_empty());
}

#[test]
fn news_go_before_an_older_one_is_reworded() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.breaks("a");
    bench.breaks("b");
    bench.pass(120);
    bench.stands("a", CredentialStatus::Ready(2));
    bench.session(81.0);
    let titles: Vec<&str> = bench.taken.iter().map(|it| &*it.title.id).collect();
    assert_eq!(
        titles,
        [
            "alert-several-title",
            "alert-threshold-title",
            "alert-sign-in-title"
        ]
    );
}

#[test]
fn nothing_is_reworded_while_an_answer_is_awaited() {
    let mut bench = Bench::with([key("a"), key("b"), key("c")]);
    bench.reads("c", usage([session(60.0)]));
    bench.breaks("a");
    bench.breaks("b");
    bench.pass(120);
    bench.desktop = Desktop::Silent;
    bench.reads("c", usage([session(81.0)]));
    let first = bench.waiting.clone().unwrap();
    // It is due no more, and nobody knows yet whether it was shown.
    bench.reads("c", usage([session(60.0)]));
    fix(&mut bench, "a");
    assert_eq!(bench.waiting.as_ref(), Some(&first));
    bench.desktop = Desktop::Takes;
    bench.step(Event::NotDelivered(first.id));
    assert_eq!(bench.taken.last().unwrap().title.id, "alert-sign-in-title");
}

#[test]
fn a_posted_notification_outlives_a_refusal() {
    let mut bench = Bench::new();
    bench.sessions([60.0, 81.0]);
    bench.desktop = Desktop::Refuses;
    bench.session(96.0);
    assert_eq!(bench.screen.len(), 1);
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.breaks("a");
    bench.breaks("b");
    bench.pass(120);
    bench.desktop = Desktop::Refuses;
    fix(&mut bench, "a");
    assert!(bench.screen.is_empty());
}

#[test]
fn that_it_runs_out_and_that_it_is_back_stay_until_the_reset() {
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Usage, false);
    bench.notify(NotificationKind::Available, true);
    bench.notify(NotificationKind::Pace, true);
    assert_eq!(bench.sessions([40.0, 60.0, 61.0]), [0, 1, 0]);
    assert_eq!(bench.screen.len(), 1);
    bench.reads("a", usage([until(1.0, 27_000)]));
    assert!(bench.screen.is_empty());
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Usage, false);
    bench.notify(NotificationKind::Available, true);
    assert_eq!(bench.sessions([100.0, 5.0, 5.0, 6.0]), [0, 0, 1, 0]);
    assert_eq!(bench.screen.len(), 1);
    bench.reads("a", usage([until(1.0, 27_000)]));
    assert!(bench.screen.is_empty());
}
