//! Windows and macOS: the tray item lives in the main thread's native event loop, and the app runs
//! beside it. Notifications are shown and left to the system: no click comes back, none is withdrawn.

use std::{future::Future, io, sync::OnceLock};

use auto_launch::{AutoLaunch, AutoLaunchBuilder};
use notify_rust::Notification;
use plimsoll_core::engine::Event as EngineEvent;
use plimsoll_runtime::driver::Handle;
use tao::{
    event::Event,
    event_loop::{ControlFlow, EventLoopBuilder, EventLoopProxy},
};
use tokio::{sync::mpsc::Receiver, task::spawn_blocking};

use crate::{
    notify::Delivery,
    tray::{Press, Tray, TrayState},
};

/// What the app tells the main thread.
enum TrayCommand {
    Begin(Box<dyn Fn(Press) + Send + Sync>),
    Show(TrayState),
    End,
}

static MAIN: OnceLock<EventLoopProxy<TrayCommand>> = OnceLock::new();

/// Runs the app to its end. The event loop never returns: the process ends with the app.
pub(crate) fn run<F: Future<Output = ()>>(
    app: impl FnOnce() -> F + Send + 'static,
) -> io::Result<()> {
    let events = EventLoopBuilder::<TrayCommand>::with_user_event().build();
    let _ = MAIN.set(events.create_proxy());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("app".to_owned())
        .spawn(move || {
            runtime.block_on(async move { app().await });
            tell(TrayCommand::End);
        })?;
    let mut tray = None;
    events.run(move |event, _, flow| {
        *flow = ControlFlow::Wait;
        match event {
            Event::UserEvent(TrayCommand::Begin(pressed)) => {
                let pressed = std::sync::Arc::from(pressed);
                tray = Tray::new(move |press| {
                    let pressed: &(dyn Fn(Press) + Send + Sync) = &*pressed;
                    pressed(press);
                })
                .ok();
            }
            Event::UserEvent(TrayCommand::Show(shown)) => {
                // The next change tries again.
                let _ = tray.as_mut().map(|tray: &mut Tray| tray.show(&shown));
            }
            Event::UserEvent(TrayCommand::End) => *flow = ControlFlow::Exit,
            _ => {}
        }
    })
}

/// After the loop's end there is nobody to tell.
fn tell(wish: TrayCommand) {
    if let Some(main) = MAIN.get() {
        let _ = main.send_event(wish);
    }
}

/// Where the tray item is shown.
pub(crate) struct Screen;

impl Screen {
    pub(crate) fn new(pressed: impl Fn(Press) + Clone + Send + Sync + 'static) -> Self {
        tell(TrayCommand::Begin(Box::new(pressed)));
        Self
    }

    pub(crate) fn show(&mut self, shown: &TrayState) {
        tell(TrayCommand::Show(shown.clone()));
    }

    /// There is no bus here that could become another one.
    pub(crate) fn renew(&mut self) {}
}

/// Makes or removes what starts the program at login.
pub(crate) fn start_at_login(on: bool) -> io::Result<()> {
    let entry = entry()?;
    let done = if on { entry.enable() } else { entry.disable() };
    done.map_err(io::Error::other)
}

/// Whether something starts it at login.
pub(crate) fn has_entry() -> io::Result<bool> {
    entry()?.is_enabled().map_err(io::Error::other)
}

fn entry() -> io::Result<AutoLaunch> {
    let program = std::env::current_exe()?;
    AutoLaunchBuilder::new()
        .set_app_name("Plimsoll")
        .set_app_path(&program.to_string_lossy())
        .build()
        .map_err(io::Error::other)
}

/// Shows notifications until the app ends. The system gives nothing to replace or withdraw one by.
pub(crate) async fn deliver(mut deliveries: Receiver<Delivery>, engine: Handle) {
    while let Some(delivery) = deliveries.recv().await {
        if let Delivery::Show(letter) = delivery {
            let id = letter.id;
            let shown = spawn_blocking(move || {
                Notification::new()
                    .appname("Plimsoll")
                    .summary(&letter.title)
                    .body(&letter.body)
                    .show()
                    .map(drop)
            });
            let is_shown = matches!(shown.await, Ok(Ok(())));
            if let Some(id) = id {
                engine.send(if is_shown {
                    EngineEvent::Delivered { id, receipt: None }
                } else {
                    EngineEvent::NotDelivered(id)
                });
            }
        }
    }
}
