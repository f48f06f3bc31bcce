//! The popup program: started at the first click as a child, spoken with over its standard input
//! and output, kept ready for a while after it was closed, and replaced where it does not answer.
//! What it shows is not decided here.

mod child;
mod outbox;
mod rate_limit;

use std::{
    convert::Infallible,
    io,
    time::{Duration, Instant},
};

use plimsoll_core::{
    intent::Intent,
    ipc::{FromPopup, Route, ToPopup},
    view::{Chart, View},
};
use tokio::{
    sync::{mpsc::Sender, oneshot},
    task::AbortHandle,
    time::sleep,
};

use self::{
    child::{EventSender, accompany},
    outbox::Outbox,
};
use crate::{journal::log_error, program};

/// A click on the tray takes the focus from the window first, so that it hides: such a click must
/// not open it again.
const SAME_CLICK: Duration = Duration::from_millis(250);
/// The second of a double click comes so much later at most.
const DOUBLE_CLICK: Duration = Duration::from_millis(400);
/// A window that has answered before does so within milliseconds; one that has not done it by then
/// stands still, and would do so for ever.
const PATIENCE: Duration = Duration::from_secs(2);
/// A first answer takes as long as the disk and a busy login make it: the program is given so long
/// to come up, and its page as long once more, which the window itself shows unfinished after ten
/// seconds.
const STARTING: Duration = Duration::from_secs(20);
/// A wait is made of so many: were it one, it would be over at once when it was the resident that
/// stood still meanwhile, and the answer lay unread.
const STEPS: u32 = 8;

const NO_ANSWER: &str = "it did not answer";

/// What a child does. Children are told apart by number, since the end of one may be heard after
/// the start of the next.
#[derive(Debug)]
pub(crate) struct PopupEvent(u64, Kind);

#[derive(Debug)]
enum Kind {
    Said(FromPopup),
    /// And how, as the system says it.
    Ended(String),
    /// The time for which it is kept ready after this hiding is over.
    ReadyExpired(u64),
    /// The answer that was waited for under this number has not come.
    Late(u64),
}

/// What is to be done about news.
pub(crate) enum PopupOutcome {
    Nothing,
    Intent(Intent),
    /// The window has stood still and is no more; another one is to be shown in its place.
    Hung {
        near: Option<(i32, i32)>,
        route: Route,
    },
    /// The window has ended by itself while it was to be seen, and how.
    Lost(String),
}

/// The child, if there is one.
pub(crate) struct PopupLink {
    /// What comes out of it is to be handed to `heard`.
    news: Sender<PopupEvent>,
    running: Option<Running>,
    /// Counts the children, the times that the window was shown and hidden, and what was waited for.
    started: u64,
    showings: u64,
    hidings: u64,
    waits: u64,
    shown_at: Option<Instant>,
    hidden_at: Option<Instant>,
    kept: Option<Timer>,
}

struct Running {
    outbox: Outbox,
    shown: bool,
    /// The kind of window, which no window can change once it was shown.
    stays: bool,
    /// Whether it has said that it has come up.
    ready: bool,
    /// The showing that it has answered last; 0 is none.
    answered: u64,
    /// What it has not answered yet.
    pending: Option<PendingOrder>,
    /// The child, and what ends it when this goes.
    task: AbortHandle,
    _wanted: oneshot::Sender<Infallible>,
}

/// What was wanted last, since the first of it that has no answer.
struct PendingOrder {
    order: Order,
    at: Instant,
    wait: u64,
    _timer: Timer,
}

enum Order {
    Show {
        near: Option<(i32, i32)>,
        route: Route,
    },
    Hide,
}

/// An event that comes later, unless this goes before.
struct Timer(AbortHandle);

impl Drop for Timer {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl PopupLink {
    pub(crate) fn new(news: Sender<PopupEvent>) -> Self {
        Self {
            news,
            running: None,
            started: 0,
            showings: 0,
            hidings: 0,
            waits: 0,
            shown_at: None,
            hidden_at: None,
            kept: None,
        }
    }

