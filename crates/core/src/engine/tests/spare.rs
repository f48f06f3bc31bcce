//! A sign-in beside an account's own one: shown only where it is somebody else's.

use super::*;

fn other() -> AccountKey {
    AccountKey::new("sample", "spare")
}

/// The account with its own sign-in, and the spare one.
fn both(spare: u64) -> Event {
    let (Event::Found(mut all), Event::Found(mut beside)) = (
        sweep(CredentialStatus::Ready(1)),
        sweep(CredentialStatus::Spare(spare)),
    ) else {
        unreachable!()
    };
    beside.accounts[0].account.key = other();
    all.accounts.append(&mut beside.accounts);
    Event::Found(all)
}

fn told(account: AccountKey, result: Result<Usage, Problem>) -> Event {
    let result = Box::new(result);
    Event::Fetched { account, result }
}

fn owned_by(owner: &str) -> Usage {
    Usage {
        owner: Some(owner.into()),
        ..usage(37.4, after(9000))
    }
}

fn begun() -> Engine {
    let mut engine = engine();
    engine.step(Event::Tick, start());
    assert_eq!(fetches(&engine.step(both(7), start())), 2);
    engine
}

fn shown(engine: &Engine) -> Vec<String> {
    let accounts = engine.snapshot(start()).accounts.into_iter();
    accounts.map(|it| it.account.key.id).collect()
}

/// How many are kept from start to start.
fn kept(engine: &mut Engine) -> usize {
    let all = engine
        .persistence
        .take_changes(None, true, &engine.accounts);
    all.1.queried.len()
}

/// How many are asked a minute later, by hand, when the spare is this one.
fn asked_again(engine: &mut Engine, spare: u64) -> usize {
    engine.step(Event::Intent(Intent::RefreshAll), after(60));
    fetches(&engine.step(both(spare), after(60)))
}

#[test]
fn a_second_sign_in_of_one_owner_is_asked_once_and_never_shown() {
    for spare_first in [false, true] {
        let mut engine = begun();
        assert_eq!(shown(&engine), ["a"]);
        let mut answers = [
            told(key(), Ok(owned_by("one"))),
            told(other(), Ok(owned_by("one"))),
        ];
        if spare_first {
            answers.reverse();
        }
        for answer in answers {
            engine.step(answer, after(1));
            assert_eq!(shown(&engine), ["a"]);
        }
        assert_eq!(kept(&mut engine), 1);
        assert_eq!(asked_again(&mut engine, 7), 1);
    }
}

#[test]
fn a_sign_in_of_another_owner_is_an_account_like_any_other() {
    let mut engine = begun();
    engine.step(told(other(), Ok(owned_by("another"))), after(1));
    assert_eq!(shown(&engine), ["a"], "nobody knows yet");
    engine.step(told(key(), Ok(owned_by("one"))), after(1));
    assert_eq!(shown(&engine), ["a", "spare"]);
    assert_eq!(kept(&mut engine), 2);
    assert_eq!(asked_again(&mut engine, 7), 2);
    let expired = Err(Problem::new(Code::SignInExpired));
    engine.step(told(other(), expired), after(61));
    assert_eq!(shown(&engine), ["a", "spare"], "it says what is wrong");
}

#[test]
fn a_living_sign_in_beside_a_dead_account_is_shown() {
    let mut engine = begun();
    engine.step(told(other(), Ok(owned_by("another"))), after(1));
    let forbidden = Err(Problem::new(Code::Forbidden));
    engine.step(told(key(), forbidden), after(1));
    assert_eq!(shown(&engine), ["a", "spare"]);
}

#[test]
fn a_dead_sign_in_beside_a_living_one_is_not_shown() {
    for code in [Code::SignInExpired, Code::SignInRefused, Code::Forbidden] {
        let mut engine = begun();
        engine.step(told(key(), Ok(owned_by("one"))), after(1));
        engine.step(told(other(), Err(Problem::new(code))), after(1));
        assert_eq!(shown(&engine), ["a"]);
        assert_eq!(asked_again(&mut engine, 7), 1, "{code}");
        // Its tool has renewed it.
        engine.step(told(key(), Ok(owned_by("one"))), after(61));
        assert_eq!(asked_again(&mut engine, 8), 1);
    }
}

/// The account, and another service's after it.
fn with_another_service() -> Event {
    let (Event::Found(mut all), Event::Found(mut further)) = (
        sweep(CredentialStatus::Ready(1)),
        sweep(CredentialStatus::Ready(2)),
    ) else {
        unreachable!()
    };
    further.accounts[0].account.key = elsewhere();
    all.accounts.append(&mut further.accounts);
    Event::Found(all)
}

fn elsewhere() -> AccountKey {
    AccountKey::new("sample-key", "elsewhere")
}

#[test]
fn an_account_of_two_services_is_shown_as_the_first() {
    let mut engine = engine();
    engine.step(Event::Tick, start());
    engine.step(with_another_service(), start());
    assert_eq!(shown(&engine), ["a", "elsewhere"]);
    engine.step(told(elsewhere(), Ok(owned_by("one"))), after(1));
    assert_eq!(shown(&engine), ["a", "elsewhere"], "nobody knows yet");
    engine.step(told(key(), Ok(owned_by("one"))), after(1));
    assert_eq!(shown(&engine), ["a"]);
    engine.step(with_another_service(), after(2));
    assert_eq!(shown(&engine), ["a"]);
    let expired = Err(Problem::new(Code::SignInExpired));
    engine.step(told(key(), expired), after(61));
    assert_eq!(shown(&engine), ["a", "elsewhere"], "its numbers are fresh");
    engine.step(told(key(), Ok(owned_by("another"))), after(61));
    assert_eq!(shown(&engine), ["a", "elsewhere"]);
}
