//! What differs between the systems: who owns the thread that draws the tray item, how
//! notifications reach the desktop, what starts us at login. Kept small, since only Linux is tried in the tests.

#[cfg(target_os = "linux")]
mod autostart;
mod engine;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(target_os = "linux")]
mod notifications;

#[cfg(target_os = "linux")]
pub(crate) use autostart::{has_entry, start_at_login};
pub(crate) use engine::ENGINE_VARIABLES;
#[cfg(target_os = "linux")]
pub(crate) use linux::{Screen, run};
#[cfg(not(target_os = "linux"))]
pub(crate) use native::{Screen, deliver, has_entry, run, start_at_login};
#[cfg(target_os = "linux")]
pub(crate) use notifications::deliver;
