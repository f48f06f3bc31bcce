//! A tray item as a panel sees it: its properties and its menu, and what a panel calls when a
//! person clicks.

use std::{
    collections::HashMap,
    sync::mpsc::{Receiver, channel},
    thread,
};

use zbus::{
    blocking::{Connection, Proxy, fdo::DBusProxy},
    names::OwnedBusName,
    proxy::CacheProperties,
    zvariant::{Array, Dict, OwnedObjectPath, OwnedValue, Structure, Value},
};

use crate::processes::until;

pub(crate) const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// A registered item.
#[derive(Clone)]
pub struct TrayItem {
    bus: Connection,
    owner: OwnedBusName,
    item: Proxy<'static>,
}

/// A picture as the item gives it: four bytes a pixel, alpha first, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixmap {
    pub width: i32,
    pub height: i32,
    pub argb: Vec<u8>,
}

impl Pixmap {
    /// Alpha, red, green and blue of a pixel.
    pub fn pixel(&self, x: i32, y: i32) -> [u8; 4] {
        let at = usize::try_from((y * self.width + x) * 4).unwrap();
        self.argb.get(at..at + 4).unwrap().try_into().unwrap()
    }
}

/// An entry of the menu, with those below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    pub id: i32,
    pub label: String,
    pub enabled: bool,
    /// A line between entries.
    pub is_line: bool,
    pub below: Vec<MenuEntry>,
}

impl MenuEntry {
    /// The entry with this label, here or below.
    pub fn find(&self, label: &str) -> Option<&Self> {
        if self.label == label {
            return Some(self);
        }
        self.below.iter().find_map(|entry| entry.find(label))
    }
}

impl TrayItem {
    /// Every item that the panel on this bus has now.
    pub(crate) fn all(bus: &Connection) -> Vec<Self> {
        let watcher = Proxy::new(bus, WATCHER, "/StatusNotifierWatcher", WATCHER).unwrap();
        let names: Vec<String> = watcher
            .get_property("RegisteredStatusNotifierItems")
            .unwrap_or_default();
        names
            .iter()
            .filter_map(|name| Self::named(bus, name))
            .collect()
    }

    /// By the name that the watcher lists: a name on the bus, and a path where it is not the usual.
    fn named(bus: &Connection, name: &str) -> Option<Self> {
        let (owner, path) = match name.find('/') {
            Some(at) => name.split_at(at),
            None => (name, "/StatusNotifierItem"),
        };
        let owner: OwnedBusName = owner.to_owned().try_into().ok()?;
        let item = proxy(bus, &owner, path.to_owned(), ITEM)?;
        Some(Self {
            bus: bus.clone(),
            owner,
            item,
        })
    }

    /// The id of the process that it belongs to.
    pub fn process(&self) -> u32 {
        let bus = DBusProxy::new(&self.bus).unwrap();
        bus.get_connection_unix_process_id(self.owner.as_ref())
            .unwrap()
    }

    pub fn title(&self) -> String {
        self.item.get_property("Title").unwrap()
    }

    /// `Active`, `Passive` or `NeedsAttention`.
    pub fn status(&self) -> String {
        self.item.get_property("Status").unwrap()
    }

    /// Its title and its text, a line each.
    pub fn tool_tip(&self) -> (String, String) {
        type ToolTip = (String, Vec<(i32, i32, Vec<u8>)>, String, String);
        let (_, _, title, text): ToolTip = self.item.get_property("ToolTip").unwrap();
        (title, text)
    }

    /// Its picture in every size that it offers.
    pub fn icons(&self) -> Vec<Pixmap> {
        let icons: Vec<(i32, i32, Vec<u8>)> = self.item.get_property("IconPixmap").unwrap();
        let icon = |(width, height, argb)| Pixmap {
            width,
            height,
            argb,
        };
        icons.into_iter().map(icon).collect()
    }

    /// The name of each signal that it gives from now on.
    pub fn announced(&self) -> Receiver<String> {
        let (tell, told) = channel();
        let signals = self.item.receive_all_signals().unwrap();
        thread::spawn(move || {
            for signal in signals {
                let name = signal.header().member().map(ToString::to_string);
                if tell.send(name.unwrap_or_default()).is_err() {
                    return;
                }
            }
        });
        told
    }

