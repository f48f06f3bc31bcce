//! The loop round the engine: commands become effects, effects become events. What a shell does
//! with its share of the commands is the shell's own affair.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    engine::{Command, DiscoveryResult, Engine, Event, FoundAccount, SavedAccount},
    model::{AccountKey, SearchedPath},
    ports::{Http, Machine},
    problem::{Code, Problem},
    provider::{CredentialStatus, Fetch, Sealed},
    snapshot::Usage,
};
use tokio::{
    sync::{
        Semaphore,
        mpsc::{Receiver, Sender, channel, error::TrySendError},
    },
    task::AbortHandle,
};

use crate::{
    clock::Timer,
    query_lock::{QueryGuard, QueryLock},
    services::Service,
    sessions::MemorySessions,
};

/// A whole chain of requests may take this long.
pub(crate) const CHAIN: Duration = Duration::from_secs(20);
/// So many queries of one provider are under way at once; the others wait their turn. As many as
/// browsers open connections to a host.
const AT_ONCE: usize = 6;
/// What is due at once may as well wait for what comes with it.
const SHORTEST_WAIT: Duration = Duration::from_millis(50);
/// How many events may wait; answers beyond them wait where they are made.
const WAITING: usize = 1024;
/// A clock that is this far from where it should be was set. A wait that ends so much too late had a
/// suspend in it.
const JUMP: Duration = Duration::from_secs(30);

/// The environment that the driver works on.
pub struct Environment {
    /// One list a sweep: it changes when the user edits files of services.
    pub providers: Arc<dyn Fn() -> Vec<Service> + Send + Sync>,
    pub http: Arc<dyn Http>,
    pub clock: Arc<dyn Timer>,
    pub sessions: MemorySessions,
    /// One machine a sweep: within one sweep all providers see the same bytes.
    pub machine: Arc<dyn Fn() -> Box<dyn Machine> + Send + Sync>,
    /// What is shared with other programs that ask.
    pub query_lock: Option<QueryLock>,
}

/// Runs an engine until a shell says that it is enough.
pub struct Driver {
    engine: Engine,
    environment: Arc<Environment>,
    credentials: HashMap<AccountKey, Ready>,
    /// What is under way: the queries, and the number that searches and queries of now bear.
    running: HashMap<AccountKey, AbortHandle>,
    round: u64,
    /// By provider.
    places: HashMap<String, Arc<Semaphore>>,
    /// From a search on until nothing is under way and all is kept.
    guard: Option<QueryGuard>,
    /// When the clock was last looked at, by itself and by even time.
    seen: (Timestamp, Duration),
    /// What is taken in before anything else is waited for.
    parked: VecDeque<DriverEvent>,
    sender: Sender<DriverEvent>,
    receiver: Receiver<DriverEvent>,
}

/// Hands events to a running driver, from any thread.
#[derive(Clone)]
pub struct Handle(Sender<DriverEvent>);

impl Handle {
    /// An event after the driver's end is lost, and nobody misses it. So is one of too many at once:
    /// they are taken in as fast as they come, unless somebody sends them without end.
    pub fn send(&self, event: Event) {
        let _ = self.0.try_send(DriverEvent::Event(event));
    }
}

struct Ready {
    provider: Service,
    credential: Sealed,
}

enum DriverEvent {
    Event(Event),
    /// Of the round that it was begun in.
    Searched(u64, Found),
    Fetched(u64, AccountKey, Box<Result<Usage, Problem>>),
}

/// What a sweep over all providers brought, credentials included.
struct Found {
    accounts: Vec<FoundAccount>,
    credentials: HashMap<AccountKey, Ready>,
    places: Vec<SearchedPath>,
    order: BTreeMap<String, Vec<String>>,
    /// What all programs have kept, once it is this one's turn.
    kept: Vec<SavedAccount>,
    guard: Option<QueryGuard>,
}

