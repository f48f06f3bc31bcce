//! On what terms a window's percents were told. Another plan, limit or length makes what was told
//! before say nothing about the present allowance.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::QuotaWindow;

/// What a percent is a percent of, as far as the service says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    plan: Option<String>,
    limit: Option<f64>,
    /// In seconds.
    length: Option<i64>,
}

/// The terms of a window, and since when they hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TermsRecord {
    terms: Terms,
    /// Others that the next reading has to confirm, and when they were first told.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<(Terms, Timestamp)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
}

impl Terms {
    pub fn of(plan: Option<&str>, window: &QuotaWindow) -> Self {
        Self {
            plan: plan.map(str::to_owned),
            limit: window.amount.as_ref().and_then(|amount| amount.limit),
            length: window.length.map(|length| length.as_secs()),
        }
    }

    /// What is not said contradicts nothing.
    fn contradicts(&self, other: &Self) -> bool {
        differ(self.plan.as_ref(), other.plan.as_ref())
            || differ(self.limit, other.limit)
            || differ(self.length, other.length)
    }

    /// With what these leave out taken from others.
    fn or(self, other: &Self) -> Self {
        Self {
            plan: self.plan.or_else(|| other.plan.clone()),
            limit: self.limit.or(other.limit),
            length: self.length.or(other.length),
        }
    }
}

fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

impl TermsRecord {
    /// Takes in what a reading says. One that stands alone may be wrong, and one of before the
    /// present terms comes late.
    pub fn read(&mut self, said: Terms, at: Timestamp) {
        if self.since.is_some_and(|since| at < since) {
            return;
        }
        if !said.contradicts(&self.terms) {
            self.next.take_if(|(next, _)| said.contradicts(next));
            self.terms = said.or(&self.terms);
            return;
        }
        match self.next.take() {
            Some((next, from)) if !said.contradicts(&next) => {
                if at > from {
                    self.terms = said.or(&next);
                    self.since = Some(from);
                } else {
                    // The same reading once more.
                    self.next = Some((next, from));
                }
            }
            Some(_) | None => self.next = Some((said, at)),
        }
    }

    /// From when on what was told is of the present allowance; `None` where all of it is.
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn plan(name: &str) -> Terms {
        Terms {
            plan: Some(name.to_owned()),
            limit: Some(100.0),
            length: Some(18000),
        }
    }

    /// When the present terms began, by what readings a second apart say.
    fn since(said: impl IntoIterator<Item = Terms>) -> Option<i64> {
        let mut record = TermsRecord::default();
        for (second, said) in (1..).zip(said) {
            record.read(said, at(second));
        }
        record.since().map(Timestamp::as_second)
    }

    #[test]
    fn a_second_reading_in_a_row_confirms_other_terms() {
        let other_limit = || Terms {
            limit: Some(200.0),
            ..plan("pro")
        };
        let other_length = || Terms {
            length: Some(9000),
            ..plan("pro")
        };
        for other in [plan("max"), other_limit(), other_length()] {
            let pro = || plan("pro");
            let other = || other.clone();
            assert_eq!(since([pro(), pro()]), None);
            assert_eq!(since([pro(), other()]), None);
            assert_eq!(since([pro(), other(), pro(), other()]), None);
            assert_eq!(since([pro(), other(), other(), other()]), Some(2));
            assert_eq!(since([pro(), other(), other(), pro(), pro()]), Some(4));
            assert_eq!(since([pro(), other(), plan("team"), other()]), None);
        }
    }

    #[test]
    fn what_is_not_said_changes_and_confirms_nothing() {
        let (pro, max, none) = (|| plan("pro"), || plan("max"), Terms::default);
        assert_eq!(since([none(), pro(), none(), pro()]), None);
        assert_eq!(since([pro(), max(), none()]), None);
        assert_eq!(since([pro(), max(), none(), max()]), Some(2));
    }

    #[test]
    fn a_reading_that_is_kept_twice_confirms_nothing() {
        let mut record = TermsRecord::default();
        record.read(plan("pro"), at(1));
        record.read(plan("max"), at(2));
        record.read(plan("max"), at(2));
        assert_eq!(record.since(), None);
        record.read(plan("max"), at(3));
        assert_eq!(record.since(), Some(at(2)));
    }
}
