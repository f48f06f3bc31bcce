//! The one window: where it stands, how high it is, when it goes. What is in it is the page's.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use plimsoll_core::pipe::Up;
use tauri::{
    AppHandle, LogicalSize, Manager, PhysicalPosition, PhysicalSize, State, WebviewUrl,
    WebviewWindow, WebviewWindowBuilder, Window, WindowEvent,
};

use crate::{
    focus,
    ipc::{complain, say},
};

const LABEL: &str = "popup";
/// CSS pixels.
const WIDTH: f64 = 360.0;
/// Before the page has told its own.
const FIRST_HEIGHT: f64 = 480.0;
/// Of the height of the screen.
const MOST: f64 = 0.85;
/// From the edges of the screen, in CSS pixels.
const MARGIN: f64 = 8.0;
/// A window manager may take the focus away once more while it maps a window.
const SETTLING: Duration = Duration::from_millis(300);
/// A page that has not told its height by then is shown as it is.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What is known about the window beside what the window knows.
#[derive(Default)]
pub(crate) struct Popup(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// The height that the page wants, CSS pixels.
    wanted: Option<f64>,
    near: Option<(i32, i32)>,
    stays: bool,
    /// Something is under way in the page.
    held: bool,
    /// It is to be shown as soon as the page has told its height.
    awaited: bool,
    shown_at: Option<Instant>,
}

/// Makes the window, hidden.
pub(crate) fn make(app: &AppHandle) -> tauri::Result<()> {
    let mut window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Plimsoll")
        .inner_size(WIDTH, FIRST_HEIGHT)
        .visible(false)
        .decorations(false)
        .maximizable(false)
        .minimizable(false)
        .skip_taskbar(true)
        .always_on_top(true)
        .focused(true);
    // The page keeps nothing. What the web engine lays down all the same goes with the session.
    if let Some(directory) = dirs::runtime_dir().or_else(dirs::data_local_dir) {
        window = window.data_directory(directory.join("plimsoll").join("window"));
    }
    focus::at_every_appearance(&window.build()?)
}

/// Shows it, near a point of the screen in physical pixels where one is known. `stays` makes it a
/// window like any other.
pub(crate) fn show(app: &AppHandle, near: Option<(i32, i32)>, stays: bool) {
    let popup: State<'_, Popup> = app.state();
    let is_drawn = {
        let mut inner = popup.lock();
        inner.near = near;
        inner.stays = stays;
        inner.awaited = true;
        inner.wanted.is_some()
    };
    if is_drawn {
        appear(app);
        return;
    }
    let app = app.clone();
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        let popup: State<'_, Popup> = app.state();
        let is_awaited = popup.lock().awaited;
        if is_awaited {
            appear(&app);
        }
    });
}

/// The page's content is this high, in CSS pixels.
pub(crate) fn fit(app: &AppHandle, height: f64) {
    if !height.is_finite() || height <= 0.0 {
        return;
    }
    let popup: State<'_, Popup> = app.state();
    let is_awaited = {
        let mut inner = popup.lock();
        inner.wanted = Some(height);
        inner.awaited
    };
    if is_awaited {
        appear(app);
    } else if let Some(window) = app.get_webview_window(LABEL)
        && window.is_visible().unwrap_or(false)
    {
        complain(arrange(&window, &popup));
    }
}

/// Whether the page has something under way that a lost focus must not end.
pub(crate) fn hold(app: &AppHandle, on: bool) {
    let popup: State<'_, Popup> = app.state();
    popup.lock().held = on;
}

/// Hides it, and says so if it was shown.
pub(crate) fn hide(app: &AppHandle) {
    let popup: State<'_, Popup> = app.state();
    let was_shown = {
        let mut inner = popup.lock();
        inner.awaited = false;
        inner.shown_at.take().is_some()
    };
    if let Some(window) = app.get_webview_window(LABEL) {
        complain(window.hide());
    }
    if was_shown {
        say(&Up::Hidden);
    }
}

pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    let popup: State<'_, Popup> = window.state();
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            hide(window.app_handle());
        }
        WindowEvent::Focused(false) => {
            let goes = {
                let inner = popup.lock();
                let settled = inner.shown_at.is_some_and(|at| at.elapsed() >= SETTLING);
                settled && !inner.stays && !inner.held
            };
            if goes {
                hide(window.app_handle());
            }
        }
        _ => {}
    }
}

fn appear(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else {
        return;
    };
    let popup: State<'_, Popup> = app.state();
    let stays = {
        let mut inner = popup.lock();
        inner.awaited = false;
        inner.shown_at = Some(Instant::now());
        inner.stays
    };
    let shown = || {
        window.set_decorations(stays)?;
        window.set_skip_taskbar(!stays)?;
        window.set_always_on_top(!stays)?;
        arrange(&window, &popup)?;
        window.show()?;
        // Some window managers place a window anew when it is mapped.
        arrange(&window, &popup)?;
        window.set_focus()
    };
    complain(shown());
}

