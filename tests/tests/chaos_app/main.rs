//! The real app with faults of its disk, its window and its settings at random, in rounds: when all
//! of a round have ended, a click shows the window, the numbers are those of a fresh start, they are
//! kept, both of two changes of the settings hold, and the resident is as large as it was.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where its ground is missing, and says what it found"
)]

mod scene;

use std::{
    env,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use plimsoll_tests::{chaos::seed::Seed, size::Size};
use serde_json::{Value, json};

use crate::scene::{A_MINUTE, DISK_FAULTS, DiskFault, Scene, WINDOW_FAULTS};

/// What is shown of each account.
fn numbers(status: &Value) -> Value {
    let accounts = status["accounts"].as_array().cloned().unwrap_or_default();
    let window = |it: &Value| json!({ "id": it["id"], "used_percent": it["used_percent"], "resets_at": it["resets_at"] });
    let account = |it: &Value| {
        let windows = it["windows"].as_array().cloned().unwrap_or_default();
        let windows: Vec<Value> = windows.iter().map(window).collect();
        json!({ "account": it["account"], "problem": it["problem"], "windows": windows })
    };
    accounts.iter().map(account).collect()
}

/// Rounds while `goes_on` says so, with the first so many faults of the disk, in an order that
/// follows from the seed.
fn chaos(seed: Seed, disk_faults: &[DiskFault], goes_on: impl Fn(u64) -> bool) {
    let mut scene = Scene::start();
    let mut sizes = Vec::new();
    let mut round = 0;
    while goes_on(round) {
        let one_of = |count: usize, what: &str| {
            let first = seed.below(count as u64, &what);
            ((first + round) % count as u64) as usize
        };
        let disk = disk_faults[one_of(disk_faults.len(), "disk")];
        let window = WINDOW_FAULTS[one_of(WINDOW_FAULTS.len(), "window")];
        eprintln!("round {round}: {disk:?}, {window:?}");
        scene.begin(disk);
        scene.turn();
        if seed.below(2, &(round, "order")) == 0 {
            scene.play(window);
            scene.change_settings(round, seed);
        } else {
            scene.change_settings(round, seed);
            scene.play(window);
        }
        scene.end(disk);
        let soon = match disk {
            DiskFault::ReadOnly => A_MINUTE,
            _ => Duration::from_secs(20),
        };
        scene.judge(round, soon);
        sizes.push(scene.size());
        round += 1;
    }
    assert_as_large(&sizes);
}

/// In one of the last calms as in the second: the first window fills what is kept for the others, and
/// what a flood has taken is given back a little later.
fn assert_as_large(sizes: &[Size]) {
    let all = |of: fn(&Size) -> u64| sizes.iter().map(of).collect::<Vec<_>>();
    let bounds: [(&str, Vec<u64>, u64); 3] = [
        ("anonymous kB", all(|it| it.anonymous), 2048),
        ("threads", all(|it| it.threads as u64), 2),
        ("descriptors", all(|it| it.descriptors as u64), 2),
    ];
    for (name, all, may_grow) in bounds {
        eprintln!("{name}: {all:?}");
        let (first, last) = (all[1], all.iter().rev().take(3).min().unwrap());
        assert!(*last <= first + may_grow, "{name}: {first}, then {last}");
    }
}

#[test]
fn after_every_fault_the_app_is_as_it_was() {
    let brief = &DISK_FAULTS[..5];
    chaos(Seed::chosen(1), brief, |round| round < 5);
}

#[test]
#[ignore = "`cargo xtask soak` runs it, for as long as it is told"]
fn after_many_faults_the_app_is_as_it_was() {
    let minutes = env::var("SOAK_MINUTES").ok();
    let minutes = minutes.and_then(|it| it.parse().ok()).unwrap_or(10);
    let usual = Timestamp::now().as_second().unsigned_abs();
    let end = Instant::now() + Duration::from_mins(minutes);
    chaos(Seed::chosen(usual), &DISK_FAULTS, |round| {
        round < 6 || Instant::now() < end
    });
}
