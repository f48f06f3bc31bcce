//! What every shell needs at its start: settings, words, and the world.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use jiff::{Timestamp, tz::TimeZone};
use plimsoll_core::{
    engine::{Engine, SavedAccount},
    message::Message,
    model::{Info, Language},
    ports::{BoxFuture, Clock, Http, HttpFault, Request, Response},
    problem::{Expect, Problem, check},
    provider::Declare,
    settings::{Consent, Settings},
    snapshot::Snapshot,
    text::Words,
    view::{Identity, ViewContext},
};

use crate::{
    clock::SystemClock,
    driver::{Environment, os},
    http::{self, shared},
    identity::identity,
    language,
    machine::LocalMachine,
    own_services::{self, OwnFile, OwnServices},
    paths,
    query_lock::{self, QueryLock},
    services::{Providers, Service, built_in},
    sessions::MemorySessions,
    settings_check::{self, Fault},
    settings_keeper::SettingsKeeper,
};

/// Settings and what hangs on them.
pub struct Setup {
    pub settings: Settings,
    /// Their file.
    pub keeper: SettingsKeeper,
    /// That the settings file is missing or could not be used, if so, and what holds instead.
    pub broken_settings: Option<Message>,
    /// What in it does not count, or breaks it.
    pub settings_faults: Vec<Fault>,
    pub words: Words,
    zone: TimeZone,
    pub clock: SystemClock,
    pub infos: Vec<&'static Info>,
    providers: Providers,
    own: Option<OwnServices>,
    sources: Arc<Sources>,
    /// What the desktop calls itself.
    desktop: String,
    identity: Identity,
    /// The language was asked for by name, so that settings do not change it.
    fixed_language: bool,
    /// All accounts are samples.
    pub demo: bool,
}

/// What searches and queries go by; other settings replace it while they are under way.
struct Sources {
    settings: RwLock<Settings>,
    http: RwLock<Arc<dyn Http>>,
    services: RwLock<Vec<Service>>,
}

impl Setup {
    /// `language` overrides that of settings and system; `demo` marks everything as samples.
    pub fn new(language: Option<Language>, providers: Providers, demo: bool) -> Self {
        let path = paths::settings();
        let infos: Vec<_> = providers.iter().map(|provider| provider.info()).collect();
        let ids: Vec<&str> = infos.iter().map(|info| info.id).collect();
        let settings_faults = settings_faults(path.as_deref(), &ids, demo);
        let (keeper, held) = SettingsKeeper::start(path, paths::last_good_settings());
        let (settings, broken_settings) = (held.settings, held.fault);
        let fixed_language = language.is_some();
        let language = language.unwrap_or_else(|| language::of(&settings));
        let zone = TimeZone::system();
        let sources = Sources {
            http: RwLock::new(shared(settings.proxy.as_deref())),
            settings: RwLock::new(settings.clone()),
            services: RwLock::new(built_in(providers)),
        };
        Self {
            sources: Arc::new(sources),
            settings,
            keeper,
            broken_settings,
            settings_faults,
            words: Words::new(language, zone.clone()),
            zone,
            clock: SystemClock,
            infos,
            providers,
            own: None,
            desktop: desktop_name(),
            identity: identity(|name| std::env::var(name).ok()),
            fixed_language,
            demo,
        }
    }

    /// With the services that files of the user's own declare; samples have none.
    #[must_use]
    pub fn with_own(mut self, declare: Declare) -> Self {
        if !self.demo {
            self.own = Some(OwnServices::new(own_services::folder(), declare));
            if !self.own_files().is_empty() {
                self.sort_services();
                self.look_for_faults();
            }
        }
        self
    }

    /// The files of the user's own services, also of those of which nothing may be sent yet.
    pub fn own_files(&self) -> &[OwnFile] {
        self.own.as_ref().map_or(&[], OwnServices::files)
    }

    pub fn own_services(&self) -> Option<&OwnServices> {
        self.own.as_ref()
    }

    /// Looks anew at those files: whether one has come, changed or gone.
    pub fn look_at_own_files(&mut self) -> bool {
        let is_news = self.own.as_mut().is_some_and(OwnServices::look);
        if is_news {
            self.sort_services();
            self.look_for_faults();
        }
        is_news
    }

    /// Only a service that may send what it wants to is searched for. Whether there are others now.
    fn sort_services(&mut self) -> bool {
        let mut services = built_in(self.providers);
        let own = self.own_files().iter().filter_map(|file| {
            let own = file.read.as_ref().ok()?;
            let consent = self.settings.consent(&file.id, &own.sends);
            (consent == Consent::Allowed).then(|| Service::Own(Arc::clone(&own.provider)))
        });
        services.extend(own);
        self.infos = services.iter().map(|it| it.info()).collect();
        let known = self.sources.services.write();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        let is_same = |(one, other): (&Service, &Service)| match (one, other) {
            (Service::Own(one), Service::Own(other)) => Arc::ptr_eq(one, other),
            (Service::BuiltIn(_), Service::BuiltIn(_)) => true,
            (Service::Own(_), Service::BuiltIn(_)) | (Service::BuiltIn(_), Service::Own(_)) => {
                false
            }
        };
        let is_news = known.len() != services.len() || !known.iter().zip(&services).all(is_same);
        *known = services;
        is_news
    }

