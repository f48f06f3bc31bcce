//! When a person is told: a threshold once per cycle, an expired sign-in once. Kept in memory.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::{
    model::{AccountKey, Percent, Reset, Scope, Window, WindowId},
    pace::{self, Forecast},
    text::Message,
};

/// A desktop notification to send; a later one with the same id replaces it.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    pub id: AlertId,
    pub title: Message,
    /// A line each.
    pub body: Vec<Message>,
    /// The card that opens on a click.
    pub card: AccountKey,
    pub urgent: bool,
}

/// What an alert is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertId {
    Usage(AccountKey, WindowId),
    SignIn(AccountKey),
    /// Several at once.
    Several,
}

/// How long a broken sign-in may take to mend itself before anybody is told.
pub(super) const SIGN_IN_GRACE: SignedDuration = SignedDuration::from_mins(2);

/// What was told about one account.
#[derive(Debug, Default)]
pub(super) struct Told {
    windows: BTreeMap<WindowId, Cycle>,
    /// Since when the sign-in is broken, as far as known, and whether that was told.
    pub(super) sign_in: Option<(Timestamp, bool)>,
}

#[derive(Debug)]
struct Cycle {
    reset: Reset,
    used: Percent,
    /// The highest threshold that was told.
    told: Option<f64>,
    /// A jump that the next reading has to confirm.
    doubted: bool,
    /// Whether it was told that this cycle is on pace to run out.
    pace_told: bool,
}

/// A jump of more points than this is believed only when the next reading says the same.
const JUMP: f64 = 40.0;
/// A threshold is armed again when use has fallen this far below it.
const HYSTERESIS: f64 = 10.0;

impl Told {
    /// Takes a reading of one window in and gives the threshold that has to be told now.
    pub(super) fn crossed(&mut self, window: &Window, thresholds: &[f64]) -> Option<f64> {
        let used = window.used.filter(|_| window.scope != Scope::Tools)?;
        let known = self.windows.remove(&window.id);
        let same = known.filter(|cycle| is_same_cycle(cycle.reset, window.reset, window.length));
        let doubted = same
            .as_ref()
            .is_some_and(|cycle| !cycle.doubted && used.get() - cycle.used.get() > JUMP);
        let pace_told = same.as_ref().is_some_and(|cycle| cycle.pace_told);
        let mut told = same.as_ref().and_then(|cycle| cycle.told);
        if told.is_some_and(|threshold| used.get() < threshold - HYSTERESIS) {
            told = None;
        }
        let reached = thresholds
            .iter()
            .copied()
            .filter(|threshold| used.get() >= *threshold);
        let highest = reached.max_by(f64::total_cmp);
        let new = highest.filter(|threshold| !doubted && told.is_none_or(|told| told < *threshold));
        // A jump in doubt keeps the old number, so that the next reading is compared with that.
        let kept = same.filter(|_| doubted).map_or(used, |cycle| cycle.used);
        let cycle = Cycle {
            reset: window.reset,
            used: kept,
            told: new.or(told),
            doubted,
            pace_told,
        };
        self.windows.insert(window.id.clone(), cycle);
        new
    }

    /// Whether the window was used up at its last reading and is clearly not any more. Asked
    /// before `crossed` takes the new reading in.
    pub(super) fn is_back(&self, window: &Window) -> bool {
        let was_used_up = self
            .windows
            .get(&window.id)
            .is_some_and(|cycle| cycle.used.get() >= 100.0);
        let used = window.used.filter(|_| !window.limit_reached);
        was_used_up && used.is_some_and(|used| used.get() < 100.0 - HYSTERESIS)
    }

    /// The moment at which the window runs out at this pace, once per cycle. Asked after
    /// `crossed`.
    pub(super) fn on_pace(&mut self, window: &Window, now: Timestamp) -> Option<Timestamp> {
        let cycle = self.windows.get_mut(&window.id)?;
        let Forecast::RunsOut { at } = pace::forecast(window, now) else {
            return None;
        };
        let first = !cycle.pace_told && !cycle.doubted;
        cycle.pace_told |= first;
        first.then_some(at)
    }

