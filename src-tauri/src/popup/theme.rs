//! Light or dark, as the person has set it for the whole desktop, now and whenever that changes.
//! GTK 3 knows its own themes alone; what colours there are then is the page's affair.

/// Windows and macOS tell their web engines.
#[cfg(not(target_os = "linux"))]
pub(crate) fn follow_desktop() {}

#[cfg(target_os = "linux")]
pub(crate) use portal::follow_desktop;

#[cfg(target_os = "linux")]
mod portal {
    use gtk::{
        gio::{self, BusType, DBusCallFlags, DBusSignalFlags},
        glib::{self, MainContext, ToVariant, Variant},
        prelude::GtkSettingsExt,
    };

    const PORTAL: &str = "org.freedesktop.portal.Desktop";
    const PATH: &str = "/org/freedesktop/portal/desktop";
    const SETTINGS: &str = "org.freedesktop.portal.Settings";
    const APPEARANCE: &str = "org.freedesktop.appearance";
    const SCHEME: &str = "color-scheme";
    const DARK: u32 = 1;
    /// Milliseconds.
    const PATIENCE: i32 = 5000;

    /// Needs GTK to be set up.
    pub(crate) fn follow_desktop() {
        // A desktop without a portal has no such wish, and GTK's own theme holds.
        MainContext::default().spawn_local(async { drop(follow().await) });
    }

    async fn follow() -> Result<(), glib::Error> {
        let bus = gio::bus_get_future(BusType::Session).await?;
        bus.signal_subscribe(
            Some(PORTAL),
            Some(SETTINGS),
            Some("SettingChanged"),
            Some(PATH),
            Some(APPEARANCE),
            DBusSignalFlags::NONE,
            |_, _, _, _, _, changed| {
                if let Some((_, name, value)) = changed.get::<(String, String, Variant)>()
                    && name == SCHEME
                {
                    apply(value);
                }
            },
        );
        let asked = (APPEARANCE, SCHEME).to_variant();
        let said = bus
            .call_future(
                Some(PORTAL),
                PATH,
                SETTINGS,
                "Read",
                Some(&asked),
                None,
                DBusCallFlags::NONE,
                PATIENCE,
            )
            .await?;
        apply(said.child_value(0));
        // The subscription lasts as long as the connection is held.
        std::future::pending().await
    }

    /// Portals wrap the number once or twice.
    fn apply(mut value: Variant) {
        while let Some(inside) = value.as_variant() {
            value = inside;
        }
        if let (Some(scheme), Some(settings)) = (value.get::<u32>(), gtk::Settings::default()) {
            settings.set_gtk_application_prefer_dark_theme(scheme == DARK);
        }
    }
}
