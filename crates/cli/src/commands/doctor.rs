//! `plimsollctl doctor`: what was found where, and what the surroundings offer. It asks no
//! service and prints no secret.

use std::io::Write;

use jiff::Timestamp;
use plimsoll_core::{
    engine::Event,
    message::Message,
    model::{Outcome, Sending},
    ports::Clock,
    snapshot::{Snapshot, account_label},
    text::Words,
    view,
};
use plimsoll_runtime::{desktop, driver, own_services::FileFault, paths, setup::Setup};
use serde::Serialize;

use crate::{
    invocation::Invocation,
    json::{ProblemJson, Searched},
    own_services::Standing,
    print::{page, terminal::Terminal},
    sentences::about,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    json: bool,
}

/// Variables that the client takes a proxy from; values are not shown, as they may hold a password.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// Variables that keep hosts from the proxy.
const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];

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
    /// The settings have one; the variables do not count then.
    proxy_setting: bool,
    proxy: Vec<&'static str>,
    no_proxy: Vec<&'static str>,
    /// What stops every request before it goes out.
    obstacle: Option<ProblemJson>,
    settings: SettingsJson,
    own_services: Vec<OwnJson>,
    clock: ClockJson,
}

#[derive(Serialize)]
struct SettingsJson {
    path: Option<String>,
    /// That the whole file cannot be used.
    broken: Option<String>,
    faults: Vec<FaultJson>,
}

#[derive(Serialize)]
struct FaultJson {
    line: usize,
    column: usize,
    key: String,
    text: String,
}

/// A file in which the user declares a service.
#[derive(Serialize)]
struct OwnJson {
    path: String,
    id: String,
    state: &'static str,
    line: Option<usize>,
    column: Option<usize>,
    text: String,
    sends: Vec<Sending>,
}

#[derive(Serialize)]
struct ClockJson {
    local: String,
    zone: String,
}

#[derive(Serialize)]
struct Found {
    provider: String,
    label: String,
    path: Option<String>,
    entry: String,
}

/// Prints the report; the exit code is 0 when it could look.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let setup = &invocation.setup()?;
    let now = setup.clock.now();
    let snapshot = snapshot(setup, now);
    let report = report(&snapshot, setup, now);
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)?;
        return Ok(0);
    }
    print(&report, &snapshot, setup, now, out)?;
    Ok(0)
}

fn print(
    report: &Report,
    snapshot: &Snapshot,
    setup: &Setup,
    now: Timestamp,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let say = |id: &'static str| setup.words.say(&Message::new(id), now);
    let yes = |found: bool| {
        if found {
            say("doctor-found")
        } else {
            say("doctor-missing")
        }
    };
    let width = Terminal::here().width();
    let line = |text: &str, out: &mut dyn Write| page::print(text, [2, 4], width, out);
    writeln!(out, "Plimsoll {}", report.version)?;
    writeln!(out, "\n{}", say("doctor-places"))?;
    for place in &snapshot.places {
        let said = setup.words.say(&view::said_of(place), now);
        line(&format!("{}  {said}", place.shown()), out)?;
    }
    for dropped in &report.dropped {
        line(&format!("! {dropped}"), out)?;
    }
    print_settings(&report.settings, setup, now, out)?;
    if !report.own_services.is_empty() {
        writeln!(out, "\n{}", say("doctor-own"))?;
    }
    for file in setup.own_files() {
        let said = Standing::of(file, setup).said(file);
        line(&setup.words.say(&said, now), out)?;
    }
    writeln!(out, "\n{}", say("doctor-accounts"))?;
    for found in &report.accounts {
        let found = format!("{}  {}  {}", found.provider, found.label, found.entry);
        line(&found, out)?;
    }
    let service = report.notification_service.clone();
    let clock = format!("{} {}", report.clock.local, report.clock.zone);
    writeln!(out)?;
    for (what, said) in [
        ("doctor-tray-host", yes(report.tray_host)),
        (
            "doctor-notifications",
            service.unwrap_or_else(|| yes(false)),
        ),
        ("doctor-proxy", proxy(report, setup, now)),
        (
            "doctor-no-proxy",
            listed(&report.no_proxy).unwrap_or_else(|| yes(false)),
        ),
        ("doctor-clock", clock),
    ] {
        let said = about(Message::new(what), Message::new("plain").text("text", said));
        page::print(&setup.words.say(&said, now), [0, 2], width, out)?;
    }
    if let Some(obstacle) = &report.obstacle {
        writeln!(out, "\n! {}", obstacle.title)?;
        writeln!(out, "  {}", obstacle.why)?;
        for step in &obstacle.fix {
            writeln!(out, "  - {step}")?;
        }
    }
    Ok(())
}

