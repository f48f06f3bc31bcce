//! The services that are searched for and asked: those that are built in, and those of the user's own,
//! of which the list may change while the program runs.

use std::{ops::Deref, sync::Arc};

use plimsoll_core::provider::AnyProvider;

/// A list of providers, as `plimsoll_providers::ALL` is one.
pub type Providers = &'static [&'static dyn AnyProvider];

/// A provider for as long as somebody needs it: one that is built in, or one whose file may be
/// another or gone by now.
#[derive(Clone)]
pub enum Service {
    BuiltIn(&'static dyn AnyProvider),
    Own(Arc<dyn AnyProvider>),
}

/// Providers of which none changes.
pub fn built_in(providers: Providers) -> Vec<Service> {
    providers.iter().copied().map(Service::BuiltIn).collect()
}

impl Deref for Service {
    type Target = dyn AnyProvider;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::BuiltIn(provider) => *provider,
            Self::Own(provider) => provider.as_ref(),
        }
    }
}
