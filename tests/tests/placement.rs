//! Where the window stands under X11: on the screen that the click was on, beside the icon, whole,
//! at every scale. How the place is reckoned is proved without a screen.
#![cfg(target_os = "linux")]

use std::path::Path;

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService},
    desktop::{Desktop, SCREEN, WindowPlace},
    processes::until,
    scenario::Scenario,
};

const PANEL: i32 = 32;

fn scenario() -> Scenario {
    FakeService::scenario(37.4, SignedDuration::from_hours(1)).1
}

/// Where the window is, as soon as it is at rest.
fn place(app: &App) -> WindowPlace {
    let mut last = None;
    until("its place", || {
        let window = app.desktop.windows("^Plimsoll$").pop()?;
        let place = app.desktop.place(&window)?;
        let is_steady = last == Some(place) && place.y > 0;
        last = Some(place);
        is_steady.then_some(place)
    })
}

#[test]
fn it_is_whole_and_beside_the_icon_at_every_scale() {
    let (right, bottom) = (SCREEN.0.cast_signed(), SCREEN.1.cast_signed());
    for (variable, value, width) in [
        ("GDK_SCALE", "1", 380),
        ("GDK_DPI_SCALE", "1.25", 475),
        ("GDK_SCALE", "2", 760),
    ] {
        let mut scenario = scenario();
        scenario.variables.insert(variable, value.to_owned());
        let app = App::start(scenario);
        app.tool_tip("the number", |text| text.contains("63% left"));
        app.click(1);
        let place = place(&app);
        let picture = format!("scale-{variable}-{value}.png");
        let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join(picture);
        let windows = app.desktop.windows("^Plimsoll$");
        for window in &windows {
            app.desktop.picture_when_drawn(window, &picture);
        }
        assert_eq!(place.width, width, "{variable} {value}: {place:?}");
        let margin = if width == 760 { 16 } else { 8 };
        assert_eq!(place.x + place.width, right - margin, "{place:?}");
        // The window manager may lay a thin border round it.
        let below = place.y - PANEL - margin;
        assert!((0..=2).contains(&below), "{place:?}");
        assert!(place.y + place.height <= bottom, "{place:?}");
    }
}

#[test]
fn it_opens_on_the_screen_that_the_click_was_on() {
    let middle = SCREEN.0.cast_signed() / 2;
    for (click, on) in [(middle - 10, 0..middle), (middle + 10, middle..2 * middle)] {
        let app = App::on(Desktop::with_two_screens(), scenario());
        app.tool_tip("the number", |text| text.contains("63% left"));
        app.item().activate(click, PANEL / 2);
        let place = place(&app);
        assert!(on.contains(&place.x), "{click}: {place:?}");
        assert!(
            on.contains(&(place.x + place.width - 1)),
            "{click}: {place:?}"
        );
    }
}
