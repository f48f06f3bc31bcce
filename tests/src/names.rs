//! A program that sees a list of names of a test's own in the place of the machine's, and no name
//! server: what is not in the list is not found, and what is in it is this computer, where nobody
//! listens. So no name of a real service is ever looked up.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

/// In a name space of its own.
const SCRIPT: &str = "mount --bind \"$1/hosts\" /etc/hosts \
    && mount --bind \"$1/nsswitch.conf\" /etc/nsswitch.conf \
    && shift && exec \"$@\"";

pub struct Names(TempDir);

impl Names {
    /// These, and no others.
    pub fn of(hosts: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let list = format!("127.77.77.77 {}\n", hosts.join(" "));
        fs::write(folder.path().join("hosts"), list).unwrap();
        fs::write(folder.path().join("nsswitch.conf"), "hosts: files\n").unwrap();
        Self(folder)
    }

    /// The program, to be started with these names.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("/usr/bin/unshare");
        let arguments = ["--map-root-user", "--mount", "/bin/sh", "-c", SCRIPT, "sh"];
        command.args(arguments).arg(self.0.path()).arg(program);
        command
    }
}
