//! A run of `paced`: the real driver, services and client under a clock that is played.

use std::{
    fmt::Display,
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    thread::{self, JoinHandle},
};

use jiff::Timestamp;
use serde_json::Value;

use crate::{fleet::Query, scenario::Scenario};

/// More lines than any run has.
const MOST: usize = 10_000;

/// A run; it ends with its script, or when this is dropped.
pub struct Paced {
    child: Child,
    said: Option<JoinHandle<Vec<Value>>>,
}

impl Paced {
    /// `program` is `env!("CARGO_BIN_EXE_paced")`; a `pace` of 0 leaps.
    pub fn start(
        program: &str,
        scenario: &Scenario,
        pace: u32,
        script: &[(i64, impl Display)],
    ) -> Self {
        Self::start_at(program, scenario, scenario.now, pace, script)
    }

    /// The same at another moment than that of the scenario.
    pub fn start_at(
        program: &str,
        scenario: &Scenario,
        start: Timestamp,
        pace: u32,
        script: &[(i64, impl Display)],
    ) -> Self {
        let start = start.as_second().to_string();
        let mut child = Command::new(program)
            .args([start, pace.to_string()])
            .env_clear()
            .envs(&scenario.variables)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        for (at, words) in script {
            writeln!(input, "{at} {words}").unwrap();
        }
        let output = BufReader::new(child.stdout.take().unwrap());
        let read = move || {
            // Of a program that says something without end the pipe is closed.
            let lines = output.lines().take(MOST);
            lines.map(|line| line.unwrap().parse().unwrap()).collect()
        };
        Self {
            child,
            said: Some(thread::spawn(read)),
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for the end, and gives every line that was said.
    pub fn end(mut self) -> Vec<Value> {
        let said = self.said.take().unwrap().join().unwrap();
        assert!(self.child.wait().unwrap().success());
        said
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every query so far, in the order of its moments, as seconds from the start.
pub fn queries(scenario: &Scenario) -> Vec<Query> {
    let requests = scenario.proxy.requests();
    let mut queries: Vec<Query> = requests.iter().filter_map(Query::of).collect();
    let start = scenario.now.as_second();
    for query in &mut queries {
        query.at -= start;
    }
    queries.sort_by_key(|it| it.at);
    queries
}
