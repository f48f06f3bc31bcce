//! A panel, played, that is deaf for a while, as GNOME's is between its first look at an item and
//! the moment from which it hears what changes. What it shows is what it has read.

use std::{
    sync::{Arc, Mutex},
    thread,
};

use crate::tray_item::{Pixmap, TrayItem};

/// What such a panel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// From the smallest to the largest.
    pub icons: Vec<Pixmap>,
    /// Title and text.
    pub tool_tip: (String, String),
}

impl Seen {
    /// What is there to be read now.
    pub fn of(item: &TrayItem) -> Self {
        Self {
            icons: icons(item),
            tool_tip: item.tool_tip(),
        }
    }
}

/// It looks at one item, once.
pub struct LatePanel {
    item: TrayItem,
    seen: Arc<Mutex<Seen>>,
}

impl LatePanel {
    pub fn looking_at(item: TrayItem) -> Self {
        let seen = Arc::new(Mutex::new(Seen::of(&item)));
        Self { item, seen }
    }

    /// From now on it reads again what is announced, and nothing else.
    pub fn listens(&self) {
        let (item, seen) = (self.item.clone(), Arc::clone(&self.seen));
        let announced = item.announced();
        thread::spawn(move || {
            for what in announced {
                let mut seen = seen.lock().unwrap();
                match what.as_str() {
                    "NewIcon" => seen.icons = icons(&item),
                    "NewToolTip" => seen.tool_tip = item.tool_tip(),
                    _ => {}
                }
            }
        });
    }

    pub fn shows(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }
}

/// The order means nothing.
fn icons(item: &TrayItem) -> Vec<Pixmap> {
    let mut icons = item.icons();
    icons.sort_by_key(|icon| icon.width);
    icons
}