    /// A click on the tray item; whether it shows the window.
    pub(crate) fn toggle(
        &mut self,
        near: Option<(i32, i32)>,
        stays: bool,
        view: Option<View>,
    ) -> io::Result<bool> {
        if self.is_shown() && !self.is_leaving() {
            // The second of a double click is not meant to close it.
            if self.shown_at.is_none_or(|at| at.elapsed() >= DOUBLE_CLICK) {
                self.hide();
            }
            return Ok(false);
        }
        let leaves = self.running.as_ref().and_then(|it| it.pending.as_ref());
        let leaves_since = leaves.map(|it| it.at).filter(|_| self.is_leaving());
        let gone = leaves_since.or(self.hidden_at);
        if gone.is_some_and(|at| at.elapsed() < SAME_CLICK) {
            return Ok(false);
        }
        self.show(near, Route::Top, stays, view)?;
        Ok(true)
    }

    /// Shows the window with this view, starting the program if need be.
    pub(crate) fn show(
        &mut self,
        near: Option<(i32, i32)>,
        route: Route,
        stays: bool,
        view: Option<View>,
    ) -> io::Result<()> {
        if !self.is_shown() && program::is_replaced() {
            log_error(&format!(
                "the newer program does not start: {}",
                program::start_anew()
            ));
        }
        if self.running.as_ref().is_none_or(|it| it.stays != stays) {
            self.start(stays)?;
        }
        self.send_view(view);
        self.showings += 1;
        self.send(ToPopup::Show {
            near,
            route: route.clone(),
            turn: self.showings,
        });
        if let Some(running) = &mut self.running {
            running.shown = true;
        }
        self.wait_for(Order::Show { near, route });
        self.shown_at = Some(Instant::now());
        Ok(())
    }

    /// A newer view; a hidden window gets it when it is shown again.
    pub(crate) fn refresh(&self, view: impl FnOnce() -> Option<View>) {
        if self.is_shown() {
            self.send_view(view());
        }
    }

    /// The past of a window, as the page has asked for it.
    pub(crate) fn show_chart(&self, chart: Chart) {
        self.send(ToPopup::Chart(Box::new(chart)));
    }

    pub(crate) fn hide(&mut self) {
        if self.is_shown() {
            self.send(ToPopup::Hide);
            self.wait_for(Order::Hide);
        }
    }

    /// Takes news in. `ready` is how long a hidden window is kept; `None` is for ever.
    pub(crate) fn heard(
        &mut self,
        PopupEvent(child, kind): PopupEvent,
        ready: Option<Duration>,
    ) -> PopupOutcome {
        if child != self.started {
            return PopupOutcome::Nothing;
        }
        match kind {
            Kind::Said(FromPopup::Intent(intent)) => return PopupOutcome::Intent(intent),
            Kind::Said(FromPopup::Ready) => self.ready(),
            // Of an earlier showing: it is on the screen again by now, or about to be.
            Kind::Said(FromPopup::Hidden { turn } | FromPopup::Shown { turn })
                if turn != self.showings => {}
            Kind::Said(FromPopup::Hidden { .. }) => self.hidden(ready),
            Kind::Said(FromPopup::Shown { .. }) => self.answered(),
            Kind::Ended(how) => {
                if self.running.take().is_some_and(|it| it.shown) {
                    return PopupOutcome::Lost(how);
                }
            }
            Kind::ReadyExpired(hiding) => {
                if hiding == self.hidings && !self.is_shown() {
                    self.running = None;
                }
            }
            Kind::Late(wait) => return self.late(wait),
        }
        PopupOutcome::Nothing
    }

    /// The program has come up, and its page is on its way.
    fn ready(&mut self) {
        let Some(running) = self.running.as_mut().filter(|it| !it.ready) else {
            return;
        };
        running.ready = true;
        if let Some(order) = running.pending.take() {
            self.wait_for(order.order);
        }
    }

