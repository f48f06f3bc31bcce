//! After a panic: a fault of ours must cost as little as it can. What it may have come from is not
//! kept, so that the next start does not meet it again, and the account says `internal`.

use jiff::Timestamp;

use super::{Command, Engine, schedule};
use crate::{model::AccountKey, problem::Problem};

impl Engine {
    /// Drops what was under way, and what was last learned of this account, or of all where it is not
    /// known which one it was.
    pub(super) fn recover(
        &mut self,
        about: Option<&AccountKey>,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        self.searching = false;
        commands.push(Command::Abandon);
        let jitter = schedule::noise(&mut self.noise);
        for tracked in &mut self.accounts {
            tracked.state.busy = false;
            let key = &tracked.state.account.key;
            if about.is_some_and(|about| about != key) {
                continue;
            }
            let problem = Problem::internal("a step panicked");
            tracked.failures = tracked.failures.saturating_add(1);
            tracked.state.next = schedule::after_problem(&problem, tracked.failures, jitter, now);
            tracked.state.problem = Some(problem);
            tracked.state.reading = None;
            self.alerts.forget(key);
            self.persistence.forget(key);
        }
    }
}
