//! The one place with a mutable truth: the schedule, the back-off, what was last known, and when
//! to alert. `step` is pure: an event and the moment in, commands out.
