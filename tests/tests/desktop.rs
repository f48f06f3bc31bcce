//! The pretend desktop itself: what the tests of the app rest on.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{collections::BTreeMap, fs};

use plimsoll_tests::{desktop::Desktop, processes::until, web_driver::drive};
use zbus::{blocking::connection::Builder, zvariant::Value};

#[test]
fn a_notification_is_heard_shown_pictured_and_read_back() {
    let desktop = Desktop::start();
    let (before, with) = (
        desktop.folder().join("1.png"),
        desktop.folder().join("2.png"),
    );
    desktop.picture(&before);
    let address = &desktop.variables()["DBUS_SESSION_BUS_ADDRESS"];
    let bus = Builder::address(address.as_str()).unwrap().build().unwrap();
    let service = "org.freedesktop.Notifications";
    let hints = BTreeMap::from([("urgency", Value::from(2_u8))]);
    let notify = (
        "sample",
        0_u32,
        "",
        "A title",
        "A line",
        vec!["open", "Open"],
        hints,
        -1_i32,
    );
    let path = "/org/freedesktop/Notifications";
    bus.call_method(Some(service), path, Some(service), "Notify", &notify)
        .unwrap();
    until("a notification", || {
        (desktop.notifications.on_screen() == 1).then_some(())
    });
    let heard = until("a call", || desktop.heard().asked().pop());
    assert_eq!(
        (heard.summary.as_str(), heard.urgency),
        ("A title", Some(2))
    );
    assert_eq!(heard.actions, ["open", "Open"]);
    until("its picture", || {
        desktop.picture(&with);
        (fs::read(&before).unwrap() != fs::read(&with).unwrap()).then_some(())
    });
    let shown = desktop.notifications.read_back();
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (shown[0].summary.as_str(), shown[0].body.as_str()),
        ("A title", "A line")
    );
}

#[test]
fn the_panel_takes_tray_items_also_after_it_was_started_again() {
    let mut desktop = Desktop::start();
    assert!(desktop.tray_items().is_empty());
    desktop.stop_panel();
    desktop.start_panel();
    assert!(desktop.has_name("org.kde.StatusNotifierWatcher"));
}

#[test]
fn a_page_is_read_through_the_driver() {
    let desktop = Desktop::start();
    let (_driver, attaching) = drive(&desktop, None, &BTreeMap::new());
    let page = attaching.page();
    page.ask(|client| async move { client.goto("data:text/html,<p>left: 63").await });
    page.wait_for("left: 63");
}
