//! The tray program on a disk that does not answer: numbers and menu go on, and what was to be kept
//! is kept when the disk answers again.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    fs,
    path::Path,
    process::Command,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService},
    processes::{PATIENCE, until},
    stored_readings::DATABASE,
};

/// Stands in for the calls that write to the database: while a file named `hold` is there, they say
/// in a file `holds` that they were called, and do not return.
const SLOW: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void wait_for_disk(int fd) {
    char link[64], path[4096], hold[4096], holds[4096];
    const char *folder = getenv("SLOW_DISK");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!folder || length < 0) return;
    path[length] = 0;
    if (!strstr(path, "/plimsoll.db") || strstr(path, "-shm")) return;
    snprintf(hold, sizeof hold, "%s/hold", folder);
    snprintf(holds, sizeof holds, "%s/holds", folder);
    while (access(hold, F_OK) == 0) {
        int told = open(holds, O_CREAT | O_WRONLY, 0600);
        if (told >= 0) close(told);
        usleep(10000);
    }
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    wait_for_disk(fd);
    return real(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    return pwrite64(fd, bytes, count, at);
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    wait_for_disk(fd);
    return real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    wait_for_disk(fd);
    return real(fd);
}
"#;

fn build(folder: &Path) -> String {
    let (source, library) = (folder.join("slow.c"), folder.join("slow.so"));
    fs::write(&source, SLOW).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]);
    let built = compiler.arg(&library).arg(&source).arg("-ldl").status();
    assert!(built.unwrap().success());
    library.display().to_string()
}

#[test]
fn a_disk_that_does_not_answer_holds_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let (mut service, mut scenario) = FakeService::scenario(20.0, SignedDuration::from_hours(1));
    scenario
        .variables
        .insert("LD_PRELOAD", build(folder.path()));
    let at = folder.path().display().to_string();
    scenario.variables.insert("SLOW_DISK", at);
    let (hold, holds) = (folder.path().join("hold"), folder.path().join("holds"));
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("80% left"));
    assert!(app.scenario.home.path(DATABASE).is_file());
    fs::write(&hold, "").unwrap();
    service.turn_and_refresh(30.0, &mut app);
    until("a write that hangs", || holds.exists().then_some(()));
    // Nobody answers a call that waits for the disk, which would keep this test for ever.
    let (_through, waits) = channel::<()>();
    let file = hold.clone();
    thread::spawn(move || {
        if waits.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            fs::remove_file(file).unwrap();
        }
    });
    // It has not returned, and does not before `hold` is gone; all of this comes before that.
    app.tool_tip("the next number", |text| text.contains("70% left"));
    for used in [31.0, 32.0] {
        service.turn_and_refresh(used, &mut app);
        let left = format!("{}% left", 100.0 - used);
        app.tool_tip(&left, |text| text.contains(&left));
    }
    app.item().choose("Open Plimsoll");
    app.window();
    fs::remove_file(&hold).expect("somebody has waited for the disk");
    until("what is kept", || {
        let said = app.scenario.plimsollctl(&["status", "--cached", "--json"]);
        let said = said.json();
        let used = said["accounts"][0]["windows"][0]["used_percent"].as_f64();
        (used == Some(32.0)).then_some(())
    });
}
