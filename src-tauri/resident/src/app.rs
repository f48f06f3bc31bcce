//! The app itself: the engine's commands become what the user sees, and what the user does becomes
//! events. Nothing is decided here that core can decide.

mod app_event;
mod history;
mod own_services;
mod settings;
mod window;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    ops::ControlFlow,
    panic::{self, AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use plimsoll_core::{
    engine::{Command, Event, SavedAccount},
    intent::{Intent, Pause},
    ipc::Route,
    message::Message,
    metrics,
    ports::Clock,
    snapshot::Snapshot,
    view::{Past, TrayView, View, ViewContext, view},
};
use plimsoll_providers::{ALL, DEMO, declare};
use plimsoll_runtime::{
    clock::{SystemClock, Timer},
    desktop::{self, Panels},
    driver::{Driver, Handle},
    own_services::OwnServices,
    paths,
    setup::Setup,
    signals,
    watch::Watch,
};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::yield_now,
};

use self::{
    app_event::{AppEvent, WAITING, tell},
    history::{History, Seen},
};
use crate::{
    exporter::{self, Exporter, Scrape},
    hook::Hook,
    journal::{self, log_error},
    notify::Notifier,
    opener::Opener,
    past,
    platform::Screen,
    popup_link::{PopupEvent, PopupLink},
    single_instance::{First, StartRequest, listen},
    tray::{Entry, Press, TrayState},
};

/// A panel that starts with the session, or anew, may need a moment.
const TRAY_HOST_GRACE: Duration = Duration::from_secs(5);

/// How the program was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// With the session, in which a panel may come later.
    Login,
    /// Somebody looks for the item, or for the window where there is no panel.
    Hand,
    /// Somebody wants the window whatever else there is.
    Open,
}

/// Runs until somebody quits.
pub(crate) async fn run(first: First, demo: bool, start: Start) {
    log_panics();
    if !demo {
        journal::note(concat!("plimsoll ", env!("CARGO_PKG_VERSION"), " starts"));
    }
    let providers = if demo { DEMO } else { ALL };
    let setup = Setup::new(None, providers, demo).with_own(declare);
    let mut faults = BTreeMap::new();
    if let Some(error) = first.fault() {
        let notice = Message::new("notice-second-start").text("reason", error.to_string());
        faults.insert(Fault::SecondStart, notice);
    }
    let (sender, events) = channel(WAITING);
    let history = if demo {
        None
    } else {
        History::begin(&sender).await
    };
    let (history, mut seen) = history.unzip();
    let mut engine = setup.engine();
    let seen_first = seen.as_mut().and_then(Option::as_mut);
    if let Some((kept, told)) = seen_first.and_then(Seen::take_restored) {
        engine.restore(kept.into_iter().map(SavedAccount::for_a_start));
        engine.restore_alerts(told.0, told.1);
    }
    let driver = Driver::new(engine, setup.environment());
    // The next is read when the last was taken in.
    let (news, all_news) = channel(1);
    let (scrapes, all_scrapes) = channel(exporter::AT_ONCE);
    let engine = driver.handle();
    signals::listen(move |event| engine.send(event));
    let mut app = App::new(setup, history, driver.handle(), &sender, news, scrapes);
    app.faults.append(&mut faults);
    if let Some(seen) = seen.flatten() {
        app.saw_history(seen);
    }
    match start {
        Start::Login => {}
        Start::Hand => app.look_for_panel(),
        Start::Open => app.show(Route::Top),
    }
    let app = RefCell::new(app);
    let panels = sender.clone();
    tokio::spawn(desktop::follow_tray_host(TRAY_HOST_GRACE, move |them| {
        tell(&panels, AppEvent::Panels(them));
    }));
    tokio::spawn(async move {
        let wished = |wish| tell(&sender, AppEvent::SecondStart(wish));
        if let Err(error) = listen(first, wished).await {
            log_error(&format!("a second start will not be heard: {error}"));
        }
    });
    tokio::select! {
        () = driver.run(|command, _| app.borrow_mut().carry_out(command)) => {}
        () = hear(&app, events, all_news, all_scrapes) => {}
    }
}

