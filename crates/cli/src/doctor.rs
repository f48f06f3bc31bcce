//! `plimsollctl doctor`: what was found where, and what the surroundings offer. It asks no
//! service and prints no secret.

use std::io::Write;

use jiff::Timestamp;
use plimsoll_core::{
    engine::Event,
    model::{Outcome, Snapshot},
    ports::Clock,
    text::Message,
};
use plimsoll_runtime::{desktop, driver, setup::Setup};
use serde::Serialize;

use crate::json::Searched;

/// Variables that tell about a proxy; values are not shown, as they may hold a password.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "NO_PROXY"];

#[derive(Serialize)]
struct Report {
    schema: u32,
    version: &'static str,
    at: Timestamp,
    searched: Vec<Searched>,
    dropped: Vec<String>,
    accounts: Vec<Found>,
    tray_host: bool,
    notification_service: Option<String>,
    proxy: Vec<&'static str>,
}

#[derive(Serialize)]
struct Found {
    provider: String,
    label: String,
    path: Option<String>,
    entry: String,
}

/// Prints the report; the exit code is 0 when it could look.
pub(crate) fn run(json: bool, setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    let now = setup.clock.now();
    let snapshot = snapshot(setup, now);
    let report = report(&snapshot, setup, now);
    if json {
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)?;
        return Ok(0);
    }
    let say = |id: &'static str| setup.words.say(&Message::new(id), now);
    let yes = |found: bool| {
        if found {
            say("doctor-found")
        } else {
            say("doctor-missing")
        }
    };
    writeln!(out, "Plimsoll {}  {now}", report.version)?;
    writeln!(out, "\n{}", say("doctor-places"))?;
    for place in &snapshot.places {
        let row = Message::new(format!("place-{}", place.outcome.as_str()));
        let said = match &place.outcome {
            Outcome::Read { entries, dropped } => row
                .number("entries", *entries as f64)
                .number("dropped", dropped.len() as f64),
            Outcome::Missing => row,
            Outcome::Unreadable { reason } | Outcome::Locked { reason } => {
                row.text("reason", reason)
            }
            Outcome::Damaged {
                reason,
                line,
                column,
            } => row
                .text("reason", reason)
                .number("line", line.unwrap_or_default() as f64)
                .number("column", column.unwrap_or_default() as f64),
        };
        writeln!(out, "  {}  {}", place.path, setup.words.say(&said, now))?;
    }
    for dropped in &report.dropped {
        writeln!(out, "  ! {dropped}")?;
    }
    writeln!(out, "\n{}", say("doctor-accounts"))?;
    for found in &report.accounts {
        writeln!(
            out,
            "  {}  {}  {}",
            found.provider, found.label, found.entry
        )?;
    }
    writeln!(
        out,
        "\n{}: {}",
        say("doctor-tray-host"),
        yes(report.tray_host)
    )?;
    let service = report
        .notification_service
        .clone()
        .unwrap_or_else(|| yes(false));
    writeln!(out, "{}: {service}", say("doctor-notifications"))?;
    let proxy = if report.proxy.is_empty() {
        yes(false)
    } else {
        report.proxy.join(", ")
    };
    writeln!(out, "{}: {proxy}", say("doctor-proxy"))?;
    Ok(0)
}

fn report(snapshot: &Snapshot, setup: &Setup, now: Timestamp) -> Report {
    let (tray_host, notification_service) = surroundings().unwrap_or_default();
    let dropped = snapshot
        .places
        .iter()
        .flat_map(|place| match &place.outcome {
            Outcome::Read { dropped, .. } => dropped.clone(),
            Outcome::Missing
            | Outcome::Unreadable { .. }
            | Outcome::Damaged { .. }
            | Outcome::Locked { .. } => Vec::new(),
        });
    let accounts = snapshot.accounts.iter().map(|state| Found {
        provider: state.account.key.provider.clone(),
        label: setup.words.say(
            &plimsoll_core::view::label(state, &snapshot.accounts, &setup.settings),
            now,
        ),
        path: state.account.origin.path.clone(),
        entry: state.account.origin.entry.clone(),
    });
    Report {
        schema: 1,
        version: env!("CARGO_PKG_VERSION"),
        at: now,
        searched: snapshot.places.iter().map(Searched::of).collect(),
        dropped: dropped.collect(),
        accounts: accounts.collect(),
        tray_host,
        notification_service,
        proxy: PROXY_VARIABLES
            .into_iter()
            .filter(|name| std::env::var_os(name).is_some())
            .collect(),
    }
}

/// A tray host, a notification service.
fn surroundings() -> std::io::Result<(bool, Option<String>)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let asked = async {
        let tray_host = desktop::tray_host().await;
        (tray_host, desktop::notification_service().await)
    };
    Ok(runtime.block_on(asked))
}

fn snapshot(setup: &Setup, now: Timestamp) -> Snapshot {
    let mut engine = setup.engine();
    let sweep = driver::search_once(&setup.world());
    // The commands are not carried out: nothing is asked here.
    engine.step(Event::Found(sweep), now);
    engine.snapshot(now)
}
