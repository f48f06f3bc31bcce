//! What the window is to the desktop: one that places itself, a layer beside the panel, or one like
//! any other. Which size it has and where it stands on a screen is not decided here.

#[cfg(not(target_os = "linux"))]
use tauri::{LogicalSize, WebviewWindow};

/// The kinds there are. One that was shown stays what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    /// Without decorations, at a place of its own choice: X11, Windows, macOS.
    Placed,
    /// Anchored to a corner of the screen: Wayland, where the compositor has layers.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "there are no layers elsewhere")
    )]
    Layer,
    /// With decorations, wherever the desktop puts it: Wayland without layers, or no tray at all.
    Plain,
}

impl Surface {
    pub(crate) fn here(stays: bool) -> Self {
        if stays { Self::Plain } else { best() }
    }
}

#[cfg(target_os = "linux")]
pub(crate) use linux::{anchor, end_with_the_page, prepare, raise, resize, zoom};

#[cfg(target_os = "linux")]
fn best() -> Surface {
    linux::best()
}

#[cfg(not(target_os = "linux"))]
fn best() -> Surface {
    Surface::Placed
}

/// There are no layers.
#[cfg(not(target_os = "linux"))]
pub(crate) fn prepare(_: &WebviewWindow, _: Surface) -> tauri::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn resize(_: &WebviewWindow, _: LogicalSize<f64>) -> tauri::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn anchor(_: &WebviewWindow, _: Option<(i32, i32)>, _: i32) -> tauri::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn raise(_: &WebviewWindow, _: Surface) -> tauri::Result<()> {
    Ok(())
}

/// The web engine says nothing of it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn end_with_the_page(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// It is all in the scale of the screen.
#[cfg(not(target_os = "linux"))]
pub(crate) fn zoom() -> f64 {
    1.0
}

#[cfg(target_os = "linux")]
mod linux {
    use gtk::{
        gdk::{Display, Rectangle, Screen},
        prelude::{DisplayExtManual, GtkWindowExt, MonitorExt, WidgetExt},
    };
    use gtk_layer_shell::{Edge, KeyboardMode, Layer, LayerShell};
    use tauri::{LogicalSize, Manager, WebviewWindow};
    use webkit2gtk::WebViewExt;

    use super::Surface;

    /// From this version of the protocol on a click elsewhere takes the keyboard's focus away.
    const ON_DEMAND: u32 = 4;

    pub(super) fn best() -> Surface {
        let is_wayland = Display::default().is_some_and(|it| it.backend().is_wayland());
        match (is_wayland, gtk_layer_shell::is_supported()) {
            (false, _) => Surface::Placed,
            (true, true) => Surface::Layer,
            (true, false) => Surface::Plain,
        }
    }

    /// How large a CSS pixel is, in the window's own: the web engine makes everything larger where
    /// the desktop's text is, which is said as dots per inch.
    pub(crate) fn zoom() -> f64 {
        let dots = Screen::default().map_or(0.0, |screen| screen.resolution());
        if dots > 0.0 {
            (dots / 96.0).clamp(0.5, 4.0)
        } else {
            1.0
        }
    }

    /// Makes a layer of a window that was never shown.
    pub(crate) fn prepare(window: &WebviewWindow, surface: Surface) -> tauri::Result<()> {
        let window = window.gtk_window()?;
        if surface != Surface::Layer || window.is_layer_window() {
            return Ok(());
        }
        // Empty, and in the way of a layer.
        window.set_titlebar(None::<&gtk::Widget>);
        window.init_layer_shell();
        window.set_namespace("plimsoll");
        // Above this some give a layer the keyboard only once it is clicked.
        window.set_layer(Layer::Overlay);
        window.set_keyboard_mode(if gtk_layer_shell::protocol_version() >= ON_DEMAND {
            KeyboardMode::OnDemand
        } else {
            KeyboardMode::Exclusive
        });
        Ok(())
    }

    /// Wayland lets no window come to the front, but a new one.
    pub(crate) fn raise(window: &WebviewWindow, surface: Surface) -> tauri::Result<()> {
        let is_wayland = Display::default().is_some_and(|it| it.backend().is_wayland());
        let is_behind = window.is_visible()? && !window.is_focused()?;
        if is_wayland && is_behind && surface == Surface::Plain {
            window.hide()?;
        }
        Ok(())
    }

    /// A window whose page has crashed would stay empty: it ends, and the next one is whole.
    pub(crate) fn end_with_the_page(window: &WebviewWindow) -> tauri::Result<()> {
        let app = window.app_handle().clone();
        window.with_webview(move |view| {
            view.inner()
                .connect_web_process_terminated(move |_, _| app.exit(1));
        })
    }

    /// Makes a layer this large. It is asked for as its library wants it: a window that is resized
    /// like any other never draws again, and so is one with bounds of its own.
    pub(crate) fn resize(window: &WebviewWindow, size: LogicalSize<f64>) -> tauri::Result<()> {
        let window = window.gtk_window()?;
        let size = size.cast::<i32>();
        window.set_size_request(size.width, size.height);
        window.resize(1, 1);
        Ok(())
    }

    /// Anchors a layer to the corner that is nearest to the point, which is in scaled pixels of the
    /// whole desktop; without one to the upper right. The compositor keeps it off the panel.
    pub(crate) fn anchor(
        window: &WebviewWindow,
        near: Option<(i32, i32)>,
        margin: i32,
    ) -> tauri::Result<()> {
        let window = window.gtk_window()?;
        let monitor = near.and_then(|(x, y)| window.display().monitor_at_point(x, y));
        if let Some(monitor) = &monitor {
            window.set_monitor(monitor);
        }
        let area = monitor.map(|monitor| monitor.geometry());
        let corner = near.zip(area).map(|(point, area)| halves(point, area));
        let (right, below) = corner.unwrap_or((true, false));
        for (edge, is_anchor) in [
            (Edge::Left, !right),
            (Edge::Right, right),
            (Edge::Top, !below),
            (Edge::Bottom, below),
        ] {
            window.set_anchor(edge, is_anchor);
            window.set_layer_shell_margin(edge, margin);
        }
        Ok(())
    }

    /// Whether the point is in the right half, and whether in the lower one.
    fn halves((x, y): (i32, i32), area: Rectangle) -> (bool, bool) {
        let is_right = x >= area.x() + area.width() / 2;
        let is_below = y >= area.y() + area.height() / 2;
        (is_right, is_below)
    }
}
