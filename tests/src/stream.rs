//! A program that goes on printing: its lines are awaited, and it is ended when the test is done.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use crate::{programs::program, scenario::Scenario};

/// Far longer than anything awaited takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// `plimsollctl` while it runs.
pub struct Stream {
    child: Child,
    lines: Receiver<String>,
}

impl Stream {
    /// The next line; ends the test if none comes.
    pub fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("another line")
    }

    /// Ends it without a chance to tidy up.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Scenario {
    /// Starts `plimsollctl` and leaves it running.
    pub fn start(&self, arguments: &[&str]) -> Stream {
        let mut child = Command::new(program("plimsollctl"))
            .args(arguments)
            .env_clear()
            .envs(&self.variables)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        let said = self.listener();
        thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                said(line.clone());
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Stream { child, lines }
    }
}
