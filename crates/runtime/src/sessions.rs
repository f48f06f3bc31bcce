//! Access tokens in memory, until shortly before they end or their account is gone. Never on disk.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    model::{AccountKey, Secret},
    ports::Sessions,
};

/// A token that ends this soon is not worth a request.
const MARGIN: SignedDuration = SignedDuration::from_mins(2);

/// Tokens by account.
#[derive(Debug, Default)]
pub struct MemorySessions(Mutex<HashMap<AccountKey, (Secret, Timestamp)>>);

impl MemorySessions {
    /// Lets go of tokens that are given out no more.
    pub fn let_go_of_ended(&self, now: Timestamp) {
        self.retain(|_, until| lasts(until, now));
    }

    /// Lets go of the tokens of all other accounts.
    pub fn keep_only(&self, is_there: impl Fn(&AccountKey) -> bool) {
        self.retain(|account, _| is_there(account));
    }

    fn retain(&self, is_kept: impl Fn(&AccountKey, Timestamp) -> bool) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|account, (_, until)| is_kept(account, *until));
    }
}

fn lasts(until: Timestamp, now: Timestamp) -> bool {
    until.duration_since(now) > MARGIN
}

impl Sessions for MemorySessions {
    fn get(&self, account: &AccountKey, now: Timestamp) -> Option<Secret> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (token, until) = tokens.get(account)?;
        lasts(*until, now).then(|| token.clone())
    }

    fn put(&self, account: AccountKey, token: Secret, until: Timestamp) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.insert(account, (token, until));
    }

    fn forget(&self, account: &AccountKey) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_ends_within_two_minutes_is_not_given_out() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let (sessions, key) = (MemorySessions::default(), AccountKey::new("sample", "a"));
        sessions.put(
            key.clone(),
            Secret::new("made-up"),
            now + SignedDuration::from_mins(3),
        );
        assert!(sessions.get(&key, now).is_some());
        assert!(
            sessions
                .get(&key, now + SignedDuration::from_mins(1))
                .is_none()
        );
        sessions.forget(&key);
        assert!(sessions.get(&key, now).is_none());
    }
}
