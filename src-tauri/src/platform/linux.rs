//! Linux: the tray item is a D-Bus service, so no event loop is needed and everything happens on
//! the main thread.

use std::{future::Future, time::Duration};

pub(crate) use crate::tray::Tray as Screen;

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
