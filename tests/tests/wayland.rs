//! The window under Wayland: a layer beside the panel, with the keyboard's focus, on whichever
//! screen the click was. What is in it is proved elsewhere.
#![cfg(target_os = "linux")]

use std::{ops::Range, path::Path};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{FakeService, SAME_CLICK},
    desktop::WindowPlace,
    processes::{PATIENCE, Running, until, within},
    programs::program,
    scenario::Scenario,
    sway::{Picture, SCREEN, Sway},
    tray_item::TrayItem,
};

/// A bar of this height, in pixels.
const BAR: i32 = 32;
/// Between the bars, wherever they are.
const ROWS: Range<usize> = 32..768;

/// Of the page with its one card, in CSS pixels: more than without, less than before it told any.
const HEIGHTS: Range<i32> = 121..480;
/// Of the list of settings.
const SETTINGS: Range<i32> = 481..680;

/// The resident on a desktop whose bar is at this edge.
struct Resident {
    _running: Running,
    item: TrayItem,
    sway: Sway,
    /// What the desktop looks like without the window.
    before: Picture,
    _world: Scenario,
}

impl Resident {
    fn start(edge: &str, scale: &str) -> Self {
        let (_, scenario) = FakeService::scenario(37.4, SignedDuration::from_hours(1));
        let bar = format!("bar {{\nposition {edge}\nheight {BAR}\ntray_output *\n}}\n");
        let sway = Sway::start(scale, &bar);
        let running = sway.spawn(&program("plimsoll"), &[], &scenario.variables);
        let item = sway.tray_item();
        until("the number", || {
            item.tool_tip().1.contains("63% left").then_some(())
        });
        Self {
            before: sway.picture(),
            item,
            sway,
            _running: running,
            _world: scenario,
        }
    }

    /// Waits until the window is drawn at such a height where it belongs.
    fn wait_for_window(&self, heights: Range<i32>, belongs: impl Fn(&WindowPlace) -> bool) {
        let mut seen = None;
        let found = within(PATIENCE, || {
            seen = self.sway.picture().difference(&self.before, &ROWS);
            seen.as_ref()
                .is_some_and(|place| heights.contains(&place.height) && belongs(place))
                .then_some(())
        });
        assert!(found.is_some(), "the window is at {seen:?}");
    }

    fn wait_for_no_window(&self) {
        until("no window", || {
            let there = self.sway.picture().difference(&self.before, &ROWS);
            there.is_none().then_some(())
        });
    }
}

#[test]
fn it_is_anchored_at_the_panel_and_escape_closes_it() {
    let (width, height) = SCREEN;
    for (edge, y) in [("top", BAR / 2), ("bottom", height - BAR / 2)] {
        let app = Resident::start(edge, "1");
        for _ in 0..2 {
            app.item.activate(width - 12, y);
            app.wait_for_window(HEIGHTS, |place| {
                let beside_the_bar = if edge == "top" {
                    place.y
                } else {
                    height - place.y - place.height
                };
                let is_at_the_corner = (place.x, place.width) == (width - 8 - 380, 380);
                is_at_the_corner && beside_the_bar == BAR + 8
            });
            let picture = format!("wayland-{edge}.png");
            let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join(picture);
            app.sway.save_picture(&picture);
            app.sway.press("Escape");
            app.wait_for_no_window();
            std::thread::sleep(SAME_CLICK);
        }
    }
}

/// A layer that is resized the wrong way is never drawn again.
#[test]
fn it_grows_and_shrinks_with_its_page() {
    let app = Resident::start("top", "1");
    app.item.activate(SCREEN.0 - 12, BAR / 2);
    app.wait_for_window(HEIGHTS, |_| true);
    app.item.choose("Settings");
    app.wait_for_window(SETTINGS, |_| true);
    app.sway.press("Escape");
    app.wait_for_window(HEIGHTS, |_| true);
    app.sway.press("Escape");
    app.wait_for_no_window();
}

#[test]
fn it_opens_on_the_screen_of_the_click_whatever_its_scale() {
    let (left, _) = SCREEN;
    for (scale, width, height) in [("1", 1280, 800), ("1.25", 1024, 640), ("2", 640, 400)] {
        let app = Resident::start("top", scale);
        app.item.activate(left + width - 12, BAR / 2);
        app.wait_for_window(HEIGHTS, |place| {
            // A picture of another scale has soft edges.
            let is_at = |seen: i32, wanted: i32| seen.abs_diff(wanted) <= 4;
            is_at(place.x, left + width - 8 - 380)
                && is_at(place.y, BAR + 8)
                && is_at(place.width, 380)
                && place.y + place.height <= height
        });
    }
}
