//! The engine as its shells use it: events in, commands out, on a fixed clock.

use crate::{
    intent::Intent,
    message::Message,
    model::{AccountKey, Note, NoteCode, Origin, Outcome, Reset, SearchedPath},
    problem::{Case, Code, Problem, Retry},
    provider::CredentialStatus,
    settings::{Change, Settings, Switch},
    snapshot::Usage,
    testing::{self, account, session},
};
use jiff::{SignedDuration, Timestamp};

use super::{Command, DiscoveryResult, Engine, Event, FoundAccount, SavedAccount};

mod clock;
mod fixes;
mod pace;
mod spare;
mod unreadable;

const STORE: &str = "/home/ada/store.json";

const MASK_NAMES: Change = Change::Switch {
    switch: Switch::MaskNames,
    on: true,
};

fn start() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

fn key() -> AccountKey {
    AccountKey::new("sample", "a")
}

fn sweep(status: CredentialStatus<u64>) -> Event {
    let mut account = account(key());
    account.origin.path = Some(STORE.into());
    let outcome = Outcome::Read {
        entries: 1,
        dropped: vec![],
    };
    let places = vec![SearchedPath::new(STORE.into(), outcome)];
    Event::Found(DiscoveryResult {
        accounts: vec![FoundAccount {
            account,
            notes: vec![],
            status,
        }],
        places,
        order: std::collections::BTreeMap::default(),
    })
}

