//! What the system tells of itself: the end of a suspend, a network that comes or goes, power to
//! save. Whoever does not tell is done without; what follows from it is the engine's affair.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(target_os = "linux")]
mod network;
#[cfg(target_os = "linux")]
mod power;
#[cfg(target_os = "linux")]
mod route;

use plimsoll_core::engine::Event;

/// Tells events from now on; needs a tokio runtime. Everything here waits to be told by others.
#[cfg(target_os = "linux")]
pub fn listen(tell: impl Fn(Event) + Clone + Send + Sync + 'static) {
    tokio::spawn(async move {
        let bus = bus::system().await;
        tokio::spawn(network::listen(bus.clone(), tell.clone()));
        if let Some(bus) = bus {
            tokio::spawn(power::listen(bus.clone(), tell.clone()));
            tokio::spawn(bus::wakings(bus, tell));
        }
    });
}

/// Nothing tells here: the driver sees by its clock that the machine was suspended.
#[cfg(not(target_os = "linux"))]
pub fn listen(_: impl Fn(Event) + Clone + Send + Sync + 'static) {}