    /// The services by their ids and names.
    pub fn names(&self) -> BTreeMap<String, String> {
        let infos = self.infos.iter();
        infos
            .map(|info| (info.id.to_owned(), info.name.to_owned()))
            .collect()
    }

    /// Looks anew at what in the settings file does not count.
    pub fn look_for_faults(&mut self) {
        let path = paths::settings();
        let own = self.own_files().iter().map(|file| file.id.as_str());
        let ids: Vec<&str> = self.infos.iter().map(|info| info.id).chain(own).collect();
        self.settings_faults = settings_faults(path.as_deref(), &ids, self.demo);
    }

    /// Other settings hold from now on. What is under way goes by the old ones until it is abandoned.
    /// Whether there are other services with them.
    pub fn apply(&mut self, settings: Settings) -> bool {
        if settings.proxy != self.settings.proxy {
            *self
                .sources
                .http
                .write()
                .unwrap_or_else(PoisonError::into_inner) = shared(settings.proxy.as_deref());
        }
        let language = language::of(&settings);
        if !self.fixed_language && language != self.words.language() {
            self.words = Words::new(language, self.zone.clone());
        }
        let shared = self.sources.settings.write();
        shared
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(&settings);
        self.settings = settings;
        self.sort_services()
    }

    /// The zone that the computer is in now, if that is another one than before.
    pub fn follow_zone(&mut self) -> Option<TimeZone> {
        let zone = TimeZone::system();
        if zone == self.zone {
            return None;
        }
        self.words = Words::new(self.words.language(), zone.clone());
        self.zone = zone.clone();
        Some(zone)
    }

    pub fn view_context(&self) -> ViewContext<'_> {
        ViewContext {
            settings: &self.settings,
            language: self.words.language(),
            providers: &self.infos,
            os: os(),
            desktop: &self.desktop,
            version: env!("CARGO_PKG_VERSION"),
            identity: &self.identity,
            past: None,
        }
    }

    pub fn engine(&self) -> Engine {
        // The noise only has to differ from one start to the next.
        let seed = self.clock.now().as_second().unsigned_abs() ^ u64::from(std::process::id());
        let paces = self.infos.iter().map(|it| (it.id.to_owned(), it.pace));
        let engine = Engine::new(self.settings.clone(), self.names(), seed)
            .zone(self.zone.clone())
            .paced(paces);
        if self.demo { engine.demo() } else { engine }
    }

    /// What stops every request before it goes out, if anything does.
    pub fn obstacle(&self) -> Option<Problem> {
        let fault = http::obstacle(self.settings.proxy.as_deref())?;
        check(Err(fault), Expect::Token, &[], self.clock.now()).err()
    }

    /// It goes on following the settings.
    pub fn environment(&self) -> Environment {
        let (sources, services) = (Arc::clone(&self.sources), Arc::clone(&self.sources));
        let database = paths::database().filter(|_| !self.demo);
        Environment {
            providers: Arc::new(move || {
                let services = services.services.read();
                services.unwrap_or_else(PoisonError::into_inner).clone()
            }),
            http: Arc::new(Client(Arc::clone(&self.sources))),
            clock: Arc::new(self.clock),
            sessions: MemorySessions::default(),
            machine: Arc::new(move || {
                let settings = sources.settings.read();
                Box::new(LocalMachine::new(
                    &settings.unwrap_or_else(PoisonError::into_inner),
                ))
            }),
            query_lock: database.map(QueryLock::beside),
        }
    }

    /// The accounts as they were stored last.
    pub fn kept(&self) -> Vec<SavedAccount> {
        let database = paths::database().filter(|_| !self.demo);
        let mut kept = database.map(|it| query_lock::kept(&it)).unwrap_or_default();
        kept.retain(|kept| !kept.is_gone() && !kept.state.is_elsewhere());
        kept
    }

    /// What is known of them.
    pub fn restored(&self) -> Snapshot {
        let now: Timestamp = self.clock.now();
        let accounts = self.kept().into_iter().map(|kept| kept.state);
        Snapshot {
            accounts: accounts.collect(),
            searched: true,
            ..self.engine().snapshot(now)
        }
    }
}

/// Samples have services of their own: any name of one is taken then.
fn settings_faults(path: Option<&Path>, ids: &[&str], demo: bool) -> Vec<Fault> {
    let ids = (!demo).then_some(ids);
    path.map(|path| settings_check::faults(path, ids))
        .unwrap_or_default()
}

/// The client of the moment.
struct Client(Arc<Sources>);

impl Http for Client {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        let http = self.0.http.read().unwrap_or_else(PoisonError::into_inner);
        let http = Arc::clone(&http);
        Box::pin(async move { http.send(request).await })
    }
}

/// As in `XFCE, x11`.
fn desktop_name() -> String {
    let said = ["XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE"].map(|name| std::env::var(name).ok());
    let said: Vec<String> = said.into_iter().flatten().collect();
    if said.is_empty() {
        std::env::consts::ARCH.to_owned()
    } else {
        said.join(", ")
    }
}