/// Hands to the app what comes from outside of the engine.
async fn hear(
    app: &RefCell<App>,
    mut events: Receiver<AppEvent>,
    mut all_news: Receiver<PopupEvent>,
    mut all_scrapes: Receiver<Scrape>,
) {
    let clock = SystemClock;
    // Countdowns show minutes.
    let mut minute = clock.wait(clock.until_minute(), false);
    let mut log = journal::fault();
    loop {
        tokio::select! {
            () = &mut minute => {
                survive(app, App::a_minute_passed);
                minute = clock.wait(clock.until_minute(), false);
            }
            Some(event) = events.recv() => survive(app, |app| app.heard(event)),
            Some(news) = all_news.recv() => survive(app, |app| app.popup_said(news)),
            Some(scrape) = all_scrapes.recv() => survive(app, |app| app.scraped(scrape)),
            Ok(()) = log.changed() => survive(app, App::log_changed),
        }
        // What follows from it comes first, so that nothing piles up behind it.
        yield_now().await;
    }
}

/// A panic is a fault of ours: it costs what it came from, and the app goes on.
fn survive(app: &RefCell<App>, act: impl FnOnce(&mut App)) {
    let done = catch_unwind(AssertUnwindSafe(|| act(&mut app.borrow_mut())));
    if done.is_err() {
        app.borrow().engine.send(Event::Panicked(None));
    }
}

/// Says in the log where a panic was; what it says is for standard error alone.
fn log_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        usual(info);
        if let Some(at) = info.location() {
            journal::note(&format!("a fault of ours: {}:{}", at.file(), at.line()));
        }
    }));
}

struct App {
    setup: Setup,
    /// Without one nothing is remembered.
    history: Option<History>,
    engine: Handle,
    screen: Screen,
    notifier: Notifier,
    hook: Hook,
    exporter: Exporter,
    popup: PopupLink,
    /// What the window is to open with as soon as there is something to show.
    awaited: Option<Route>,
    opener: Opener,
    watch: Watch,
    /// Whether the engine was told that every change of a store is heard.
    told_watched: bool,
    snapshot: Option<Snapshot>,
    /// Of what the window shows, while it is open.
    past: Past,
    /// Which kind of window there is hangs on it; `None` until something is heard.
    has_tray_host: Option<bool>,
    /// Who looks for a panel tells it here, and looks once at a time.
    looked: Sender<AppEvent>,
    is_looking: bool,
    /// How often the engine was told of settings.
    settings_told: u64,
    /// What could not be done, by what it was.
    faults: BTreeMap<Fault, Message>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    SecondStart,
    History,
    SettingsFile,
    /// By its place among those of the file.
    Setting(usize),
    SettingsEdit,
    StartAtLogin,
    Hook,
    Metrics,
}

impl App {
    fn new(
        setup: Setup,
        history: Option<History>,
        engine: Handle,
        events: &Sender<AppEvent>,
        news: Sender<PopupEvent>,
        scrapes: Sender<Scrape>,
    ) -> Self {
        let pressed = events.clone();
        let changed = events.clone();
        let hooked = events.clone();
        let mut app = Self {
            history,
            screen: Screen::new(move |press| tell(&pressed, AppEvent::Pressed(press))),
            notifier: Notifier::start(engine.clone()),
            exporter: Exporter::new(scrapes),
            hook: Hook::start(move |outcome| tell(&hooked, AppEvent::Hooked(outcome))),
            engine,
            popup: PopupLink::new(news),
            awaited: None,
            opener: Opener::default(),
            watch: Watch::new(move || tell(&changed, AppEvent::FilesChanged)),
            told_watched: false,
            snapshot: None,
            past: Past::new(),
            has_tray_host: None,
            looked: events.clone(),
            is_looking: false,
            settings_told: 0,
            faults: BTreeMap::new(),
            setup,
        };
        if let Some(notice) = app.setup.broken_settings.take() {
            app.faults.insert(Fault::SettingsFile, notice);
        } else {
            app.name_settings();
        }
        app.sync_autostart();
        app.serve_metrics();
        app
    }

