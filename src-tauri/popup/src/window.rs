//! The one window: where it stands, how high it is, when it goes. What is in it is the page's.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use plimsoll_core::ipc::FromPopup;
use tauri::{
    AppHandle, LogicalSize, Manager, Monitor, State, Url, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, Window, WindowEvent, webview::NewWindowResponse,
};

use crate::{
    focus,
    ipc::{log_error, say},
    place::{Area, Point, Screen},
    surface::{self, Surface},
};

const LABEL: &str = "popup";
/// CSS pixels.
const WIDTH: f64 = 380.0;
/// Before the page has told its own.
const FIRST_HEIGHT: f64 = 480.0;
/// Of the height of the screen.
const MOST: f64 = 0.85;
/// From the edges of the screen, in CSS pixels.
const MARGIN: f64 = 8.0;
/// A window manager may take the focus away once more while it maps a window.
const SETTLING: Duration = Duration::from_millis(300);
/// A page that has not told its height by then never will, and is shown as it is, for that to be
/// seen. On a machine that is busy with a login one may take some seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is known about the window beside what the window knows.
pub(crate) struct Popup {
    stays: bool,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// The height that the page wants, CSS pixels.
    wanted: Option<f64>,
    near: Option<Point>,
    /// Which showing this is, in the resident's count.
    turn: u64,
    /// Something is under way in the page.
    held: bool,
    /// It is to be shown as soon as the page has told its height.
    awaited: bool,
    /// The page's height was waited for in vain, and is not once more.
    given_up: bool,
    shown_at: Option<Instant>,
}

/// Makes the window, hidden.
pub(crate) fn make(app: &AppHandle) -> tauri::Result<()> {
    let popup: State<'_, Popup> = app.state();
    let mut window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Plimsoll")
        .inner_size(WIDTH, FIRST_HEIGHT)
        .visible(false)
        // Under Wayland a window that begins without them never gets any.
        .decorations(popup.surface() == Surface::Plain)
        .maximizable(false)
        .minimizable(false)
        .skip_taskbar(true)
        .always_on_top(true)
        .focused(true)
        // The page is the only one there ever is, and pages outside are opened by the resident.
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false);
    if let Some(directory) = plimsoll_confine::engine_directory() {
        window = window.data_directory(directory);
    }
    let window = window.build()?;
    surface::end_with_the_page(&window)?;
    focus::at_every_appearance(&window)
}

/// Whether this is the page in the program itself; Windows has it under a name of its own.
fn is_own(address: &Url) -> bool {
    let own = if cfg!(windows) {
        ("http", "tauri.localhost")
    } else {
        ("tauri", "localhost")
    };
    (address.scheme(), address.host_str()) == (own.0, Some(own.1)) && address.port().is_none()
}

/// Shows it, near a point of the screen in physical pixels where one is known.
pub(crate) fn show(app: &AppHandle, near: Option<Point>, turn: u64) {
    let popup: State<'_, Popup> = app.state();
    let is_drawn = {
        let mut inner = popup.lock();
        // A menu or a notification knows no point: the window is where it was last.
        inner.near = near.or(inner.near);
        inner.turn = turn;
        inner.awaited = true;
        inner.wanted.is_some() || inner.given_up
    };
    if is_drawn {
        appear(app);
        return;
    }
    let app = app.clone();
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        let popup: State<'_, Popup> = app.state();
        let is_awaited = {
            let mut inner = popup.lock();
            inner.given_up |= inner.awaited;
            inner.awaited
        };
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
    } else {
        on_main_thread(app, |window, popup| {
            if window.is_visible()? && popup.surface() != Surface::Plain {
                arrange(window, popup)?;
            }
            Ok(())
        });
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
    let (was_shown, turn) = {
        let mut inner = popup.lock();
        // One that was not to be seen yet is hidden as well.
        let was_awaited = mem::take(&mut inner.awaited);
        let was_shown = inner.shown_at.take().is_some();
        (was_awaited || was_shown, inner.turn)
    };
    // Said by the thread that does it: if that one stands still, so does the window.
    on_main_thread(app, move |window, _| {
        let hidden = window.hide();
        if was_shown {
            say(&FromPopup::Hidden { turn });
        }
        hidden
    });
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
                // While one with a frame is moved, it has no focus.
                let is_plain = popup.surface() == Surface::Plain;
                settled && !is_plain && !inner.held && !inner.awaited
            };
            if goes {
                hide(window.app_handle());
            }
        }
        _ => {}
    }
}

