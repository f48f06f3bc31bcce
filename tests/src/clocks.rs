//! Clocks that do not go as ours does, for the driver with the real services and the real client:
//! one that leaps over every wait, and one at a pace. No program that people get has them.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use plimsoll_core::{
    engine::Event,
    ports::{BoxFuture, Clock},
};
use plimsoll_runtime::{clock::Timer, driver::Handle};

/// Something that happens at its moment.
#[derive(Debug)]
pub enum Turn {
    Event(Event),
    /// Of so many seconds.
    Suspend(u64),
    /// Somebody sets the clock.
    Step(i64),
    /// A file below the home directory gets another name.
    Move(PathBuf, PathBuf),
    /// What is shown is to be said.
    Show,
}

impl Turn {
    /// By the words of a script.
    pub fn named(words: &str) -> Option<Self> {
        let event = match words {
            "woke" => Event::WokeUp,
            "up" => Event::NetworkUp,
            "down" => Event::NetworkDown,
            "save" => Event::PowerSaver(true),
            "spend" => Event::PowerSaver(false),
            "popup" => Event::PopupOpened,
            "stores" => Event::CredentialsChanged,
            "watched" => Event::StoresWatched(true),
            "quit" => Event::Intent(plimsoll_core::intent::Intent::Quit),
            "show" => return Some(Self::Show),
            other => return Self::with_argument(other),
        };
        Some(Self::Event(event))
    }

    fn with_argument(words: &str) -> Option<Self> {
        let (word, argument) = words.split_once(' ')?;
        match word {
            "suspend" => argument.parse().ok().map(Self::Suspend),
            "step" => argument.parse().ok().map(Self::Step),
            "zone" => Some(Self::Event(Event::Zone(TimeZone::get(argument).ok()?))),
            "move" => {
                let (from, to) = argument.split_once(' ')?;
                let home = PathBuf::from(std::env::var_os("HOME")?);
                Some(Self::Move(home.join(from), home.join(to)))
            }
            _ => None,
        }
    }
}

/// A clock with a script, at a pace; without one it leaps.
pub struct ScriptedClock {
    start: Timestamp,
    began: Instant,
    pace: Option<f64>,
    state: Mutex<State>,
}

struct State {
    /// How far a leaping clock has come.
    leapt: Duration,
    /// How long all suspends together were.
    slept: Duration,
    /// How far the clock is off.
    stepped: SignedDuration,
    /// What is still to come, with its even moment.
    script: VecDeque<(Duration, Turn)>,
    handle: Option<Handle>,
    show: Option<Arc<Show>>,
}

type Show = dyn Fn() + Send + Sync;

impl ScriptedClock {
    pub fn new(start: Timestamp, pace: Option<f64>, script: VecDeque<(Duration, Turn)>) -> Self {
        Self {
            start,
            began: Instant::now(),
            pace,
            state: Mutex::new(State {
                leapt: Duration::ZERO,
                slept: Duration::ZERO,
                stepped: SignedDuration::ZERO,
                script,
                handle: None,
                show: None,
            }),
        }
    }

    /// Whom the script's events are for, and who says what is shown.
    pub fn tell(&self, handle: Handle, show: impl Fn() + Send + Sync + 'static) {
        let mut state = self.state();
        state.handle = Some(handle);
        state.show = Some(Arc::new(show));
    }

    /// The moment of a clock that nobody sets.
    pub fn true_now(&self) -> Timestamp {
        let steady = i64::try_from(self.steady().as_secs()).unwrap_or_default();
        self.start + SignedDuration::from_secs(steady)
    }

    /// How far the script has come, which stands still in a suspend.
    pub fn even(&self) -> Duration {
        match self.pace {
            Some(pace) => self.began.elapsed().mul_f64(pace),
            None => self.state().leapt,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To this even moment, or to the next turn of the script before it, which then takes place.
    /// Whether an event was told.
    fn advance(&self, to: Duration) -> bool {
        let mut state = self.state();
        let is_due = state.script.front().is_some_and(|(at, _)| *at <= to);
        let turn = if is_due {
            state.script.pop_front()
        } else {
            None
        };
        state.leapt = turn.as_ref().map_or(to, |(at, _)| *at);
        match turn {
            Some((_, Turn::Event(event))) => {
                if let Some(handle) = &state.handle {
                    handle.send(event);
                }
                true
            }
            Some((_, Turn::Suspend(seconds))) => {
                state.slept += Duration::from_secs(seconds);
                false
            }
            Some((_, Turn::Step(seconds))) => {
                state.stepped += SignedDuration::from_secs(seconds);
                false
            }
            Some((_, Turn::Move(from, to))) => {
                std::fs::rename(from, to).expect("a file of the script is there");
                false
            }
            Some((_, Turn::Show)) => {
                let show = state.show.clone();
                drop(state);
                if let Some(show) = show {
                    show();
                }
                false
            }
            None => false,
        }
    }

    async fn pass(&self, span: Duration, busy: bool) {
        let to = self.even() + span;
        if let Some(pace) = self.pace {
            let next = self.state().script.front().map_or(to, |(at, _)| *at);
            let ahead = next.min(to).saturating_sub(self.even());
            tokio::time::sleep(ahead.div_f64(pace)).await;
        } else if busy {
            // Time stands still until what is under way has ended.
            std::future::pending::<()>().await;
        } else {
            tokio::task::yield_now().await;
        }
        let to = self.pace.map_or(to, |_| self.even());
        if self.advance(to) {
            // The event ends the waiting.
            std::future::pending::<()>().await;
        }
    }
}

impl Clock for ScriptedClock {
    fn now(&self) -> Timestamp {
        self.true_now() + self.state().stepped
    }
}

impl Timer for ScriptedClock {
    fn steady(&self) -> Duration {
        self.even() + self.state().slept
    }

    fn wait(&self, span: Duration, busy: bool) -> BoxFuture<'_, ()> {
        self.pass(span, busy).boxed()
    }
}
