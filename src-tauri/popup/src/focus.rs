//! Gives the window the keyboard's focus whenever it appears. Under X11 a window that no click has
//! led to gets none unless it names a moment, and our click happened in the panel's process.

use tauri::WebviewWindow;

#[cfg(target_os = "linux")]
pub(crate) fn at_every_appearance(window: &WebviewWindow) -> tauri::Result<()> {
    use gtk::{
        glib::Propagation,
        prelude::{GtkWindowExt, WidgetExtManual},
    };

    window.gtk_window()?.connect_map_event(|window, _| {
        if let Some(now) = now(window) {
            window.present_with_time(now);
        }
        Propagation::Proceed
    });
    Ok(())
}

/// The X server's time; under Wayland there is none, and the compositor gives the focus.
#[cfg(target_os = "linux")]
fn now(window: &gtk::ApplicationWindow) -> Option<u32> {
    use gdkx11::X11Window;
    use gtk::{gdk::EventMask, glib::Cast, prelude::WidgetExt};

    // The server's answer is such an event; without the mask it would be waited for forever.
    let surface = window
        .window()
        .inspect(|it| it.set_events(it.events() | EventMask::PROPERTY_CHANGE_MASK));
    let of_x11 = surface.and_then(|it| it.downcast::<X11Window>().ok());
    of_x11.map(|it| gdkx11::functions::x11_get_server_time(&it))
}

/// Windows and macOS give it with `set_focus`.
#[cfg(not(target_os = "linux"))]
pub(crate) fn at_every_appearance(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
