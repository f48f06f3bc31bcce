//! Terminals: one that a command prints into, and one that a person looks at, with what can be
//! scrolled back to.

use std::process::{Command, Output};

use tempfile::TempDir;

use crate::{processes::until, programs::program, scenario::Scenario};

impl Scenario {
    /// Runs `plimsollctl` on a terminal of that many columns; what it printed.
    pub fn on_terminal(&self, columns: usize, command: &str, variables: &[(&str, &str)]) -> String {
        let program = program("plimsollctl");
        let line = format!(
            "stty rows 24 cols {columns}; {} {command}",
            program.display()
        );
        let output = Command::new("script")
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("SHELL", "/bin/sh")
            .env("TERM", "xterm-256color")
            .envs(&self.variables)
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap().replace('\r', "");
        self.showed(out.clone());
        out
    }
}

/// A terminal of its own, with a shell in it; it ends with this.
pub struct Terminal<'a> {
    scenario: &'a Scenario,
    folder: TempDir,
}

impl<'a> Terminal<'a> {
    /// That many columns and rows.
    pub fn open(scenario: &'a Scenario, columns: u16, rows: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let terminal = Self { scenario, folder };
        let size = [columns, rows].map(|it| it.to_string());
        let start = [
            "new-session",
            "-d",
            "-x",
            &size[0],
            "-y",
            &size[1],
            "/bin/sh",
        ];
        terminal.tell(&start);
        terminal
    }

    /// Types into it; `Enter` and `C-c` are keys.
    pub fn type_in(&self, keys: &[&str]) {
        self.tell(&[&["send-keys"], keys].concat());
    }

    /// Gives it another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        let size = [columns, rows].map(|it| it.to_string());
        self.tell(&["resize-window", "-x", &size[0], "-y", &size[1]]);
    }

    /// What is seen.
    pub fn seen(&self) -> String {
        self.capture(&["capture-pane", "-p"])
    }

    /// The same with all that can be scrolled back to.
    pub fn whole(&self) -> String {
        self.capture(&["capture-pane", "-p", "-S", "-"])
    }

    /// Waits until it shows that.
    pub fn wait_for(&self, text: &str) -> String {
        let shown = || Some(self.seen()).filter(|seen| seen.contains(text));
        until(text, shown)
    }

    fn capture(&self, arguments: &[&str]) -> String {
        let seen = String::from_utf8(self.tell(arguments).stdout).unwrap();
        self.scenario.showed(seen.clone());
        seen
    }

    fn tell(&self, arguments: &[&str]) -> Output {
        let output = Command::new("tmux")
            .args(["-u", "-f", "/dev/null", "-S"])
            .arg(self.folder.path().join("socket"))
            .args(arguments)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("SHELL", "/bin/sh")
            .env("PS1", "$ ")
            .envs(&self.scenario.variables)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        output
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.tell(&["kill-server"]);
            return;
        }
        let socket = self.folder.path().join("socket");
        let _ = Command::new("tmux")
            .arg("-S")
            .arg(socket)
            .arg("kill-server")
            .output();
    }
}
