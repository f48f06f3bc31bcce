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

/// A percentage without the noise of binary fractions, for what computers read: 62.6 and not
/// 62.599999999999994. Ten decimals are more than any service tells, and less than the noise.
pub fn exact(percent: f64) -> f64 {
    scaled(percent, 1e10)
}

/// The same as a share of one: 0.404 and not 0.40399999999999997.
pub fn exact_ratio(percent: f64) -> f64 {
    scaled(percent, 1e12)
}

/// Both are whole numbers, so that the quotient is the number nearest to the decimal one. One that
/// is absurdly large has no decimals.
fn scaled(percent: f64, divisor: f64) -> f64 {
    let whole = (percent * 1e10).round();
    if whole.is_finite() {
        whole / divisor
    } else {
        percent / (divisor / 1e10)
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
    use super::{Percent, exact, exact_ratio};

    #[test]
    fn numbers_for_computers_have_no_noise_and_lose_nothing() {
        let left = Percent::used(37.4).unwrap().remaining();
        assert_eq!(exact(left).to_string(), "62.6");
        for tenths in 0..=2000 {
            let text = format!("{}.{}", tenths / 10, tenths % 10);
            let percent: f64 = text.parse().unwrap();
            let number = |text: &str| text.parse::<f64>().unwrap().to_string();
            assert_eq!(exact(percent).to_string(), number(&text));
            let ratio = exact_ratio(percent).to_string();
            assert_eq!(ratio, number(&format!("{tenths}e-3")), "{text}");
        }
        assert_eq!(exact(0.000_000_1).to_string(), "0.0000001");
        assert_eq!(exact(1e9).to_string(), "1000000000");
        assert!(exact(f64::MAX).is_finite() && exact_ratio(f64::MAX).is_finite());
    }

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