fn appear(app: &AppHandle) {
    on_main_thread(app, |window, popup| {
        let (turn, is_drawn) = {
            let mut inner = popup.lock();
            if !mem::take(&mut inner.awaited) {
                return Ok(());
            }
            inner.shown_at = Some(Instant::now());
            (inner.turn, inner.wanted.is_some())
        };
        let shown = map(window, popup);
        if is_drawn {
            // One that stands still shows nothing, so it is the page that answers.
            window.eval_with_callback("0", move |_| say(&FromPopup::Shown { turn }))?;
        } else {
            // Of a page that is still on its way nothing would be heard.
            say(&FromPopup::Shown { turn });
        }
        shown
    });
}

fn map(window: &WebviewWindow, popup: &Popup) -> tauri::Result<()> {
    let surface = popup.surface();
    let is_plain = surface == Surface::Plain;
    surface::prepare(window, surface)?;
    window.set_decorations(is_plain)?;
    window.set_skip_taskbar(!is_plain)?;
    window.set_always_on_top(!is_plain)?;
    arrange(window, popup)?;
    surface::raise(window, surface)?;
    window.show()?;
    // Some window managers place a window anew when it is mapped.
    arrange(window, popup)?;
    window.set_focus()
}

/// What a window is to the desktop is known to the main thread alone.
fn on_main_thread(
    app: &AppHandle,
    act: impl FnOnce(&WebviewWindow, &Popup) -> tauri::Result<()> + Send + 'static,
) {
    let there = app.clone();
    log_error(app.run_on_main_thread(move || {
        if let Some(window) = there.get_webview_window(LABEL) {
            let popup: State<'_, Popup> = there.state();
            log_error(act(&window, &popup));
        }
    }));
}

/// Gives it its size and its place.
fn arrange(window: &WebviewWindow, popup: &Popup) -> tauri::Result<()> {
    let (wanted, near) = {
        let inner = popup.lock();
        (inner.wanted.unwrap_or(FIRST_HEIGHT), inner.near)
    };
    let Some((screen, point)) = screen_at(window, near)? else {
        return Ok(());
    };
    let zoom = surface::zoom();
    let height = (wanted * zoom).min(f64::from(screen.whole.height) / screen.scale * MOST);
    let size = LogicalSize::new(WIDTH * zoom, height);
    match popup.surface() {
        Surface::Plain => window.set_size(size),
        Surface::Layer => {
            surface::resize(window, size)?;
            surface::anchor(window, near, MARGIN as i32)
        }
        Surface::Placed => {
            // Instead of "not resizable": GTK would never change the size of such a window again.
            window.set_min_size(Some(size))?;
            window.set_max_size(Some(size))?;
            window.set_size(size)?;
            let size = size.to_physical(screen.scale);
            let margin = (MARGIN * screen.scale) as i32;
            window.set_position(screen.place(size, point, margin))
        }
    }
}

/// The screen that the point is on, and the point in its pixels; the first screen without one.
fn screen_at(
    window: &WebviewWindow,
    near: Option<Point>,
) -> tauri::Result<Option<(Screen, Option<Point>)>> {
    let screen = |monitor: &Monitor| Screen {
        whole: Area::new(*monitor.position(), *monitor.size()),
        work: Area::new(monitor.work_area().position, monitor.work_area().size),
        scale: monitor.scale_factor(),
    };
    let screens: Vec<Screen> = window.available_monitors()?.iter().map(screen).collect();
    let with_point = screens.iter().find_map(|screen| {
        let point = screen.point(near?)?;
        Some((*screen, Some(point)))
    });
    let primary = window.primary_monitor()?.as_ref().map(screen);
    let first = primary.or_else(|| screens.first().copied());
    Ok(with_point.or_else(|| first.map(|screen| (screen, None))))
}

impl Popup {
    pub(crate) fn new(stays: bool) -> Self {
        Self {
            stays,
            inner: Mutex::default(),
        }
    }

    fn surface(&self) -> Surface {
        Surface::here(self.stays)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_the_page_in_the_program_is_gone_to() {
        let own = if cfg!(windows) {
            "http://tauri.localhost/index.html"
        } else {
            "tauri://localhost/index.html"
        };
        assert!(is_own(&own.parse().unwrap_or_else(|_| unreachable!())));
        for other in [
            "https://example.org/",
            "http://localhost/",
            "http://tauri.localhost.example.org/",
            "tauri://elsewhere/",
            "tauri://localhost:80/",
            "file:///etc/passwd",
            "about:blank",
            "data:text/html,hello",
            "javascript:1",
        ] {
            assert!(other.parse().is_ok_and(|it| !is_own(&it)), "{other}");
        }
    }
}
