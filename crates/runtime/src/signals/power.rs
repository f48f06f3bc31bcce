//! Whether power is to be saved: what the chosen power profile says, or where nobody offers
//! profiles, whether the machine runs on its battery.

use std::sync::{Arc, Mutex, PoisonError};

use plimsoll_core::engine::Event;
use zbus::Connection;

use super::bus::{Property, follow};

const PROFILE: Property = Property {
    service: "org.freedesktop.UPower.PowerProfiles",
    path: "/org/freedesktop/UPower/PowerProfiles",
    interface: "org.freedesktop.UPower.PowerProfiles",
    name: "ActiveProfile",
};
/// What it was called before it went to UPower. Newer services answer to both names.
const OLD_PROFILE: Property = Property {
    service: "net.hadess.PowerProfiles",
    path: "/net/hadess/PowerProfiles",
    interface: "net.hadess.PowerProfiles",
    name: "ActiveProfile",
};
const ON_BATTERY: Property = Property {
    service: "org.freedesktop.UPower",
    path: "/org/freedesktop/UPower",
    interface: "org.freedesktop.UPower",
    name: "OnBattery",
};

/// What was heard last of each.
#[derive(Debug, Default)]
struct Power {
    profile: Option<String>,
    old_profile: Option<String>,
    on_battery: Option<bool>,
    told: bool,
}

impl Power {
    /// What is to be told, if it is something new.
    fn news(&mut self) -> Option<Event> {
        let profile = self.profile.as_deref().or(self.old_profile.as_deref());
        let saves = profile.map(|profile| profile == "power-saver");
        let saves = saves.or(self.on_battery).unwrap_or(false);
        if saves == self.told {
            return None;
        }
        self.told = saves;
        Some(Event::PowerSaver(saves))
    }
}

/// Tells when saving begins and ends.
pub(super) async fn listen(bus: Connection, tell: impl Fn(Event)) {
    let power = Arc::new(Mutex::new(Power::default()));
    let change = |change: &dyn Fn(&mut Power)| {
        let mut power = power.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut power);
        power.news().into_iter().for_each(&tell);
    };
    let profile = follow(&bus, PROFILE, |value: Option<String>| {
        change(&|power| power.profile.clone_from(&value));
    });
    let old_profile = follow(&bus, OLD_PROFILE, |value: Option<String>| {
        change(&|power| power.old_profile.clone_from(&value));
    });
    let on_battery = follow(&bus, ON_BATTERY, |value: Option<bool>| {
        change(&|power| power.on_battery = value);
    });
    // One that cannot be followed leaves the word to the others.
    tokio::join!(profile, old_profile, on_battery);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_the_word_and_the_battery_only_without_one() {
        let mut power = Power::default();
        assert!(power.news().is_none());
        power.on_battery = Some(true);
        assert!(matches!(power.news(), Some(Event::PowerSaver(true))));
        power.old_profile = Some("balanced".into());
        assert!(matches!(power.news(), Some(Event::PowerSaver(false))));
        power.profile = Some("power-saver".into());
        assert!(matches!(power.news(), Some(Event::PowerSaver(true))));
        assert!(power.news().is_none());
        power.profile = None;
        power.old_profile = None;
        assert!(power.news().is_none());
        power.on_battery = None;
        assert!(matches!(power.news(), Some(Event::PowerSaver(false))));
    }
}
