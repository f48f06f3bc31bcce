//! The tray item: the mark, a tooltip of several lines, a live menu. What it shows is decided in
//! core and put into words in `shown.rs`; the systems' own items are in the file of each.

mod entry;
mod icon;
mod state;
#[cfg(target_os = "linux")]
mod status_notifier;
#[cfg(not(target_os = "linux"))]
mod system_item;

pub(crate) use entry::Entry;
pub(crate) use state::{Item, TrayState};
#[cfg(target_os = "linux")]
pub(crate) use status_notifier::Tray;
#[cfg(not(target_os = "linux"))]
pub(crate) use system_item::Tray;

/// What a person does with the item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Press {
    /// With the point of the screen in physical pixels, where the desktop tells it.
    Left(Option<(i32, i32)>),
    Middle,
    Chosen(Entry),
}
