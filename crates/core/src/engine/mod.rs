//! The one place with a mutable truth: the schedule, the back-off, what was last known, and when
//! to alert. `step` is pure: an event and the moment in, commands out.

mod alerts;
mod asking;
mod clock;
mod editing;
mod event;
mod gone;
mod keeping;
#[cfg(test)]
mod keeping_tests;
mod recovery;
mod schedule;
mod showing;
mod state;
mod telling;
#[cfg(test)]
mod tests;
mod unreadable;
mod world;
#[cfg(test)]
mod world_tests;

pub use alerts::{
    AccountAlerts, Alert, AlertId, Answer, Matter, MatterKind, Posted, Receipt, Topic,
};
pub use event::{Command, Event, FoundAccount, Memory, Recalled, Saving, Sweep};
pub use keeping::{Kept, LastQuery};
pub use schedule::BY_HAND;
pub use state::Engine;
