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
pub(super) struct Pace(HashMap<Discriminant<Intent>, Kind>);

struct Kind {
    /// As if every request took its time, the last one is over then.
    busy_until: Instant,
    is_told: bool,
}

/// Whether a request is heard.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heed {
    PopupOutcome,
    /// The first of its kind that is not.
    TooMany,
    Dropped,
}

impl Pace {
    pub(super) fn heed(&mut self, request: &Intent, now: Instant) -> Heed {
        let kind = self.0.entry(discriminant(request)).or_insert(Kind {
            busy_until: now,
            is_told: false,
        });
        let busy_until = kind.busy_until.max(now);
        if busy_until - now < EACH * AT_ONCE {
            kind.busy_until = busy_until + EACH;
            return Heed::PopupOutcome;
        }
        if std::mem::replace(&mut kind.is_told, true) {
            Heed::Dropped
        } else {
            Heed::TooMany
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kind_repeated_without_end_is_heard_at_a_persons_pace_and_told_once() {
        let mut pace = Pace::default();
        let start = Instant::now();
        let mut heard = 0;
        let mut told = 0;
        for millisecond in 0..10_000 {
            match pace.heed(
                &Intent::RefreshAll,
                start + Duration::from_millis(millisecond),
            ) {
                Heed::PopupOutcome => heard += 1,
                Heed::TooMany => told += 1,
                Heed::Dropped => {}
            }
        }
        assert_eq!((heard, told), (130, 1));
    }

    #[test]
    fn what_is_too_much_of_one_kind_keeps_no_other_from_being_heard() {
        let mut pace = Pace::default();
        let now = Instant::now();
        while pace.heed(&Intent::ToggleShare, now) == Heed::PopupOutcome {}
        assert_eq!(pace.heed(&Intent::ToggleShare, now), Heed::Dropped);
        assert_eq!(pace.heed(&Intent::ClosePopup, now), Heed::PopupOutcome);
    }
}
