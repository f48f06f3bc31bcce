//! The app without a desktop and with another clock: the real driver, services and client. It is
//! told its start, its pace and a script, and prints a line of JSON for each notification, all of
//! which its desktop takes, and for each look at what is shown.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{self, BufRead, Write},
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use plimsoll_core::{
    alerts::{Alert, Receipt, Topic},
    engine::{Command, Event},
    model::{AccountKey, Language, Percent, QuotaWindow, Reset},
    ports::{BoxFuture, Clock, Http, HttpFault, Request, Response},
    snapshot::{AccountState, Usage},
};
use plimsoll_providers::ALL;
use plimsoll_runtime::{driver::Driver, setup::Setup};
use plimsoll_tests::{
    clocks::{ScriptedClock, Turn},
    shown,
};
use serde_json::{Value, json};

/// `paced START PACE`: seconds, and how much faster than ours, or 0 to leap. The script is read
/// from standard input, a line each: the second, and what happens then.
#[expect(clippy::too_many_lines, reason = "one case after the other")]
fn main() -> io::Result<()> {
    let number = |index| std::env::args().nth(index)?.parse::<f64>().ok();
    let start = number(1).and_then(|it| Timestamp::from_second(it as i64).ok());
    let (Some(start), Some(pace)) = (start, number(2)) else {
        return Err(io::Error::other("usage: paced START PACE < SCRIPT"));
    };
    let script: io::Result<VecDeque<_>> = io::stdin().lock().lines().map(turn).collect();
    let clock = Arc::new(ScriptedClock::new(
        start,
        (pace > 0.0).then_some(pace),
        script?,
    ));
    let setup = Setup::new(Some(Language::English), ALL, false);
    let mut environment = setup.environment();
    environment.clock = Arc::<ScriptedClock>::clone(&clock);
    environment.http = Arc::new(Stamped {
        client: environment.http,
        clock: Arc::clone(&clock),
    });
    let driver = Driver::new(setup.engine(), environment);
    let handle = driver.handle();
    let latest = Arc::new(Mutex::new(None));
    let shown = Arc::clone(&latest);
    clock.tell(handle.clone(), move || {
        let shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = shown.as_deref().map(shown::of);
        let _ = writeln!(
            io::stdout(),
            "{}",
            json!({ "shown": shown, "size": size() })
        );
    });
    let mut number = 0;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut readings = Readings::new();
    runtime.block_on(driver.run(|command, _| match command {
        // A reading is saved before anything is told of it.
        Command::Save(changes) => {
            if let Some(AccountState {
                account,
                reading: Some(reading),
                ..
            }) = changes.reading
            {
                readings.insert(account.key, reading.usage);
            }
            ControlFlow::Continue(())
        }
        Command::Notify(alert) => {
            let title = setup.words.say(&alert.title, clock.now());
            let line =
                json!({ "at": clock.true_now().as_second(), "title": title, "news": news(&alert, &readings) });
            if writeln!(io::stdout(), "{line}").is_err() {
                return ControlFlow::Break(());
            }
            number += 1;
            let receipt = Receipt {
                service: "paced".to_owned(),
                number,
            };
            handle.send(Event::Delivered {
                id: alert.id,
                receipt: Some(receipt),
            });
            ControlFlow::Continue(())
        }
        Command::Publish(snapshot) => {
            *latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(snapshot);
            ControlFlow::Continue(())
        }
        Command::Stop => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    }));
    runtime.shutdown_background();
    Ok(())
}

/// The newest reading of each account.
type Readings = BTreeMap<AccountKey, Usage>;

/// What is told for the first time: of whom, of which window, and how it stands.
fn news(alert: &Alert, readings: &Readings) -> Vec<Value> {
    let one = |topic: &Topic| {
        let AccountKey { provider, id } = topic.account();
        let Topic::Usage(account, window) = topic else {
            return json!({ "provider": provider, "account": id, "kind": "sign-in" });
        };
        let usage = readings.get(account);
        let window = usage.and_then(|it| it.windows.iter().find(|it| it.id == *window));
        let reset = window.and_then(|window| match window.reset {
            Reset::At(at) => Some(at.as_second()),
            Reset::NotStarted | Reset::Unknown => None,
        });
        let used = window.and_then(QuotaWindow::counted);
        json!({
            "provider": provider, "account": id, "kind": "usage",
            "window": window.map(|window| window.id.as_str()),
            "used": used.map(Percent::get), "reset": reset,
        })
    };
    alert.news.iter().map(one).collect()
}

/// How large this process is.
#[cfg(target_os = "linux")]
fn size() -> Option<Value> {
    let size = plimsoll_tests::size::Size::of(std::process::id())?;
    let tasks = tokio::runtime::Handle::try_current().ok()?.metrics();
    Some(json!({
        "kilobytes": size.kilobytes, "threads": size.threads, "descriptors": size.descriptors,
        "tasks": tasks.num_alive_tasks(),
    }))
}

#[cfg(not(target_os = "linux"))]
fn size() -> Option<Value> {
    None
}

fn turn(line: io::Result<String>) -> io::Result<(Duration, Turn)> {
    let line = line?;
    let parsed = || {
        let (at, words) = line.split_once(' ')?;
        Some((Duration::from_secs(at.parse().ok()?), Turn::named(words)?))
    };
    parsed().ok_or_else(|| io::Error::other(format!("not a line of a script: {line}")))
}

/// Says in each request when it was sent, by the clock that is played.
struct Stamped {
    client: Arc<dyn Http>,
    clock: Arc<ScriptedClock>,
}

impl Http for Stamped {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        let now = self.clock.now().as_second().to_string();
        let true_now = self.clock.true_now().as_second().to_string();
        let even = self.clock.even().as_secs().to_string();
        let request = request.header("x-played-now", now);
        let request = request.header("x-played-true", true_now);
        self.client.send(request.header("x-played-even", even))
    }
}
