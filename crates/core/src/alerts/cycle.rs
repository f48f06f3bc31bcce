//! To which cycle of a window a reading belongs, however its reset moment drifts, and what was
//! told in that cycle, to whom. Whether something is told at all is decided in `usage`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::model::Reset;

/// Services drift by seconds to minutes; a tenth of the length where that is less.
const DRIFT: SignedDuration = SignedDuration::from_mins(10);
/// How far the reset of one cycle may wander in all, where its length is not known. Where it is,
/// it is half of that: the next cycle is a whole length away.
const WANDER: SignedDuration = SignedDuration::from_hours(1);
/// A source that goes back and forth between two cycles tells nothing twice.
const KEPT: usize = 4;

/// A window's allowance from one reset to the next, and what was told of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cycle {
    ends: Ends,
    /// The last use in it that is believed.
    pub(super) used: f64,
    #[serde(flatten)]
    pub(super) desktop: Told,
    /// The use at which a person asked for silence until the reset.
    pub(super) snoozed: Option<f64>,
    /// `None` where no program is set: one that is set later takes over what the desktop was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hook: Option<Told>,
}

/// Who is told: each of them once, whatever becomes of it with the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recipient {
    Desktop,
    /// The user's program on an alert.
    Hook,
}

/// What one of them was told of a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Told {
    /// Every threshold up to here.
    #[serde(rename = "told")]
    pub(super) threshold: f64,
    /// That the pace is too high.
    #[serde(rename = "pace_told")]
    pub(super) pace: bool,
    pub(super) back: Back,
}

impl Told {
    const NOTHING: Self = Self {
        threshold: 0.0,
        pace: false,
        back: Back::No,
    };

    /// All that either was told.
    fn or(self, other: Self) -> Self {
        Self {
            threshold: self.threshold.max(other.threshold),
            pace: self.pace || other.pace,
            back: match other.back {
                Back::Told => Back::Told,
                Back::No | Back::Due => self.back,
            },
        }
    }
}

/// Whether it has to be told that there is something again after nothing was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Back {
    No,
    Due,
    Told,
}

/// When a cycle ends, as far as the service says.
///
/// Compared with the last moment alone, a drift would be followed as far as the next cycle;
/// compared with the first alone, a slow drift would become a new cycle. So the whole span of
/// moments that were said is kept, and may grow by a little at a time up to half the length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Ends {
    Between { first: Timestamp, last: Timestamp },
    NotStarted,
    Unknown,
}

/// The cycles of one window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cycles {
    pub(super) current: Cycle,
    /// The newest first.
    earlier: Vec<Cycle>,
    /// How far the clock was set since the current one began. A service that is believed only in how
    /// long it is to a reset has moved its resets by as much.
    #[serde(default, skip_serializing_if = "SignedDuration::is_zero")]
    stepped: SignedDuration,
}

impl Cycles {
    pub(super) fn new(reset: Reset, used: f64) -> Self {
        Self {
            current: Cycle::new(reset, used),
            earlier: Vec::new(),
            stepped: SignedDuration::ZERO,
        }
    }

    pub(super) fn clock_stepped(&mut self, by: SignedDuration) {
        self.stepped = self.stepped.saturating_add(by);
    }

    /// Makes the current cycle's end the one that it is by the clock as it was set since, where this
    /// reset shows that it has moved.
    pub(super) fn follow_clock(&mut self, reset: Reset, length: Option<SignedDuration>) {
        if self.is_current(reset, length) || self.known(reset, length).is_some() {
            return;
        }
        let by = std::mem::take(&mut self.stepped);
        if self.current.ends.moved(by).takes(reset, length) {
            for cycle in std::iter::once(&mut self.current).chain(&mut self.earlier) {
                cycle.ends = cycle.ends.moved(by);
            }
        }
    }

    fn is_current(&self, reset: Reset, length: Option<SignedDuration>) -> bool {
        let ends = self.current.ends;
        ends.takes(reset, length) || (ends.may_become(reset) && self.known(reset, length).is_none())
    }

