//! The engine as its shells use it: events in, commands out, on a fixed clock.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{AlertId, Command, Engine, Event, FoundAccount, Sweep};
use crate::{
    intent::{Intent, Pause},
    model::{
        Account, AccountKey, Origin, Outcome, Percent, Place, Reset, Scope, Standing, Usage,
        Window, WindowKind,
    },
    problem::{Code, Problem},
    settings::{Change, NotificationKind, QuietHours, Settings},
    text::{Language, Message, Words},
};

const STORE: &str = "/home/ada/store.json";

fn start() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

fn key() -> AccountKey {
    AccountKey::new("sample", "a")
}

fn sweep(standing: Standing<u64>) -> Event {
    let origin = Origin {
        path: Some(STORE.into()),
        entry: "sample".into(),
    };
    let account = Account {
        key: key(),
        label: None,
        plan: None,
        origin,
    };
    let places = vec![Place {
        path: STORE.into(),
        outcome: Outcome::Read {
            entries: 1,
            dropped: vec![],
        },
    }];
    Event::Found(Sweep {
        accounts: vec![FoundAccount {
            account,
            notes: vec![],
            standing,
        }],
        places,
    })
}

fn usage(used: f64, reset: Timestamp) -> Usage {
    Usage {
        windows: vec![Window {
            id: "session".into(),
            kind: WindowKind::Session,
            label: Message::new("window-hours").number("hours", 5.0),
            scope: Scope::All,
            used: Percent::used(used),
            amount: None,
            reset: Reset::At(reset),
            length: Some(SignedDuration::from_hours(5)),
            limit_reached: false,
        }],
        ..Usage::default()
    }
}

fn answered(result: Result<Usage, Problem>) -> Event {
    Event::Fetched {
        account: key(),
        result: Box::new(result),
    }
}

fn engine() -> Engine {
    Engine::new(
        Settings::default(),
        [("sample".into(), "Sample".into())].into(),
        7,
    )
}

fn fetches(commands: &[Command]) -> usize {
    commands
        .iter()
        .filter(|command| matches!(command, Command::Fetch(_)))
        .count()
}

fn searches(commands: &[Command]) -> usize {
    commands
        .iter()
        .filter(|command| matches!(command, Command::Search))
        .count()
}

fn notified(commands: &[Command]) -> Vec<&AlertId> {
    commands
        .iter()
        .filter_map(|command| match command {
            Command::Notify(alert) => Some(&alert.id),
            _ => None,
        })
        .collect()
}

#[test]
fn a_start_searches_then_asks_then_waits_for_the_interval() {
    let mut engine = engine();
    assert_eq!(searches(&engine.step(Event::Tick, start())), 1);
    assert_eq!(fetches(&engine.step(sweep(Standing::Ready(1)), start())), 1);
    engine.step(answered(Ok(usage(37.4, after(9184)))), after(1));
    assert!(!engine.is_busy());
    assert_eq!(searches(&engine.step(Event::Tick, after(200))), 0);
    assert_eq!(searches(&engine.step(Event::Tick, after(340))), 1);
}

#[test]
fn a_failure_keeps_the_old_reading_and_backs_off() {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    engine.step(answered(Ok(usage(37.4, after(9184)))), start());
    engine.step(Event::Tick, after(340));
    engine.step(sweep(Standing::Ready(1)), after(340));
    engine.step(answered(Err(Problem::new(Code::ServiceDown))), after(341));
    let state = engine.snapshot(after(341)).accounts.remove(0);
    assert!(state.reading.is_some());
    assert_eq!(state.problem.unwrap().code, Code::ServiceDown);
    let wait = state.next.unwrap().duration_since(after(341)).as_secs();
    assert!((27..=33).contains(&wait), "{wait}");
}

#[test]
fn a_refused_sign_in_is_not_asked_again_until_it_changes() {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    engine.step(answered(Err(Problem::new(Code::SignInRefused))), start());
    for seconds in [20, 400, 4000] {
        engine.step(Event::Tick, after(seconds));
        assert_eq!(
            fetches(&engine.step(sweep(Standing::Ready(1)), after(seconds))),
            0
        );
    }
    assert_eq!(
        fetches(&engine.step(sweep(Standing::Ready(2)), after(4001))),
        1
    );
    engine.step(answered(Ok(usage(1.0, after(9184)))), after(4002));
    assert_eq!(engine.snapshot(after(4002)).accounts[0].problem, None);
}

#[test]
fn a_broken_sign_in_is_told_once_after_two_minutes_and_withdrawn_when_mended() {
    let mut engine = engine();
    let expired = || sweep(Standing::Broken(Problem::new(Code::SignInExpired)));
    assert!(notified(&engine.step(expired(), start())).is_empty());
    assert!(notified(&engine.step(Event::Tick, after(100))).is_empty());
    assert_eq!(
        notified(&engine.step(expired(), after(121))),
        [&AlertId::SignIn(key())]
    );
    assert!(notified(&engine.step(expired(), after(500))).is_empty());
    engine.step(sweep(Standing::Ready(2)), after(600));
    let commands = engine.step(answered(Ok(usage(1.0, after(9184)))), after(601));
    assert!(
        commands
            .iter()
            .any(|it| matches!(it, Command::Withdraw(AlertId::SignIn(_))))
    );
}

