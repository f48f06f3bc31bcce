//! Thresholds, cycles, jumps, being back, running out, silence until the reset.

use super::*;
use crate::{settings::ThresholdsOf, testing::usage};

#[test]
fn a_threshold_is_told_once_per_cycle_however_the_reset_drifts() {
    let mut bench = Bench::new();
    let mut told = Vec::new();
    for (used, drift) in [
        (50.0, 0),
        (81.0, 7),
        (82.0, -90),
        (85.0, 300),
        (96.0, 0),
        (97.0, 3),
    ] {
        let news = bench.reads("a", usage([until(used, 9184 + drift)]));
        told.push(news.len());
    }
    assert_eq!(told, [0, 1, 0, 0, 1, 0]);
    // A new cycle, and a fall of more than ten points, arm it again.
    let mut next = |used| bench.reads("a", usage([until(used, 30_000)])).len();
    assert_eq!([next(83.0), next(60.0), next(83.0)], [1, 0, 1]);
}

#[test]
fn a_slow_drift_over_a_whole_cycle_tells_nothing_again() {
    let mut bench = Bench::new();
    let told: usize = (0..140)
        .map(|step| {
            bench
                .reads("a", usage([until(85.0, 9000 + 60 * step)]))
                .len()
        })
        .sum();
    assert_eq!(told, 1);
}

#[test]
fn falling_below_one_threshold_does_not_arm_the_one_beneath() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.sessions([60.0, 96.0, 84.0, 86.0, 96.0]),
        [0, 1, 0, 0, 1]
    );
    assert_eq!(bench.sessions([71.0, 81.0, 69.0, 81.0]), [0, 0, 0, 1]);
}

#[test]
fn the_first_reading_tells_only_a_passed_threshold() {
    assert_eq!(Bench::new().session(79.0), 0);
    assert_eq!(Bench::new().session(81.0), 1);
}

#[test]
fn what_was_told_is_not_told_again_after_a_restart() {
    let mut bench = Bench::new();
    assert_eq!(bench.sessions([60.0, 81.0]), [0, 1]);
    assert_eq!(bench.restart(), []);
    assert_eq!(bench.sessions([82.0, 96.0]), [0, 1]);
}

#[test]
fn a_jump_needs_a_second_reading_that_says_the_same() {
    let mut bench = Bench::new();
    let told = bench.sessions([10.0, 90.0, 10.0, 90.0, 91.0]);
    assert_eq!(told, [0, 0, 0, 0, 1]);
    let mut bench = Bench::new();
    assert_eq!(bench.sessions([10.0, 52.0, 100.0, 100.0]), [0, 0, 0, 1]);
    let mut bench = Bench::new();
    bench.session(10.0);
    bench.session(90.0);
    bench.restart();
    assert_eq!(bench.session(91.0), 1);
}

#[test]
fn a_value_that_falls_to_nothing_for_once_tells_nothing_again() {
    let mut bench = Bench::new();
    let told = bench.sessions([60.0, 85.0, 0.0, 85.0, 85.0]);
    assert_eq!(told, [0, 1, 0, 0, 0]);
    // Also when the reset goes with it.
    let blank = QuotaWindow {
        reset: Reset::NotStarted,
        ..session(0.0)
    };
    bench.reads("a", usage([blank]));
    assert_eq!(bench.sessions([85.0, 85.0, 86.0]), [0, 0, 0]);
}

#[test]
fn a_window_not_begun_is_new_where_nothing_is_used() {
    let blank = |used| QuotaWindow {
        reset: Reset::NotStarted,
        ..session(used)
    };
    let mut bench = Bench::new();
    assert_eq!(bench.sessions([60.0, 85.0]), [0, 1]);
    assert_eq!(bench.reads("a", usage([blank(86.0)])), []);
    assert_eq!(bench.session(87.0), 0);
    assert_eq!(bench.screen.len(), 1);
    bench.reads("a", usage([blank(0.0)]));
    assert!(bench.screen.is_empty());
}

#[test]
fn forty_points_are_believed_at_once_and_more_are_not() {
    assert_eq!(Bench::new().sessions([45.0, 85.0]), [0, 1]);
    assert_eq!(Bench::new().sessions([44.0, 85.0, 85.0]), [0, 0, 1]);
    for (before, told) in [(45.0, 1), (44.0, 0)] {
        let mut bench = Bench::new();
        bench.session(before);
        let next = bench.reads("a", usage([until(85.0, 27_000)]));
        assert_eq!(next.len(), told, "from {before} in the window before");
    }
}

