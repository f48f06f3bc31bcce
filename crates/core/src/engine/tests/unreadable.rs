//! What is known from a store outlasts the time in which it cannot be read.

use super::*;

#[test]
fn a_damaged_store_does_not_lose_its_accounts() {
    let mut engine = engine();
    engine.step(sweep(CredentialStatus::Ready(1)), start());
    engine.step(answered(Ok(usage(1.0, after(9184)))), start());
    let outcome = Outcome::Damaged {
        reason: "half".into(),
        line: Some(1),
        column: Some(2),
    };
    let places = vec![SearchedPath::new(STORE.into(), outcome)];
    engine.step(
        Event::Found(DiscoveryResult {
            accounts: vec![],
            places,
            order: std::collections::BTreeMap::default(),
        }),
        after(20),
    );
    let snapshot = engine.snapshot(after(20));
    assert!(snapshot.accounts[0].reading.is_some());
    assert_eq!(snapshot.problems[0].code, Code::StoreDamaged);
    engine.step(Event::Found(DiscoveryResult::default()), after(40));
    assert!(engine.snapshot(after(40)).accounts.is_empty());
}

#[test]
fn a_lesser_store_stands_in_for_no_unreadable_one() {
    const FIRST: &str = "/home/ada/first.db";
    const SECOND: &str = "/home/ada/second.json";
    // The places in the order in which they count, and an account that is found in one of them.
    let sweep = |first: Outcome, second: Outcome, id: &str, path: &str| {
        let Event::Found(mut sweep) = sweep(CredentialStatus::Ready(path.len() as u64)) else {
            unreachable!();
        };
        let account = &mut sweep.accounts[0].account;
        account.key.id = id.into();
        account.origin.path = Some(path.into());
        sweep.places = vec![
            SearchedPath::new(SECOND.into(), second),
            SearchedPath::new(FIRST.into(), first),
        ];
        // Other providers look elsewhere first.
        sweep.order = [("sample".into(), vec![FIRST.into(), SECOND.into()])].into();
        Event::Found(sweep)
    };
    let read = || Outcome::Read {
        entries: 1,
        dropped: vec![],
    };
    let locked = || Outcome::Locked {
        reason: "another program holds it".into(),
    };
    let accounts = |engine: &Engine| {
        let accounts = engine.snapshot(after(60)).accounts.into_iter();
        let both =
            accounts.map(|it| format!("{} {}", it.account.key.id, it.account.origin.path.unwrap()));
        both.collect::<Vec<_>>()
    };
    for id in ["a", "b"] {
        let mut known = engine();
        known.step(sweep(read(), read(), "a", FIRST), start());
        known.step(answered(Ok(usage(1.0, after(9184)))), start());
        let asked = known.step(sweep(locked(), read(), id, SECOND), after(60));
        assert_eq!(fetches(&asked), 0);
        assert_eq!(accounts(&known), [format!("a {FIRST}")]);

        // What is known from there stays, and what counts more than the faulty store is believed.
        let mut known = engine();
        known.step(sweep(Outcome::Missing, read(), "a", SECOND), start());
        known.step(sweep(locked(), read(), "a", SECOND), after(20));
        assert_eq!(accounts(&known), [format!("a {SECOND}")]);
        known.step(answered(Ok(usage(1.0, after(9184)))), after(21));
        let asked = known.step(sweep(read(), locked(), id, FIRST), after(60));
        assert_eq!(fetches(&asked), 1);
        assert!(accounts(&known).contains(&format!("{id} {FIRST}")));
    }
}

#[test]
fn another_installation_stands_in_for_nothing_and_is_shown() {
    const USUAL: &str = "/home/ada/.local/share/opencode/auth.json";
    const NAMED: &str = "/srv/opencode/auth.json";
    let found = |id: &str, path: &str, usual: Outcome| {
        let Event::Found(mut sweep) = sweep(CredentialStatus::Ready(1)) else {
            unreachable!();
        };
        let account = &mut sweep.accounts[0].account;
        account.key.id = id.into();
        account.origin.path = Some(path.into());
        sweep.places = vec![SearchedPath::new(USUAL.into(), usual)];
        sweep.order = [("sample".into(), vec![USUAL.into(), NAMED.into()])].into();
        Event::Found(sweep)
    };
    let settings = Settings {
        opencode_directories: vec!["/srv/opencode".into()],
        ..Settings::default()
    };
    let mut engine = Engine::new(settings, [].into(), 7);
    engine.step(found("a", USUAL, Outcome::Missing), start());
    let damaged = Outcome::Damaged {
        reason: "half".into(),
        line: None,
        column: None,
    };
    engine.step(found("b", NAMED, damaged), after(20));
    assert_eq!(engine.snapshot(after(20)).accounts.len(), 2);
}

#[test]
fn old_numbers_outlast_an_unreadable_store_at_the_start() {
    let mut before = engine();
    before.step(sweep(CredentialStatus::Ready(1)), start());
    before.step(answered(Ok(usage(1.0, after(9184)))), start());
    let kept = before.snapshot(start()).accounts.into_iter();
    let mut engine = engine();
    engine.restore(kept.map(|state| SavedAccount {
        state,
        last_query: None,
    }));
    let found = |outcome| {
        Event::Found(DiscoveryResult {
            places: vec![SearchedPath::new(STORE.into(), outcome)],
            ..DiscoveryResult::default()
        })
    };
    let locked = Outcome::Locked {
        reason: "another program holds it".into(),
    };
    assert_eq!(fetches(&engine.step(found(locked), after(60))), 0);
    assert!(engine.snapshot(after(60)).accounts[0].reading.is_some());
    engine.step(found(Outcome::Missing), after(120));
    assert!(engine.snapshot(after(120)).accounts.is_empty());
}