    /// The cycle of this reset becomes the current one, whether it is known or new.
    pub(super) fn enter(&mut self, reset: Reset, length: Option<SignedDuration>, used: f64) {
        if !self.is_current(reset, length) {
            let known = self.known(reset, length);
            let next = known.map_or_else(|| Cycle::new(reset, used), |at| self.earlier.remove(at));
            let before = std::mem::replace(&mut self.current, next);
            self.earlier.insert(0, before);
            self.earlier.truncate(KEPT);
        }
        self.current.ends.widen(reset);
        self.current.used = used;
    }

    /// The cycle of this reset, if there is one, which has drifted to it. That holds whatever else
    /// is to be believed of the reading.
    pub(super) fn seen(&mut self, reset: Reset, length: Option<SignedDuration>) -> Option<&Cycle> {
        let cycle = self.of(reset, length)?;
        cycle.ends.widen(reset);
        Some(cycle)
    }

    /// The cycle of this reset, if there is one.
    pub(super) fn of(
        &mut self,
        reset: Reset,
        length: Option<SignedDuration>,
    ) -> Option<&mut Cycle> {
        if self.is_current(reset, length) {
            return Some(&mut self.current);
        }
        let at = self.known(reset, length)?;
        self.earlier.get_mut(at)
    }

    /// From now on the program is told by itself, or there is none.
    pub(super) fn set_hook(&mut self, is_set: bool) {
        for cycle in std::iter::once(&mut self.current).chain(&mut self.earlier) {
            cycle.hook = is_set.then(|| cycle.told(Recipient::Hook));
        }
    }

    fn known(&self, reset: Reset, length: Option<SignedDuration>) -> Option<usize> {
        self.earlier
            .iter()
            .position(|cycle| cycle.ends.takes(reset, length))
    }
}

impl Cycle {
    fn new(reset: Reset, used: f64) -> Self {
        Self {
            ends: Ends::of(reset),
            used,
            desktop: Told::NOTHING,
            snoozed: None,
            hook: None,
        }
    }

    pub(super) fn told(&self, recipient: Recipient) -> Told {
        match recipient {
            Recipient::Desktop => self.desktop,
            Recipient::Hook => self.hook.unwrap_or(self.desktop),
        }
    }

    /// Without a program there is nothing to change.
    pub(super) fn told_mut(&mut self, recipient: Recipient) -> Option<&mut Told> {
        match recipient {
            Recipient::Desktop => Some(&mut self.desktop),
            Recipient::Hook => self.hook.as_mut(),
        }
    }

    pub(super) fn everyone(&mut self) -> impl Iterator<Item = &mut Told> {
        [Some(&mut self.desktop), self.hook.as_mut()]
            .into_iter()
            .flatten()
    }

    /// Another record of it has more of it told, or silenced.
    pub(super) fn was_told_too(&mut self, other: &Self) {
        let hook = self.told(Recipient::Hook).or(other.told(Recipient::Hook));
        let has_hook = self.hook.is_some() || other.hook.is_some();
        self.hook = has_hook.then_some(hook);
        self.desktop = self.desktop.or(other.desktop);
        self.snoozed = self.snoozed.or(other.snoozed);
    }
}

impl Ends {
    fn of(reset: Reset) -> Self {
        match reset {
            Reset::At(at) => Self::Between {
                first: at,
                last: at,
            },
            Reset::NotStarted => Self::NotStarted,
            Reset::Unknown => Self::Unknown,
        }
    }

    fn moved(self, by: SignedDuration) -> Self {
        let moved = |moment: Timestamp| moment.checked_add(by).unwrap_or(moment);
        match self {
            Self::Between { first, last } => Self::Between {
                first: moved(first),
                last: moved(last),
            },
            Self::NotStarted | Self::Unknown => self,
        }
    }

