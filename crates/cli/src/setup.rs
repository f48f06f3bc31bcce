//! What every command needs: settings, words, and the world.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use plimsoll_core::{
    engine::Engine,
    model::{Info, Snapshot},
    ports::{Clock, Http},
    settings::Settings,
    text::{Language, Words},
    view::Around,
};
use plimsoll_providers::ALL;
use plimsoll_runtime::{
    clock::SystemClock,
    driver::{World, os},
    http::{BadClient, shared},
    language,
    machine::LocalMachine,
    paths,
    sessions::MemorySessions,
    settings_file,
    store::Store,
};

/// Read once at the start.
pub(crate) struct Setup {
    pub(crate) settings: Settings,
    pub(crate) words: Words,
    pub(crate) clock: SystemClock,
    pub(crate) infos: Vec<&'static Info>,
    http: Arc<dyn Http>,
}

/// `--lang` names no language of ours.
pub(crate) struct UnknownLanguage;

impl Setup {
    pub(crate) fn new(tag: Option<&str>) -> Result<Self, UnknownLanguage> {
        let loaded = paths::settings().map(|path| settings_file::load(&path));
        let settings = loaded
            .map(settings_file::Loaded::into_settings)
            .unwrap_or_default();
        let language = match tag {
            Some(tag) => Language::from_tag(tag).ok_or(UnknownLanguage)?,
            None => settings
                .language
                .clone()
                .or_else(language::of_system)
                .and_then(|tag| Language::from_tag(&tag))
                .unwrap_or(Language::English),
        };
        Ok(Self {
            http: client(&settings),
            settings,
            words: Words::new(language, TimeZone::system()),
            clock: SystemClock,
            infos: ALL.iter().map(|provider| provider.info()).collect(),
        })
    }

    pub(crate) fn around(&self) -> Around<'_> {
        Around {
            settings: &self.settings,
            language: self.words.language(),
            providers: &self.infos,
            os: os(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    pub(crate) fn world(&self) -> World {
        let settings = self.settings.clone();
        World {
            providers: ALL,
            http: Arc::clone(&self.http),
            clock: Arc::new(self.clock),
            sessions: Arc::new(MemorySessions::default()),
            machine: Arc::new(move || Box::new(LocalMachine::new(&settings))),
        }
    }

    /// What the tray app stored last.
    pub(crate) fn recalled(&self) -> Snapshot {
        let now: Timestamp = self.clock.now();
        let engine = Engine::new(self.settings.clone(), std::collections::BTreeMap::new(), 0);
        let path = paths::database().filter(|path| path.is_file());
        let store = path.and_then(|path| Store::open(&path).ok());
        let accounts = store
            .and_then(|store| store.recall().ok())
            .unwrap_or_default();
        Snapshot {
            accounts,
            searched: true,
            ..engine.snapshot(now)
        }
    }
}

/// A client with the proxy of the settings; one that is no address fails every request by name.
fn client(settings: &Settings) -> Arc<dyn Http> {
    match shared(settings.proxy.as_deref()) {
        Ok(client) => client,
        Err(BadClient(reason)) => Arc::new(NoClient(reason)),
    }
}

/// Stands in for a client that could not be made.
struct NoClient(String);

impl Http for NoClient {
    fn send(
        &self,
        _: plimsoll_core::ports::Request,
    ) -> plimsoll_core::model::BoxFuture<
        '_,
        Result<plimsoll_core::ports::Response, plimsoll_core::ports::HttpFault>,
    > {
        let reason = self.0.clone();
        let fault = plimsoll_core::ports::HttpFault::Offline { reason };
        Box::pin(std::future::ready(Err(fault)))
    }
}
