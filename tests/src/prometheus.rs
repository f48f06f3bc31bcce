//! Debian's own Prometheus, with the app as its target, or one that hands out what the program
//! prints at each scrape.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Weak,
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use plimsoll_core::metrics::CONTENT_TYPE;
use serde_json::Value;
use tempfile::TempDir;

use crate::{processes::until, scenario::Scenario};

/// Far longer than anything awaited takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A Prometheus that scrapes once a second until it is dropped.
pub struct Prometheus {
    child: Child,
    address: String,
    _folder: TempDir,
}

impl Prometheus {
    /// Started, with two scrapes behind it: so the first is in its database.
    pub fn scraping(scenario: &Arc<Scenario>) -> Self {
        let (target, scrapes) = target(Arc::downgrade(scenario));
        let prometheus = Self::start(&target);
        for _ in 0..2 {
            scrapes.recv_timeout(PATIENCE).expect("a scrape");
        }
        prometheus
    }

    /// Started, with a good scrape of this port behind it.
    pub fn scraping_port(port: u16) -> Self {
        let prometheus = Self::start(&format!("localhost:{port}"));
        until("Prometheus", || {
            prometheus.get("/-/ready").contains("200 OK").then_some(())
        });
        until("a good scrape", || {
            (!prometheus.ask("up == 1").is_empty()).then_some(())
        });
        prometheus
    }

    fn start(target: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("prometheus.yml");
        let config = format!(
            "global: {{ scrape_interval: 1s }}\n\
             scrape_configs:\n- job_name: plimsoll\n  static_configs:\n  - targets: ['{target}']\n"
        );
        fs::write(&file, config).unwrap();
        let mut child = Command::new("prometheus")
            .arg(format!("--config.file={}", file.display()))
            .arg(format!(
                "--storage.tsdb.path={}",
                folder.path().join("data").display()
            ))
            .arg("--web.listen-address=127.0.0.1:0")
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let address = address(&mut child);
        Self {
            child,
            address,
            _folder: folder,
        }
    }

    /// What it answers to a query: the labels and the number of each series.
    pub fn ask(&self, query: &str) -> Vec<(Value, f64)> {
        let query: String = query
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect::<Vec<_>>()
            .concat();
        let answer = self.get(&format!("/api/v1/query?query={query}"));
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["status"], "success", "{body}");
        let series = body["data"]["result"].as_array().unwrap();
        let number = |one: &Value| one["value"][1].as_str().unwrap().parse().unwrap();
        let all = series.iter();
        all.map(|one| (one["metric"].clone(), number(one)))
            .collect()
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(stream, "GET {path} HTTP/1.0\r\nhost: {host}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the program for each scrape, and tells of it.
fn target(scenario: Weak<Scenario>) -> (String, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, scrapes) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let reader = BufReader::new(stream.try_clone().unwrap());
            let head = reader.lines().map_while(Result::ok);
            head.take_while(|line| !line.is_empty()).for_each(drop);
            let Some(scenario) = scenario.upgrade() else {
                return;
            };
            if sender.send(()).is_err() {
                return;
            }
            let text = scenario.plimsollctl(&["metrics"]).out;
            let length = text.len();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: {CONTENT_TYPE}\r\ncontent-length: {length}\r\n\
                 connection: close\r\n\r\n{text}"
            );
        }
    });
    (address, scrapes)
}

/// Where it listens, which it says itself; the rest of what it says is read and let go.
fn address(child: &mut Child) -> String {
    let said = BufReader::new(child.stderr.take().unwrap());
    let (sender, found) = channel();
    thread::spawn(move || {
        for line in said.lines().map_while(Result::ok) {
            if let Some((_, rest)) = line.split_once("msg=\"Listening on\" address=") {
                let _ = sender.send(rest.trim().to_owned());
            }
        }
    });
    found.recv_timeout(PATIENCE).expect("an address")
}