    fn carry_out(&mut self, command: Command) -> ControlFlow<()> {
        match command {
            Command::Publish(snapshot) => {
                let old = self.snapshot.replace(*snapshot);
                if let Some(new) = &self.snapshot {
                    journal::follow(old.as_ref(), new);
                }
                let places = |snapshot: &Option<Snapshot>| {
                    let places = snapshot.iter().flat_map(|it| &it.places);
                    places.map(|it| it.path.clone()).collect::<Vec<_>>()
                };
                if places(&old) != places(&self.snapshot) || old.is_none() {
                    self.watch_files();
                }
                self.paint();
                if let Some(route) = self.awaited.take() {
                    self.show(route);
                }
            }
            Command::Notify(alert) => {
                self.notifier.show(alert, &self.setup.words, self.now());
            }
            Command::RunHook(run) => self.run_hook(&run),
            Command::Withdraw(receipt) => self.notifier.withdraw(receipt),
            Command::ShowCard(card) => self.show(Route::Card(card)),
            Command::Save(memory) => self.remember(*memory),
            Command::SaveSettings(saving) => self.save(&saving),
            Command::Open(link) => {
                let snapshot = self.snapshot.as_ref();
                self.opener.open_page(&link, &self.setup.infos, snapshot);
            }
            Command::Reveal(path) => self.opener.reveal(Path::new(&path)),
            Command::ShowPast {
                account,
                window,
                range,
            } => self.show_past(account, window, range),
            Command::RevealSettings => {
                if let Some(file) = paths::settings() {
                    self.opener.reveal(&file);
                }
            }
            Command::AnswerService(answer) => self.answer_service(&answer),
            Command::ClosePopup => self.popup.hide(),
            Command::Stop => return ControlFlow::Break(()),
            // The driver keeps these to itself.
            Command::Search | Command::Fetch(_) | Command::Abandon | Command::WakeAt(_) => {}
        }
        ControlFlow::Continue(())
    }

    fn a_minute_passed(&mut self) {
        // The port may be free by now, and the disk have room.
        self.serve_metrics();
        self.tend_settings();
        self.look_at_own_services();
        self.look_after_history();
        journal::tend();
        self.paint();
    }

    /// The window says whether it can be written.
    fn log_changed(&mut self) {
        journal::complain_of_itself();
        self.paint();
    }

    /// Shows what is known, as it reads at this moment.
    fn paint(&mut self) {
        if let Some(zone) = self.setup.follow_zone() {
            self.engine.send(Event::Zone(zone));
        }
        let Some(snapshot) = &self.snapshot else {
            return;
        };
        let now = self.now();
        let tray = TrayView::of(snapshot, self.setup.view_context(), now);
        self.screen
            .show(&TrayState::of(&tray, &self.setup.words, now));
        self.popup.refresh(|| self.view());
    }

    fn view(&self) -> Option<View> {
        let snapshot = self.snapshot.as_ref()?;
        let context = ViewContext {
            past: Some(&self.past),
            ..self.setup.view_context()
        };
        let mut view = view(snapshot, context, self.now());
        if self.is_without_tray() {
            view.notices.push(Message::new("notice-no-tray-host"));
        }
        if let Some(program) = self.setup.settings.hook.is_amiss() {
            let notice = Message::new("notice-hook-relative").text("program", program);
            view.notices.push(notice);
        }
        view.notices.extend(self.faults.values().cloned());
        view.notices.extend(self.own_notices());
        view.questions = self.questions();
        let no_log = |reason| Message::new("notice-no-log").text("reason", reason);
        let no_log = journal::fault().borrow().clone().map(no_log);
        view.notices.extend(no_log);
        Some(view)
    }

