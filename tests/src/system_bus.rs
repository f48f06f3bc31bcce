//! A system bus of a test's own, on which python-dbusmock plays the services that tell of suspend,
//! network and power. The machine's own bus is never spoken to.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use tempfile::TempDir;
use zbus::{
    blocking::{Connection, Proxy, connection::Builder, fdo::DBusProxy},
    zvariant::Value,
};

use crate::processes::{Running, until};

/// A service that is played, by the name of its template.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Played {
    Logind,
    NetworkManager,
    UPower,
    PowerProfiles,
}

/// A running bus.
pub struct SystemBus {
    address: String,
    bus: Connection,
    played: Vec<(Played, Running)>,
    _daemon: Running,
    root: TempDir,
}

impl SystemBus {
    pub fn start(played: &[Played]) -> Self {
        let root = tempfile::tempdir().unwrap();
        let mut daemon = Running::start(
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--print-address"])
                .stdout(Stdio::piped()),
            root.path(),
        );
        let mut address = String::new();
        BufReader::new(daemon.output())
            .read_line(&mut address)
            .unwrap();
        let address = address.trim().to_owned();
        let bus = Builder::address(address.as_str()).unwrap().build().unwrap();
        let mut system = Self {
            address,
            bus,
            played: Vec::new(),
            _daemon: daemon,
            root,
        };
        for played in played {
            system.play(*played);
        }
        system
    }

    /// As `DBUS_SYSTEM_BUS_ADDRESS` wants it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The service comes, and is there.
    pub fn play(&mut self, played: Played) {
        let mut command = Command::new("/usr/bin/python3");
        command
            .args(["-m", "dbusmock", "--template", played.template()])
            .env("DBUS_SYSTEM_BUS_ADDRESS", &self.address)
            .stdout(Stdio::null());
        let running = Running::start(&mut command, self.root.path());
        self.played.push((played, running));
        self.wait_for(played, true);
    }

    /// The service goes away.
    pub fn stop(&mut self, played: Played) {
        self.played.retain(|(it, _)| *it != played);
        self.wait_for(played, false);
    }

    /// Waits until somebody listens for this word in a signal.
    pub fn wait_for_listener(&self, word: &str) {
        let stats = zbus::blocking::fdo::StatsProxy::new(&self.bus).unwrap();
        until("somebody who listens", || {
            let rules = stats.get_all_match_rules().unwrap();
            let mut rules = rules.values().flatten();
            rules
                .any(|rule| rule.to_string().contains(word))
                .then_some(())
        });
    }

    /// A suspend begins or ends.
    pub fn prepare_for_sleep(&self, starts: bool) {
        let signal = (
            "org.freedesktop.login1.Manager",
            "PrepareForSleep",
            "b",
            vec![Value::from(starts)],
        );
        self.mock(Played::Logind)
            .call::<_, _, ()>("EmitSignal", &signal)
            .unwrap();
    }

    /// NetworkManager's own number for how far the network reaches.
    pub fn network(&self, state: u32) {
        self.mock(Played::NetworkManager)
            .call::<_, _, ()>("SetGlobalConnectionState", &(state))
            .unwrap();
    }

    pub fn on_battery(&self, on: bool) {
        self.set(Played::UPower, "OnBattery", Value::from(on));
    }

    pub fn power_profile(&self, profile: &str) {
        self.set(Played::PowerProfiles, "ActiveProfile", Value::from(profile));
    }

    fn set(&self, played: Played, property: &str, value: Value<'_>) {
        let object = self.object(played, "org.freedesktop.DBus.Properties");
        let (service, _, _) = played.names();
        object
            .call::<_, _, ()>("Set", &(service, property, value))
            .unwrap();
    }

    fn mock(&self, played: Played) -> Proxy<'static> {
        self.object(played, "org.freedesktop.DBus.Mock")
    }

    fn object(&self, played: Played, interface: &'static str) -> Proxy<'static> {
        let (service, path, _) = played.names();
        Proxy::new(&self.bus, service, path, interface).unwrap()
    }

    fn wait_for(&self, played: Played, there: bool) {
        let names = DBusProxy::new(&self.bus).unwrap();
        let (service, ..) = played.names();
        until(service, || {
            let owned = names.name_has_owner(service.try_into().unwrap());
            (owned.unwrap() == there).then_some(())
        });
    }
}

impl Drop for SystemBus {
    fn drop(&mut self) {
        self.played.clear();
    }
}

impl Played {
    /// The service, which is its interface too but for logind; the path of its mock; the template.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Logind => (
                "org.freedesktop.login1",
                "/org/freedesktop/login1",
                "logind",
            ),
            Self::NetworkManager => (
                "org.freedesktop.NetworkManager",
                "/org/freedesktop",
                "networkmanager",
            ),
            Self::UPower => (
                "org.freedesktop.UPower",
                "/org/freedesktop/UPower",
                "upower",
            ),
            Self::PowerProfiles => (
                "net.hadess.PowerProfiles",
                "/net/hadess/PowerProfiles",
                "power_profiles_daemon",
            ),
        }
    }

    fn template(self) -> &'static str {
        self.names().2
    }
}