    /// A cycle begins with its first use, and one of an unknown end may learn it.
    fn may_become(self, reset: Reset) -> bool {
        match self {
            Self::Between { .. } => false,
            Self::NotStarted | Self::Unknown => matches!(reset, Reset::At(_)),
        }
    }

    fn takes(self, reset: Reset, length: Option<SignedDuration>) -> bool {
        match (self, reset) {
            (Self::Between { first, last }, Reset::At(at)) => {
                let drift = length.map_or(DRIFT, |length| DRIFT.min(length / 10));
                let wander = length.map_or(WANDER, |length| length / 2).max(drift);
                at.duration_since(first) >= -drift
                    && at.duration_since(last) <= drift
                    && last.max(at).duration_since(first.min(at)) <= wander
            }
            // Saying nothing for once does not end a cycle.
            (Self::Between { .. } | Self::NotStarted | Self::Unknown, Reset::Unknown)
            | (Self::NotStarted, Reset::NotStarted) => true,
            (Self::Between { .. } | Self::Unknown, Reset::NotStarted)
            | (Self::NotStarted | Self::Unknown, Reset::At(_)) => false,
        }
    }

    fn widen(&mut self, reset: Reset) {
        match (*self, reset) {
            (Self::Between { first, last }, Reset::At(at)) => {
                *self = Self::Between {
                    first: first.min(at),
                    last: last.max(at),
                };
            }
            (Self::NotStarted | Self::Unknown, Reset::At(_)) => *self = Self::of(reset),
            (
                Self::Between { .. } | Self::NotStarted | Self::Unknown,
                Reset::NotStarted | Reset::Unknown,
            ) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: Option<SignedDuration> = Some(SignedDuration::from_hours(5));

    fn at(minutes: i64) -> Reset {
        let noon: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        Reset::At(noon + SignedDuration::from_mins(minutes))
    }

    /// Into how many cycles these resets fall.
    fn cycles(resets: impl IntoIterator<Item = Reset>, length: Option<SignedDuration>) -> usize {
        let mut resets = resets.into_iter();
        let mut cycles = Cycles::new(resets.next().unwrap(), 0.0);
        for reset in resets {
            cycles.enter(reset, length, 0.0);
        }
        cycles.earlier.len() + 1
    }

    #[test]
    fn a_drift_of_ten_minutes_or_a_tenth_is_the_same_cycle() {
        assert_eq!(cycles([at(0), at(10), at(0), at(-10)], LENGTH), 1);
        assert_eq!(cycles([at(0), at(11)], LENGTH), 2);
        let hour = Some(SignedDuration::from_hours(1));
        assert_eq!(cycles([at(0), at(6)], hour), 1);
        assert_eq!(cycles([at(0), at(7)], hour), 2);
    }

    #[test]
    fn a_slow_drift_is_the_same_cycle() {
        assert_eq!(cycles((0..140).map(at), LENGTH), 1);
        assert_eq!(cycles((0..140).chain([0, 70, 139]).map(at), LENGTH), 1);
        assert_eq!(cycles((0..300).step_by(5).map(at), LENGTH), 2);
    }

    #[test]
    fn back_and_forth_between_two_cycles_stays_two() {
        assert_eq!(cycles([at(0), at(300), at(1), at(299), at(2)], LENGTH), 2);
    }

    #[test]
    fn a_reset_that_is_not_said_for_once_ends_nothing() {
        assert_eq!(cycles([at(0), Reset::Unknown, at(1)], LENGTH), 1);
        assert_eq!(cycles([Reset::Unknown, at(0), Reset::Unknown], LENGTH), 1);
        assert_eq!(cycles([Reset::NotStarted, at(0)], LENGTH), 1);
        assert_eq!(cycles([at(0), Reset::NotStarted, at(300)], LENGTH), 2);
        assert_eq!(cycles([at(0), Reset::NotStarted, at(1)], LENGTH), 2);
    }
}
