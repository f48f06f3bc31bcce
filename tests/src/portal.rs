//! The desktop's portal, played: what a person has set for the whole desktop. Only light or dark
//! is there.

use zbus::{
    blocking::{Connection, connection::Builder},
    fdo, interface,
    zvariant::{OwnedValue, Value},
};

const SERVICE: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SETTINGS: &str = "org.freedesktop.portal.Settings";
const APPEARANCE: &str = "org.freedesktop.appearance";
const SCHEME: &str = "color-scheme";

/// A running portal; it goes when it is dropped.
pub struct Portal(Connection);

struct Settings {
    scheme: u32,
}

#[interface(name = "org.freedesktop.portal.Settings")]
impl Settings {
    fn read(&self, namespace: &str, key: &str) -> fdo::Result<OwnedValue> {
        if (namespace, key) != (APPEARANCE, SCHEME) {
            return Err(fdo::Error::Failed("nothing is set".to_owned()));
        }
        // It wraps the number twice, as the real one does in this method.
        let inside = Value::Value(Box::new(Value::U32(self.scheme)));
        OwnedValue::try_from(inside).map_err(|error| fdo::Error::Failed(error.to_string()))
    }
}

impl Portal {
    pub(crate) fn start(address: &str, dark: bool) -> Self {
        let settings = Settings {
            scheme: scheme(dark),
        };
        let builder = Builder::address(address).unwrap().name(SERVICE).unwrap();
        Self(builder.serve_at(PATH, settings).unwrap().build().unwrap())
    }

    /// A person chooses the other.
    pub fn change(&self, dark: bool) {
        let changed = (APPEARANCE, SCHEME, Value::U32(scheme(dark)));
        let told = self
            .0
            .emit_signal(None::<&str>, PATH, SETTINGS, "SettingChanged", &changed);
        told.unwrap();
    }
}

fn scheme(dark: bool) -> u32 {
    if dark { 1 } else { 2 }
}
