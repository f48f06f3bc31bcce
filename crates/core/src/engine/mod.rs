//! The one place with a mutable truth: the schedule, the back-off, what was last known, and when
//! to alert. `step` is pure: an event and the moment in, commands out.

mod clock;
mod conditions;
#[cfg(test)]
mod conditions_tests;
mod editing;
mod event;
mod gone;
mod outbox;
mod persistence;
#[cfg(test)]
mod persistence_tests;
mod poller;
mod publisher;
mod recovery;
mod schedule;
mod state;
#[cfg(test)]
mod tests;
mod unreadable;

pub use event::{Changes, Command, DiscoveryResult, Event, FoundAccount, SettingsEdit};
pub use persistence::{LastQuery, SavedAccount};
pub use schedule::BY_HAND;
pub use state::Engine;
