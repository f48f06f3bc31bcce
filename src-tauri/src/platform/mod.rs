//! What differs between the systems: who owns the thread that draws the tray item, and how
//! notifications reach the desktop. Kept small, since only Linux is tried in the tests.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod native;

#[cfg(target_os = "linux")]
pub(crate) use linux::{Screen, deliver, run};
#[cfg(not(target_os = "linux"))]
pub(crate) use native::{Screen, deliver, run};
