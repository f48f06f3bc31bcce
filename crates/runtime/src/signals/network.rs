//! Whether there is a network: by NetworkManager's word, or where it does not run, by the kernel's
//! routes. Only who has seen one is believed when it says that there is none: a network that
//! NetworkManager does not manage, or a proxy on the machine itself, must not be taken for nothing.

use std::sync::{Mutex, PoisonError};

use plimsoll_core::engine::Event;
use zbus::Connection;

use super::{
    bus::{Property, follow},
    route,
};

const STATE: Property = Property {
    service: "org.freedesktop.NetworkManager",
    path: "/org/freedesktop/NetworkManager",
    interface: "org.freedesktop.NetworkManager",
    name: "State",
};

/// How far a network reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Connectivity {
    Nowhere,
    /// There is a way out, though perhaps no further than to a page that wants a password.
    Gateway,
    Everywhere,
}

#[derive(Debug, Default)]
struct Network {
    manager: Option<Connectivity>,
    routes: Option<Connectivity>,
    /// Whether NetworkManager has ever had a network: one that manages none has none.
    manages: bool,
    /// The last that counted.
    connectivity: Option<Connectivity>,
    told_down: bool,
}

impl Network {
    /// What is to be told, if it is something new.
    fn news(&mut self) -> Option<Event> {
        self.manages |= self.manager > Some(Connectivity::Nowhere);
        let manager = self.manager.filter(|_| self.manages);
        let Some(connectivity) = manager.or(self.routes).or(self.manager) else {
            // Nobody is left to say that it is back.
            self.connectivity = None;
            return std::mem::take(&mut self.told_down).then_some(Event::NetworkUp);
        };
        let before = self.connectivity.replace(connectivity)?;
        if connectivity > before {
            self.told_down = false;
            return Some(Event::NetworkUp);
        }
        let lost =
            connectivity == Connectivity::Nowhere && before > connectivity && !self.told_down;
        self.told_down |= lost;
        lost.then_some(Event::NetworkDown)
    }
}

/// Tells when a network comes and goes.
pub(super) async fn listen(bus: Option<Connection>, tell: impl Fn(Event)) {
    let network = Mutex::new(Network::default());
    let change = |change: &dyn Fn(&mut Network)| {
        let mut network = network.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut network);
        network.news().into_iter().for_each(&tell);
    };
    let routes = async {
        let followed = route::follow(|has_default| {
            let connectivity = if has_default {
                Connectivity::Everywhere
            } else {
                Connectivity::Nowhere
            };
            change(&|network| network.routes = Some(connectivity));
        });
        // Their last word does not outlast the listening.
        let _ = followed.await;
        change(&|network| network.routes = None);
    };
    let manager = async {
        let Some(bus) = bus else { return };
        // Without its word there are the routes.
        follow(&bus, STATE, |state: Option<u32>| {
            change(&|network| network.manager = state.and_then(connectivity_of));
        })
        .await;
    };
    tokio::join!(routes, manager);
}

/// NetworkManager's own numbers; 0 is unknown.
fn connectivity_of(state: u32) -> Option<Connectivity> {
    match state {
        70.. => Some(Connectivity::Everywhere),
        60..70 => Some(Connectivity::Gateway),
        10..60 => Some(Connectivity::Nowhere),
        0..10 => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told when NetworkManager says this one after the other, over a network of the
    /// kernel's that stays.
    fn told(states: &[u32]) -> Vec<&'static str> {
        let mut network = Network {
            routes: Some(Connectivity::Everywhere),
            ..Network::default()
        };
        let news = states.iter().map(|state| {
            network.manager = connectivity_of(*state);
            match network.news() {
                Some(Event::NetworkUp) => "up",
                Some(Event::NetworkDown) => "down",
                _ => "-",
            }
        });
        news.collect()
    }

    #[test]
    fn only_changes_are_told() {
        assert_eq!(told(&[70, 70, 20, 40, 70]), ["-", "-", "down", "-", "up"]);
        assert_eq!(told(&[70, 10, 20, 60, 70]), ["-", "down", "-", "up", "up"]);
        assert_eq!(told(&[70, 60, 70]), ["-", "-", "up"]);
    }

    #[test]
    fn a_network_that_was_never_seen_is_not_missed() {
        assert_eq!(told(&[20, 30, 20]), ["-", "-", "-"]);
        assert_eq!(told(&[20, 70, 20]), ["-", "-", "down"]);
    }

    #[test]
    fn an_idle_network_manager_is_not_believed() {
        let mut network = Network {
            routes: Some(Connectivity::Everywhere),
            ..Network::default()
        };
        assert!(network.news().is_none());
        network.manager = Some(Connectivity::Nowhere);
        assert!(network.news().is_none());
        network.routes = Some(Connectivity::Nowhere);
        assert!(matches!(network.news(), Some(Event::NetworkDown)));
    }

    #[test]
    fn a_manager_that_goes_leaves_the_word_to_the_routes() {
        assert_eq!(told(&[70, 20, 0]), ["-", "down", "up"]);
    }

    #[test]
    fn with_nobody_to_ask_there_is_a_network() {
        let mut network = Network::default();
        let mut hears = |connectivity| {
            network.manager = connectivity;
            network.news()
        };
        assert!(hears(Some(Connectivity::Everywhere)).is_none());
        assert!(matches!(
            hears(Some(Connectivity::Nowhere)),
            Some(Event::NetworkDown)
        ));
        assert!(matches!(hears(None), Some(Event::NetworkUp)));
        assert!(hears(None).is_none());
        assert!(hears(Some(Connectivity::Nowhere)).is_none());
    }
}
