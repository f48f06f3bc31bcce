//! What is known, and what becomes of it: from the database while the tray app or another command
//! sees to it, else asked for here and kept there, on the same schedule. Of several programs one
//! asks at a time, and what it has learnt is the others' answer.

use std::{cell::OnceCell, fs::File, ops::ControlFlow, time::Duration};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    engine::{BY_HAND, Changes, Command, Engine, Event},
    intent::Intent,
    message::Message,
    model::AccountKey,
    ports::Clock,
    snapshot::{AccountState, Snapshot},
};
use plimsoll_runtime::{
    driver::{Driver, search_once},
    paths,
    query_lock::QueryLock,
    setup::Setup,
    store::Store,
    watch::Watch,
};
use tokio::sync::mpsc::channel;

use crate::{
    complaint::{complain, complain_of_moved_database},
    print::terminal::show_life,
    reader::{gone, tells_of_end},
};

/// Countdowns show minutes, and the app may have come or gone.
const LOOK: Duration = Duration::from_mins(1);
/// What is due for longer than this is seen to by nobody.
const OVERDUE: SignedDuration = SignedDuration::from_mins(1);
/// Held by the one of `bar` and `watch` that asks; the others see by it that somebody does.
const FOLLOWED: &str = "following";

/// Asks by hand, every service or one alone, and shows that it does: an account at most every 15
/// seconds and never against its service's word. Where one gives no numbers, those that were kept
/// stay.
pub(crate) fn ask(setup: &Setup, provider: Option<&str>) -> Snapshot {
    let engine = setup.engine().of_provider(provider.map(str::to_owned));
    let asked = once(setup, engine, Some(Event::Intent(Intent::RefreshAll)));
    in_order(asked, setup)
}

/// What is stored, whoever sees to it.
pub(crate) fn stored(setup: &Setup) -> Snapshot {
    in_order(setup.restored(), setup)
}

/// Accounts come in one order, whether they were searched for or recalled: by their services and
/// ids. They are numbered by it where they have no name.
fn in_order(mut snapshot: Snapshot, setup: &Setup) -> Snapshot {
    let services = setup.infos.iter().map(|info| info.id);
    let rank = |key: &AccountKey| services.clone().position(|id| id == key.provider);
    let sorted = |state: &AccountState| {
        let key = &state.account.key;
        (rank(key).unwrap_or(usize::MAX), key.clone())
    };
    snapshot.accounts.sort_by_cached_key(sorted);
    snapshot
}

/// What is stored while somebody sees to it, the app or another command; else whoever is due is
/// asked.
pub(crate) fn current(setup: &Setup) -> Snapshot {
    let stored = stored(setup);
    let is_followed = || paths::is_app_running() || paths::lock(FOLLOWED).is_none();
    if is_followed() && is_seen_to(&stored, setup) {
        return stored;
    }
    in_order(once(setup, setup.engine(), None), setup)
}

/// Whether all that one would ask for is stored, and none of it should have been asked for long ago:
/// who sees to it may only just have started.
fn is_seen_to(stored: &Snapshot, setup: &Setup) -> bool {
    let overdue = |state: &AccountState| state.next.is_some_and(|it| it + OVERDUE < stored.at);
    let blank = |state: &AccountState| {
        state.reading.is_none() && state.problem.is_none() && state.notes.is_empty()
    };
    let mut accounts = stored.accounts.iter();
    let known = !stored.accounts.is_empty() && !accounts.any(|it| overdue(it) || blank(it));
    known && !is_first_round(stored, setup)
}

/// Whether somebody is asking about accounts of which nothing is stored yet.
fn is_first_round(stored: &Snapshot, setup: &Setup) -> bool {
    let world = setup.environment();
    if !world.query_lock.as_ref().is_some_and(QueryLock::is_taken) {
        return false;
    }
    let is_stored = |key: &AccountKey| stored.accounts.iter().any(|it| it.account.key == *key);
    let found = search_once(&world).accounts;
    found.iter().any(|it| !is_stored(&it.account.key))
}

