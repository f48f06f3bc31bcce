//! What was last known and asked.

use super::*;

#[test]
fn what_is_remembered_is_recalled_after_a_new_start() {
    let place = TempPlace::new();
    let path = place.directory.path().join("plimsoll").join("plimsoll.db");
    remember(&Store::open(&path).unwrap(), &state());
    let store = Store::open(&path).unwrap();
    assert_eq!(store.restore().unwrap(), [state()]);
    let gone = Changes {
        gone: vec![state().account.key],
        ..Changes::default()
    };
    store.keep(&gone, &Settings::default()).unwrap();
    assert_eq!(store.restore().unwrap(), []);
}

#[test]
fn the_last_query_is_saved_with_and_without_a_reading() {
    let place = TempPlace::new();
    let store = place.store();
    let until = at(7);
    let kept = |minute: i64| {
        let mut kept = SavedAccount {
            state: state(),
            last_query: Some(LastQuery {
                at: Some(at(minute)),
                fingerprint: Some(u64::MAX),
                failures: 2,
                gone: false,
            }),
        };
        let limited = Problem::new(Code::RateLimited).not_before(until);
        kept.state.problem = Some(limited);
        kept.state.next = Some(until);
        kept
    };
    let keep = |kept: &SavedAccount| {
        let changes = Changes {
            queried: vec![kept.clone()],
            ..Changes::default()
        };
        store.keep(&changes, &Settings::default()).unwrap();
    };
    let mut first = kept(1);
    first.state.reading = None;
    keep(&first);
    assert_eq!(store.restore_accounts().unwrap(), [first]);
    remember(&store, &state());
    keep(&SavedAccount {
        state: AccountState {
            reading: None,
            ..kept(2).state
        },
        ..kept(2)
    });
    assert_eq!(store.restore_accounts().unwrap(), [kept(2)]);
    // A reading alone says nothing else of the query.
    remember(&store, &state());
    assert_eq!(store.restore_accounts().unwrap(), [kept(2)]);
    // Of one that was kept by an older program its own moment is known.
    let old = "UPDATE last SET asked = NULL";
    store.connection.execute(old, []).unwrap();
    let last_query = store
        .restore_accounts()
        .unwrap()
        .remove(0)
        .last_query
        .unwrap();
    let read_at = state().reading.unwrap().at;
    assert_eq!(
        (last_query.at, last_query.fingerprint),
        (Some(read_at), None)
    );
}

#[test]
fn a_gone_account_is_hidden_and_its_last_query_stays() {
    let place = TempPlace::new();
    let store = place.store();
    remember(&store, &state());
    let unseen = SavedAccount {
        state: AccountState {
            reading: None,
            ..state()
        },
        last_query: Some(LastQuery {
            at: Some(at(0)),
            gone: true,
            ..LastQuery::default()
        }),
    };
    let changes = Changes {
        gone: vec![state().account.key],
        queried: vec![unseen.clone()],
        ..Changes::default()
    };
    store.keep(&changes, &Settings::default()).unwrap();
    assert_eq!(store.restore().unwrap(), []);
    assert_eq!(store.restore_accounts().unwrap(), [unseen]);
}
