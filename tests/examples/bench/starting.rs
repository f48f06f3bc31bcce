//! From the start of a program: the tray app until its item is on the bus, the command line until
//! its end.

use std::{
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use jiff::SignedDuration;
use plimsoll_tests::{
    desktop::Desktop,
    home::Store,
    processes::until,
    programs::program,
    proxy::Door,
    scenario::Scenario,
    stored_readings::{DATABASE, age_by},
};

use crate::{
    scene::{FIVE, SETTINGS, five},
    table::Row,
};

const RUNS: usize = 11;
/// The slowest service's answer, where one is slow.
const SLOW: Duration = Duration::from_millis(400);

pub(crate) fn rows() -> Vec<Row> {
    const EMPTY: &str = "start and end of /bin/true";
    vec![
        Row::reference(EMPTY, "ms", empty()),
        Row::clock("exec to tray item on the bus", "ms", item())
            .against(EMPTY)
            .at_most(60.0)
            .peer("480"),
        Row::clock(
            "`plimsollctl status`, five services that answer at once",
            "ms",
            status(),
        )
        .against(EMPTY)
        .at_most(60.0),
        Row::clock(
            "`plimsollctl status`, longer than the slowest service takes",
            "ms",
            beyond_the_slowest(),
        )
        .at_most(20.0),
    ]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn empty() -> Vec<f64> {
    let run = || {
        let start = Instant::now();
        Command::new("/bin/true")
            .status()
            .expect("/bin/true is there");
        milliseconds(start.elapsed())
    };
    (0..RUNS).map(|_| run()).collect()
}

fn item() -> Vec<f64> {
    let desktop = Desktop::start();
    let scenario = five();
    scenario.home.edit_settings(SETTINGS);
    let run = || {
        let registered = desktop.next_tray_item();
        let start = Instant::now();
        let mut resident = desktop.spawn(&program("plimsoll"), &[], &scenario.variables);
        registered.recv().expect("the bus is there");
        let time = start.elapsed();
        resident.end();
        until("no item", || desktop.tray_items().is_empty().then_some(()));
        milliseconds(time)
    };
    (0..RUNS).map(|_| run()).collect()
}

fn status() -> Vec<f64> {
    let scenario = five();
    times_of_status(&scenario)
}

fn beyond_the_slowest() -> Vec<f64> {
    let scenario = Scenario::signed_in(FIVE, Store::AuthFile, Door::Open, |service, asked, now| {
        if service.id == "zhipu" {
            thread::sleep(SLOW);
        }
        (service.answer)(asked, now)
    });
    let times = times_of_status(&scenario).into_iter();
    times.map(|time| time - milliseconds(SLOW)).collect()
}

fn times_of_status(scenario: &Scenario) -> Vec<f64> {
    let run = || {
        // What was asked a moment ago would not be asked again.
        if scenario.home.path(DATABASE).exists() {
            age_by(scenario, SignedDuration::from_mins(1));
        }
        let mut command = Command::new(program("plimsollctl"));
        command.arg("status").env_clear().envs(&scenario.variables);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        command.status().expect("plimsollctl starts");
        milliseconds(start.elapsed())
    };
    (0..RUNS).map(|_| run()).collect()
}