fn usage(used: f64, reset: Timestamp) -> Usage {
    testing::usage([session(used, Reset::At(reset))])
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

#[test]
fn a_start_searches_then_asks_then_waits_for_the_interval() {
    let mut engine = engine();
    assert_eq!(searches(&engine.step(Event::Tick, start())), 1);
    assert_eq!(
        fetches(&engine.step(sweep(CredentialStatus::Ready(1)), start())),
        1
    );
    engine.step(answered(Ok(usage(37.4, after(9184)))), after(1));
    assert!(!engine.is_busy());
    assert_eq!(searches(&engine.step(Event::Tick, after(200))), 0);
    assert_eq!(searches(&engine.step(Event::Tick, after(340))), 1);
}

#[test]
fn a_key_of_another_product_is_shown_nowhere() {
    let mut engine = engine();
    engine.step(Event::Tick, start());
    engine.step(sweep(CredentialStatus::Ready(1)), start());
    let without_plan = || Problem::new(Code::NoPlan);
    engine.step(answered(Err(without_plan())), after(1));
    assert_eq!(engine.snapshot(after(1)).accounts.len(), 1);
    let other = without_plan().with_case(Case::OtherProduct);
    engine.step(answered(Err(other.clone())), after(4000));
    assert_eq!(engine.snapshot(after(4000)).accounts.len(), 0);
    // One that had a plan is not forgotten with it.
    engine.step(answered(Ok(usage(37.4, after(9184)))), after(8000));
    engine.step(answered(Err(other)), after(12_000));
    assert_eq!(engine.snapshot(after(12_000)).accounts.len(), 1);
}

/// Accounts of two providers.
fn two() -> Event {
    let (Event::Found(mut both), Event::Found(mut other)) = (
        sweep(CredentialStatus::Ready(1)),
        sweep(CredentialStatus::Ready(2)),
    ) else {
        unreachable!()
    };
    other.accounts[0].account.key = AccountKey::new("other", "a");
    both.accounts.append(&mut other.accounts);
    Event::Found(both)
}

fn shown(commands: &[Command]) -> usize {
    let shown = |command: &&Command| matches!(command, Command::Publish(_));
    commands.iter().filter(shown).count()
}

fn wake(commands: &[Command]) -> Timestamp {
    let wake = |command: &Command| match command {
        Command::WakeAt(at) => Some(*at),
        _ => None,
    };
    commands.iter().find_map(wake).unwrap()
}

#[test]
fn answers_that_come_together_are_shown_together() {
    let millis = |millis| start() + SignedDuration::from_millis(millis);
    let mut engine = engine();
    engine.step(Event::Tick, start());
    assert_eq!(shown(&engine.step(two(), start())), 1);
    // The other does not answer: this one is shown a moment later.
    let first = engine.step(answered(Ok(usage(10.0, after(9000)))), millis(20));
    assert_eq!((shown(&first), wake(&first)), (0, millis(100)));
    assert_eq!(shown(&engine.step(Event::Tick, millis(60))), 0);
    // A person is not kept waiting, nor by a clock that is set.
    assert_eq!(shown(&engine.step(Event::PopupOpened, millis(70))), 1);
    assert_eq!(shown(&engine.step(Event::Tick, millis(80))), 0);
    assert_eq!(shown(&engine.step(Event::Tick, millis(-500))), 1);
    assert_eq!(shown(&engine.step(Event::Tick, millis(-401))), 0);
    assert_eq!(shown(&engine.step(Event::Tick, millis(-400))), 1);
    // The last answer is shown at once.
    let last = Event::Fetched {
        account: AccountKey::new("other", "a"),
        result: Box::new(Err(Problem::new(Code::Offline))),
    };
    let last = engine.step(last, millis(-390));
    assert_eq!((shown(&last), engine.is_busy()), (1, false));
    assert!(wake(&last) > after(1));
}

#[test]
fn accounts_that_were_asked_together_stay_together() {
    let mut engine = engine();
    engine.step(Event::Tick, start());
    assert_eq!(fetches(&engine.step(two(), start())), 2);
    for provider in ["sample", "other"] {
        let account = AccountKey::new(provider, "a");
        let result = Box::new(Ok(usage(37.4, after(9184))));
        engine.step(Event::Fetched { account, result }, after(1));
    }
    let snapshot = engine.snapshot(after(1));
    let next: Vec<Timestamp> = snapshot.accounts.iter().filter_map(|it| it.next).collect();
    let (first, last) = (next.iter().min().unwrap(), next.iter().max().unwrap());
    assert!(first < last, "the jitter is each one's own");
    // Nothing is due, so the sign-ins of another program alone make nobody ask earlier.
    assert_eq!(fetches(&engine.step(two(), after(271))), 0);
    assert_eq!(searches(&engine.step(Event::Tick, *first)), 1);
    assert_eq!(fetches(&engine.step(two(), *first)), 2);
}

#[test]
fn a_failure_keeps_the_old_reading_and_backs_off() {
    let mut engine = engine();
    engine.step(sweep(CredentialStatus::Ready(1)), start());
    engine.step(answered(Ok(usage(37.4, after(9184)))), start());
    engine.step(Event::Tick, after(340));
    engine.step(sweep(CredentialStatus::Ready(1)), after(340));
    engine.step(answered(Err(Problem::new(Code::ServiceDown))), after(341));
    let state = engine.snapshot(after(341)).accounts.remove(0);
    assert!(state.reading.is_some());
    assert_eq!(state.problem.unwrap().code, Code::ServiceDown);
    let wait = state.next.unwrap().duration_since(after(341)).as_secs();
    assert!((27..=33).contains(&wait), "{wait}");
}

#[test]
fn an_expired_sign_in_is_not_asked_again_until_it_changes() {
    let mut engine = engine();
    engine.step(sweep(CredentialStatus::Ready(1)), start());
    engine.step(answered(Err(Problem::new(Code::SignInExpired))), start());
    for seconds in [20, 400, 4000] {
        engine.step(Event::Tick, after(seconds));
        assert_eq!(
            fetches(&engine.step(sweep(CredentialStatus::Ready(1)), after(seconds))),
            0
        );
    }
    assert_eq!(
        fetches(&engine.step(sweep(CredentialStatus::Ready(2)), after(4001))),
        1
    );
    engine.step(answered(Ok(usage(1.0, after(9184)))), after(4002));
    assert_eq!(engine.snapshot(after(4002)).accounts[0].problem, None);
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
    let refused = || sweep(CredentialStatus::Broken(Problem::new(Code::SignInRefused)));
    assert_eq!(wakes(&engine.step(refused(), start())), after(60));
    let toggled = engine.step(Event::Intent(Intent::ToggleShare), after(10));
    assert_eq!(wakes(&toggled), after(60));
}

#[test]
fn by_hand_queries_at_most_every_fifteen_seconds() {
    let mut engine = engine();
    engine.step(sweep(CredentialStatus::Ready(1)), start());
    engine.step(answered(Ok(usage(1.0, after(9184)))), start());
    let again = |engine: &mut Engine, seconds| {
        engine.step(Event::Intent(Intent::RefreshAll), after(seconds));
        fetches(&engine.step(sweep(CredentialStatus::Ready(1)), after(seconds)))
    };
    assert_eq!(again(&mut engine, 10), 0);
    assert_eq!(again(&mut engine, 16), 1);
    let limited = Problem::new(Code::RateLimited).not_before(after(3600));
    engine.step(answered(Err(limited)), after(17));
    assert_eq!(again(&mut engine, 100), 0);
}

fn change(change: Change) -> Event {
    Event::Intent(Intent::Change { change })
}

#[test]
fn a_change_is_saved_applied_and_taken_back() {
    let mut engine = engine();
    engine.step(sweep(CredentialStatus::Ready(1)), start());
    engine.step(answered(Ok(usage(1.0, after(9184)))), start());
    let saves = |commands: &[Command]| {
        commands
            .iter()
            .filter(|it| matches!(it, Command::SaveSettings(_)))
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
    let commands = engine.step(Event::Intent(Intent::Undo), start());
    assert_eq!(saves(&commands), 1);
    assert_eq!(engine.settings(), &Settings::default());
    let snapshot = engine.snapshot(start());
    assert_eq!((snapshot.undo, snapshot.refused), (None, None));
    assert_eq!(saves(&engine.step(Event::Intent(Intent::Undo), start())), 0);
}

#[test]
fn a_proxy_can_be_removed_and_restored_but_not_set() {
    let settings = Settings {
        proxy: Some("http://proxy.example:8080".into()),
        ..Settings::default()
    };
    let mut engine = Engine::new(settings.clone(), [].into(), 7);
    engine.step(sweep(CredentialStatus::Ready(1)), start());
    let other = r#"{"do":"change","change":{"set":"proxy","to":"http://x:data@evil.example:80"}}"#;
    assert!(serde_json::from_str::<Intent>(other).is_err());
    let commands = engine.step(change(Change::NoProxy), start());
    assert_eq!(searches(&commands), 1);
    assert_eq!(engine.settings().proxy, None);
    engine.step(Event::Intent(Intent::Undo), start());
    assert_eq!(engine.settings(), &settings);
    // What somebody has taken out of the file since is not brought back.
    engine.step(change(Change::NoProxy), start());
    let removed = Event::SettingsChanged(Box::default());
    engine.step(removed, start());
    engine.step(Event::Intent(Intent::Undo), start());
    assert_eq!(engine.settings(), &Settings::default());
}

#[test]
fn settings_from_the_file_hold_at_once_and_end_undo() {
    let mut engine = engine();
    engine.step(sweep(CredentialStatus::Ready(1)), start());
    engine.step(answered(Ok(usage(1.0, after(9184)))), start());
    engine.step(change(MASK_NAMES), start());
    let settings = Settings {
        proxy: Some("http://proxy.example:8080".into()),
        ..Settings::default()
    };
    let commands = engine.step(Event::SettingsChanged(Box::new(settings)), after(20));
    assert_eq!(searches(&commands), 1);
    assert_eq!(engine.snapshot(after(20)).undo, None);
    assert_eq!(
        fetches(&engine.step(sweep(CredentialStatus::Ready(1)), after(20))),
        1
    );
}
