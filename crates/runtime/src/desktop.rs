//! What the desktop offers: a tray host, also as it comes and goes, and a notification service.
//! Nothing is drawn or sent here.

#[cfg(target_os = "linux")]
use std::sync::Arc;
use std::time::Duration;

#[cfg(target_os = "linux")]
use futures_util::StreamExt;
#[cfg(target_os = "linux")]
use zbus::{
    Connection, Proxy,
    connection::Builder,
    fdo::{DBusProxy, NameOwnerChangedStream},
};

#[cfg(target_os = "linux")]
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// A service that does not answer is as good as none, and `doctor` must come to its end.
#[cfg(target_os = "linux")]
const ANSWER: Duration = Duration::from_secs(2);

/// Whether some panel shows tray items.
#[cfg(target_os = "linux")]
pub async fn tray_host() -> bool {
    let Ok(bus) = session().await else {
        return false;
    };
    has_tray_host(&bus).await.unwrap_or(false)
}

/// The same, for whoever can wait so long for one that is about to come.
#[cfg(target_os = "linux")]
pub async fn tray_host_within(time: Duration) -> bool {
    const AGAIN: Duration = Duration::from_millis(150);
    let looking = async {
        while !tray_host().await {
            tokio::time::sleep(AGAIN).await;
        }
    };
    tokio::time::timeout(time, looking).await.is_ok()
}

/// Waits for the next moment at which a tray item may be registered: for something new that lists
/// them, or this long where it is there already, or the bus is not. Whether it is new.
#[cfg(target_os = "linux")]
pub async fn tray_watcher(again: Duration) -> bool {
    let later = tokio::time::sleep(again);
    let next = async {
        let bus = session().await?;
        let names = DBusProxy::new(&bus).await?;
        let service = [(0, WATCHER)];
        let mut owners = names.receive_name_owner_changed_with_args(&service).await?;
        let is_there = names.name_has_owner(WATCHER.try_into()?).await?;
        tokio::select! {
            new = new_owner(&mut owners) => new.map(|()| true),
            () = later, if is_there => Ok(false),
        }
    };
    let next: zbus::Result<bool> = next.await;
    if next.is_err() {
        tokio::time::sleep(again).await;
    }
    next.unwrap_or(false)
}

/// Until some program has the name; an error when the bus has gone.
#[cfg(target_os = "linux")]
async fn new_owner(owners: &mut NameOwnerChangedStream) -> zbus::Result<()> {
    while let Some(change) = owners.next().await {
        if change.args()?.new_owner().is_some() {
            return Ok(());
        }
    }
    let gone = std::io::ErrorKind::ConnectionAborted;
    Err(zbus::Error::InputOutput(Arc::new(gone.into())))
}

/// What becomes of the panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panels {
    /// None shows tray items.
    None,
    Some,
    /// The session bus is another one than before: what was on the old one is on none.
    NewBus,
}

/// A session bus that is not there is looked for again.
#[cfg(target_os = "linux")]
const BUS_AGAIN: Duration = Duration::from_secs(10);

/// Says whether some panel shows tray items, after a moment, and whenever that changes. A panel
/// that goes is given as long to come again.
#[cfg(target_os = "linux")]
pub async fn follow_tray_host(grace: Duration, mut heard: impl FnMut(Panels)) {
    tokio::time::sleep(grace).await;
    let mut lost = false;
    let mut known = None;
    loop {
        if let Ok(bus) = session().await {
            let this = Some(bus.server_guid().to_string());
            if lost && this != known {
                heard(Panels::NewBus);
            }
            known = this;
            lost = false;
            let there = |there| if there { Panels::Some } else { Panels::None };
            drop(follow(&bus, grace, |it| heard(there(it))).await);
        }
        if !lost {
            lost = true;
            heard(Panels::None);
        }
        tokio::time::sleep(BUS_AGAIN).await;
    }
}