impl Driver {
    pub fn new(engine: Engine, environment: Environment) -> Self {
        let (sender, receiver) = channel(WAITING);
        let seen = (environment.clock.now(), environment.clock.steady());
        Self {
            engine,
            environment: Arc::new(environment),
            credentials: HashMap::new(),
            running: HashMap::new(),
            round: 0,
            places: HashMap::new(),
            guard: None,
            seen,
            parked: VecDeque::new(),
            sender,
            receiver,
        }
    }

    pub fn handle(&self) -> Handle {
        Handle(self.sender.clone())
    }

    /// Runs until `carry_out` breaks. It is given every command that is not the driver's own, and
    /// whether the engine is still busy.
    pub async fn run(mut self, mut carry_out: impl FnMut(Command, bool) -> ControlFlow<()>) {
        let mut event = Event::Tick;
        let mut wake = self.environment.clock.now();
        loop {
            let now = self.environment.clock.now();
            let about = event.account().cloned();
            let is_recovery = matches!(event, Event::Panicked(_));
            // A panic is a fault of ours and must not end the program: it costs what it came from.
            let step = catch_unwind(AssertUnwindSafe(|| self.engine.step(event, now)));
            let mut has_panicked = step.is_err();
            let commands = step.unwrap_or_default();
            let busy = self.engine.is_busy();
            for command in commands {
                match command {
                    Command::Search => self.search(),
                    Command::Fetch(account) => self.fetch(account),
                    Command::Abandon => self.abandon(),
                    Command::WakeAt(at) => wake = at,
                    other @ (Command::Publish(_)
                    | Command::Notify(_)
                    | Command::RunHook(_)
                    | Command::Withdraw(_)
                    | Command::Save(_)
                    | Command::ShowCard(_)
                    | Command::SaveSettings(_)
                    | Command::Open(_)
                    | Command::Reveal(_)
                    | Command::RevealSettings
                    | Command::AnswerService(_)
                    | Command::ShowPast { .. }
                    | Command::ClosePopup
                    | Command::Stop) => {
                        match catch_unwind(AssertUnwindSafe(|| carry_out(other, busy))) {
                            Ok(ControlFlow::Break(())) => return,
                            Ok(ControlFlow::Continue(())) => {}
                            Err(_) => has_panicked = true,
                        }
                    }
                }
            }
            // What no query took is not kept.
            self.credentials.clear();
            if !busy {
                self.guard = None;
            }
            // What panics over its recovery is left alone until something else happens.
            event = if has_panicked && !is_recovery {
                Event::Panicked(about)
            } else {
                self.next(wake, busy).await
            };
        }
    }

    /// The next event; before it, that the clock was set or the machine suspended.
    async fn next(&mut self, wake: Timestamp, busy: bool) -> Event {
        loop {
            while let Some(parked) = self.parked.pop_front() {
                if let Some(event) = self.heard(parked) {
                    return event;
                }
            }
            let ahead = wake.duration_since(self.environment.clock.now());
            let ahead = ahead.max(SignedDuration::ZERO).unsigned_abs();
            // The clock is looked at every minute, since nobody may tell of a suspend.
            let minute = self.environment.clock.until_minute();
            let wait = ahead.min(minute).max(SHORTEST_WAIT);
            let latest = self.environment.clock.steady() + wait + JUMP;
            let happening = tokio::select! {
                biased;
                happening = self.receiver.recv() => happening,
                () = self.environment.clock.wait(wait, busy) => None,
            };
            // Also of accounts that nobody is about to ask.
            self.environment
                .sessions
                .let_go_of_ended(self.environment.clock.now());
            let is_time = happening.is_none() && self.environment.clock.now() >= wake;
            let stepped = self.clock_stepped();
            let is_told = matches!(happening, Some(DriverEvent::Event(Event::WokeUp)));
            let woke_up = !is_told && self.environment.clock.steady() > latest;
            // In this order, one after the other: credentials are not kept over a step, and the
            // round may be another by then.
            let events = [
                stepped.map(Event::ClockStepped),
                woke_up.then_some(Event::WokeUp),
                is_time.then_some(Event::Tick),
            ];
            let events = events.into_iter().flatten().map(DriverEvent::Event);
            self.parked.extend(events.chain(happening));
        }
    }

