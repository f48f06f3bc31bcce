//! What is known, and what becomes of it: from the tray app's database while the app runs, else
//! asked for here and kept there, on the same schedule. Of several commands one asks.

use std::{fs::File, io::Write, ops::ControlFlow, time::Duration};

use jiff::Timestamp;
use plimsoll_core::{
    engine::{Command, Engine},
    model::{AccountState, Snapshot},
    ports::Clock,
    text::Message,
    view,
};
use plimsoll_runtime::{driver::Driver, paths, setup::Setup, store::Store, watch::Watch};
use tokio::sync::mpsc::unbounded_channel;

use crate::terminal::show_life;

/// Countdowns show minutes, and the app may have come or gone.
const LOOK: Duration = Duration::from_mins(1);

/// Asks every service once, and shows that it does. Where one gives no numbers, those that were
/// kept stay.
pub(crate) fn ask(setup: &Setup) -> Snapshot {
    let mut engine = setup.engine();
    if !setup.demo {
        recall(&mut engine, setup.recalled().accounts);
    }
    let mut last = engine.snapshot(setup.clock.now());
    let Ok(runtime) = runtime() else {
        return last;
    };
    let driver = Driver::new(engine, setup.world());
    let asking = driver.run(|command, busy| match command {
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

/// What the app has stored while it runs or as long as that is fresh; else asked for and kept.
pub(crate) fn current(setup: &Setup) -> Snapshot {
    let stored = setup.recalled();
    let now = setup.clock.now();
    let is_fresh = |state: &AccountState| {
        let at = state.reading.as_ref().map(|reading| reading.at);
        at.is_some() && !view::is_old(at, setup.settings.interval(), now)
    };
    let all_fresh = !stored.accounts.is_empty() && stored.accounts.iter().all(is_fresh);
    if paths::is_app_running() || all_fresh {
        return stored;
    }
    let asked = ask(setup);
    if let Some(store) = open(setup) {
        for state in &asked.accounts {
            if was_read_since(state, now) {
                remember(&store, state, setup);
            }
        }
    }
    asked
}

/// Whether its numbers are of a query since then, and none that were kept.
pub(crate) fn was_read_since(state: &AccountState, start: Timestamp) -> bool {
    let reading = state.reading.as_ref();
    reading.is_some_and(|reading| reading.at >= start)
}

/// Calls `show` with what is known, again whenever that may have changed, until it breaks.
pub(crate) fn follow(
    setup: &Setup,
    mut show: impl FnMut(&Snapshot) -> ControlFlow<()>,
) -> std::io::Result<()> {
    runtime()?.block_on(async {
        loop {
            let mine = if paths::is_app_running() {
                None
            } else {
                paths::lock("asking")
            };
            let flow = match mine {
                Some(lock) => ask_on(setup, lock, &mut show).await,
                None => look_on(setup, &mut show).await,
            };
            if flow.is_break() {
                return Ok(());
            }
        }
    })
}

/// Follows what others store, until nobody does.
async fn look_on(
    setup: &Setup,
    show: &mut impl FnMut(&Snapshot) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let (sender, mut changes) = unbounded_channel();
    let mut watch = Watch::new(move || {
        let _ = sender.send(());
    });
    loop {
        watch.set(paths::database());
        show(&setup.recalled())?;
        let heard = async {
            // Where nothing can be under watch there is nobody to wait for.
            if changes.recv().await.is_none() {
                std::future::pending::<()>().await;
            }
        };
        if tokio::time::timeout(LOOK, heard).await.is_err()
            && !paths::is_app_running()
            && paths::lock("asking").is_some()
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
    let mut engine = setup.engine();
    let kept = store.iter().flat_map(|it| it.recall().unwrap_or_default());
    recall(&mut engine, kept);
    let mut flow = ControlFlow::Continue(());
    let asking = Driver::new(engine, setup.world()).run(|command, busy| {
        match command {
            // What was told is the app's: nobody is told anything here.
            Command::Remember(memory) => {
                if let (Some(store), Some(state)) = (&store, &memory.reading) {
                    remember(store, state, setup);
                }
            }
            Command::Publish(snapshot) if !busy && snapshot.searched => flow = show(&snapshot),
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

fn recall(engine: &mut Engine, kept: impl IntoIterator<Item = AccountState>) {
    let readings = kept.into_iter();
    engine.recall(readings.filter_map(|state| Some((state.account.key, state.reading?))));
}

fn open(setup: &Setup) -> Option<Store> {
    let store = Store::open(&paths::database()?).inspect_err(|error| complain(error, setup));
    let store = store.ok()?;
    if let Some(aside) = store.kept_aside() {
        crate::say_kept_aside(aside, setup);
    }
    Some(store)
}

fn remember(store: &Store, state: &AccountState, setup: &Setup) {
    if let Err(error) = store.remember(state, &setup.settings) {
        complain(&error, setup);
    }
}

fn complain(error: &plimsoll_runtime::store::Fault, setup: &Setup) {
    let said = Message::new("cli-not-kept").text("reason", error.to_string());
    let said = setup.words.say(&said, setup.clock.now());
    let _ = writeln!(std::io::stderr(), "plimsollctl: {said}");
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}