    /// It was shown. Whoever wants it hidden since waits for that.
    fn answered(&mut self) {
        let new = |it: &&mut Running| it.answered != self.showings;
        let Some(running) = self.running.as_mut().filter(new) else {
            return;
        };
        running.answered = self.showings;
        if let Some(Order::Hide) = running.pending.take().map(|it| it.order) {
            self.wait_for(Order::Hide);
        }
    }

    fn hidden(&mut self, ready: Option<Duration>) {
        let Some(running) = self.running.as_mut().filter(|it| it.shown) else {
            return;
        };
        running.shown = false;
        running.answered = self.showings;
        running.pending = None;
        self.hidden_at = Some(Instant::now());
        self.hidings += 1;
        self.kept = ready.map(|ready| self.later(ready, 1, Kind::ReadyExpired(self.hidings)));
    }

    /// It stands still, and does not end by itself either.
    fn late(&mut self, wait: u64) -> PopupOutcome {
        let is_it = |it: &mut Running| it.pending.as_ref().is_some_and(|it| it.wait == wait);
        let Some(running) = self.running.take_if(is_it) else {
            return PopupOutcome::Nothing;
        };
        // With its task goes the child, at once: one that is stopped hears nothing softer.
        running.task.abort();
        match running.pending.map(|it| it.order) {
            // What never came up would not do so the next time.
            Some(Order::Show { .. }) if running.answered == 0 => {
                PopupOutcome::Lost(NO_ANSWER.to_owned())
            }
            Some(Order::Show { near, route }) => {
                log_error("the window stood still; another one takes its place");
                PopupOutcome::Hung { near, route }
            }
            Some(Order::Hide) | None => {
                log_error("the window stood still instead of closing, and was ended");
                PopupOutcome::Nothing
            }
        }
    }

    /// From the first order without an answer on; a later one changes only what is wanted.
    fn wait_for(&mut self, order: Order) {
        let Some(running) = &mut self.running else {
            return;
        };
        if let Some(pending) = &mut running.pending {
            if matches!((&pending.order, &order), (Order::Show { .. }, Order::Hide)) {
                pending.at = Instant::now();
            }
            pending.order = order;
            return;
        }
        let patience = if running.answered == 0 {
            STARTING
        } else {
            PATIENCE
        };
        self.waits += 1;
        let wait = self.waits;
        let timer = self.later(patience, STEPS, Kind::Late(wait));
        if let Some(running) = &mut self.running {
            running.pending = Some(PendingOrder {
                order,
                at: Instant::now(),
                wait,
                _timer: timer,
            });
        }
    }

    fn later(&self, after: Duration, steps: u32, kind: Kind) -> Timer {
        let events = self.events();
        let waiting = tokio::spawn(async move {
            for _ in 0..steps {
                sleep(after / steps).await;
            }
            events.tell(kind).await;
        });
        Timer(waiting.abort_handle())
    }

    fn events(&self) -> EventSender {
        EventSender {
            news: self.news.clone(),
            child: self.started,
        }
    }

    /// Whether it was told to hide and has not done so yet.
    fn is_leaving(&self) -> bool {
        let pending = self.running.as_ref().and_then(|it| it.pending.as_ref());
        pending.is_some_and(|it| matches!(it.order, Order::Hide))
    }

    pub(crate) fn is_shown(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.shown)
    }

    fn send_view(&self, view: Option<View>) {
        if let Some(view) = view {
            self.send(ToPopup::View(Box::new(view)));
        }
    }

    fn send(&self, down: ToPopup) {
        if let Some(running) = &self.running {
            running.outbox.put(down);
        }
    }

    fn start(&mut self, stays: bool) -> io::Result<()> {
        let child = child::start(stays)?;
        self.started += 1;
        let outbox = Outbox::default();
        let (wanted, is_wanted) = oneshot::channel();
        let task = tokio::spawn(accompany(child, outbox.clone(), is_wanted, self.events()));
        self.running = Some(Running {
            outbox,
            shown: false,
            stays,
            ready: false,
            answered: 0,
            pending: None,
            task: task.abort_handle(),
            _wanted: wanted,
        });
        Ok(())
    }
}
