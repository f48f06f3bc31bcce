//! The app itself: the engine's commands become what a person sees, and what a person does becomes
//! events. Nothing is decided here that core can decide.

use std::{cell::RefCell, io::Write, ops::ControlFlow, path::Path, time::Duration};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use plimsoll_core::{
    engine::{Command, Event},
    intent::{Intent, LinkId, Pause},
    model::{AccountKey, AccountState, Reading, Snapshot},
    ports::Clock,
    problem::Fact,
    settings::Settings,
    text::Message,
    view::{TrayView, View, view},
};
use plimsoll_providers::{ALL, DEMO};
use plimsoll_runtime::{
    desktop,
    driver::{Driver, Handle},
    paths, settings_file,
    setup::Setup,
    store::Store,
};
use tokio::{
    sync::mpsc::{UnboundedSender, unbounded_channel},
    time::MissedTickBehavior,
};

use crate::{
    notify::Notifier,
    platform::Screen,
    popup_link::{News, PopupLink},
    single_instance::{First, listen},
    tray::{Entry, Press, Shown},
};

/// A panel that starts with the session may need a moment longer than we do.
const TRAY_HOST_GRACE: Duration = Duration::from_secs(5);
const TRAY_HOST_AGAIN: Duration = Duration::from_secs(30);

/// Something that the engine need not know of.
enum Happening {
    Pressed(Press),
    SecondStart,
    NotificationOpened(AccountKey),
    TrayHost(bool),
}

/// Runs until somebody quits.
pub(crate) async fn run(first: First, demo: bool) {
    let providers = if demo { DEMO } else { ALL };
    // Only a language that was asked for by name can be unknown, and none was.
    let Ok(setup) = Setup::new(None, providers, demo) else {
        return;
    };
    let store = if demo { None } else { open_store() };
    let mut engine = setup.engine();
    engine.recall(store.iter().flat_map(recalled));
    let driver = Driver::new(engine, setup.world());
    let (sender, mut happenings) = unbounded_channel();
    let (news, mut all_news) = unbounded_channel();
    let app = App::new(setup, store, driver.handle(), &sender, news);
    let app = RefCell::new(app);
    tokio::spawn(watch_tray_host(sender.clone()));
    tokio::spawn(async move {
        let wished = || tell(&sender, Happening::SecondStart);
        if let Err(error) = listen(first, wished).await {
            complain(&format!("a second start will not be heard: {error}"));
        }
    });
    let hearing = async {
        // Countdowns show minutes.
        let mut minute = tokio::time::interval(Duration::from_mins(1));
        minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = minute.tick() => app.borrow_mut().paint(),
                Some(happening) = happenings.recv() => app.borrow_mut().heard(happening),
                Some(news) = all_news.recv() => app.borrow_mut().popup_said(news),
            }
        }
    };
    tokio::select! {
        () = driver.run(|command, _| app.borrow_mut().carry_out(command)) => {}
        () = hearing => {}
    }
}

struct App {
    setup: Setup,
    /// Without one nothing is remembered.
    store: Option<Store>,
    engine: Handle,
    screen: Screen,
    notifier: Notifier,
    popup: PopupLink,
    snapshot: Option<Snapshot>,
    has_tray_host: bool,
}

impl App {
    fn new(
        setup: Setup,
        store: Option<Store>,
        engine: Handle,
        happenings: &UnboundedSender<Happening>,
        news: UnboundedSender<News>,
    ) -> Self {
        let pressed = happenings.clone();
        let opened = happenings.clone();
        Self {
            setup,
            store,
            engine,
            screen: Screen::new(move |press| tell(&pressed, Happening::Pressed(press))),
            notifier: Notifier::start(move |card| {
                tell(&opened, Happening::NotificationOpened(card));
            }),
            popup: PopupLink::new(news),
            snapshot: None,
            has_tray_host: true,
        }
    }

    fn carry_out(&mut self, command: Command) -> ControlFlow<()> {
        match command {
            Command::Publish(snapshot) => {
                self.snapshot = Some(*snapshot);
                self.paint();
            }
            Command::Notify(alert) => {
                self.notifier.show(alert, &self.setup.words, self.now());
            }
            Command::Withdraw(id) => self.notifier.withdraw(id),
            Command::Remember(state) => {
                let kept = self.store.as_ref().map(|store| store.remember(&state));
                if let Some(Err(error)) = kept {
                    complain(&format!("a reading is not kept: {error}"));
                }
            }
            Command::Save(settings) => self.save(*settings),
            Command::Open(link) => self.open(&link),
            Command::Reveal(path) => reveal(Path::new(&path)),
            Command::ClosePopup => self.popup.hide(),
            Command::Stop => return ControlFlow::Break(()),
            // The driver keeps these to itself.
            Command::Search | Command::Fetch(_) | Command::WakeAt(_) => {}
        }
        ControlFlow::Continue(())
    }

    /// Shows what is known, as it reads at this moment.
    fn paint(&mut self) {
        let Some(snapshot) = &self.snapshot else {
            return;
        };
        let now = self.now();
        let tray = TrayView::of(snapshot, self.setup.around(), now);
        self.screen.show(&Shown::of(&tray, &self.setup.words, now));
        self.popup.refresh(self.view());
    }