    /// How far the clock was set since it was last looked at.
    fn clock_stepped(&mut self) -> Option<SignedDuration> {
        let (clock, steady) = self.seen;
        self.seen = (
            self.environment.clock.now(),
            self.environment.clock.steady(),
        );
        let evenly = SignedDuration::try_from(self.seen.1.saturating_sub(steady)).ok()?;
        let off = self.seen.0.duration_since(clock).checked_sub(evenly)?;
        (off.unsigned_abs() > JUMP).then_some(off)
    }

    /// What it is for the engine, unless it is of a round that was abandoned.
    fn heard(&mut self, happening: DriverEvent) -> Option<Event> {
        match happening {
            DriverEvent::Event(event) => Some(event),
            DriverEvent::Searched(round, mut found) => (round == self.round).then(|| {
                self.guard = found.guard.take().or_else(|| self.guard.take());
                let kept = std::mem::take(&mut found.kept);
                if !kept.is_empty() {
                    self.parked.push_front(DriverEvent::Searched(round, found));
                    return Event::Stored(kept);
                }
                let is_there = |account: &AccountKey| found.credentials.contains_key(account);
                self.environment.sessions.keep_only(is_there);
                self.credentials = found.credentials;
                Event::Found(DiscoveryResult {
                    accounts: found.accounts,
                    places: found.places,
                    order: found.order,
                })
            }),
            DriverEvent::Fetched(round, account, result) => (round == self.round).then(|| {
                self.running.remove(&account);
                Event::Fetched { account, result }
            }),
        }
    }

    fn abandon(&mut self) {
        self.round += 1;
        for (_, query) in self.running.drain() {
            query.abort();
        }
    }

    fn search(&self) {
        let (environment, sender) = (Arc::clone(&self.environment), self.sender.clone());
        let (round, has_turn) = (self.round, self.guard.is_some());
        tokio::spawn(async move {
            let guard = match &environment.query_lock {
                Some(query_lock) if !has_turn => query_lock.next().await,
                Some(_) | None => None,
            };
            tokio::task::spawn_blocking(move || {
                let mut found = find(&environment);
                found.kept = environment
                    .query_lock
                    .as_ref()
                    .map(QueryLock::kept)
                    .unwrap_or_default();
                found.guard = guard;
                let _ = sender.blocking_send(DriverEvent::Searched(round, found));
            });
        });
    }

    fn fetch(&mut self, account: AccountKey) {
        let Some(ready) = self.credentials.remove(&account) else {
            // Unanswered, it would be under way for good.
            let result = Err(Problem::internal("a query had no credential"));
            let answer = DriverEvent::Fetched(self.round, account, Box::new(result));
            if let Err(TrySendError::Full(answer)) = self.sender.try_send(answer) {
                let sender = self.sender.clone();
                tokio::spawn(async move { sender.send(answer).await });
            }
            return;
        };
        let (environment, sender) = (Arc::clone(&self.environment), self.sender.clone());
        let (round, key) = (self.round, account.clone());
        let places = self
            .places
            .entry(account.provider.clone())
            .or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        let places = Arc::clone(places);
        let query = tokio::spawn(async move {
            // Its seconds count from here on. Nobody closes it.
            let _place = places.acquire().await;
            let asked = AssertUnwindSafe(ask(&environment, &account, ready))
                .catch_unwind()
                .await;
            let result = asked.unwrap_or_else(|_| Err(Problem::internal("a query panicked")));
            let answer = DriverEvent::Fetched(round, account, Box::new(result));
            let _ = sender.send(answer).await;
        });
        self.running.insert(key, query.abort_handle());
    }
}

