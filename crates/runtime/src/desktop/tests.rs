//! A tray host and a notification service on a bus of the test's own.

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

    /// What lists tray items, with or without somebody who shows them.
    async fn panel(&self, host: bool) -> Connection {
        let named = self.builder().name(WATCHER).unwrap();
        let watcher = named.serve_at("/StatusNotifierWatcher", Watcher(host));
        watcher.unwrap().build().await.unwrap()
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

struct Shield(bool);

#[zbus::interface(name = "org.gnome.ScreenSaver")]
impl Shield {
    fn get_active(&self) -> bool {
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

#[tokio::test]
async fn a_watcher_counts_only_with_a_host() {
    for host in [false, true] {
        let bus = Bus::start();
        let asking = bus.builder().build().await.unwrap();
        assert!(!has_tray_host(&asking).await.unwrap());
        let _watcher = bus.panel(host).await;
        assert_eq!(has_tray_host(&asking).await.unwrap(), host);
    }
}

#[tokio::test]
async fn a_panel_that_comes_and_goes_is_told_of() {
    let bus = Bus::start();
    let asking = bus.builder().build().await.unwrap();
    let (sender, mut told) = tokio::sync::mpsc::unbounded_channel();
    let following = async {
        let heard = |there| sender.send(there).unwrap();
        follow(&asking, Duration::ZERO, heard).await
    };
    let panel = async {
        assert_eq!(told.recv().await, Some(false));
        let watcher = bus.panel(true).await;
        assert_eq!(told.recv().await, Some(true));
        watcher.close().await.unwrap();
        assert_eq!(told.recv().await, Some(false));
    };
    tokio::select! {
        ended = following => panic!("{ended:?}"),
        () = panel => {}
    }
}

#[tokio::test]
async fn a_panel_that_goes_while_the_screen_is_locked_is_not_missed() {
    let bus = Bus::start();
    let asking = bus.builder().build().await.unwrap();
    let first = bus.panel(true).await;
    let (sender, mut told) = tokio::sync::mpsc::unbounded_channel();
    let following = async {
        let heard = |there| sender.send(there).unwrap();
        follow(&asking, Duration::from_millis(1), heard).await
    };
    let locking = async {
        assert_eq!(told.recv().await, Some(true));
        let shield = bus
            .builder()
            .serve_at("/org/gnome/ScreenSaver", Shield(true))
            .unwrap()
            .name("org.gnome.ScreenSaver")
            .unwrap();
        let shield = shield.build().await.unwrap();
        first.close().await.unwrap();
        let looked = tokio::time::timeout(Duration::from_millis(200), told.recv());
        assert!(looked.await.is_err(), "told while the screen is locked");
        let second = bus.panel(true).await;
        shield.close().await.unwrap();
        second.close().await.unwrap();
        assert_eq!(told.recv().await, Some(false));
    };
    tokio::select! {
        ended = following => panic!("{ended:?}"),
        () = locking => {}
    }
}

#[tokio::test]
async fn a_silent_notification_service_is_given_up() {
    const NAME: &str = "org.freedesktop.Notifications";
    let bus = Bus::start();
    let short = Duration::from_millis(200);
    let asking = bus.builder().method_timeout(short).build().await.unwrap();
    let silent = bus.builder().name(NAME).unwrap().build().await.unwrap();
    let given_up = notifier(&asking).await.unwrap_err();
    let zbus::Error::InputOutput(error) = given_up else {
        panic!("{given_up:?}")
    };
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
    silent.release_name(NAME).await.unwrap();
    let service = bus
        .builder()
        .serve_at("/org/freedesktop/Notifications", Notifier)
        .unwrap()
        .name(NAME)
        .unwrap();
    let _service = service.build().await.unwrap();
    assert_eq!(notifier(&asking).await.unwrap(), "sample 1.0");
}
