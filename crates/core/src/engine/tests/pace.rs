//! A service that wants to be asked seldom: whatever happens, it is left alone until its time.

use super::*;
use crate::model::Pace;

const LEAST: i64 = 600;

fn paced() -> Engine {
    let pace = Pace {
        least: SignedDuration::from_secs(LEAST),
        pause: Some((SignedDuration::from_mins(5), SignedDuration::from_hours(1))),
    };
    engine().paced([("sample".into(), pace)])
}

/// How often it is asked when this happens, and the stores are found as they were.
fn asks(engine: &mut Engine, event: Event, at: i64) -> usize {
    let mut asked = fetches(&engine.step(event, after(at)));
    asked += fetches(&engine.step(sweep(CredentialStatus::Ready(1)), after(at)));
    asked
}

#[test]
fn nothing_brings_a_query_on_before_its_time() {
    let mut engine = paced();
    assert_eq!(asks(&mut engine, Event::Tick, 0), 1);
    engine.step(answered(Ok(usage(37.4, after(90)))), after(0));
    for (event, at) in [
        (Event::Intent(Intent::RefreshAll), 60),
        (Event::Intent(Intent::Refresh { account: key() }), 95),
        (Event::Tick, 100),
        (Event::NetworkUp, 200),
        (Event::Tick, 210),
        (Event::PopupOpened, 400),
        (Event::PowerSaver(false), 410),
        (Event::WokeUp, 420),
        (Event::CredentialsChanged, 430),
        (Event::Tick, LEAST - 1),
    ] {
        assert_eq!(asks(&mut engine, event, at), 0, "at {at}");
    }
    assert_eq!(asks(&mut engine, Event::Tick, LEAST + 1), 1);
}

#[test]
fn it_does_not_go_along_with_another_service() {
    let mut engine = paced();
    engine.step(Event::Tick, start());
    assert_eq!(fetches(&engine.step(two(), start())), 2);
    for provider in ["sample", "other"] {
        let account = AccountKey::new(provider, "a");
        let result = Box::new(Ok(usage(37.4, after(9000))));
        engine.step(Event::Fetched { account, result }, start());
    }
    engine.step(Event::Tick, after(340));
    let commands = engine.step(two(), after(340));
    let asked = commands.iter().filter_map(|command| match command {
        Command::Fetch(account) => Some(account.provider.as_str()),
        _ => None,
    });
    assert_eq!(asked.collect::<Vec<_>>(), ["other"]);
}

#[test]
fn a_new_credential_and_a_dead_network_wait_for_nothing() {
    let mut engine = paced();
    assert_eq!(asks(&mut engine, Event::Tick, 0), 1);
    engine.step(answered(Err(Problem::new(Code::Offline))), after(0));
    assert_eq!(asks(&mut engine, Event::Tick, 40), 1);
    engine.step(answered(Ok(usage(37.4, after(9000)))), after(40));
    let renewed = sweep(CredentialStatus::Ready(2));
    assert_eq!(fetches(&engine.step(renewed, after(100))), 1);
}

#[test]
fn a_refusal_without_a_moment_becomes_a_pause_that_doubles() {
    let mut engine = paced();
    let mut at = 0;
    for minutes in [10, 10, 20, 40, 60, 60] {
        assert_eq!(asks(&mut engine, Event::Tick, at), 1, "at {at}");
        engine.step(answered(Err(Problem::new(Code::RateLimited))), after(at));
        let end = at + 60 * minutes;
        let problem = engine.snapshot(after(at)).accounts[0].problem.clone();
        assert_eq!(problem.unwrap().retry_at(), Some(after(end)));
        let by_hand = Event::Intent(Intent::RefreshAll);
        assert_eq!(asks(&mut engine, by_hand, end - 1), 0, "at {}", end - 1);
        at = end + 3;
    }
}

#[test]
fn a_service_that_names_a_moment_is_taken_at_its_word() {
    let mut engine = paced();
    assert_eq!(asks(&mut engine, Event::Tick, 0), 1);
    let named = Problem::new(Code::RateLimited).not_before(after(3037));
    engine.step(answered(Err(named)), after(0));
    assert_eq!(asks(&mut engine, Event::Tick, 3036), 0);
    assert_eq!(asks(&mut engine, Event::Tick, 3040), 1);
}

/// What the next program does that somebody starts to see numbers of now.
fn asks_after_a_start(before: &mut Engine, at: i64) -> usize {
    let all = before
        .persistence
        .take_changes(None, true, &before.accounts);
    let kept = all.1.queried;
    let mut next = paced();
    next.restore(kept.iter().cloned().map(SavedAccount::for_a_start));
    next.step(Event::Tick, after(at));
    next.step(Event::Intent(Intent::RefreshAll), after(at));
    next.step(Event::Stored(kept), after(at));
    fetches(&next.step(sweep(CredentialStatus::Ready(1)), after(at)))
}

#[test]
fn a_new_start_keeps_the_pace_and_the_pause() {
    let mut engine = paced();
    assert_eq!(asks(&mut engine, Event::Tick, 0), 1);
    engine.step(answered(Ok(usage(37.4, after(9000)))), after(0));
    assert_eq!(asks_after_a_start(&mut engine, 60), 0);
    assert_eq!(asks_after_a_start(&mut engine, LEAST + 1), 1);
    assert_eq!(asks(&mut engine, Event::Tick, 700), 1);
    engine.step(answered(Err(Problem::new(Code::RateLimited))), after(700));
    assert_eq!(asks(&mut engine, Event::Tick, 1303), 1);
    engine.step(answered(Err(Problem::new(Code::RateLimited))), after(1303));
    assert_eq!(asks(&mut engine, Event::Tick, 1906), 1);
    engine.step(answered(Err(Problem::new(Code::RateLimited))), after(1906));
    let end = 1906 + 20 * 60;
    assert_eq!(asks_after_a_start(&mut engine, end - 1), 0);
    assert_eq!(asks_after_a_start(&mut engine, end + 3), 1);
}
