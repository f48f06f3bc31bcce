//! The tray program on a disk that does not answer: numbers and menu go on, and what was to be kept
//! or noted is written when the disk answers again.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    fs,
    path::Path,
    process::Command,
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread,
};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService},
    processes::{PATIENCE, until},
    stored_readings::DATABASE,
};
use tempfile::TempDir;

const AUTH: &str = ".local/share/opencode/auth.json";
const LOG: &str = ".local/state/plimsoll/plimsoll.log";

/// Stands in for the calls that write to files with `SLOW_FILE` in their path: while a file named
/// `hold` is there, they say in a file `holds` that they were called, and do not return.
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
    const char *folder = getenv("SLOW_DISK"), *file = getenv("SLOW_FILE");
    if (!folder || !file) return;
    snprintf(hold, sizeof hold, "%s/hold", folder);
    if (access(hold, F_OK) != 0) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return;
    path[length] = 0;
    if (!strstr(path, file) || strstr(path, "-shm")) return;
    snprintf(holds, sizeof holds, "%s/holds", folder);
    while (access(hold, F_OK) == 0) {
        int told = open(holds, O_CREAT | O_WRONLY, 0600);
        if (told >= 0) close(told);
        usleep(10000);
    }
}

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    wait_for_disk(fd);
    return real(fd, bytes, count);
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

/// An app whose writes to some files hang as soon as it is told.
struct Slow {
    app: App,
    service: FakeService,
    folder: TempDir,
    /// Nobody answers a call that waits for the disk, which would keep a test for ever: when this
    /// goes, or after a time, the disk answers.
    through: Option<Sender<()>>,
}

impl Slow {
    /// It shows its first number, and the disk is well.
    fn start(file: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (service, mut scenario) = FakeService::scenario(20.0, SignedDuration::from_hours(1));
        let at = folder.path().display().to_string();
        scenario
            .variables
            .insert("LD_PRELOAD", build(folder.path()));
        scenario.variables.insert("SLOW_DISK", at);
        scenario.variables.insert("SLOW_FILE", file.to_owned());
        let app = App::start(scenario);
        app.tool_tip("the number", |text| text.contains("80% left"));
        let through = None;
        Self {
            app,
            service,
            folder,
            through,
        }
    }

    /// From now on a write hangs; `act` leads to one.
    fn hang(&mut self, act: impl FnOnce(&mut App, &mut FakeService)) {
        let file = self.folder.path().join("hold");
        fs::write(&file, "").unwrap();
        act(&mut self.app, &mut self.service);
        let holds = self.folder.path().join("holds");
        until("a write that hangs", || holds.exists().then_some(()));
        let (through, waits) = channel::<()>();
        self.through = Some(through);
        thread::spawn(move || {
            if waits.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                fs::remove_file(file).unwrap();
            }
        });
    }

    /// Numbers, menu and window while it hangs.
    fn goes_on(&mut self) {
        for used in [30.0, 31.0, 32.0] {
            self.service.turn_and_refresh(used, &mut self.app);
            let left = format!("{}% left", 100.0 - used);
            self.app.tool_tip(&left, |text| text.contains(&left));
        }
        self.app.item().choose("Open Plimsoll");
        self.app.window();
    }

    /// All of the above came before this.
    fn answers(&mut self) {
        let hold = self.folder.path().join("hold");
        let removed = fs::remove_file(hold);
        assert!(removed.is_ok(), "somebody has waited for the disk");
        self.through = None;
    }
}

#[test]
fn a_disk_that_does_not_answer_holds_nothing_up() {
    let mut slow = Slow::start("/plimsoll.db");
    assert!(slow.app.scenario.home.path(DATABASE).is_file());
    slow.hang(|app, service| service.turn_and_refresh(25.0, app));
    slow.goes_on();
    slow.answers();
    until("what is kept", || {
        let said = slow
            .app
            .scenario
            .plimsollctl(&["status", "--cached", "--json"]);
        let said = said.json();
        let used = said["accounts"][0]["windows"][0]["used_percent"].as_f64();
        (used == Some(32.0)).then_some(())
    });
}

#[test]
fn a_log_that_cannot_be_written_for_long_holds_nothing_up() {
    let mut slow = Slow::start("/plimsoll.log");
    slow.hang(|app, _| app.scenario.home.rewrite(AUTH, "{"));
    slow.goes_on();
    slow.answers();
    let log = slow.app.scenario.home.path(LOG);
    until("what was noted", || {
        let lines = fs::read_to_string(&log).unwrap();
        let damaged = lines.find("store-damaged")?;
        lines[damaged..].contains(": well again").then_some(())
    });
}