#[test]
fn the_next_look_at_the_stores_is_not_put_off_by_other_events() {
    let mut engine = engine();
    let wakes = |commands: &[Command]| {
        let wake = commands.iter().find_map(|command| match command {
            Command::WakeAt(at) => Some(*at),
            _ => None,
        });
        wake.unwrap()
    };
    let refused = || sweep(Standing::Broken(Problem::new(Code::SignInRefused)));
    assert_eq!(wakes(&engine.step(refused(), start())), after(60));
    let toggled = engine.step(Event::Asked(Intent::ToggleShare), after(10));
    assert_eq!(wakes(&toggled), after(60));
}

#[test]
fn the_two_minutes_count_from_the_moment_of_expiry() {
    let mut engine = engine();
    let expired = |since| {
        sweep(Standing::Broken(
            Problem::new(Code::SignInExpired).since(since),
        ))
    };
    assert!(notified(&engine.step(expired(after(-60)), start())).is_empty());
    assert_eq!(
        notified(&engine.step(expired(after(-60)), after(60))),
        [&AlertId::SignIn(key())]
    );
}

#[test]
fn a_threshold_is_told_once_per_cycle_however_the_reset_drifts() {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    let mut told = Vec::new();
    for (used, drift) in [
        (50.0, 0),
        (81.0, 7),
        (82.0, -90),
        (85.0, 300),
        (96.0, 0),
        (97.0, 3),
    ] {
        let commands = engine.step(answered(Ok(usage(used, after(9184 + drift)))), start());
        told.push(notified(&commands).len());
    }
    assert_eq!(told, [0, 1, 0, 0, 1, 0]);
    // A new cycle, and a fall of more than ten points, arm it again.
    let commands = engine.step(answered(Ok(usage(83.0, after(30_000)))), start());
    assert_eq!(notified(&commands).len(), 1);
    engine.step(answered(Ok(usage(60.0, after(30_000)))), start());
    let commands = engine.step(answered(Ok(usage(83.0, after(30_000)))), start());
    assert_eq!(notified(&commands).len(), 1);
}

#[test]
fn every_alert_has_words_with_nothing_left_to_fill_in() {
    let (mut engine, mut alerts) = (engine(), Vec::new());
    let steps = [
        sweep(Standing::Ready(1)),
        answered(Ok(usage(83.0, after(9184)))),
        answered(Ok(usage(100.0, after(9184)))),
        sweep(Standing::Broken(
            Problem::new(Code::SignInExpired).since(after(-500)),
        )),
    ];
    for step in steps {
        for command in engine.step(step, start()) {
            if let Command::Notify(alert) = command {
                alerts.push(alert);
            }
        }
    }
    let mut engine = choosy();
    for used in [60.0, 100.0, 3.0] {
        for command in engine.step(answered(Ok(usage(used, after(9184)))), start()) {
            if let Command::Notify(alert) = command {
                alerts.push(alert);
            }
        }
    }
    assert_eq!(alerts.len(), 5);
    for language in Language::ALL {
        let words = Words::new(language, TimeZone::UTC);
        for message in alerts
            .iter()
            .flat_map(|it| it.body.iter().chain([&it.title]))
        {
            let said = words.say(message, start());
            assert!(!said.is_empty() && !said.contains('$'), "{said}");
        }
    }
}

#[test]
fn a_jump_needs_a_second_reading() {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    let mut told = Vec::new();
    for used in [10.0, 90.0, 10.0, 90.0, 91.0] {
        let commands = engine.step(answered(Ok(usage(used, after(9184)))), start());
        told.push(notified(&commands).len());
    }
    assert_eq!(told, [0, 0, 0, 0, 1]);
}

#[test]
fn nothing_is_told_while_paused_and_it_is_made_up_for_afterwards() {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    let pause = Intent::PauseNotifications {
        pause: Pause::OneHour,
    };
    engine.step(Event::Asked(pause), start());
    let commands = engine.step(answered(Ok(usage(90.0, after(9184)))), after(10));
    assert!(notified(&commands).is_empty());
    let commands = engine.step(answered(Ok(usage(90.0, after(9184)))), after(3700));
    assert_eq!(notified(&commands).len(), 1);
}

#[test]
fn by_hand_asks_at_most_every_fifteen_seconds_and_never_against_the_service() {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    engine.step(answered(Ok(usage(1.0, after(9184)))), start());
    let again = |engine: &mut Engine, seconds| {
        engine.step(Event::Asked(Intent::RefreshAll), after(seconds));
        fetches(&engine.step(sweep(Standing::Ready(1)), after(seconds)))
    };
    assert_eq!(again(&mut engine, 10), 0);
    assert_eq!(again(&mut engine, 16), 1);
    let limited = Problem::new(Code::RateLimited).not_before(after(3600));
    engine.step(answered(Err(limited)), after(17));
    assert_eq!(again(&mut engine, 100), 0);
}