/// Gives it its size and its place.
fn arrange(window: &WebviewWindow, popup: &Popup) -> tauri::Result<()> {
    let (wanted, near, stays) = {
        let inner = popup.lock();
        (
            inner.wanted.unwrap_or(FIRST_HEIGHT),
            inner.near,
            inner.stays,
        )
    };
    let monitors = window.available_monitors()?;
    let holds = |monitor: &&tauri::Monitor| {
        near.is_some_and(|point| Area::new(*monitor.position(), *monitor.size()).holds(point))
    };
    let monitor = match monitors.iter().find(holds) {
        Some(monitor) => Some(monitor.clone()),
        None => window.primary_monitor()?,
    };
    let Some(monitor) = monitor.or_else(|| monitors.into_iter().next()) else {
        return Ok(());
    };
    let scale = monitor.scale_factor();
    let screen = Area::new(*monitor.position(), *monitor.size());
    let work = monitor.work_area();
    let work = Area::new(work.position, work.size);
    let height = wanted.min(f64::from(screen.height) / scale * MOST);
    // Limits instead of "not resizable": GTK would never change the size of such a window again.
    let limits = LogicalSize::new(WIDTH, height);
    window.set_min_size(Some(limits))?;
    window.set_max_size(Some(limits))?;
    window.set_size(limits)?;
    if stays {
        return Ok(());
    }
    let size = PhysicalSize::new((WIDTH * scale) as u32, (height * scale) as u32);
    window.set_position(place(screen, work, size, near, (MARGIN * scale) as i32))
}

/// A rectangle of the screen, physical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    left: i32,
    top: i32,
    width: i32,
    height: i32,
}

impl Area {
    fn new(position: PhysicalPosition<i32>, size: PhysicalSize<u32>) -> Self {
        let pixels = |size: u32| i32::try_from(size).unwrap_or(i32::MAX);
        Self {
            left: position.x,
            top: position.y,
            width: pixels(size.width),
            height: pixels(size.height),
        }
    }

    fn holds(self, (x, y): (i32, i32)) -> bool {
        (self.left..self.left + self.width).contains(&x)
            && (self.top..self.top + self.height).contains(&y)
    }
}

/// Next to the point, inside the work area; without a point in the right corner at the panel's
/// edge.
fn place(
    screen: Area,
    work: Area,
    size: PhysicalSize<u32>,
    near: Option<(i32, i32)>,
    margin: i32,
) -> PhysicalPosition<i32> {
    let pixels = |size: u32| i32::try_from(size).unwrap_or(i32::MAX);
    let (width, height) = (pixels(size.width), pixels(size.height));
    let (right, bottom) = (work.left + work.width, work.top + work.height);
    let panel_below = bottom < screen.top + screen.height;
    let (x, below) = match near {
        Some((x, y)) => (x - width / 2, y < screen.top + screen.height / 2),
        None => (right, !panel_below),
    };
    let y = if below {
        work.top + margin
    } else {
        bottom - height - margin
    };
    // The upper left corner stays in sight, whatever the size.
    let x = x.min(right - width - margin).max(work.left + margin);
    PhysicalPosition::new(x, y.max(work.top))
}

impl Popup {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Area = Area {
        left: 0,
        top: 0,
        width: 1280,
        height: 800,
    };
    const SIZE: PhysicalSize<u32> = PhysicalSize::new(360, 500);

    fn with_panel(above: i32, below: i32) -> Area {
        Area {
            top: above,
            height: 800 - above - below,
            ..SCREEN
        }
    }

    fn placed(work: Area, near: Option<(i32, i32)>) -> (i32, i32) {
        let place = place(SCREEN, work, SIZE, near, 8);
        (place.x, place.y)
    }

    #[test]
    fn it_stands_next_to_the_icon_inside_the_work_area() {
        assert_eq!(placed(with_panel(32, 0), Some((1264, 16))), (912, 40));
        assert_eq!(placed(with_panel(32, 0), Some((640, 16))), (460, 40));
        assert_eq!(placed(with_panel(0, 32), Some((10, 790))), (8, 260));
    }

    #[test]
    fn without_a_point_it_stands_in_the_corner_at_the_panel() {
        assert_eq!(placed(with_panel(32, 0), None), (912, 40));
        assert_eq!(placed(with_panel(0, 32), None), (912, 260));
        assert_eq!(placed(SCREEN, None), (912, 8));
    }

    #[test]
    fn its_upper_left_corner_is_never_off_the_screen() {
        let small = Area {
            width: 300,
            height: 200,
            ..SCREEN
        };
        assert_eq!(placed(small, Some((290, 190))), (8, 8));
    }
}