/// The file and what in it does not count; nothing where there is neither.
fn print_settings(
    settings: &SettingsJson,
    setup: &Setup,
    now: Timestamp,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    if settings.broken.is_none() && settings.faults.is_empty() {
        return Ok(());
    }
    let title = setup.words.say(&Message::new("doctor-settings"), now);
    let path = settings.path.as_deref().unwrap_or_default();
    writeln!(out, "\n{title}\n  {path}")?;
    if let Some(broken) = &settings.broken {
        return writeln!(out, "  ! {broken}");
    }
    for fault in &setup.settings_faults {
        writeln!(out, "  ! {}", setup.words.say(&fault.said(), now))?;
    }
    Ok(())
}

/// What the client goes by: the setting takes the place of the variables.
fn proxy(report: &Report, setup: &Setup, now: Timestamp) -> String {
    let say = |id: &'static str| setup.words.say(&Message::new(id), now);
    if report.proxy_setting {
        say("doctor-proxy-setting")
    } else {
        listed(&report.proxy).unwrap_or_else(|| say("doctor-missing"))
    }
}

fn listed(names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(" "))
}

/// Of these, the ones that are set to something.
fn set(names: &[&'static str]) -> Vec<&'static str> {
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    names.iter().copied().filter(|name| is_set(name)).collect()
}

fn clock(words: &Words, now: Timestamp) -> ClockJson {
    let here = now.to_zoned_datetime(words.zone().clone());
    ClockJson {
        local: here.strftime("%Y-%m-%d %H:%M:%S %:z").to_string(),
        zone: words.zone().iana_name().unwrap_or_default().to_owned(),
    }
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
            &account_label(state, &snapshot.accounts, &setup.settings),
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
        proxy_setting: setup.settings.proxy.is_some(),
        proxy: set(&PROXY_VARIABLES),
        no_proxy: set(&NO_PROXY_VARIABLES),
        obstacle: setup
            .obstacle()
            .map(|problem| ProblemJson::of(&problem, None, &setup.words, now)),
        settings: settings(setup, now),
        own_services: own_services(setup, now),
        clock: clock(&setup.words, now),
    }
}

fn settings(setup: &Setup, now: Timestamp) -> SettingsJson {
    let say = |message: &Message| setup.words.say(message, now);
    let faults = setup.settings_faults.iter().map(|fault| FaultJson {
        line: fault.line,
        column: fault.column,
        key: say(&Message::new("plain").text("text", &*fault.key)),
        text: say(&fault.what),
    });
    SettingsJson {
        path: paths::settings().map(|path| path.display().to_string()),
        broken: setup.broken_settings.as_ref().map(say),
        faults: faults.collect(),
    }
}

fn own_services(setup: &Setup, now: Timestamp) -> Vec<OwnJson> {
    let files = setup.own_files().iter().map(|file| {
        let mistake = match &file.read {
            Err(FileFault::Mistake(mistake)) => Some(mistake),
            Err(FileFault::Unread(_)) | Ok(_) => None,
        };
        let standing = Standing::of(file, setup);
        OwnJson {
            path: file.path.display().to_string(),
            id: file.id.clone(),
            state: standing.as_str(),
            line: mistake.map(|it| it.line),
            column: mistake.map(|it| it.column),
            text: setup.words.say(&standing.said(file), now),
            sends: file
                .read
                .as_ref()
                .map(|own| own.sends.clone())
                .unwrap_or_default(),
        }
    });
    files.collect()
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
    let sweep = driver::search_once(&setup.environment());
    // The commands are not carried out: nothing is asked here.
    engine.step(Event::Found(sweep), now);
    engine.snapshot(now)
}
