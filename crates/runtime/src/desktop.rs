//! What the desktop offers, for `doctor`: a tray host, a notification service. Nothing is drawn
//! or sent here.

#[cfg(target_os = "linux")]
use zbus::blocking::{Connection, Proxy, connection::Builder, fdo::DBusProxy};

/// A service that does not answer is as good as none, and `doctor` must come to its end.
#[cfg(target_os = "linux")]
const ANSWER: std::time::Duration = std::time::Duration::from_secs(2);

/// Whether some panel shows tray items.
#[cfg(target_os = "linux")]
pub fn tray_host() -> bool {
    session()
        .and_then(|bus| has_tray_host(&bus))
        .unwrap_or(false)
}

/// The name of the notification service, if one runs or can be started.
#[cfg(target_os = "linux")]
pub fn notification_service() -> Option<String> {
    session().and_then(|bus| notifier(&bus)).ok()
}

#[cfg(target_os = "linux")]
fn session() -> zbus::Result<Connection> {
    Builder::session()?.method_timeout(ANSWER).build()
}

#[cfg(target_os = "linux")]
fn has_tray_host(bus: &Connection) -> zbus::Result<bool> {
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    // Asking a name that nobody owns would start its owner.
    let owned = DBusProxy::new(bus)?.name_has_owner(WATCHER.try_into()?)?;
    if !owned {
        return Ok(false);
    }
    Proxy::new(bus, WATCHER, "/StatusNotifierWatcher", WATCHER)?
        .get_property("IsStatusNotifierHostRegistered")
}

#[cfg(target_os = "linux")]
fn notifier(bus: &Connection) -> zbus::Result<String> {
    const SERVICE: &str = "org.freedesktop.Notifications";
    let service = Proxy::new(bus, SERVICE, "/org/freedesktop/Notifications", SERVICE)?;
    let about: (String, String, String, String) = service.call("GetServerInformation", &())?;
    let (name, _vendor, version, _spec) = about;
    Ok(format!("{name} {version}"))
}

/// Whether some panel shows tray items: always, on this system.
#[cfg(not(target_os = "linux"))]
pub fn tray_host() -> bool {
    true
}

/// The name of the notification service: the system's own.
#[cfg(not(target_os = "linux"))]
pub fn notification_service() -> Option<String> {
    Some(std::env::consts::OS.to_owned())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::{
        io::{BufRead, BufReader},
        process::{Child, Command, Stdio},
    };

    use super::*;

    /// A session bus of the test's own.
    struct Bus(Child, String);

    impl Bus {
        fn start() -> Self {
            let mut child = Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--print-address"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("these tests need dbus-daemon");
            let mut address = String::new();
            let output = child.stdout.take().unwrap();
            BufReader::new(output).read_line(&mut address).unwrap();
            Self(child, address.trim().to_owned())
        }

        fn builder(&self) -> Builder<'_> {
            Builder::address(self.1.as_str()).unwrap()
        }
    }

    impl Drop for Bus {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    struct Watcher(bool);

    #[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
    impl Watcher {
        #[zbus(property)]
        fn is_status_notifier_host_registered(&self) -> bool {
            self.0
        }
    }

    struct Notifier;

    #[zbus::interface(name = "org.freedesktop.Notifications")]
    impl Notifier {
        #[expect(clippy::unused_self, reason = "the bus calls methods")]
        fn get_server_information(&self) -> (&str, &str, &str, &str) {
            ("sample", "nobody", "1.0", "1.2")
        }
    }

    #[test]
    fn a_watcher_counts_only_with_a_host() {
        for host in [false, true] {
            let bus = Bus::start();
            let asking = bus.builder().build().unwrap();
            assert!(!has_tray_host(&asking).unwrap());
            let _watcher = bus
                .builder()
                .serve_at("/StatusNotifierWatcher", Watcher(host))
                .and_then(|builder| builder.name("org.kde.StatusNotifierWatcher"))
                .and_then(Builder::build)
                .unwrap();
            assert_eq!(has_tray_host(&asking).unwrap(), host);
        }
    }

    #[test]
    fn the_notification_service_is_named_and_a_silent_one_is_given_up() {
        let bus = Bus::start();
        let short = std::time::Duration::from_millis(200);
        let asking = bus.builder().method_timeout(short).build().unwrap();
        let silent = bus.builder().build().unwrap();
        silent
            .request_name("org.freedesktop.Notifications")
            .unwrap();
        let (sender, receiver) = std::sync::mpsc::channel();
        let asked = asking.clone();
        std::thread::spawn(move || sender.send(notifier(&asked)));
        let given_up = receiver.recv_timeout(std::time::Duration::from_secs(5));
        let given_up = given_up.unwrap().unwrap_err();
        let zbus::Error::InputOutput(error) = given_up else {
            panic!("{given_up:?}")
        };
        assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
        silent
            .release_name("org.freedesktop.Notifications")
            .unwrap();
        let _service = bus
            .builder()
            .serve_at("/org/freedesktop/Notifications", Notifier)
            .and_then(|builder| builder.name("org.freedesktop.Notifications"))
            .and_then(Builder::build)
            .unwrap();
        assert_eq!(notifier(&asking).unwrap(), "sample 1.0");
    }
}
