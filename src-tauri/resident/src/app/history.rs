//! The database as the app has it: written and read where nobody waits for it, however slow the
//! disk is, and opened again each minute while it is not open. What comes of it is an event.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};
use plimsoll_core::{
    alerts::Restored,
    engine::{Changes, Event, SavedAccount},
    history::{ChartRange, WindowHistory},
    message::Message,
    model::{AccountKey, Language, WindowId},
    settings::Settings,
    text::Words,
    view::Past,
};
use plimsoll_runtime::{
    paths,
    store::{Keeper, Looked},
    worker::Worker,
};
use tokio::sync::{mpsc::Sender, oneshot};

use super::{
    App, Fault,
    app_event::{AppEvent, tell},
    journal, log_error, past,
};

/// Another program that holds the database is waited for so long; what was not kept is given again.
const PATIENCE: Duration = Duration::from_millis(250);

/// What is known from before is waited for so long at the start, and comes later otherwise.
const START: Duration = Duration::from_secs(2);

/// What is still to be written at the end may take so long.
const END: Duration = Duration::from_secs(2);

/// Hands over what is to be kept, and asks for what was kept.
pub(super) struct History {
    worker: Worker<Keeper>,
    events: Sender<AppEvent>,
}

/// What comes of it.
pub(super) enum HistoryEvent {
    Looked(Seen),
    NotSaved(String),
    Past(Past),
    Window(AccountKey, WindowId, ChartRange, Option<Box<WindowHistory>>),
}

/// What came of looking after the database.
pub(super) struct Seen {
    looked: Looked,
    /// What was known and told before this start, when it is first read.
    restored: Option<(Vec<SavedAccount>, Restored)>,
}

impl Seen {
    fn of(keeper: &mut Keeper) -> Self {
        let looked = keeper.look();
        let restored = keeper.restore_once();
        Self { looked, restored }
    }

    /// What was known and told when the last program ended.
    pub(super) fn take_restored(&mut self) -> Option<(Vec<SavedAccount>, Restored)> {
        self.restored.take()
    }
}

impl History {
    /// Opens the database. What came of it is an event where it takes too long.
    pub(super) async fn begin(events: &Sender<AppEvent>) -> Option<(Self, Option<Seen>)> {
        let worker = Worker::new("history", Keeper::new(paths::database()?, PATIENCE));
        let (sender, mut first) = oneshot::channel();
        worker.post(move |keeper| {
            let _ = sender.send(Seen::of(keeper));
        });
        let seen = tokio::time::timeout(START, &mut first).await;
        let events = events.clone();
        let seen = seen.map_or_else(
            |_| {
                let late = events.clone();
                tokio::spawn(async move {
                    if let Ok(seen) = first.await {
                        tell(&late, AppEvent::History(HistoryEvent::Looked(seen)));
                    }
                });
                None
            },
            Result::ok,
        );
        Some((Self { worker, events }, seen))
    }

    /// `false` where too much waits already.
    fn keep(&self, changes: Changes, settings: Settings) -> bool {
        let events = self.events.clone();
        self.worker.post(move |keeper| {
            let say = |news| tell(&events, AppEvent::History(news));
            if keeper.has_moved() {
                say(HistoryEvent::Looked(Seen::of(keeper)));
            }
            // While there is none nothing is said: all is given to the next one.
            let was_open = keeper.store().is_some();
            match keeper.keep(&changes, &settings) {
                Err(error) if was_open => say(HistoryEvent::NotSaved(error.to_string())),
                Ok(()) | Err(_) => {}
            }
        })
    }

    fn look(&self) {
        self.ask(|keeper| {
            let seen = Seen::of(keeper);
            (!matches!(seen.looked, Looked::AsBefore)).then_some(HistoryEvent::Looked(seen))
        });
    }

    fn read(&self, account: Option<AccountKey>, now: Timestamp) {
        self.ask(move |keeper| {
            let past = past::read(keeper.store()?, account.as_ref(), now);
            Some(HistoryEvent::Past(past))
        });
    }