impl Drop for Driver {
    /// Nobody waits for the answers any more.
    fn drop(&mut self) {
        self.abandon();
    }
}

/// One query, with one more when the sign-in was renewed while it was under way.
async fn ask(
    environment: &Arc<Environment>,
    account: &AccountKey,
    ready: Ready,
) -> Result<Usage, Problem> {
    let result = chain(environment, &ready).await;
    let refused = result
        .as_ref()
        .err()
        .is_some_and(|problem| matches!(problem.code, Code::SignInRefused | Code::KeyRejected));
    if !refused {
        return result;
    }
    let again = Arc::clone(environment);
    let found = tokio::task::spawn_blocking(move || find(&again)).await;
    let renewed = found
        .ok()
        .and_then(|mut found| found.credentials.remove(account));
    match renewed {
        Some(renewed) if renewed.credential.fingerprint != ready.credential.fingerprint => {
            chain(environment, &renewed).await
        }
        Some(_) | None => result,
    }
}

async fn chain(environment: &Environment, ready: &Ready) -> Result<Usage, Problem> {
    let cx = Fetch {
        http: environment.http.as_ref(),
        clock: &*environment.clock,
        sessions: &environment.sessions,
        os: os(),
    };
    let asked = ready.provider.fetch(&ready.credential, &cx);
    tokio::time::timeout(CHAIN, asked)
        .await
        .unwrap_or_else(|_| Err(Problem::new(Code::TimedOut)))
}

/// Searches all stores for all providers. A provider that panics costs only its own accounts.
fn find(environment: &Environment) -> Found {
    let machine = (environment.machine)();
    let mut found = Found {
        accounts: Vec::new(),
        credentials: HashMap::new(),
        places: Vec::new(),
        order: BTreeMap::new(),
        kept: Vec::new(),
        guard: None,
    };
    for provider in (environment.providers)() {
        let search = catch_unwind(AssertUnwindSafe(|| provider.find(machine.as_ref())));
        let Ok(search) = search else { continue };
        let order = search.places.iter().map(|it| it.path.clone()).collect();
        found.order.insert(provider.info().id.to_owned(), order);
        for place in search.places {
            if !found.places.iter().any(|known| known.path == place.path) {
                found.places.push(place);
            }
        }
        for account in search.found {
            let key = account.account.key.clone();
            let mut ready = |credential: Sealed| {
                let fingerprint = credential.fingerprint;
                let ready = Ready {
                    provider: provider.clone(),
                    credential,
                };
                found.credentials.insert(key.clone(), ready);
                fingerprint
            };
            let status = match account.status {
                CredentialStatus::Ready(credential) => CredentialStatus::Ready(ready(credential)),
                CredentialStatus::Spare(credential) => CredentialStatus::Spare(ready(credential)),
                CredentialStatus::Broken(problem) => CredentialStatus::Broken(problem),
                CredentialStatus::Off => CredentialStatus::Off,
            };
            let account = FoundAccount {
                account: account.account,
                notes: account.notes,
                status,
            };
            found.accounts.push(account);
        }
    }
    found
}

/// Searches once and gives what was found, without asking any service.
pub fn search_once(environment: &Environment) -> DiscoveryResult {
    let found = find(environment);
    let sweep = DiscoveryResult {
        accounts: found.accounts,
        places: found.places,
        order: found.order,
    };
    sweep.sanitized()
}

/// The system that this program was built for.
pub fn os() -> plimsoll_core::ports::Os {
    if cfg!(target_os = "macos") {
        plimsoll_core::ports::Os::MacOs
    } else if cfg!(windows) {
        plimsoll_core::ports::Os::Windows
    } else {
        plimsoll_core::ports::Os::Linux
    }
}

#[cfg(test)]
mod tests;
