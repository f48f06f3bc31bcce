//! What every shell needs at its start: settings, words, and the world.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use plimsoll_core::{
    engine::Engine,
    model::{BoxFuture, Info, Snapshot},
    ports::{Clock, Http, HttpFault, Request, Response},
    settings::Settings,
    text::{Language, Words},
    view::Around,
};

use crate::{
    clock::SystemClock,
    driver::{Providers, World, os},
    http::{BadClient, shared},
    language,
    machine::LocalMachine,
    paths,
    sessions::MemorySessions,
    settings_file::{self, Loaded},
    store::Store,
};

/// Read once at the start.
pub struct Setup {
    pub settings: Settings,
    /// Why the settings file could not be used, if it could not.
    pub broken_settings: Option<String>,
    pub words: Words,
    pub clock: SystemClock,
    pub infos: Vec<&'static Info>,
    providers: Providers,
    http: Arc<dyn Http>,
    demo: bool,
}

/// The language that was asked for is none of ours.
#[derive(Debug)]
pub struct UnknownLanguage;

impl Setup {
    /// `tag` overrides the language of settings and system; `demo` marks everything as samples.
    pub fn new(
        tag: Option<&str>,
        providers: Providers,
        demo: bool,
    ) -> Result<Self, UnknownLanguage> {
        let loaded = paths::settings().map_or(Loaded::Missing, |path| settings_file::load(&path));
        let broken_settings = match &loaded {
            Loaded::Broken { reason } => Some(reason.clone()),
            Loaded::Read(_) | Loaded::Missing => None,
        };
        let settings = loaded.into_settings();
        let language = match tag {
            Some(tag) => Language::from_tag(tag).ok_or(UnknownLanguage)?,
            None => language_of(&settings),
        };
        Ok(Self {
            http: client(&settings),
            settings,
            broken_settings,
            words: Words::new(language, TimeZone::system()),
            clock: SystemClock,
            infos: providers.iter().map(|provider| provider.info()).collect(),
            providers,
            demo,
        })
    }

    pub fn around(&self) -> Around<'_> {
        Around {
            settings: &self.settings,
            language: self.words.language(),
            providers: &self.infos,
            os: os(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    pub fn engine(&self) -> Engine {
        let names = self
            .infos
            .iter()
            .map(|info| (info.id.to_owned(), info.name.to_owned()));
        let names: BTreeMap<String, String> = names.collect();
        // The noise only has to differ from one start to the next.
        let seed = self.clock.now().as_second().unsigned_abs() ^ u64::from(std::process::id());
        let engine = Engine::new(self.settings.clone(), names, seed);
        if self.demo { engine.demo() } else { engine }
    }

    pub fn world(&self) -> World {
        let settings = self.settings.clone();
        World {
            providers: self.providers,
            http: Arc::clone(&self.http),
            clock: Arc::new(self.clock),
            sessions: Arc::new(MemorySessions::default()),
            machine: Arc::new(move || Box::new(LocalMachine::new(&settings))),
        }
    }

    /// What the tray app stored last.
    pub fn recalled(&self) -> Snapshot {
        let now: Timestamp = self.clock.now();
        let path = paths::database().filter(|path| path.is_file());
        let store = path.and_then(|path| Store::open(&path).ok());
        let accounts = store
            .and_then(|store| store.recall().ok())
            .unwrap_or_default();
        Snapshot {
            accounts,
            searched: true,
            ..self.engine().snapshot(now)
        }
    }
}

/// The language of the settings, else the system's, else English.
fn language_of(settings: &Settings) -> Language {
    let wanted = settings.language.clone().or_else(language::of_system);
    wanted
        .and_then(|tag| Language::from_tag(&tag))
        .unwrap_or(Language::English)
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
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        let reason = self.0.clone();
        Box::pin(std::future::ready(Err(HttpFault::Offline { reason })))
    }
}
