//! When what is known is given out, and as what. While answers are coming in each of them changes one
//! account, and everything is put into words for it: then a moment goes by between two.

use jiff::{SignedDuration, Timestamp};

use super::{accounts::Accounts, editing::Editing};
use crate::{alerts::Alerts, snapshot::Snapshot};

/// No eye follows lines that change faster.
const APART: SignedDuration = SignedDuration::from_millis(100);

#[derive(Debug, Default)]
pub(super) struct Publisher {
    last: Option<Timestamp>,
    /// When what was held back is to be shown.
    due: Option<Timestamp>,
    /// Built-in samples, to be marked as such.
    demo: bool,
}

impl Publisher {
    pub(super) fn mark_as_demo(&mut self) {
        self.demo = true;
    }

    /// Whether to show what is known now. What `may_wait` is held back for a moment after the last
    /// time, and no longer: a service that does not answer hides nothing of the others.
    pub(super) fn is_time(&mut self, may_wait: bool, now: Timestamp) -> bool {
        let since = self.last.map(|last| now.duration_since(last));
        // Before the last time it is when the clock was set back.
        let wait = since.filter(|since| may_wait && (SignedDuration::ZERO..APART).contains(since));
        self.due = wait.map(|since| now + (APART - since));
        if self.due.is_none() {
            self.last = Some(now);
        }
        self.due.is_none()
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// All that is known at this moment.
    pub(super) fn snapshot(
        &self,
        accounts: &Accounts,
        alerts: &Alerts,
        editing: &Editing,
        now: Timestamp,
    ) -> Snapshot {
        let shown = accounts.states().iter().filter(|it| !it.is_elsewhere());
        Snapshot {
            at: now,
            snoozed: alerts.snoozed(accounts.states()),
            untold: alerts.untold.clone(),
            accounts: shown.cloned().collect(),
            places: accounts.places().to_vec(),
            problems: accounts.store_problems(),
            searched: accounts.were_searched(),
            demo: self.demo,
            paused_until: alerts.paused_until(),
            undo: editing.last().cloned(),
            refused: editing.refused().cloned(),
        }
    }
}
