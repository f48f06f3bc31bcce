//! Where a start is from, as one tells the other; whether two of them are for the same screen. What
//! follows is not decided here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::StartRequest;

/// What a start says of itself.
#[derive(Serialize, Deserialize)]
pub(super) struct Origin {
    variables: BTreeMap<String, String>,
}

const SCREENS: [&str; 2] = ["WAYLAND_DISPLAY", "DISPLAY"];
/// They tell sessions apart where both starts have one.
const OF_SESSION: [&str; 3] = ["XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "XDG_SESSION_ID"];

impl Origin {
    pub(super) fn of_this() -> Self {
        let names = SCREENS.iter().chain(&OF_SESSION);
        let variables = names.filter_map(|name| {
            let value = std::env::var(name).ok().filter(|it| !it.is_empty())?;
            Some(((*name).to_owned(), value))
        });
        Self {
            variables: variables.collect(),
        }
    }

    /// What one that comes from there wants of one that runs here. A start without a screen of this
    /// machine, as on a console or from another computer, cannot have an item in the tray.
    pub(super) fn request(&self, running: &Self) -> StartRequest {
        let value = |of: &Self, name: &str| {
            let value = of.variables.get(name)?;
            // The same bus, with or without what it calls itself; the same display, with or without
            // its first screen.
            let bare = value.split(",guid=").next().unwrap_or(value);
            Some(bare.strip_suffix(".0").unwrap_or(bare).to_owned())
        };
        let has_screen = value(self, "WAYLAND_DISPLAY").is_some()
            || value(self, "DISPLAY").is_some_and(|it| it.starts_with(':'));
        let other_screen = SCREENS
            .iter()
            .any(|name| value(self, name) != value(running, name));
        let other_session = OF_SESSION.iter().any(|name| {
            let both = value(self, name).zip(value(running, name));
            both.is_some_and(|(one, two)| one != two)
        });
        if has_screen && (other_screen || other_session) {
            StartRequest::Place
        } else {
            StartRequest::Window
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As of a start with these variables, of which later ones count.
    fn origin(variables: &[(&str, &str)]) -> Origin {
        let variables = variables.iter();
        let owned = variables.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Origin {
            variables: owned.collect(),
        }
    }

    #[test]
    fn a_start_in_another_session_takes_over() {
        const BUS: &str = "DBUS_SESSION_BUS_ADDRESS";
        let here = [
            ("DISPLAY", ":0"),
            ("XAUTHORITY", "/run/user/1000/xauth_a"),
            (BUS, "unix:path=/run/user/1000/bus"),
            ("XDG_SESSION_ID", "2"),
        ];
        let running = origin(&here);
        let with =
            |changed: (&str, &str)| origin(&[&here[..], &[changed]].concat()).request(&running);
        for other in [
            ("DISPLAY", ":1"),
            ("WAYLAND_DISPLAY", "wayland-0"),
            ("XAUTHORITY", "/run/user/1000/xauth_b"),
            (BUS, "unix:path=/tmp/dbus-b"),
            ("XDG_SESSION_ID", "3"),
        ] {
            assert_eq!(with(other), StartRequest::Place, "{other:?}");
        }
        assert_eq!(with(here[0]), StartRequest::Window);
        let guid = "unix:path=/run/user/1000/bus,guid=0123";
        assert_eq!(with((BUS, guid)), StartRequest::Window);
        assert_eq!(with(("DISPLAY", ":0.0")), StartRequest::Window);
        assert_eq!(origin(&here[..1]).request(&running), StartRequest::Window);
        // A console, and another computer.
        for screen in [&[][..], &[("DISPLAY", "localhost:10.0")]] {
            let far = origin(&[screen, &[("XDG_SESSION_ID", "3")]].concat());
            assert_eq!(far.request(&running), StartRequest::Window);
        }
    }
}
