//! The loop round the engine: commands become effects, effects become events. What a shell does
//! with its share of the commands is the shell's own affair.

use std::{
    collections::HashMap, ops::ControlFlow, panic::AssertUnwindSafe, sync::Arc, time::Duration,
};

use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    engine::{Command, Engine, Event, FoundAccount, Sweep},
    model::{AccountKey, AnyProvider, Fetch, Place, Sealed, Standing, Usage},
    ports::{Clock, Http, Machine, Sessions},
    problem::{Code, Problem},
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A list of providers, as `plimsoll_providers::ALL` is one.
pub type Providers = &'static [&'static dyn AnyProvider];

/// A whole chain of requests may take this long.
const CHAIN: Duration = Duration::from_secs(20);
/// Longer waits are cut into pieces, so that a clock that was set or a suspend is noticed.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// The world that the driver works on.
pub struct World {
    pub providers: Providers,
    pub http: Arc<dyn Http>,
    pub clock: Arc<dyn Clock>,
    pub sessions: Arc<dyn Sessions>,
    /// One machine a sweep: within one sweep all providers see the same bytes.
    pub machine: Arc<dyn Fn() -> Box<dyn Machine> + Send + Sync>,
}

/// Runs an engine until a shell says that it is enough.
pub struct Driver {
    engine: Engine,
    world: Arc<World>,
    credentials: HashMap<AccountKey, Ready>,
    sender: UnboundedSender<Happening>,
    receiver: UnboundedReceiver<Happening>,
}

/// Hands events to a running driver, from any thread.
#[derive(Clone)]
pub struct Handle(UnboundedSender<Happening>);

impl Handle {
    /// An event after the driver's end is lost, and nobody misses it.
    pub fn send(&self, event: Event) {
        let _ = self.0.send(Happening::Event(event));
    }
}

struct Ready {
    provider: &'static dyn AnyProvider,
    credential: Sealed,
}

enum Happening {
    Event(Event),
    Searched(Found),
}

/// What a sweep over all providers brought, credentials included.
struct Found {
    accounts: Vec<FoundAccount>,
    credentials: HashMap<AccountKey, Ready>,
    places: Vec<Place>,
}

impl Driver {
    pub fn new(engine: Engine, world: World) -> Self {
        let (sender, receiver) = unbounded_channel();
        Self {
            engine,
            world: Arc::new(world),
            credentials: HashMap::new(),
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
        let mut wake = self.world.clock.now();
        loop {
            let now = self.world.clock.now();
            let commands = self.engine.step(event, now);
            let busy = self.engine.is_busy();
            for command in commands {
                match command {
                    Command::Search => self.search(),
                    Command::Fetch(account) => self.fetch(account),
                    Command::WakeAt(at) => wake = at,
                    other @ (Command::Publish(_)
                    | Command::Notify(_)
                    | Command::Withdraw(_)
                    | Command::Remember(_)
                    | Command::Save(_)
                    | Command::Open(_)
                    | Command::Reveal(_)
                    | Command::RevealSettings
                    | Command::ClosePopup
                    | Command::Stop) => {
                        if carry_out(other, busy).is_break() {
                            return;
                        }
                    }
                }
            }
            // What no query took is not kept.
            self.credentials.clear();
            event = self.next(wake).await;
        }
    }

    async fn next(&mut self, wake: Timestamp) -> Event {
        loop {
            let ahead = wake
                .duration_since(self.world.clock.now())
                .max(SignedDuration::ZERO);
            let wait = ahead.unsigned_abs().min(LONGEST_WAIT);
            tokio::select! {
                happening = self.receiver.recv() => match happening {
                    Some(Happening::Event(event)) => return event,
                    Some(Happening::Searched(found)) => {
                        self.credentials = found.credentials;
                        return Event::Found(Sweep { accounts: found.accounts, places: found.places });
                    }
                    None => return Event::Tick,
                },
                () = tokio::time::sleep(wait.max(Duration::from_millis(50))) => {
                    if self.world.clock.now() >= wake {
                        return Event::Tick;
                    }
                }
            }
        }
    }

    fn search(&self) {
        let (world, sender) = (Arc::clone(&self.world), self.sender.clone());
        tokio::task::spawn_blocking(move || {
            let _ = sender.send(Happening::Searched(find(&world)));
        });
    }

    fn fetch(&mut self, account: AccountKey) {
        let Some(ready) = self.credentials.remove(&account) else {
            return;
        };
        let (world, sender) = (Arc::clone(&self.world), self.sender.clone());
        tokio::spawn(async move {
            let asked = AssertUnwindSafe(ask(&world, &account, ready))
                .catch_unwind()
                .await;
            let result = asked.unwrap_or_else(|_| Err(Problem::internal("a query panicked")));
            let result = Box::new(result);
            let _ = sender.send(Happening::Event(Event::Fetched { account, result }));
        });
    }
}

/// One query, with one more when the sign-in was renewed while it was under way.
async fn ask(world: &Arc<World>, account: &AccountKey, ready: Ready) -> Result<Usage, Problem> {
    let result = chain(world, &ready).await;
    let refused = result
        .as_ref()
        .err()
        .is_some_and(|problem| matches!(problem.code, Code::SignInRefused | Code::KeyRejected));
    if !refused {
        return result;
    }
    let again = Arc::clone(world);
    let found = tokio::task::spawn_blocking(move || find(&again)).await;
    let renewed = found
        .ok()
        .and_then(|mut found| found.credentials.remove(account));
    match renewed {
        Some(renewed) if renewed.credential.fingerprint != ready.credential.fingerprint => {
            chain(world, &renewed).await
        }
        Some(_) | None => result,
    }
}

async fn chain(world: &World, ready: &Ready) -> Result<Usage, Problem> {
    let cx = Fetch {
        http: world.http.as_ref(),
        clock: world.clock.as_ref(),
        sessions: world.sessions.as_ref(),
        os: os(),
    };
    let asked = ready.provider.fetch(&ready.credential, &cx);
    tokio::time::timeout(CHAIN, asked)
        .await
        .unwrap_or_else(|_| Err(Problem::new(Code::TimedOut)))
}

/// Searches all stores for all providers. A provider that panics costs only its own accounts.
fn find(world: &World) -> Found {
    let machine = (world.machine)();
    let mut found = Found {
        accounts: Vec::new(),
        credentials: HashMap::new(),
        places: Vec::new(),
    };
    for provider in world.providers {
        let search = std::panic::catch_unwind(AssertUnwindSafe(|| provider.find(machine.as_ref())));
        let Ok(search) = search else { continue };
        for place in search.places {
            if !found.places.iter().any(|known| known.path == place.path) {
                found.places.push(place);
            }
        }
        for account in search.found {
            let key = account.account.key.clone();
            let standing = match account.standing {
                Standing::Ready(credential) => {
                    let fingerprint = credential.fingerprint;
                    let ready = Ready {
                        provider: *provider,
                        credential,
                    };
                    found.credentials.insert(key, ready);
                    Standing::Ready(fingerprint)
                }
                Standing::Broken(problem) => Standing::Broken(problem),
                Standing::Off => Standing::Off,
            };
            let account = FoundAccount {
                account: account.account,
                notes: account.notes,
                standing,
            };
            found.accounts.push(account);
        }
    }
    found
}

/// Searches once and gives what was found, without asking any service.
pub fn search_once(world: &World) -> Sweep {
    let found = find(world);
    Sweep {
        accounts: found.accounts,
        places: found.places,
    }
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
