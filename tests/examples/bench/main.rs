//! Measures the budgets: the release programs on a pretend desktop with services that answer at
//! once. Started by `cargo xtask bench`, which says what was built. What a figure may be at most is
//! in the file that measures it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement ends where its ground is missing, and speaks to whoever started it"
)]

mod growth;
mod idle;
mod kernel;
mod scene;
mod screen;
mod sizes;
mod starting;
mod table;
mod window;

use std::{env, fs, process::ExitCode, sync::mpsc::channel, thread};

use scene::{app, five};
use table::{Machine, Row, Table};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let is_check = arguments.iter().any(|it| it == "--check");
    let json = arguments.iter().find_map(|it| it.strip_prefix("--json="));
    let names: Vec<&String> = arguments
        .iter()
        .filter(|it| !it.starts_with("--"))
        .collect();
    let rows = if is_check { checked() } else { all(&names) };
    let table = Table {
        machine: Machine::here(),
        rows,
    };
    println!("{}", table.markdown());
    if let Some(file) = json {
        fs::write(file, table.json()).expect("the table is written");
    }
    let over = table.over(is_check);
    for row in &over {
        eprintln!("over its budget: {row}");
    }
    if over.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// One after the other, so that none disturbs the times of another; of no names, all.
fn all(names: &[&String]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, measure) in [
        ("start", starting::rows as fn() -> Vec<Row>),
        ("idle", || idle::rows(&app(five(), 5), 3)),
        ("window", || window::rows(false)),
        ("sizes", sizes::rows),
        ("growth", growth::rows),
    ] {
        if names.is_empty() || names.iter().any(|it| *it == name) {
            eprintln!("measuring: {name}");
            rows.extend(measure());
        }
    }
    rows
}

/// What does not depend on the clock, side by side with the times, which are shown.
fn checked() -> Vec<Row> {
    let (others, end_of_others) = channel::<()>();
    let idle = thread::spawn(move || {
        let app = app(five(), 5);
        let rows = idle::rows(&app, 1);
        // It runs all the while, so that what programs share counts alike for all.
        let _ = end_of_others.recv();
        rows
    });
    let mut rows = growth::hundred();
    rows.extend(starting::rows());
    rows.extend(window::rows(true));
    rows.extend(sizes::rows());
    drop(others);
    let mut all = idle.join().expect("the idle app was measured");
    all.extend(rows);
    all
}
