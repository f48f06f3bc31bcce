//! What the shells know beside the snapshot, and what follows from it for every part of the view.

use super::{identity::Identity, trend::Past};
use crate::{
    model::{Info, Language},
    ports::Os,
    settings::Settings,
    snapshot::{AccountState, Snapshot},
};

/// What the shells need to know beside the snapshot.
#[derive(Clone, Copy, Debug)]
pub struct ViewContext<'a> {
    pub settings: &'a Settings,
    pub language: Language,
    /// The providers, for names and pages.
    pub providers: &'a [&'static Info],
    pub os: Os,
    /// The desktop, as it calls itself.
    pub desktop: &'a str,
    pub version: &'static str,
    /// Whom the report is not to name.
    pub identity: &'a Identity,
    /// For the small lines; most shells have no use for it.
    pub past: Option<&'a Past>,
}

/// The accounts in the user's order.
pub fn in_order<'a>(snapshot: &'a Snapshot, settings: &Settings) -> Vec<&'a AccountState> {
    let mut accounts: Vec<&AccountState> = snapshot.accounts.iter().collect();
    settings.sort(&mut accounts, |state| &state.account.key);
    accounts
}

/// The provider's own name.
pub fn name(state: &AccountState, context: ViewContext<'_>) -> String {
    let id = &state.account.key.provider;
    info(id, context).map_or_else(|| id.clone(), |info| info.name.to_owned())
}

pub(super) fn info(id: &str, context: ViewContext<'_>) -> Option<&'static Info> {
    context.providers.iter().copied().find(|info| info.id == id)
}
