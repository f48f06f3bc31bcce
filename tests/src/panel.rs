//! A panel, played: one that has its name before it takes items, as a panel may that is still
//! starting. It shows nothing.

use zbus::{
    blocking::{Connection, connection::Builder},
    fdo, interface,
};

use crate::tray_item::WATCHER;

/// It goes when it is dropped.
pub struct Panel(#[expect(dead_code, reason = "it is there while this is")] Connection);

struct Watcher {
    /// How many more times it takes no item.
    refusals: u32,
    items: Vec<String>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&mut self, service: String) -> fdo::Result<()> {
        if let Some(fewer) = self.refusals.checked_sub(1) {
            self.refusals = fewer;
            return Err(fdo::Error::UnknownObject("nothing is there yet".to_owned()));
        }
        self.items.push(service);
        Ok(())
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.clone()
    }

    #[zbus(property)]
    #[expect(clippy::unused_self, reason = "the bus calls methods")]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

impl Panel {
    pub(crate) fn start(address: &str, refusals: u32) -> Self {
        let watcher = Watcher {
            refusals,
            items: Vec::new(),
        };
        let builder = Builder::address(address).unwrap().name(WATCHER).unwrap();
        let builder = builder.serve_at("/StatusNotifierWatcher", watcher).unwrap();
        Self(builder.build().unwrap())
    }
}