#[cfg(target_os = "linux")]
async fn follow(
    bus: &Connection,
    grace: Duration,
    mut heard: impl FnMut(bool),
) -> zbus::Result<()> {
    let names = DBusProxy::new(bus).await?;
    let service = [(0, WATCHER)];
    let mut owners = names.receive_name_owner_changed_with_args(&service).await?;
    let watcher = Proxy::new(bus, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
    let mut hosts = watcher.receive_all_signals().await?;
    let mut last = None;
    loop {
        let has_one = if last == Some(false) {
            has_tray_host(bus).await.unwrap_or(false)
        } else {
            stays_there(bus, grace).await
        };
        if last.replace(has_one) != Some(has_one) {
            heard(has_one);
        }
        let told = tokio::select! {
            owner = owners.next() => owner.is_some(),
            host = hosts.next() => host.is_some(),
        };
        if !told {
            return Ok(());
        }
    }
}

/// Whether some panel shows tray items, where that there is none is not yet known: one may be busy
/// or start anew, and GNOME puts its own away while the screen is locked.
#[cfg(target_os = "linux")]
async fn stays_there(bus: &Connection, grace: Duration) -> bool {
    const LOOKS: u32 = 3;
    /// So many times as long.
    const LOCKED: u32 = 12;
    let mut looks = 0;
    loop {
        looks += 1;
        match has_tray_host(bus).await {
            Ok(true) => return true,
            Ok(false) if looks == 1 => tokio::time::sleep(grace).await,
            // A night is long.
            Ok(false) if is_locked(bus).await => tokio::time::sleep(grace * LOCKED).await,
            Ok(false) => return false,
            Err(_) if looks > LOOKS => return false,
            Err(_) => tokio::time::sleep(grace).await,
        }
    }
}

/// Whether GNOME's screen is locked.
#[cfg(target_os = "linux")]
async fn is_locked(bus: &Connection) -> bool {
    const SHIELD: &str = "org.gnome.ScreenSaver";
    let asked = async {
        let names = DBusProxy::new(bus).await?;
        if !names.name_has_owner(SHIELD.try_into()?).await? {
            return Ok(false);
        }
        let shield = Proxy::new(bus, SHIELD, "/org/gnome/ScreenSaver", SHIELD).await?;
        shield.call("GetActive", &()).await
    };
    let asked: zbus::Result<bool> = asked.await;
    asked.unwrap_or(false)
}

/// The name of the notification service, if one runs or can be started.
#[cfg(target_os = "linux")]
pub async fn notification_service() -> Option<String> {
    let bus = session().await.ok()?;
    notifier(&bus).await.ok()
}

#[cfg(target_os = "linux")]
async fn session() -> zbus::Result<Connection> {
    Builder::session()?.method_timeout(ANSWER).build().await
}

#[cfg(target_os = "linux")]
async fn has_tray_host(bus: &Connection) -> zbus::Result<bool> {
    // Asking a name that nobody owns would start its owner.
    let names = DBusProxy::new(bus).await?;
    if !names.name_has_owner(WATCHER.try_into()?).await? {
        return Ok(false);
    }
    let watcher = Proxy::new(bus, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
    watcher.get_property("IsStatusNotifierHostRegistered").await
}

#[cfg(target_os = "linux")]
async fn notifier(bus: &Connection) -> zbus::Result<String> {
    const SERVICE: &str = "org.freedesktop.Notifications";
    let service = Proxy::new(bus, SERVICE, "/org/freedesktop/Notifications", SERVICE).await?;
    let about: (String, String, String, String) = service.call("GetServerInformation", &()).await?;
    let (name, _vendor, version, _spec) = about;
    Ok(format!("{name} {version}"))
}

/// Whether some panel shows tray items: always, on this system.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unused_async, reason = "elsewhere it has to ask")]
pub async fn tray_host() -> bool {
    true
}

/// At once.
#[cfg(not(target_os = "linux"))]
pub async fn tray_host_within(_: Duration) -> bool {
    tray_host().await
}

/// Says once that there is one.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unused_async, reason = "elsewhere it has to ask")]
pub async fn follow_tray_host(_: Duration, mut heard: impl FnMut(Panels)) {
    heard(Panels::Some);
}

/// The name of the notification service: the system's own.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unused_async, reason = "elsewhere it has to ask")]
pub async fn notification_service() -> Option<String> {
    Some(std::env::consts::OS.to_owned())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
