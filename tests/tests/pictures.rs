//! Every face that the mark has in the panel, as a person sees it: no two are the same. The
//! pictures are kept for the documentation.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService, ICON},
    home::Store,
    processes::until,
    proxy::Door,
    scenario::Scenario,
};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn used(percent: f64) -> Scenario {
    FakeService::scenario(percent, HOUR).1
}

/// Where the pictures go.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn every_face_in_the_panel_can_be_told_from_the_others() {
    let folder = folder();
    let nobody = Scenario::signed_in(&[], Store::AuthFile, Door::Open, |_, _, _| None);
    let faces: [(&str, Scenario, &str); 6] = [
        ("calm", used(20.0), "80% left"),
        ("notice", used(83.0), "17% left"),
        ("critical", used(96.0), "4% left"),
        ("used-up", used(100.0), "0% left"),
        ("problem", FakeService::scenario(20.0, -HOUR).1, "OpenAI: "),
        ("nothing", nobody, "No sign-in found"),
    ];
    let mut seen: Vec<(&str, Vec<u8>)> = Vec::new();
    for (name, scenario, said) in faces {
        let app = App::start(scenario);
        app.tool_tip(name, |text| text.contains(said));
        app.desktop.wait_for_picture(ICON);
        let file = folder.join(format!("tray-{name}.png"));
        let mut last = Vec::new();
        let picture = until("a face at rest", || {
            let now = app.desktop.picture_of(ICON, &file);
            let is_steady = now == last;
            last.clone_from(&now);
            is_steady.then_some(now)
        });
        for (other, known) in &seen {
            assert!(*known != picture, "{name} looks like {other}");
        }
        seen.push((name, picture));
    }
}

#[test]
fn a_notification_is_seen_on_the_screen() {
    let app = App::start(used(83.0));
    until("a notification", || {
        (app.desktop.notifications.on_screen() == 1).then_some(())
    });
    let window = until("its window", || app.desktop.windows("unst").pop());
    let place = app.desktop.place(&window).unwrap();
    let file = folder().join("notification.png");
    let mut last = Vec::new();
    until("a picture at rest", || {
        let now = app.desktop.picture_of(place, &file);
        let is_steady = now == last && now.len() > 2000;
        last = now;
        is_steady.then_some(())
    });
}
