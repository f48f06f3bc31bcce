//! Accounts that no complete search finds any more.

use super::*;

#[test]
fn an_account_gone_while_nothing_is_saved_is_forgotten_later() {
    let mut harbour = Harbour::new(&["one", "other"]);
    harbour.run(false, 0, None);
    let mut engine = harbour.engine();
    harbour.accounts.remove("other");
    harbour.locked = true;
    let sweep = harbour.sweep();
    harbour.step(&mut engine, sweep, after(1));
    harbour.step(&mut engine, Event::NotSaved, after(1));
    harbour.locked = false;
    harbour.step(&mut engine, Event::Tick, after(2));
    assert_eq!(harbour.shown(), ["one", "other"], "not at once");
    harbour.step(&mut engine, Event::Tick, after(32));
    assert_eq!(harbour.shown(), ["one"]);
    // Twice as well.
    harbour.run(false, 40, None);
    harbour.accounts.insert("other", CredentialStatus::Ready(1));
    let sweep = harbour.sweep();
    harbour.step(&mut engine, sweep, after(50));
    let down = Box::new(Err(Problem::new(Code::ServiceDown)));
    let (account, result) = (AccountKey::new("other", "a"), down);
    harbour.step(&mut engine, Event::Fetched { account, result }, after(50));
    assert_eq!(harbour.shown(), ["one", "other"]);
    harbour.step(&mut engine, Event::NotSaved, after(51));
    harbour.step(&mut engine, Event::Tick, after(82));
    assert_eq!(harbour.shown(), ["one", "other"], "it has come back");
}

#[test]
fn an_account_of_a_dropped_directory_is_forgotten() {
    let mut harbour = Harbour::new(&["one", "other"]);
    harbour.origin = Some("/mnt/other/auth.json".to_owned());
    harbour.run(false, 0, None);
    harbour.origin = Some(STORE.to_owned());
    harbour.accounts.remove("other");
    harbour.run(false, 1, None);
    assert_eq!(harbour.shown(), ["one"]);
}

#[test]
fn an_account_goes_with_its_variable_and_keeps_its_wait() {
    let mut harbour = Harbour::new(&["sample"]);
    harbour.origin = None;
    harbour.run(false, 0, None);
    let limited = Problem::new(Code::RateLimited).not_before(after(5000));
    assert_eq!(harbour.run(true, 20, Some(&limited)), ["sample"]);
    // A program with other variables, twice.
    let sample = std::mem::take(&mut harbour.accounts);
    for at in [30, 40] {
        let mut engine = Engine::new(Settings::default(), BTreeMap::new(), 7);
        engine.restore(
            harbour
                .kept
                .values()
                .cloned()
                .map(SavedAccount::for_a_start),
        );
        next_turn(&mut harbour, &mut engine, false, at);
        assert!(harbour.shown().is_empty());
        let kept = harbour.kept.values().next().unwrap();
        assert_eq!(kept.state.reading, None, "nothing of it is to be seen");
    }
    // And the first one again.
    harbour.accounts = sample;
    assert_eq!(harbour.run(true, 50, None), NOBODY);
    assert_eq!(harbour.shown(), ["sample"]);
    assert_eq!(harbour.run(true, 5001, None), ["sample"]);
    assert!(
        harbour
            .kept
            .values()
            .all(|kept| kept.state.reading.is_some())
    );
}

#[test]
fn an_account_that_another_program_dropped_is_saved_again() {
    let mut harbour = Harbour::new(&["sample"]);
    harbour.origin = None;
    let mut engine = harbour.engine();
    assert_eq!(next_turn(&mut harbour, &mut engine, false, 0), ["sample"]);
    answer(&mut harbour, &mut engine, 0);
    let sample = std::mem::take(&mut harbour.accounts);
    let mut other = harbour.engine();
    next_turn(&mut harbour, &mut other, false, 10);
    assert!(harbour.shown().is_empty());
    harbour.accounts = sample;
    assert_eq!(next_turn(&mut harbour, &mut engine, false, 60), NOBODY);
    assert_eq!(harbour.shown(), ["sample"]);
    assert!(
        harbour
            .kept
            .values()
            .all(|kept| kept.state.reading.is_some())
    );
}

#[test]
fn who_was_not_found_because_a_search_broke_off_is_not_gone() {
    let mut harbour = Harbour::new(&["one", "other"]);
    harbour.run(false, 0, None);
    harbour.accounts.clear();
    harbour.searched = vec!["one"];
    let names = ["one", "other"].map(|name| (name.to_owned(), name.to_owned()));
    let mut engine = Engine::new(Settings::default(), names.into(), 7);
    engine.restore(harbour.kept.values().cloned());
    let sweep = harbour.sweep();
    harbour.step(&mut engine, sweep, after(1));
    assert_eq!(harbour.shown(), ["other"]);
}

#[test]
fn a_new_database_gets_all_that_is_known() {
    let mut harbour = Harbour::new(&["one", "other"]);
    let mut engine = harbour.engine();
    for provider in next_turn(&mut harbour, &mut engine, false, 0) {
        let account = AccountKey::new(&provider, "a");
        let result = Box::new(Ok(Usage::default()));
        harbour.step(&mut engine, Event::Fetched { account, result }, after(0));
    }
    let before = harbour.kept.clone();
    harbour.kept.clear();
    harbour.step(&mut engine, Event::StoreOpened(None), after(90));
    assert_eq!(harbour.kept, before);
}