#[test]
fn a_damaged_store_does_not_lose_its_accounts() {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    engine.step(answered(Ok(usage(1.0, after(9184)))), start());
    let outcome = Outcome::Damaged {
        reason: "half".into(),
        line: Some(1),
        column: Some(2),
    };
    let places = vec![Place {
        path: STORE.into(),
        outcome,
    }];
    engine.step(
        Event::Found(Sweep {
            accounts: vec![],
            places,
        }),
        after(20),
    );
    let snapshot = engine.snapshot(after(20));
    assert!(snapshot.accounts[0].reading.is_some());
    assert_eq!(snapshot.problems[0].code, Code::StoreDamaged);
    engine.step(Event::Found(Sweep::default()), after(40));
    assert!(engine.snapshot(after(40)).accounts.is_empty());
}

fn change(change: Change) -> Event {
    Event::Asked(Intent::Change { change })
}

/// An engine that tells all it can, but for thresholds.
fn choosy() -> Engine {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    for (kind, on) in [
        (NotificationKind::Usage, false),
        (NotificationKind::Available, true),
        (NotificationKind::Pace, true),
    ] {
        engine.step(change(Change::Notify { kind, on }), start());
    }
    engine
}

#[test]
fn a_change_is_saved_applied_and_taken_back() {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    engine.step(answered(Ok(usage(1.0, after(9184)))), start());
    let saves = |commands: &[Command]| {
        commands
            .iter()
            .filter(|it| matches!(it, Command::Save(_)))
            .count()
    };
    let commands = engine.step(change(Change::IntervalMinutes(1)), start());
    assert_eq!(saves(&commands), 1);
    let next = engine.snapshot(start()).accounts[0].next.unwrap();
    assert!(next <= after(60), "{next}");
    let commands = engine.step(change(Change::IntervalMinutes(1)), start());
    assert_eq!(saves(&commands), 0);
    assert_eq!(
        engine.snapshot(start()).undo,
        Some(Message::new("setting-interval-minutes"))
    );
    engine.step(change(Change::IntervalMinutes(90)), start());
    assert_eq!(
        engine.snapshot(start()).refused.unwrap().setting,
        "interval-minutes"
    );
    let commands = engine.step(Event::Asked(Intent::Undo), start());
    assert_eq!(saves(&commands), 1);
    assert_eq!(engine.settings(), &Settings::default());
    let snapshot = engine.snapshot(start());
    assert_eq!((snapshot.undo, snapshot.refused), (None, None));
    assert_eq!(saves(&engine.step(Event::Asked(Intent::Undo), start())), 0);
}

#[test]
fn settings_from_the_file_hold_at_once_and_end_what_could_be_taken_back() {
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    engine.step(answered(Ok(usage(1.0, after(9184)))), start());
    engine.step(change(Change::MaskNames(true)), start());
    let settings = Settings {
        proxy: Some("http://proxy.example:8080".into()),
        ..Settings::default()
    };
    let commands = engine.step(Event::SettingsChanged(Box::new(settings)), after(20));
    assert_eq!(searches(&commands), 1);
    assert_eq!(engine.snapshot(after(20)).undo, None);
    assert_eq!(
        fetches(&engine.step(sweep(Standing::Ready(1)), after(20))),
        1
    );
}

#[test]
fn quiet_hours_hold_back_until_they_end_and_used_up_may_pass() {
    let quiet = |used_up_passes| {
        change(Change::QuietHours(QuietHours {
            on: true,
            from: "11:00".to_owned().try_into().unwrap(),
            to: "12:30".to_owned().try_into().unwrap(),
            used_up_passes,
        }))
    };
    let at = |engine: &mut Engine, used, seconds| {
        let commands = engine.step(answered(Ok(usage(used, after(9184)))), after(seconds));
        notified(&commands).len()
    };
    let mut engine = engine();
    engine.step(sweep(Standing::Ready(1)), start());
    engine.step(quiet(false), start());
    assert_eq!(at(&mut engine, 83.0, 0), 0);
    assert_eq!(at(&mut engine, 100.0, 300), 0);
    assert_eq!(at(&mut engine, 100.0, 1801), 1);
    let mut engine = self::engine();
    engine.step(sweep(Standing::Ready(1)), start());
    engine.step(quiet(true), start());
    assert_eq!(at(&mut engine, 83.0, 0), 0);
    assert_eq!(at(&mut engine, 100.0, 300), 1);
}

#[test]
fn being_back_and_running_out_are_told_once_where_asked_for() {
    let mut engine = choosy();
    let mut told = Vec::new();
    // Half of the window has passed with the first reading: 40 % lasts, 60 % does not.
    for used in [40.0, 60.0, 61.0, 100.0, 2.0, 2.0] {
        let commands = engine.step(answered(Ok(usage(used, after(9000)))), start());
        told.push(notified(&commands).len());
    }
    assert_eq!(told, [0, 1, 0, 0, 1, 0]);
}