#[test]
fn while_a_number_is_doubted_or_absent_nothing_is_told() {
    let untold = |bench: &Bench| bench.engine.snapshot(bench.now).untold.len();
    let mut bench = Bench::new();
    bench.desktop = Desktop::Refuses;
    bench.sessions([60.0, 85.0]);
    assert_eq!(untold(&bench), 1);
    bench.session(0.0);
    assert_eq!(untold(&bench), 0);
    bench.session(85.0);
    assert_eq!(untold(&bench), 1);
    let unknown = QuotaWindow {
        used: None,
        ..session(0.0)
    };
    bench.reads("a", usage([unknown]));
    assert_eq!(untold(&bench), 0);
}

#[test]
fn an_early_reset_arms_again_once_it_is_certain() {
    let mut bench = Bench::new();
    assert_eq!(bench.sessions([60.0, 85.0]), [0, 1]);
    let mut next = |used| bench.reads("a", usage([until(used, 20_000)])).len();
    assert_eq!([next(0.0), next(40.0), next(80.0)], [0, 0, 1]);
    let mut bench = Bench::new();
    let told = bench.sessions([60.0, 85.0, 0.0, 1.0, 41.0, 80.0]);
    assert_eq!(told, [0, 1, 0, 0, 0, 1]);
}

#[test]
fn another_plan_is_another_allowance_once_two_readings_name_it() {
    let mut bench = Bench::new();
    let mut plan = |name: &str, used| {
        let usage = Usage {
            plan: Some(name.into()),
            ..usage([session(used)])
        };
        bench.reads("a", usage).len()
    };
    assert_eq!([plan("Plus", 60.0), plan("Plus", 85.0)], [0, 1]);
    assert_eq!(
        [plan("Pro", 75.0), plan("Plus", 85.0), plan("Pro", 75.0)],
        [0, 0, 0]
    );
    assert_eq!([plan("Pro", 75.0), plan("Pro", 82.0)], [0, 1]);
}

#[test]
fn the_difference_between_two_accounts_tells_nothing() {
    let mut bench = Bench::new();
    assert_eq!(bench.sessions([60.0, 85.0]), [0, 1]);
    bench.accounts = [(key("b"), CredentialStatus::Ready(2))].into();
    bench.sweep();
    assert!(
        bench.screen.is_empty(),
        "it is about an account that is gone"
    );
    assert_eq!(bench.reads("b", usage([session(10.0)])), []);
    bench.accounts = [(key("a"), CredentialStatus::Ready(1))].into();
    bench.sweep();
    assert_eq!(bench.session(86.0), 0);
}

#[test]
fn a_window_that_vanishes_and_returns_is_still_known() {
    let mut bench = Bench::new();
    assert_eq!(bench.sessions([60.0, 85.0]), [0, 1]);
    bench.reads("a", usage([]));
    bench.restart();
    bench.reads("a", usage([]));
    assert_eq!(bench.session(85.0), 0);
}

#[test]
fn tools_and_unknown_numbers_never_alert() {
    let tools = QuotaWindow {
        scope: Scope::Tools,
        ..session(100.0)
    };
    let unknown = QuotaWindow {
        used: None,
        ..session(0.0)
    };
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Pace, true);
    assert_eq!(bench.reads("a", usage([tools])), []);
    assert_eq!(bench.reads("a", usage([unknown])), []);
}

#[test]
fn a_limit_that_is_reached_is_used_up_whatever_the_number() {
    let mut bench = Bench::new();
    bench.session(60.0);
    let reached = QuotaWindow {
        limit_reached: true,
        reason: None,
        ..session(97.0)
    };
    bench.reads("a", usage([reached]));
    assert_eq!(bench.taken[0].title.id, "alert-used-up-title");
    assert!(bench.taken[0].urgent);
}

#[test]
fn the_nearest_thresholds_count() {
    let of_window = ThresholdsOf::Window {
        provider: "sample".into(),
        window: "session".into(),
    };
    for (of, told) in [
        (ThresholdsOf::Everything, [1, 0]),
        (ThresholdsOf::Provider("sample".into()), [1, 0]),
        (of_window, [1, 0]),
        (ThresholdsOf::Provider("other".into()), [0, 1]),
    ] {
        let mut bench = Bench::new();
        // Only what has been read can be set something for.
        assert_eq!(bench.sessions([40.0]), [0]);
        let percents = Some(vec![50.0]);
        bench.set(Change::Thresholds {
            of: of.clone(),
            percents,
        });
        assert_eq!(bench.sessions([55.0, 85.0]), told, "{of:?}");
    }
}

