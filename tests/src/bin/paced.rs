//! The app without a desktop and with another clock: the real driver, services and client. It is
//! told its start, its pace and a script, and prints what would be shown as notifications.

use std::{
    collections::VecDeque,
    io::{self, BufRead, Write},
    ops::ControlFlow,
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use plimsoll_core::{
    engine::Command,
    model::BoxFuture,
    ports::{Clock, Http, HttpFault, Request, Response},
};
use plimsoll_providers::ALL;
use plimsoll_runtime::{driver::Driver, setup::Setup};
use plimsoll_tests::clocks::{ScriptedClock, Turn};

/// `paced START PACE`: seconds, and how much faster than ours, or 0 to leap. The script is read
/// from standard input, a line each: the second, and what happens then.
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
    let setup = Setup::new(Some("en"), ALL, false)
        .map_err(|_| io::Error::other("English is a known language"))?;
    let mut scenario = setup.environment();
    scenario.clock = Arc::<ScriptedClock>::clone(&clock);
    scenario.http = Arc::new(Stamped {
        client: scenario.http,
        clock: Arc::clone(&clock),
    });
    let driver = Driver::new(setup.engine(), scenario);
    clock.tell(driver.handle());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(driver.run(|command, _| match command {
        Command::Notify(alert) => {
            let said = setup.words.say(&alert.title, clock.now());
            let _ = writeln!(io::stdout(), "{said}");
            ControlFlow::Continue(())
        }
        Command::Stop => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    }));
    runtime.shutdown_background();
    Ok(())
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
        self.client.send(request.header("x-played-now", now))
    }
}
