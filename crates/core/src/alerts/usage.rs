//! What has to be told about the use of one window: a threshold once per cycle, that it is back,
//! that it runs out. When that may be told is decided in `suppression`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    cycle::{Back, Cycles, Recipient, Told},
    kind::AlertKind,
};
use crate::{
    forecast::{Forecast, forecast},
    model::{QuotaWindow, Reset, Scope},
    settings::Notifications,
};

/// A jump of more points than this is believed only when the next reading says the same.
const JUMP: f64 = 40.0;
/// A threshold is armed again when use has fallen this far below it.
const HYSTERESIS: f64 = 10.0;
const ALL: f64 = 100.0;

/// What is remembered of one window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct WindowRecord {
    cycles: Cycles,
    /// A use that the next reading has to confirm.
    doubted: Option<f64>,
    /// Nothing was left, and that it is back was not seen yet.
    was_used_up: bool,
}

/// Something to tell about one window.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PendingAlert {
    /// The highest threshold that was reached and not told.
    pub(super) threshold: Option<f64>,
    pub(super) is_back: bool,
    /// When it runs out at this pace.
    pub(super) runs_out: Option<Timestamp>,
    pub(super) used_up: bool,
}

impl PendingAlert {
    fn or_none(self) -> Option<Self> {
        let some = self.threshold.is_some() || self.is_back || self.runs_out.is_some();
        some.then_some(self)
    }

    /// What comes first where it is more than one thing.
    pub(super) fn kind(&self) -> AlertKind {
        match (self.threshold, self.is_back) {
            (Some(_), _) if self.used_up => AlertKind::UsedUp,
            (Some(_), _) => AlertKind::Threshold,
            (None, true) => AlertKind::Available,
            (None, false) => AlertKind::Pace,
        }
    }
}

/// How much counts as used. `None` where nobody knows, and for tools, which are never told of.
fn used(window: &QuotaWindow) -> Option<f64> {
    if window.scope == Scope::Tools {
        return None;
    }
    window.counted().map(|used| used.get().min(ALL))
}

/// A window that has not begun cannot be used; the service then does not know the moment.
fn reset(window: &QuotaWindow, used: f64) -> Reset {
    match window.reset {
        Reset::NotStarted if used > 0.0 => Reset::Unknown,
        reset @ (Reset::At(_) | Reset::NotStarted | Reset::Unknown) => reset,
    }
}

impl WindowRecord {
    /// From the first reading; `None` when there is nothing to tell about the window ever.
    pub(super) fn new(window: &QuotaWindow) -> Option<Self> {
        let used = used(window)?;
        Some(Self {
            cycles: Cycles::new(reset(window, used), used),
            doubted: None,
            was_used_up: used >= ALL,
        })
    }

    /// Takes a further reading in.
    pub(super) fn read(&mut self, window: &QuotaWindow, kinds: &Notifications) {
        let Some(used) = used(window) else { return };
        let reset = reset(window, used);
        self.cycles.follow_clock(reset, window.length);
        let last = self.used();
        let known = self.cycles.seen(reset, window.length).map(|it| it.used);
        // In a cycle that is known a jump in either direction; in a new one use falls anyway.
        let jumps = known.map_or(used - last > JUMP, |known| (used - known).abs() > JUMP);
        let confirms = self.doubted.is_some_and(|it| (used - it).abs() <= JUMP);
        if jumps && !confirms {
            self.doubted = Some(used);
            return;
        }
        self.doubted = None;
        self.cycles.enter(reset, window.length, used);
        let cycle = &mut self.cycles.current;
        for told in cycle.everyone() {
            told.threshold = told.threshold.min(used + HYSTERESIS);
        }
        // A reset before its time, whose moment has not moved.
        cycle.snoozed = cycle.snoozed.filter(|then| used >= then - JUMP);
        if used >= ALL {
            self.was_used_up = true;
            cycle.everyone().for_each(|told| told.back = Back::No);
        } else if self.was_used_up && used < ALL - HYSTERESIS {
            self.was_used_up = false;
            let back = if kinds.available { Back::Due } else { Back::No };
            cycle.everyone().for_each(|told| told.back = back);
        }
    }

    /// The last use that is believed.
    fn used(&self) -> f64 {
        self.cycles.current.used
    }