/// Searches and asks until nothing is under way, and keeps what comes of it.
fn once(setup: &Setup, engine: Engine, first: Option<Event>) -> Snapshot {
    let mut last = engine.snapshot(setup.clock.now());
    let Ok(runtime) = runtime() else {
        return last;
    };
    let driver = Driver::new(engine, setup.environment());
    if let Some(event) = first {
        driver.handle().send(event);
    }
    let store = OnceCell::new();
    let asking = driver.run(|command, busy| match command {
        Command::Save(changes) if !setup.demo => {
            let store: &Option<Store> = store.get_or_init(|| open(setup));
            keep(store.as_ref(), *changes, setup);
            ControlFlow::Continue(())
        }
        Command::Publish(snapshot) if !busy && snapshot.searched => {
            last = *snapshot;
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    });
    let said = setup
        .words
        .say(&Message::new("cli-asking"), setup.clock.now());
    runtime.block_on(async {
        tokio::select! {
            () = asking => {}
            () = show_life(said) => {}
        }
    });
    last
}

/// Whether its numbers are an answer to a command of that moment, or too young for another query.
pub(crate) fn was_read_since(state: &AccountState, start: Timestamp) -> bool {
    let reading = state.reading.as_ref();
    state.problem.is_none() && reading.is_some_and(|reading| reading.at >= start - BY_HAND)
}

/// Calls `show` with what is known, again whenever that may have changed, until it fails, nobody
/// reads any more, or `meanwhile` is over: what it gives.
pub(crate) fn follow<T>(
    setup: &Setup,
    show: impl FnMut(&Snapshot) -> std::io::Result<()>,
    meanwhile: impl Future<Output = std::io::Result<T>>,
) -> std::io::Result<Option<T>> {
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        tokio::select! {
            biased;
            over = meanwhile => over.map(Some),
            () = gone() => Ok(None),
            ended = look_or_ask(setup, show) => ended.map(|()| None),
        }
    });
    // Whatever is still being searched is waited for by nobody.
    runtime.shutdown_background();
    match ended {
        Err(error) if tells_of_end(&error) => Ok(None),
        ended => ended,
    }
}

/// Until showing it fails.
async fn look_or_ask(
    setup: &Setup,
    mut show: impl FnMut(&Snapshot) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut failed = Ok(());
    {
        let mut show = |snapshot: &Snapshot| match show(snapshot) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Err(error);
                ControlFlow::Break(())
            }
        };
        loop {
            let mine = if paths::is_app_running() {
                None
            } else {
                paths::lock(FOLLOWED)
            };
            let flow = match mine {
                Some(lock) => ask_on(setup, lock, &mut show).await,
                None => look_on(setup, &mut show).await,
            };
            if flow.is_break() {
                break;
            }
        }
    }
    failed
}

/// Follows what others store, until nobody does.
async fn look_on(
    setup: &Setup,
    show: &mut impl FnMut(&Snapshot) -> ControlFlow<()>,
) -> ControlFlow<()> {
    // Of changes that come while one is shown, one says it all.
    let (sender, mut changes) = channel(1);
    let mut watch = Watch::new(move || {
        let _ = sender.try_send(());
    });
    loop {
        watch.set(paths::database());
        show(&stored(setup))?;
        let heard = async {
            // Where nothing can be under watch there is nobody to wait for.
            if changes.recv().await.is_none() {
                std::future::pending::<()>().await;
            }
        };
        if tokio::time::timeout(LOOK, heard).await.is_err()
            && !paths::is_app_running()
            && paths::lock(FOLLOWED).is_some()
        {
            return ControlFlow::Continue(());
        }
    }
}

/// Asks as the app would, until the app runs. Others see that somebody does by the lock.
async fn ask_on(
    setup: &Setup,
    _lock: File,
    show: &mut impl FnMut(&Snapshot) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let store = open(setup);
    let mut flow = ControlFlow::Continue(());
    let asking = Driver::new(setup.engine(), setup.environment()).run(|command, busy| {
        match command {
            Command::Save(changes) => keep(store.as_ref(), *changes, setup),
            Command::Publish(snapshot) if !busy && snapshot.searched => {
                flow = show(&in_order(*snapshot, setup));
            }
            _ => {}
        }
        flow
    });
    let app = async {
        while !paths::is_app_running() {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::select! {
        () = asking => {}
        () = app => {}
    }
    flow
}

fn open(setup: &Setup) -> Option<Store> {
    let store = Store::open(&paths::database()?).inspect_err(|error| log_error(error, setup));
    let store = store.ok()?;
    if let Some(aside) = store.kept_aside() {
        complain_of_moved_database(aside, setup);
    }
    Some(store)
}

/// What was told is the app's: nobody is told anything here.
fn keep(store: Option<&Store>, changes: Changes, setup: &Setup) {
    let changes = Changes {
        alerts: Vec::new(),
        posted: None,
        ..changes
    };
    if let Some(store) = store
        && !changes.is_empty()
        && let Err(error) = store.keep(&changes, &setup.settings)
    {
        log_error(&error, setup);
    }
}

fn log_error(error: &plimsoll_runtime::store::Fault, setup: &Setup) {
    let said = Message::new("cli-not-kept").text("reason", error.to_string());
    let _ = complain(&said, setup);
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}
