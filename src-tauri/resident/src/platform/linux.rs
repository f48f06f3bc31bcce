//! Linux: the tray item is a D-Bus service, so no event loop is needed and everything happens on
//! the main thread.

use std::{future::Future, time::Duration};

use crate::tray::{Press, Tray, TrayState};

/// Runs the app to its end.
pub(crate) fn run<F: Future<Output = ()>>(
    app: impl FnOnce() -> F + Send + 'static,
) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // A thread that waits for more work of that kind would wait in vain, and wake up for it.
        .thread_keep_alive(Duration::ZERO)
        .build()?;
    runtime.block_on(async move { app().await });
    // A search that hangs on a dead network drive must not keep the program.
    runtime.shutdown_background();
    Ok(())
}

/// Where the tray item is shown.
pub(crate) struct Screen {
    make: Box<dyn Fn() -> Tray>,
    tray: Tray,
}

impl Screen {
    /// Without a session bus there is no item, and the app goes on.
    pub(crate) fn new(pressed: impl Fn(Press) + Clone + Send + Sync + 'static) -> Self {
        let make = move || Tray::new(pressed.clone());
        Self {
            tray: make(),
            make: Box::new(make),
        }
    }

    /// The item belongs to a session bus that is no more.
    pub(crate) fn renew(&mut self) {
        self.tray = (self.make)();
    }

    pub(crate) fn show(&mut self, shown: &TrayState) {
        self.tray.show(shown);
    }
}
