//! The popup's page through a web driver, which starts the program under test and attaches to
//! the first web view that it, or a child of it, opens.

use std::{
    collections::BTreeMap,
    future::Future,
    net::{TcpListener, TcpStream},
    path::Path,
    thread::{self, JoinHandle},
};

use fantoccini::{Client, ClientBuilder, wd::Capabilities};
use hudsucker::hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    desktop::Desktop,
    processes::{Running, until},
};

/// A session that is being opened; the page may not be there yet.
pub struct Attaching(JoinHandle<(Runtime, Client)>);

/// The page of a web view. Dropping it ends the program that the driver started.
pub struct Page {
    runtime: Runtime,
    client: Option<Client>,
}

/// Starts the driver, which starts `program` on the desktop; without one, its own browser.
pub fn drive(
    desktop: &Desktop,
    program: Option<&Path>,
    variables: &BTreeMap<&'static str, String>,
) -> (Running, Attaching) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let mut variables = variables.clone();
    variables.insert("TAURI_WEBVIEW_AUTOMATION", "true".to_owned());
    let arguments = ["--host=127.0.0.1".to_owned(), format!("--port={port}")];
    let driver = desktop.spawn(Path::new("WebKitWebDriver"), &arguments, &variables);
    until("the driver", || {
        TcpStream::connect(("127.0.0.1", port)).ok()
    });
    let mut wanted = Capabilities::new();
    if let Some(program) = program {
        let options = json!({ "binary": program, "args": [] });
        wanted.insert("webkitgtk:browserOptions".to_owned(), options);
    }
    let attaching = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let client = runtime.block_on(
            ClientBuilder::new(HttpConnector::new())
                .capabilities(wanted)
                .connect(&format!("http://127.0.0.1:{port}")),
        );
        (runtime, client.expect("the driver opens a session"))
    });
    (driver, Attaching(attaching))
}

impl Attaching {
    /// The page, as soon as the program has opened one.
    pub fn page(self) -> Page {
        until("a page", || self.0.is_finished().then_some(()));
        let (runtime, client) = self.0.join().expect("the driver attaches");
        Page {
            runtime,
            client: Some(client),
        }
    }
}

impl Page {
    /// Asks the driver something; whatever it refuses ends the test.
    pub fn ask<T, E: std::fmt::Debug, F: Future<Output = Result<T, E>>>(
        &self,
        question: impl FnOnce(Client) -> F,
    ) -> T {
        let client = self.client.clone().expect("the page is open");
        self.runtime
            .block_on(question(client))
            .expect("the driver answers")
    }

    /// Everything that a person can read on it.
    pub fn text(&self) -> String {
        let text = self.script("return document.body ? document.body.innerText : ''");
        text.as_str().unwrap_or_default().to_owned()
    }

    /// All of it, seen or not.
    pub fn source(&self) -> String {
        self.ask(|client| async move { client.source().await })
    }

    /// Waits until this is to be read.
    pub fn wait_for(&self, text: &str) {
        let mut last = String::new();
        let found = crate::processes::within(std::time::Duration::from_secs(20), || {
            last = self.text();
            last.contains(text).then_some(())
        });
        assert!(found.is_some(), "{text:?} is not in {last:?}");
    }

    /// Presses the first button, switch or radio button with that name, as soon as there is one.
    pub fn press(&self, name: &str) {
        let script = format!(
            "const name = {};
             const of = (it) => it.getAttribute('aria-label') ?? (it.labels?.[0] ?? it).textContent;
             const all = [...document.querySelectorAll('button, summary, input[type=radio]')];
             const one = all.find((it) => of(it).trim().startsWith(name));
             one?.click();
             return one !== undefined;",
            json!(name)
        );
        until(name, || (self.script(&script) == true).then_some(()));
    }

    /// Writes into the field with that name, as a person who then leaves it.
    pub fn fill(&self, name: &str, text: &str) {
        let script = format!(
            "const all = [...document.querySelectorAll('input:not([type=radio])')];
             const of = (it) => it.getAttribute('aria-label') ?? it.labels?.[0]?.textContent ?? '';
             const one = all.find((it) => of(it).trim() === {});
             if (one === undefined) return false;
             one.value = {};
             one.dispatchEvent(new Event('input', {{ bubbles: true }}));
             one.dispatchEvent(new Event('change', {{ bubbles: true }}));
             return true;",
            json!(name),
            json!(text)
        );
        until(name, || (self.script(&script) == true).then_some(()));
    }

    /// Runs a script in the page and gives what it returns.
    pub fn script(&self, script: &str) -> serde_json::Value {
        self.ask(|client| async move { client.execute(script, Vec::new()).await })
    }

    /// The same for one that awaits something. A rejection is its text.
    pub fn later(&self, script: &str) -> serde_json::Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {script} }})().then(done, (error) => done(String(error)));"
        );
        self.ask(|client| async move { client.execute_async(&script, Vec::new()).await })
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let _ = self.runtime.block_on(client.close());
        }
    }
}
