//! What an answer says of an allowance in numbers. Services leave some of them out; any two of
//! used, left, limit and percentage give the rest.

use plimsoll_core::model::{Amount, Percent, Unit};

/// The numbers as an answer has them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) used: Option<f64>,
    pub(crate) left: Option<f64>,
    /// An allowance of 0 is none.
    pub(crate) limit: Option<f64>,
    pub(crate) used_percent: Option<f64>,
    pub(crate) left_percent: Option<f64>,
}

impl Figures {
    /// The share that is used. Counts are exact and percentages are often rounded, so that counts
    /// come first.
    pub(crate) fn share(&self) -> Option<Percent> {
        let counted = self.counted();
        counted
            .and_then(|(used, limit)| Percent::of(used, limit))
            .or_else(|| self.used_percent.and_then(Percent::used))
            .or_else(|| self.left_percent.and_then(Percent::left))
    }

    /// The counts; `None` where the answer has none.
    pub(crate) fn amount(&self, unit: Unit) -> Option<Amount> {
        let share = || self.share().map(|share| share.get() / 100.0);
        let limit = self.limit();
        let (used, limit) = match (self.counted(), self.used, limit) {
            (Some((used, limit)), _, _) => (Some(used), Some(limit)),
            (None, Some(used), None) => {
                let limit = share().filter(|share| *share > 0.0);
                (Some(used), limit.map(|share| (used / share).round()))
            }
            (None, None, Some(limit)) => (share().map(|share| limit * share), Some(limit)),
            (None, used, limit) => (used, limit),
        };
        (used.is_some() || limit.is_some()).then_some(Amount { used, limit, unit })
    }

    /// Used and allowance, where two counts tell both.
    fn counted(&self) -> Option<(f64, f64)> {
        match (self.used, self.left, self.limit()) {
            (Some(used), _, Some(limit)) => Some((used, limit)),
            (None, Some(left), Some(limit)) => Some((limit - left, limit)),
            (Some(used), Some(left), None) => Some((used, used + left)),
            (Some(_) | None, None, None) | (None, Some(_), None) | (None, None, Some(_)) => None,
        }
        .filter(|(_, limit)| *limit > 0.0)
    }

    fn limit(&self) -> Option<f64> {
        self.limit.filter(|limit| *limit > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Used percent, used and limit of used, left, limit and used percent.
    fn all(
        used: Option<f64>,
        left: Option<f64>,
        limit: Option<f64>,
        used_percent: Option<f64>,
    ) -> (Option<f64>, Option<f64>, Option<f64>) {
        let figures = Figures {
            used,
            left,
            limit,
            used_percent,
            left_percent: None,
        };
        let amount = figures.amount(Unit::Units);
        (
            figures.share().map(Percent::get),
            amount.as_ref().and_then(|it| it.used),
            amount.as_ref().and_then(|it| it.limit),
        )
    }

    #[test]
    fn any_two_give_the_rest() {
        let whole = (Some(32.0), Some(8000.0), Some(25_000.0));
        let (used, left, limit, percent) =
            (Some(8000.0), Some(17_000.0), Some(25_000.0), Some(32.0));
        assert_eq!(all(used, left, None, None), whole);
        assert_eq!(all(used, None, limit, None), whole);
        assert_eq!(all(used, None, None, percent), whole);
        assert_eq!(all(None, left, limit, None), whole);
        assert_eq!(all(None, None, limit, percent), whole);
        assert_eq!(all(used, left, limit, percent), whole);
    }

    #[test]
    fn one_alone_says_what_it_says() {
        assert_eq!(all(Some(7.0), None, None, None), (None, Some(7.0), None));
        assert_eq!(all(None, Some(7.0), None, None), (None, None, None));
        assert_eq!(all(None, None, Some(7.0), None), (None, None, Some(7.0)));
        assert_eq!(all(None, None, None, Some(7.0)), (Some(7.0), None, None));
        assert_eq!(all(None, None, None, None), (None, None, None));
    }

    #[test]
    fn counts_beat_a_rounded_percentage_and_no_allowance_is_none() {
        let exact = all(Some(9960.0), Some(40.0), Some(10_000.0), Some(99.0));
        assert_eq!(exact, (Some(99.6), Some(9960.0), Some(10_000.0)));
        let nothing = all(Some(0.0), Some(0.0), Some(0.0), Some(4.0));
        assert_eq!(nothing.0, Some(4.0));
        assert_eq!(all(Some(-5.0), None, Some(10.0), None).0, Some(0.0));
    }
}