    /// Forgets that a threshold was told, because nobody could be told at this time.
    pub(super) fn forget(&mut self, window: &WindowId) {
        if let Some(cycle) = self.windows.get_mut(window) {
            cycle.told = None;
        }
    }
}

/// The same reset give or take 10 minutes or a tenth of the length, whichever is less: services
/// drift by seconds to minutes.
fn is_same_cycle(one: Reset, other: Reset, length: Option<SignedDuration>) -> bool {
    match (one, other) {
        (Reset::At(one), Reset::At(other)) => {
            let most = SignedDuration::from_mins(10);
            let tolerance = length.map_or(most, |length| most.min(length / 10));
            one.duration_since(other).abs() <= tolerance
        }
        (Reset::NotStarted, Reset::NotStarted) | (Reset::Unknown, Reset::Unknown) => true,
        (Reset::At(_) | Reset::NotStarted | Reset::Unknown, _) => false,
    }
}

/// Whether a crossing says that nothing is left.
pub(super) fn is_used_up(window: &Window, threshold: f64) -> bool {
    threshold >= 100.0 || window.limit_reached
}

/// That something is to be had again.
pub(super) fn available_alert(key: &AccountKey, name: &str, window: &Window) -> Option<Alert> {
    let left = window.used?.left_shown();
    let title = Message::new("alert-available-title").text("name", name);
    let body = Message::new("alert-available-body")
        .message("window", window.label.clone())
        .text("left", left);
    Some(alert(key, window, title, body))
}

/// That a window runs out at `at` if use goes on like this.
pub(super) fn pace_alert(key: &AccountKey, name: &str, window: &Window, at: Timestamp) -> Alert {
    let title = Message::new("alert-pace-title").text("name", name);
    let body = Message::new("alert-pace-body")
        .message("window", window.label.clone())
        .moment("at", at);
    alert(key, window, title, body)
}

/// All alerts of one window replace each other.
fn alert(key: &AccountKey, window: &Window, title: Message, body: Message) -> Alert {
    Alert {
        id: AlertId::Usage(key.clone(), window.id.clone()),
        title,
        body: vec![body],
        card: key.clone(),
        urgent: false,
    }
}

/// The words of a crossing.
pub(super) fn usage_alert(
    key: &AccountKey,
    name: &str,
    window: &Window,
    threshold: f64,
) -> Option<Alert> {
    let used = window.used?;
    let used_up = is_used_up(window, threshold);
    let kind = if used_up {
        "alert-used-up"
    } else {
        "alert-threshold"
    };
    let mut body = Message::new(match window.reset {
        Reset::At(_) => format!("{kind}-body-until"),
        Reset::NotStarted | Reset::Unknown => format!("{kind}-body"),
    })
    .message("window", window.label.clone())
    .text("used", used.used_shown())
    .text("left", used.left_shown());
    if let Reset::At(at) = window.reset {
        body = body.moment("reset", at);
    }
    let title = Message::new(format!("{kind}-title"))
        .text("name", name)
        .text("used", used.used_shown());
    Some(Alert {
        urgent: used_up,
        ..alert(key, window, title, body)
    })
}

/// Several alerts as one.
pub(super) fn grouped(mut alerts: Vec<Alert>) -> Option<Alert> {
    if alerts.len() < 2 {
        return alerts.pop();
    }
    let card = alerts.first()?.card.clone();
    let urgent = alerts.iter().any(|alert| alert.urgent);
    let title = Message::new("alert-several-title").number("count", alerts.len() as f64);
    let line = |alert: Alert| {
        let said = alert.body.into_iter().next();
        let said = said.unwrap_or_else(|| Message::new("plain").text("text", ""));
        Message::new("alert-several-line")
            .message("title", alert.title)
            .message("body", said)
    };
    let body = alerts.into_iter().map(line).collect();
    Some(Alert {
        id: AlertId::Several,
        title,
        body,
        card,
        urgent,
    })
}