    fn read_window(
        &self,
        account: AccountKey,
        window: WindowId,
        range: ChartRange,
        now: Timestamp,
    ) {
        self.ask(move |keeper| {
            let store = keeper.store();
            let kept = store.and_then(|it| past::of_window(it, (&account, &window), range, now));
            Some(HistoryEvent::Window(
                account,
                window,
                range,
                kept.map(Box::new),
            ))
        });
    }

    fn ask(&self, work: impl FnOnce(&mut Keeper) -> Option<HistoryEvent> + Send + 'static) {
        let events = self.events.clone();
        self.worker.post(move |keeper| {
            if let Some(news) = work(keeper) {
                tell(&events, AppEvent::History(news));
            }
        });
    }
}

impl Drop for History {
    /// What was given to be kept is written, unless the disk does not answer.
    fn drop(&mut self) {
        if !self.worker.finish(END) {
            log_error("the disk does not answer: what was read last is not kept");
        }
    }
}

impl App {
    pub(super) fn remember(&self, changes: Changes) {
        let Some(history) = &self.history else { return };
        let account = changes.reading.as_ref().map(|it| it.account.key.clone());
        if !history.keep(changes, self.setup.settings.clone()) {
            log_error("a reading is not kept: the disk does not answer");
            self.engine.send(Event::NotSaved);
        }
        if account.is_some() && self.popup.is_shown() {
            self.read_past(account);
        }
    }

    /// It may have been removed or replaced, or there was none to be had.
    pub(super) fn look_after_history(&self) {
        if let Some(history) = &self.history {
            history.look();
        }
    }

    /// Nothing of it is kept while nobody sees it.
    pub(super) fn read_past(&self, account: Option<AccountKey>) {
        if let Some(history) = &self.history {
            history.read(account, self.now());
        }
    }

    pub(super) fn show_past(&self, account: AccountKey, window: WindowId, range: ChartRange) {
        match &self.history {
            Some(history) => history.read_window(account, window, range, self.now()),
            None => self.draw_past((&account, &window), range, None),
        }
    }

    fn draw_past(
        &self,
        window: (&AccountKey, &str),
        range: ChartRange,
        kept: Option<WindowHistory>,
    ) {
        let (infos, snapshot) = (&self.setup.infos, self.snapshot.as_ref());
        let drawn = snapshot.and_then(|it| past::draw(kept, it, infos, window, range, self.now()));
        if let Some(chart) = drawn {
            self.popup.show_chart(chart);
        }
    }

    pub(super) fn history_said(&mut self, news: HistoryEvent) {
        match news {
            HistoryEvent::Looked(mut seen) => {
                let restored = seen.take_restored();
                let is_open = matches!(seen.looked, Looked::Opened { .. });
                self.saw_history(seen);
                let told = restored.map(|(kept, told)| {
                    let kept = kept.into_iter().map(SavedAccount::for_a_start);
                    self.engine.send(Event::Stored(kept.collect()));
                    Box::new(told)
                });
                if is_open {
                    self.engine.send(Event::StoreOpened(told));
                }
                self.paint();
            }
            HistoryEvent::NotSaved(why) => {
                log_error(&format!("a reading is not kept: {why}"));
                self.engine.send(Event::NotSaved);
            }
            HistoryEvent::Past(mut past) => {
                if self.popup.is_shown() {
                    self.past.append(&mut past);
                    self.popup.refresh(|| self.view());
                }
            }
            HistoryEvent::Window(account, window, range, kept) => {
                self.draw_past((&account, &window), range, kept.map(|kept| *kept));
            }
        }
    }

    /// What the window has to say of it.
    pub(super) fn saw_history(&mut self, seen: Seen) {
        let notice = match seen.looked {
            Looked::AsBefore => return,
            Looked::Opened { aside } => aside.map(|aside| {
                let path = aside.display().to_string();
                Message::new("notice-history-kept-aside").text("path", path)
            }),
            Looked::Failed(error) => {
                Some(Message::new("notice-no-history").text("reason", error.to_string()))
            }
        };
        let before = self.faults.remove(&Fault::History);
        if before != notice {
            let english = Words::new(Language::English, TimeZone::UTC);
            match &notice {
                Some(notice) => log_error(&english.say(notice, self.now())),
                None => journal::note("the history is kept again"),
            }
        }
        self.faults.extend(notice.map(|it| (Fault::History, it)));
    }
}
