//! A disk that does not answer for a while, or fails every write, for one file of the programs that
//! are started in a world: a library that is loaded before all others holds their calls.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

use rustix::io::Errno;
use tempfile::TempDir;

use crate::{processes::until, scenario::Scenario};

/// Stands in for the calls that read and write files: while one named `hold` is there, those of
/// the slow ones say in a file `holds` that they were called, and do not return; while one named
/// `fails` is there, those that write fail with the number in it.
const SLOW: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READS "SLOW_DISK_READS"
#define WRITES "SLOW_DISK_WRITES"

static int failure(const char *file) {
    char number[16];
    int fd = open(file, O_RDONLY), length = fd < 0 ? 0 : (int) syscall(SYS_read, fd, number, 15);
    if (fd >= 0) close(fd);
    number[length > 0 ? length : 0] = 0;
    return atoi(number);
}

/// The number of the error that the call is to fail with, or 0.
static int wait_for_disk(int fd, const char *calls) {
    char link[64], path[4096], hold[4096], holds[4096], fails[4096];
    const char *folder = getenv("SLOW_DISK"), *name = getenv(calls);
    if (!folder || !name) return 0;
    snprintf(hold, sizeof hold, "%s/hold", folder);
    snprintf(fails, sizeof fails, "%s/fails", folder);
    int has_failed = strcmp(calls, WRITES) == 0 && access(fails, F_OK) == 0;
    if (!has_failed && access(hold, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strstr(path, name) || strstr(path, "-shm")) return 0;
    if (has_failed) return failure(fails);
    snprintf(holds, sizeof holds, "%s/holds", folder);
    while (access(hold, F_OK) == 0) {
        int told = open(holds, O_CREAT | O_WRONLY, 0600);
        if (told >= 0) close(told);
        usleep(10000);
    }
    return 0;
}

#define HELD(calls, result, name, parameters, fd, arguments) \
    result name parameters { \
        static result (*real) parameters; \
        if (!real) real = dlsym(RTLD_NEXT, #name); \
        int error = wait_for_disk(fd, calls); \
        if (error) { errno = error; return -1; } \
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

/// Far longer than any test waits for something, also on a machine that is busy with much else.
const LONGEST: Duration = Duration::from_mins(3);

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
            if released.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout) {
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

    /// From now on every write fails like this.
    pub fn fail(&self, error: Errno) {
        let new = self.folder.path().join("new");
        fs::write(&new, error.raw_os_error().to_string()).unwrap();
        fs::rename(new, self.folder.path().join("fails")).unwrap();
    }

    /// It takes writes again.
    pub fn work(&self) {
        fs::remove_file(self.folder.path().join("fails")).unwrap();
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
