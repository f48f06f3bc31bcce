//! Both borders of this program: JSON lines with the resident, commands and events with the page.
//! Messages are passed on; nothing is decided here.

use std::{
    io::{self, BufRead, Write},
    sync::{Mutex, MutexGuard, PoisonError},
};

use plimsoll_core::{
    intent::Intent,
    ipc::{FromPopup, Route, ToPopup},
    view::View,
};
use tauri::{AppHandle, Emitter, Manager, State};

use crate::window;

/// What came last, for a page that has just been loaded.
#[derive(Default)]
pub(crate) struct Shared(Mutex<Newest>);

#[derive(Default)]
struct Newest {
    view: Option<View>,
    route: Option<Route>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Newest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is to be shown; `None` before the resident has said anything. The page asks once, when it
/// has begun to listen: it is told then what to open with, since it could not hear it before.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "commands are given their arguments"
)]
pub(crate) fn view(app: AppHandle, shared: State<'_, Shared>) -> Option<View> {
    let (view, route) = {
        let newest = shared.lock();
        (newest.view.clone(), newest.route.clone())
    };
    if let Some(route) = route {
        log_error(app.emit("show", route));
    }
    view
}

/// Passes on what a person wants.
#[tauri::command]
pub(crate) fn intend(intent: Intent) {
    say(&FromPopup::Intent(intent));
}

/// The height of the page's content, in CSS pixels.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "commands are given their arguments"
)]
pub(crate) fn fit(app: AppHandle, height: f64) {
    window::fit(&app, height);
}

/// Whether something is under way in the page that a lost focus must not end.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "commands are given their arguments"
)]
pub(crate) fn hold(app: AppHandle, on: bool) {
    window::hold(&app, on);
}

/// One line to the resident. When it is gone, so is our standard input, which ends us.
pub(crate) fn say(up: &FromPopup) {
    let mut out = io::stdout().lock();
    let line = serde_json::to_string(up);
    let _ = line.map(|line| writeln!(out, "{line}").and_then(|()| out.flush()));
}

/// Hears the resident until it says nothing more.
pub(crate) fn listen(app: AppHandle) -> io::Result<()> {
    let hear = move || {
        say(&FromPopup::Ready);
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            match serde_json::from_str(&line) {
                Ok(down) => heard(&app, down),
                // Resident and popup come in one package; a stray line is nobody's wish.
                Err(error) => {
                    let _ = writeln!(io::stderr(), "plimsoll-popup: not understood: {error}");
                }
            }
        }
        app.exit(0);
    };
    let thread = std::thread::Builder::new().name("resident".to_owned());
    thread.spawn(hear).map(drop)
}

fn heard(app: &AppHandle, down: ToPopup) {
    match down {
        // Kept before it is told: a page that begins to listen in between asks for it.
        ToPopup::View(view) => {
            app.state::<Shared>().lock().view = Some((*view).clone());
            log_error(app.emit("view", *view));
        }
        ToPopup::Chart(chart) => log_error(app.emit("chart", &*chart)),
        ToPopup::Show { near, route, turn } => {
            app.state::<Shared>().lock().route = Some(route.clone());
            log_error(app.emit("show", route));
            window::show(app, near, turn);
        }
        ToPopup::Hide => window::hide(app),
    }
}

pub(crate) fn log_error(result: tauri::Result<()>) {
    if let Err(error) = result {
        let _ = writeln!(io::stderr(), "plimsoll-popup: {error}");
    }
}
