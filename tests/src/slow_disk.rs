//! A disk that does not answer for a while, for one file of the programs that are started in a
//! world: a library that is loaded before all others holds their calls.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread,
};

use tempfile::TempDir;

use crate::{
    processes::{PATIENCE, until},
    scenario::Scenario,
};

/// Stands in for the calls that read and write files: while one named `hold` is there, those of
/// the slow ones say in a file `holds` that they were called, and do not return.
const SLOW: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void wait_for_disk(int fd, const char *calls) {
    char link[64], path[4096], hold[4096], holds[4096];
    const char *folder = getenv("SLOW_DISK"), *name = getenv(calls);
    if (!folder || !name) return;
    snprintf(hold, sizeof hold, "%s/hold", folder);
    if (access(hold, F_OK) != 0) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return;
    path[length] = 0;
    if (!strstr(path, name) || strstr(path, "-shm")) return;
    snprintf(holds, sizeof holds, "%s/holds", folder);
    while (access(hold, F_OK) == 0) {
        int told = open(holds, O_CREAT | O_WRONLY, 0600);
        if (told >= 0) close(told);
        usleep(10000);
    }
}

#define READS "SLOW_DISK_READS"
#define WRITES "SLOW_DISK_WRITES"
#define HELD(calls, result, name, parameters, fd, arguments) \
    result name parameters { \
        static result (*real) parameters; \
        if (!real) real = dlsym(RTLD_NEXT, #name); \
        wait_for_disk(fd, calls); \
        return real arguments; \
    }

HELD(READS, ssize_t, read, (int fd, void *to, size_t count), fd, (fd, to, count))
HELD(READS, ssize_t, pread, (int fd, void *to, size_t count, off_t at), fd, (fd, to, count, at))
HELD(READS, ssize_t, pread64, (int fd, void *to, size_t count, off64_t at), fd, (fd, to, count, at))
HELD(WRITES, ssize_t, write, (int fd, const void *from, size_t count), fd, (fd, from, count))
HELD(WRITES, ssize_t, pwrite, (int fd, const void *from, size_t count, off_t at), fd, (fd, from, count, at))
HELD(WRITES, ssize_t, pwrite64, (int fd, const void *from, size_t count, off64_t at), fd, (fd, from, count, at))
HELD(WRITES, int, fsync, (int fd), fd, (fd))
HELD(WRITES, int, fdatasync, (int fd), fd, (fd))
"#;

/// It answers, until it is held.
pub struct SlowDisk {
    folder: TempDir,
    held: Option<Sender<()>>,
}

impl SlowDisk {
    /// For who reads the file of this name, or what SQLite has beside it.
    pub fn for_readers(file: &str, scenario: &mut Scenario) -> Self {
        Self::of("SLOW_DISK_READS", file, scenario)
    }

    /// For who writes it.
    pub fn for_writers(file: &str, scenario: &mut Scenario) -> Self {
        Self::of("SLOW_DISK_WRITES", file, scenario)
    }

    fn of(calls: &'static str, file: &str, scenario: &mut Scenario) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let library = build(folder.path());
        let at = folder.path().display().to_string();
        scenario.variables.insert("LD_PRELOAD", library);
        scenario.variables.insert("SLOW_DISK", at);
        scenario.variables.insert(calls, format!("/{file}"));
        Self { folder, held: None }
    }

    /// From now on it does not answer. Whoever waits for somebody who waits for it would do so for
    /// ever; so it answers again when that has taken too long, and `release` ends the test.
    pub fn hold(&mut self) {
        let file = self.file();
        fs::write(&file, "").unwrap();
        let (sender, released) = channel();
        self.held = Some(sender);
        thread::spawn(move || {
            if released.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let _ = fs::remove_file(file);
            }
        });
    }

    /// Somebody waits for it.
    pub fn wait_for_a_call(&self) {
        let holds = self.folder.path().join("holds");
        until("a call that hangs", || holds.exists().then_some(()));
    }

    /// It answers again. Nobody was held up by it until now.
    pub fn release(&mut self) {
        self.held = None;
        fs::remove_file(self.file()).expect("somebody has waited for the disk");
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("hold")
    }
}

fn build(folder: &Path) -> String {
    let (source, library) = (folder.join("slow.c"), folder.join("slow.so"));
    fs::write(&source, SLOW).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]);
    let built = compiler.arg(&library).arg(&source).arg("-ldl").status();
    assert!(built.unwrap().success());
    library.display().to_string()
}