    fn view(&self) -> Option<View> {
        let snapshot = self.snapshot.as_ref()?;
        let mut view = view(snapshot, self.setup.around(), self.now());
        if !self.has_tray_host {
            view.notices.push(Message::new("notice-no-tray-host"));
        }
        if let Some(reason) = &self.setup.broken_settings {
            let notice = Message::new("notice-broken-settings").text("reason", reason.clone());
            view.notices.push(notice);
        }
        Some(view)
    }

    fn heard(&mut self, happening: Happening) {
        match happening {
            Happening::Pressed(Press::Left(near)) => {
                let opened = self.popup.toggle(near, !self.has_tray_host, self.view());
                self.opened(opened);
            }
            Happening::Pressed(Press::Middle) => self.ask(Intent::RefreshAll),
            Happening::Pressed(Press::Chosen(entry)) => self.chosen(entry),
            Happening::SecondStart => self.show(None),
            Happening::NotificationOpened(card) => self.show(Some(card)),
            Happening::TrayHost(has_one) => {
                let lost = self.has_tray_host && !has_one;
                self.has_tray_host = has_one;
                self.popup.refresh(self.view());
                if lost {
                    self.show(None);
                }
            }
        }
    }

    fn chosen(&mut self, entry: Entry) {
        let pause = |pause| Intent::PauseNotifications { pause };
        match entry {
            Entry::Card(card) => self.show(Some(card)),
            Entry::Open => self.show(None),
            Entry::Refresh => self.ask(Intent::RefreshAll),
            Entry::PauseHour => self.ask(pause(Pause::OneHour)),
            Entry::PauseTomorrow => self.ask(pause(Pause::Until(tomorrow(self.now())))),
            Entry::Resume => self.ask(pause(Pause::Resume)),
            Entry::Quit => self.ask(Intent::Quit),
        }
    }

    fn popup_said(&mut self, news: News) {
        let minutes = u64::from(self.setup.settings.popup_ready_minutes);
        let intent = self.popup.heard(news, Duration::from_secs(minutes * 60));
        if let Some(intent) = intent {
            self.ask(intent);
        }
    }

    fn ask(&self, intent: Intent) {
        self.engine.send(Event::Asked(intent));
    }

    fn show(&mut self, card: Option<AccountKey>) {
        let opened = self
            .popup
            .show(None, card, !self.has_tray_host, self.view());
        self.opened(opened);
    }

    /// A window that does not open is said on the desktop, since nobody reads what is complained.
    fn opened(&self, opened: std::io::Result<()>) {
        let Err(error) = opened else { return };
        complain(&format!("the window does not open: {error}"));
        let said = Message::new("popup-does-not-open").text("reason", error.to_string());
        self.notifier.say(&said, &self.setup.words, self.now());
    }

    fn save(&mut self, settings: Settings) {
        if let Some(path) = paths::settings()
            && let Err(error) = settings_file::save(&path, &settings)
        {
            complain(&format!("the settings are not kept: {error}"));
        }
        self.setup.settings = settings;
    }

    fn open(&self, link: &LinkId) {
        let address = match link {
            LinkId::Provider { provider, id } => self.page(provider, id),
            LinkId::Verification { account } => self.verification(account),
        };
        if let Some(address) = address
            && let Err(error) = open::that_detached(address)
        {
            complain(&format!("the browser does not open: {error}"));
        }
    }

    fn page(&self, provider: &str, id: &str) -> Option<&str> {
        let info = self.setup.infos.iter().find(|info| info.id == provider)?;
        let link = info.links.iter().find(|link| link.id == id)?;
        Some(link.url)
    }

    fn verification(&self, account: &AccountKey) -> Option<&str> {
        let accounts = &self.snapshot.as_ref()?.accounts;
        let state = accounts
            .iter()
            .find(|state| state.account.key == *account)?;
        state.problem.as_ref()?.get(Fact::Page)
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

fn open_store() -> Option<Store> {
    let path = paths::database()?;
    Store::open(&path)
        .inspect_err(|error| complain(&format!("{}: {error}", path.display())))
        .ok()
}

fn recalled(store: &Store) -> Vec<(AccountKey, Reading)> {
    let states = store.recall().unwrap_or_default();
    let reading = |state: AccountState| Some((state.account.key, state.reading?));
    states.into_iter().filter_map(reading).collect()
}

/// Shows a file in its directory, with whatever shows directories here.
fn reveal(path: &Path) {
    let directory = if path.is_dir() {
        Some(path)
    } else {
        path.parent()
    };
    let there = directory.and_then(|it| it.ancestors().find(|it| it.is_dir()));
    if let Some(directory) = there
        && let Err(error) = open::that_detached(directory)
    {
        complain(&format!("{} does not open: {error}", directory.display()));
    }
}

/// Says whether a panel shows the item, and when there was none, the moment that there is one.
async fn watch_tray_host(sender: UnboundedSender<Happening>) {
    let mut pause = TRAY_HOST_GRACE;
    loop {
        tokio::time::sleep(pause).await;
        let has_one = tokio::task::spawn_blocking(desktop::tray_host).await;
        let has_one = has_one.unwrap_or(false);
        tell(&sender, Happening::TrayHost(has_one));
        if has_one {
            return;
        }
        pause = TRAY_HOST_AGAIN;
    }
}

/// After the end nobody listens, and nobody misses it.
fn tell(sender: &UnboundedSender<Happening>, happening: Happening) {
    let _ = sender.send(happening);
}

fn complain(what: &str) {
    let _ = writeln!(std::io::stderr(), "plimsoll: {what}");
}
