//! What the desktop offers, for `doctor`: a tray host, a notification service. Nothing is drawn
//! or sent here.

/// Whether some panel shows tray items.
#[cfg(target_os = "linux")]
pub fn tray_host() -> bool {
    let asked = || -> zbus::Result<bool> {
        let connection = zbus::blocking::Connection::session()?;
        let watcher = zbus::blocking::Proxy::new(
            &connection,
            "org.kde.StatusNotifierWatcher",
            "/StatusNotifierWatcher",
            "org.kde.StatusNotifierWatcher",
        )?;
        watcher.get_property("IsStatusNotifierHostRegistered")
    };
    asked().unwrap_or(false)
}

/// The name of the notification service, if one runs or can be started.
#[cfg(target_os = "linux")]
pub fn notification_service() -> Option<String> {
    let asked = || -> zbus::Result<(String, String, String, String)> {
        let connection = zbus::blocking::Connection::session()?;
        let service = zbus::blocking::Proxy::new(
            &connection,
            "org.freedesktop.Notifications",
            "/org/freedesktop/Notifications",
            "org.freedesktop.Notifications",
        )?;
        service.call("GetServerInformation", &())
    };
    asked()
        .ok()
        .map(|(name, _, version, _)| format!("{name} {version}"))
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
