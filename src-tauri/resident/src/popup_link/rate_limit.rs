//! How many requests of a kind a window may have. A person has fewer; one that was taken over would
//! repeat one without end, and each has its price: a file written, a chart drawn, a line kept.

use std::{
    collections::HashMap,
    mem::{Discriminant, discriminant},
    time::{Duration, Instant},
};

use plimsoll_core::intent::Intent;

/// At once: more than fingers do, also with a key that repeats itself.
const AT_ONCE: u32 = 30;
/// From then on one in so long.
const EACH: Duration = Duration::from_millis(100);

/// Of one window.
#[derive(Default)]
pub(super) struct RateLimiter(HashMap<Discriminant<Intent>, Kind>);

struct Kind {
    /// As if every request took its time, the last one is over then.
    busy_until: Instant,
    is_told: bool,
}

/// Whether a request is heard.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    PopupOutcome,
    /// The first of its kind that is not.
    TooMany,
    Dropped,
}

impl RateLimiter {
    pub(super) fn check(&mut self, request: &Intent, now: Instant) -> Verdict {
        let kind = self.0.entry(discriminant(request)).or_insert(Kind {
            busy_until: now,
            is_told: false,
        });
        let busy_until = kind.busy_until.max(now);
        if busy_until - now < EACH * AT_ONCE {
            kind.busy_until = busy_until + EACH;
            return Verdict::PopupOutcome;
        }
        if std::mem::replace(&mut kind.is_told, true) {
            Verdict::Dropped
        } else {
            Verdict::TooMany
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_intent_is_taken_at_a_users_pace() {
        let mut pace = RateLimiter::default();
        let start = Instant::now();
        let mut heard = 0;
        let mut told = 0;
        for millisecond in 0..10_000 {
            match pace.check(
                &Intent::RefreshAll,
                start + Duration::from_millis(millisecond),
            ) {
                Verdict::PopupOutcome => heard += 1,
                Verdict::TooMany => told += 1,
                Verdict::Dropped => {}
            }
        }
        assert_eq!((heard, told), (130, 1));
    }

    #[test]
    fn what_is_too_much_of_one_kind_keeps_no_other_from_being_heard() {
        let mut pace = RateLimiter::default();
        let now = Instant::now();
        while pace.check(&Intent::ToggleShare, now) == Verdict::PopupOutcome {}
        assert_eq!(pace.check(&Intent::ToggleShare, now), Verdict::Dropped);
        assert_eq!(pace.check(&Intent::ClosePopup, now), Verdict::PopupOutcome);
    }
}
