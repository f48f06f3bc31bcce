//! A share of an allowance. Kept as used percent; what is left is derived, so the two always add up.

use serde::{Deserialize, Serialize};

/// Used percent: finite, at least 0, and above 100 when an allowance was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Percent(f64);

impl Percent {
    /// From used percent. Negative values count as 0; a value that is not finite is no percentage.
    pub fn used(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self(value.max(0.0)))
    }

    /// From what is left of 100, clamped to 0…100 first.
    pub fn left(value: f64) -> Option<Self> {
        value
            .is_finite()
            .then(|| Self(100.0 - value.clamp(0.0, 100.0)))
    }

    /// From a count and its allowance. `None` when the allowance is not a positive number.
    pub fn of(used: f64, limit: f64) -> Option<Self> {
        (limit > 0.0)
            .then(|| Self::used(100.0 * used / limit))
            .flatten()
    }

    /// Used percent, raw above 100.
    pub fn get(self) -> f64 {
        self.0
    }

    /// What is left, clamped to 0…100.
    pub fn remaining(self) -> f64 {
        (100.0 - self.0).clamp(0.0, 100.0)
    }

    /// What is left as the screen shows it: a whole number without a sign, `<1` when something
    /// under a half is left, `>99` when rounding would hide that something is used.
    pub fn left_shown(self) -> String {
        shown(self.remaining())
    }

    /// What is used as the screen shows it, by the same rule; above 100 it is said in full.
    pub fn used_shown(self) -> String {
        if self.0 > 100.0 {
            format!("{:.0}", self.0)
        } else {
            shown(self.0)
        }
    }
}

fn shown(value: f64) -> String {
    let rounded = value.round();
    if rounded <= 0.0 && value > 0.0 {
        "<1".to_owned()
    } else if rounded >= 100.0 && value < 100.0 {
        ">99".to_owned()
    } else {
        format!("{rounded:.0}")
    }
}

impl TryFrom<f64> for Percent {
    type Error = &'static str;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::used(value).ok_or("a percentage is a finite number")
    }
}

impl From<Percent> for f64 {
    fn from(percent: Percent) -> f64 {
        percent.0
    }
}

#[cfg(test)]
mod tests {
    use super::Percent;

    #[test]
    fn used_and_left_add_up_and_unknown_is_not_a_number() {
        let percent = Percent::used(37.4).unwrap();
        assert!((percent.remaining() + percent.get() - 100.0).abs() < 1e-9);
        assert_eq!(Percent::used(f64::NAN), None);
        assert_eq!(Percent::of(1.0, 0.0), None);
        assert_eq!(Percent::used(-3.0).unwrap().get().to_string(), "0");
    }

    #[test]
    fn the_shown_number_never_hides_what_is_left_or_used() {
        for (used, left_shown, used_shown) in [
            (0.0, "100", "0"),
            (0.2, ">99", "<1"),
            (37.4, "63", "37"),
            (99.4, "1", "99"),
            (99.6, "<1", ">99"),
            (100.0, "0", "100"),
            (104.4, "0", "104"),
        ] {
            let percent = Percent::used(used).unwrap();
            assert_eq!(
                (percent.left_shown().as_str(), percent.used_shown().as_str()),
                (left_shown, used_shown),
                "{used} used"
            );
        }
    }
}
