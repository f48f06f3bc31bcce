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
        gio::{self, BusType, DBusCallFlags, DBusConnection, DBusSignalFlags},
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
        // A portal that was not there, or is another one, has not told of every change.
        bus.signal_subscribe(
            Some("org.freedesktop.DBus"),
            Some("org.freedesktop.DBus"),
            Some("NameOwnerChanged"),
            Some("/org/freedesktop/DBus"),
            Some(PORTAL),
            DBusSignalFlags::NONE,
            |bus, _, _, _, _, change| {
                let owner = change.get::<(String, String, String)>();
                if owner.is_some_and(|(_, _, new)| !new.is_empty()) {
                    let bus = bus.clone();
                    MainContext::default().spawn_local(async move { ask(&bus).await });
                }
            },
        );
        ask(&bus).await;
        // The subscriptions last as long as the connection is held.
        std::future::pending().await
    }

    async fn ask(bus: &DBusConnection) {
        let asked = (APPEARANCE, SCHEME).to_variant();
        let call = bus.call_future(
            Some(PORTAL),
            PATH,
            SETTINGS,
            "Read",
            Some(&asked),
            None,
            DBusCallFlags::NONE,
            PATIENCE,
        );
        // One that does not answer yet tells of itself when it comes.
        if let Ok(said) = call.await {
            apply(said.child_value(0));
        }
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