    /// What has to be told now, given the window's last reading.
    pub(super) fn news(
        &self,
        window: &QuotaWindow,
        thresholds: &[f64],
        kinds: &Notifications,
        recipient: Recipient,
        now: Timestamp,
    ) -> Option<PendingAlert> {
        let told = self.cycles.current.told(recipient);
        let new = thresholds.iter().copied();
        let new = new.filter(|it| *it > told.threshold);
        let forecast = forecast(window, now);
        let news = self.standing(window, new, now)?;
        PendingAlert {
            threshold: news.threshold.filter(|_| kinds.usage),
            is_back: kinds.available && told.back == Back::Due && self.is_back(),
            runs_out: match forecast {
                Forecast::RunsOut { at } if kinds.pace && !told.pace => Some(at),
                Forecast::RunsOut { .. }
                | Forecast::TooEarly
                | Forecast::Lasts
                | Forecast::Tight { .. }
                | Forecast::UsedUp => None,
            },
            ..news
        }
        .or_none()
    }

    /// What the desktop was told of the window and still holds.
    pub(super) fn holding(
        &self,
        window: &QuotaWindow,
        thresholds: &[f64],
        now: Timestamp,
    ) -> Option<PendingAlert> {
        let told = self.cycles.current.desktop;
        let old = thresholds.iter().copied();
        let old = old.filter(|it| *it <= told.threshold);
        let news = self.standing(window, old, now)?;
        PendingAlert {
            is_back: told.back == Back::Told && self.is_back(),
            ..news
        }
        .or_none()
    }

    /// The highest of these thresholds that is reached, as long as the reading can be relied on.
    fn standing(
        &self,
        window: &QuotaWindow,
        thresholds: impl Iterator<Item = f64>,
        now: Timestamp,
    ) -> Option<PendingAlert> {
        let is_past = match window.reset {
            Reset::At(at) => at <= now,
            Reset::NotStarted | Reset::Unknown => false,
        };
        if is_past || self.doubted.is_some() || self.is_snoozed() || used(window).is_none() {
            return None;
        }
        let reached = thresholds.filter(|threshold| self.used() >= *threshold);
        Some(PendingAlert {
            threshold: reached.max_by(f64::total_cmp),
            is_back: false,
            runs_out: None,
            used_up: self.used() >= ALL,
        })
    }

    fn is_back(&self) -> bool {
        self.used() < ALL - HYSTERESIS
    }

    /// Whether anything that the desktop was told of the present cycle may still be true.
    pub(super) fn is_told(&self, thresholds: &[f64]) -> bool {
        let Told {
            threshold: told,
            pace,
            back,
        } = self.cycles.current.desktop;
        let some = thresholds.iter().any(|threshold| *threshold <= told);
        !self.is_snoozed() && (some || pace || back == Back::Told)
    }

    /// This news about the window as it was at that reading has reached its recipient.
    pub(super) fn told(&mut self, news: &PendingAlert, window: &QuotaWindow, recipient: Recipient) {
        let used_now = self.used();
        let reset = reset(window, used(window).unwrap_or_default());
        let cycle = self.cycles.of(reset, window.length);
        let Some(told) = cycle.and_then(|cycle| cycle.told_mut(recipient)) else {
            return;
        };
        if let Some(threshold) = news.threshold {
            // Use may have fallen while the notification was under way.
            told.threshold = told.threshold.max(threshold.min(used_now + HYSTERESIS));
        }
        told.pace |= news.runs_out.is_some();
        if news.is_back && told.back == Back::Due {
            told.back = Back::Told;
        }
    }

    /// Another record of the same cycle has these things told or silenced as well.
    pub(super) fn was_told_too(&mut self, other: &Self) {
        self.cycles.current.was_told_too(&other.cycles.current);
    }

    pub(super) fn clock_stepped(&mut self, by: SignedDuration) {
        self.cycles.clock_stepped(by);
    }

    pub(super) fn set_hook(&mut self, is_set: bool) {
        self.cycles.set_hook(is_set);
    }

    pub(super) fn snooze(&mut self, on: bool) {
        self.cycles.current.snoozed = on.then_some(self.used());
    }

    pub(super) fn is_snoozed(&self) -> bool {
        self.cycles.current.snoozed.is_some()
    }
}
