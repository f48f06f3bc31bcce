//! The system bus: properties of services that may be absent, come later and go again. A service
//! is never started for our sake.

use futures_util::StreamExt;
use plimsoll_core::engine::Event;
use zbus::{
    Connection, Proxy,
    connection::Builder,
    fdo::{DBusProxy, PropertiesProxy},
    proxy::CacheProperties,
    zvariant::OwnedValue,
};

/// A service that does not answer is as good as none.
const ANSWER: std::time::Duration = std::time::Duration::from_secs(2);

/// A property of a service.
#[derive(Clone, Copy)]
pub(super) struct Property {
    pub(super) service: &'static str,
    pub(super) path: &'static str,
    pub(super) interface: &'static str,
    pub(super) name: &'static str,
}

/// The bus, if there is one.
pub(super) async fn system() -> Option<Connection> {
    let builder = Builder::system().ok()?.method_timeout(ANSWER);
    builder.build().await.ok()
}

/// Tells the end of every suspend.
pub(super) async fn wakings(bus: Connection, tell: impl Fn(Event)) {
    const LOGIN: &str = "org.freedesktop.login1";
    const MANAGER: &str = "org.freedesktop.login1.Manager";
    let Ok(manager) = Proxy::new(&bus, LOGIN, "/org/freedesktop/login1", MANAGER).await else {
        return;
    };
    let Ok(mut signals) = manager.receive_signal("PrepareForSleep").await else {
        return;
    };
    while let Some(signal) = signals.next().await {
        let starts: Result<bool, _> = signal.body().deserialize();
        if starts.is_ok_and(|starts| !starts) {
            tell(Event::WokeUp);
        }
    }
}

/// Gives the value now and after every change; `None` while the service is absent, and at the end,
/// when nobody is heard any more.
pub(super) async fn follow<T: TryFrom<OwnedValue>>(
    bus: &Connection,
    property: Property,
    mut heard: impl FnMut(Option<T>),
) {
    // What is not heard does not count, whyever that is.
    let _ = follow_to_the_end(bus, property, &mut heard).await;
    heard(None);
}

async fn follow_to_the_end<T: TryFrom<OwnedValue>>(
    bus: &Connection,
    property: Property,
    heard: &mut impl FnMut(Option<T>),
) -> zbus::Result<()> {
    let names = DBusProxy::new(bus).await?;
    let service = [(0, property.service)];
    let mut owners = names.receive_name_owner_changed_with_args(&service).await?;
    let properties = PropertiesProxy::builder(bus)
        .destination(property.service)?
        .path(property.path)?
        .cache_properties(CacheProperties::No)
        .build()
        .await?;
    let interface = [(0, property.interface)];
    let mut changes = properties
        .receive_properties_changed_with_args(&interface)
        .await?;
    loop {
        let there = names.name_has_owner(property.service.try_into()?).await;
        let value = if there.unwrap_or(false) {
            let interface = property.interface.try_into()?;
            properties.get(interface, property.name).await.ok()
        } else {
            None
        };
        heard(value.and_then(|value| T::try_from(value).ok()));
        let told = tokio::select! {
            owner = owners.next() => owner.is_some(),
            change = changes.next() => change.is_some(),
        };
        if !told {
            return Ok(());
        }
    }
}
