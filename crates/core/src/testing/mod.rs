//! A pretend machine, taped HTTP and a fixed clock, for the tests of every crate. Nothing here
//! reaches the real world, and nothing here is part of a release build.
#![allow(clippy::missing_panics_doc)]

mod builders;
mod http;
mod machine;

use std::{
    collections::BTreeMap,
    future::Future,
    pin::pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, Waker},
};

use jiff::{SignedDuration, Timestamp};

pub use builders::{account, found, noon, read, session, snapshot, usage};
pub use http::{Expected, ScriptedHttp, Take};
pub use machine::FakeMachine;

use crate::{
    model::{AccountKey, Secret},
    ports::{Clock, Sessions},
};

/// A clock that stands still.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Sessions in memory, as the run-time keeps them.
#[derive(Debug, Default)]
pub struct FakeSessions(Mutex<BTreeMap<AccountKey, (Secret, Timestamp)>>);

impl Sessions for FakeSessions {
    fn get(&self, account: &AccountKey, now: Timestamp) -> Option<Secret> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(account)
            .filter(|(_, until)| until.duration_since(now) > SignedDuration::from_mins(2))
            .map(|(token, _)| token.clone())
    }

    fn put(&self, account: AccountKey, token: Secret, until: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(account, (token, until));
    }

    fn forget(&self, account: &AccountKey) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(account);
    }
}

/// Runs a future that waits for nothing real, such as one over `ScriptedHttp`.
pub fn block_on<F: Future>(future: F) -> F::Output {
    const POLLS: usize = 10_000;
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..POLLS {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("a future of a test waits for something that never comes");
}