    /// The settings file, those of the user's own services, and every place that was searched for
    /// sign-ins.
    fn watch_files(&mut self) {
        let places = self.snapshot.iter().flat_map(|it| &it.places);
        let places = places.map(|it| PathBuf::from(&it.path));
        let own = self.setup.own_services().map(OwnServices::watched);
        let (folder, own) = own.unzip();
        let files = places
            .chain(paths::settings())
            .chain(own.into_iter().flatten());
        let all = self.watch.set_with(files, folder.flatten());
        if all != self.told_watched {
            self.told_watched = all;
            self.engine.send(Event::StoresWatched(all));
        }
    }

    /// Somebody has written files of theirs, or edited our settings.
    fn files_changed(&mut self) {
        self.watch_files();
        self.look_at_settings();
        self.look_at_own_services();
        self.engine.send(Event::CredentialsChanged);
    }

    fn heard(&mut self, event: AppEvent) {
        match event {
            AppEvent::Pressed(Press::Left(near)) => {
                let shown = self.popup.toggle(near, self.is_without_tray(), self.view());
                match shown {
                    Ok(false) => {}
                    Ok(true) => self.opened(Ok(())),
                    Err(error) => self.opened(Err(error)),
                }
            }
            AppEvent::Pressed(Press::Middle) => self.ask(Intent::RefreshAll),
            AppEvent::Pressed(Press::Chosen(entry)) => self.chosen(entry),
            AppEvent::SecondStart(StartRequest::Window) => self.show(Route::Top),
            AppEvent::SecondStart(StartRequest::Place) => {
                journal::note("a start in another session takes over");
                self.ask(Intent::Quit);
            }
            AppEvent::FilesChanged => self.files_changed(),
            AppEvent::Hooked(outcome) => self.hooked(outcome),
            AppEvent::History(news) => self.history_said(news),
            AppEvent::Panels(Panels::NewBus) => {
                self.screen.renew();
                self.paint();
            }
            AppEvent::Panels(found) => self.there_is_a_panel(found == Panels::Some),
            AppEvent::Looked(has_one) => {
                self.is_looking = false;
                if self.has_tray_host.is_none() {
                    self.there_is_a_panel(has_one);
                }
            }
        }
    }

    fn chosen(&mut self, entry: Entry) {
        let pause = |pause| Intent::PauseNotifications { pause };
        match entry {
            Entry::Card(card) => self.show(Route::Card(card)),
            Entry::Open => self.show(Route::Top),
            Entry::Settings => self.show(Route::Settings),
            Entry::Refresh => self.ask(Intent::RefreshAll),
            Entry::PauseHour => self.ask(pause(Pause::OneHour)),
            Entry::PauseTomorrow => self.ask(pause(Pause::Until(tomorrow(self.now())))),
            Entry::Resume => self.ask(pause(Pause::Resume)),
            Entry::Quit => self.ask(Intent::Quit),
        }
    }

    fn ask(&self, intent: Intent) {
        self.engine.send(Event::Intent(intent));
    }

    fn scraped(&self, scrape: Scrape) {
        if let Some(snapshot) = &self.snapshot {
            scrape.answer(metrics::text(snapshot, &self.setup.settings, None));
        }
    }

    fn now(&self) -> Timestamp {
        self.setup.clock.now()
    }
}

/// Eight in the morning of the next day.
fn tomorrow(now: Timestamp) -> Timestamp {
    let day = now.to_zoned_datetime(TimeZone::system()).tomorrow();
    let morning = day.and_then(|day| day.with().hour(8).minute(0).second(0).build());
    morning.map_or(now + SignedDuration::from_hours(24), |it| it.timestamp())
}
