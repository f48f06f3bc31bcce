//! How often what is known is given out while answers are coming in: each of them changes one
//! account, and everything is put into words for it.

use jiff::{SignedDuration, Timestamp};

/// No eye follows lines that change faster.
const APART: SignedDuration = SignedDuration::from_millis(100);

#[derive(Debug, Default)]
pub(super) struct PublishThrottle {
    last: Option<Timestamp>,
    /// When what was held back is to be shown.
    pub(super) due: Option<Timestamp>,
}

impl PublishThrottle {
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
}