    /// The menu as it is now; the entry that is given holds all others.
    pub fn menu(&self) -> MenuEntry {
        type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));
        let (_, (id, about, below)): Layout = self
            .menu_of()
            .call("GetLayout", &(0, -1, Vec::<&str>::new()))
            .unwrap();
        let about = about.iter().map(|(name, value)| (name.as_str(), &**value));
        entry(id, &about.collect(), below.iter().map(|value| &**value))
    }

    /// The menu entry with this label, as soon as it is there.
    pub fn entry(&self, label: &str) -> MenuEntry {
        until(label, || self.menu().find(label).cloned())
    }

    /// Chooses the menu entry with this label. The menu is made anew with new numbers: only one
    /// that is at rest has the entry still when the choice arrives.
    pub fn choose(&self, label: &str) {
        self.choose_entry(&self.entry(label));
    }

    /// The same, with an entry that was found already.
    pub fn choose_entry(&self, entry: &MenuEntry) {
        let event = (entry.id, "clicked", Value::from(0_i32), 0_u32);
        // Panels do not wait for an answer either, and a program that ends may give none.
        self.menu_of().call_noreply("Event", &event).unwrap();
    }

    /// A left click with the pointer at this point of the screen.
    pub fn activate(&self, x: i32, y: i32) {
        self.item.call_noreply("Activate", &(x, y)).unwrap();
    }

    /// A middle click.
    pub fn secondary_activate(&self, x: i32, y: i32) {
        self.item
            .call_noreply("SecondaryActivate", &(x, y))
            .unwrap();
    }

    fn menu_of(&self) -> Proxy<'static> {
        let path: OwnedObjectPath = self.item.get_property("Menu").unwrap();
        proxy(&self.bus, &self.owner, path.as_str().to_owned(), MENU).unwrap()
    }
}

/// Without a cache: tests ask for what is there now.
fn proxy(
    bus: &Connection,
    owner: &OwnedBusName,
    path: String,
    interface: &'static str,
) -> Option<Proxy<'static>> {
    zbus::blocking::proxy::Builder::new(bus)
        .destination(owner.clone())
        .ok()?
        .path(path)
        .ok()?
        .interface(interface)
        .ok()?
        .cache_properties(CacheProperties::No)
        .build()
        .ok()
}

fn entry<'a>(
    id: i32,
    about: &HashMap<&str, &Value<'_>>,
    below: impl Iterator<Item = &'a Value<'a>>,
) -> MenuEntry {
    let text = |name| {
        about
            .get(name)
            .and_then(|value| value.downcast_ref::<&str>().ok())
    };
    let flag = |name| {
        about
            .get(name)
            .and_then(|value| value.downcast_ref::<bool>().ok())
    };
    MenuEntry {
        id,
        // The mark of a mnemonic is written twice where it is meant.
        label: text("label").unwrap_or_default().replace("__", "_"),
        enabled: flag("enabled").unwrap_or(true),
        is_line: text("type") == Some("separator"),
        below: below.filter_map(child).collect(),
    }
}

fn child(value: &Value<'_>) -> Option<MenuEntry> {
    let value = match value {
        Value::Value(inside) => inside.as_ref(),
        other => other,
    };
    let parts = value.downcast_ref::<&Structure<'_>>().ok()?.fields();
    let (id, about, below) = (parts.first()?, parts.get(1)?, parts.get(2)?);
    let about: &Dict<'_, '_> = about.downcast_ref().ok()?;
    let below: &Array<'_> = below.downcast_ref().ok()?;
    let about = about.iter().filter_map(|(name, value)| {
        let value = match value {
            Value::Value(inside) => inside.as_ref(),
            other => other,
        };
        Some((name.downcast_ref::<&str>().ok()?, value))
    });
    Some(entry(
        id.downcast_ref().ok()?,
        &about.collect(),
        below.iter(),
    ))
}
