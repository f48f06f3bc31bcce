//! Stores that cannot be read for a while: what they held stays, and nothing that counts less takes
//! its place. What is found in stores that can be read is tracked elsewhere.

use std::{collections::BTreeMap, path::Path};

use super::{Accounts, DiscoveryContext, tracked::Owned};
use crate::{
    engine::event::FoundAccount,
    model::{Account, Outcome},
    provider::CredentialStatus,
};

impl Accounts {
    /// Accounts from before this start whose store cannot be read in it.
    pub(super) fn restore_unreadable(&mut self, context: DiscoveryContext<'_>) -> Vec<Owned> {
        let saved = self.restored.values().map(|saved| &saved.state);
        let unreadable = saved.filter(|it| self.is_store_faulty(&it.account));
        let found = unreadable.map(|state| FoundAccount {
            account: state.account.clone(),
            notes: state.notes.clone(),
            status: CredentialStatus::Off,
        });
        let found: Vec<FoundAccount> = found.collect();
        let all = found.into_iter().map(|found| {
            let mut owned = self.first_seen(&found, context);
            owned.state.notes = found.notes;
            owned
        });
        all.collect()
    }

    /// The accounts among these of which their store says nothing at the moment.
    pub(super) fn held(&self, known: &[Owned]) -> Vec<Account> {
        let accounts = known.iter().map(|it| &it.state.account);
        let held = accounts.filter(|it| self.is_store_faulty(it));
        held.cloned().collect()
    }

    pub(super) fn is_store_faulty(&self, account: &Account) -> bool {
        self.places.iter().any(|place| {
            Some(&place.path) == account.origin.path.as_ref()
                && match place.outcome {
                    Outcome::Read { .. } | Outcome::Missing => false,
                    Outcome::Unreadable { .. }
                    | Outcome::Damaged { .. }
                    | Outcome::Locked { .. } => true,
                }
        })
    }
}

/// Whether it only comes to light while the store of a sign-in that counts more cannot be read:
/// what an older store still has, or another tool. `order` has by provider where it looks, and
/// `held` what is known from stores that cannot be read.
pub(super) fn stands_in(
    found: &Account,
    known: Option<&Account>,
    held: &[Account],
    order: &BTreeMap<String, Vec<String>>,
    context: DiscoveryContext<'_>,
) -> bool {
    let (Some(order), Some(path)) = (order.get(&found.key.provider), &found.origin.path) else {
        return false;
    };
    let rank = |path: &String| order.iter().position(|it| it == path);
    let installation = |path: &String| {
        let mut named = context.directories.iter();
        named.find(|it| Path::new(path).starts_with(it))
    };
    let counts_less = |than: &Account| {
        let than = than.origin.path.as_ref();
        than.is_some_and(|than| rank(path) > rank(than) && installation(path) == installation(than))
    };
    if let Some(known) = known {
        return held.contains(known) && counts_less(known);
    }
    let mut held = held.iter();
    held.any(|it| it.key.provider == found.key.provider && counts_less(it))
}