#[test]
fn being_back_and_running_out_are_told_once_where_asked_for() {
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Usage, false);
    // Half of the window has passed: 40 % lasts, 60 % does not.
    assert_eq!(bench.sessions([60.0, 100.0, 2.0, 2.0]), [0, 0, 0, 0]);
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Usage, false);
    bench.notify(NotificationKind::Available, true);
    bench.notify(NotificationKind::Pace, true);
    let told = bench.sessions([40.0, 60.0, 61.0, 100.0, 2.0, 2.0, 3.0]);
    assert_eq!(told, [0, 1, 0, 0, 0, 1, 0]);
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Available, true);
    bench.session(100.0);
    bench.restart();
    let next = bench.reads("a", usage([until(0.0, 27_000)]));
    assert_eq!(next.len(), 1);
    assert_eq!(bench.taken[1].title.id, "alert-available-title");
}

#[test]
fn being_back_means_more_than_ten_points_below_everything() {
    let only_back = || {
        let mut bench = Bench::new();
        bench.notify(NotificationKind::Usage, false);
        bench.notify(NotificationKind::Available, true);
        bench
    };
    assert_eq!(only_back().sessions([100.0, 90.0, 89.0]), [0, 0, 1]);
    assert_eq!(only_back().sessions([100.0, 70.0]), [0, 1]);
    // What is not back in its own window is so with the next.
    let mut bench = only_back();
    bench.sessions([100.0, 90.0]);
    assert_eq!(bench.reads("a", usage([until(5.0, 27_000)])).len(), 1);
    // And not when it is nearly used up again before anybody could be told.
    let mut bench = only_back();
    bench.desktop = Desktop::Refuses;
    bench.sessions([100.0, 70.0]);
    assert_eq!(bench.engine.snapshot(bench.now).untold.len(), 1);
    bench.session(90.0);
    assert_eq!(bench.engine.snapshot(bench.now).untold, []);
}

#[test]
fn a_threshold_and_its_pace_are_one_notification_of_two_lines() {
    let mut bench = Bench::new();
    bench.notify(NotificationKind::Pace, true);
    assert_eq!(bench.sessions([40.0, 80.0, 81.0]), [0, 1, 0]);
    let ids: Vec<_> = bench.taken[0]
        .body
        .iter()
        .map(|it| it.id.as_ref())
        .collect();
    assert_eq!(ids, ["alert-threshold-body-until", "alert-pace-body"]);
}

#[test]
fn silence_lasts_until_the_reset_and_for_that_window_alone() {
    let mut bench = Bench::new();
    let weekly = |used| QuotaWindow {
        id: "weekly".into(),
        length: Some(SignedDuration::from_hours(168)),
        reset: Reset::At(after(200_000)),
        ..session(used)
    };
    bench.reads("a", usage([session(60.0), weekly(10.0)]));
    bench.reads("a", usage([session(81.0), weekly(10.0)]));
    assert_eq!(bench.answer(1, Answer::Snooze), []);
    assert!(bench.screen.is_empty());
    let snoozed = [(key("a"), "session".to_owned())];
    assert_eq!(bench.engine.snapshot(bench.now).snoozed, snoozed);
    bench.restart();
    assert_eq!(bench.engine.snapshot(bench.now).snoozed, snoozed);
    bench.reads("a", usage([session(96.0), weekly(45.0)]));
    let news = bench.reads("a", usage([session(100.0), weekly(85.0)]));
    assert_eq!(news, [Topic::Usage(key("a"), "weekly".into())]);
    let next = |used| usage([until(used, 27_000), weekly(85.0)]);
    bench.reads("a", next(0.0));
    assert_eq!(bench.engine.snapshot(bench.now).snoozed, []);
    bench.reads("a", next(40.0));
    assert_eq!(bench.reads("a", next(80.0)), [usage_of("a")]);
}

#[test]
fn silence_ends_with_an_early_reset_whose_moment_does_not_move() {
    let mut bench = Bench::new();
    bench.sessions([60.0, 85.0]);
    bench.answer(1, Answer::Snooze);
    bench.sessions([50.0, 50.0]);
    assert_eq!(bench.engine.snapshot(bench.now).snoozed.len(), 1);
    bench.sessions([30.0, 30.0]);
    assert_eq!(bench.engine.snapshot(bench.now).snoozed, []);
}

#[test]
fn silence_is_taken_back_and_what_was_missed_is_told() {
    let mut bench = Bench::new();
    bench.sessions([60.0, 81.0]);
    bench.answer(1, Answer::Snooze);
    assert_eq!(bench.session(96.0), 0);
    let intent = Intent::Snooze {
        account: key("a"),
        window: "session".into(),
        on: false,
    };
    assert_eq!(bench.ask(intent), [usage_of("a")]);
}
