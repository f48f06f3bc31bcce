//! The small line beside a row's bar.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::runs::{Known, runs, thin};
use crate::{
    history::{ChartRange, WindowHistory},
    model::AccountKey,
};

/// What is kept of the windows of each account.
pub type Past = BTreeMap<AccountKey, Vec<WindowHistory>>;

/// A small line: across from 0 to 1, and what was left from 0 to 100; a list for each run.
pub type Trend = Vec<Vec<(f64, f64)>>;

/// More dots than this nobody can tell apart.
const DOTS: usize = 36;

/// The present run of a window, or its last day where it has no length.
pub fn trend(history: &WindowHistory, now: Timestamp) -> Trend {
    let length = history.length.unwrap_or(ChartRange::Day.length());
    let length = length.clamp(SignedDuration::from_hours(1), ChartRange::Month.length());
    let from = now - length;
    let (mut runs, _) = runs(history, from);
    thin(&mut runs, DOTS);
    let across = |at: Timestamp| {
        (at.duration_since(from).as_secs_f64() / length.as_secs_f64()).clamp(0.0, 1.0)
    };
    let line = |run: Vec<Known>| run.iter().map(|it| (across(it.at), it.left())).collect();
    runs.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        history::Interval,
        model::{Percent, Reset},
        testing::noon,
    };

    #[test]
    fn a_small_line_runs_from_the_windows_beginning_to_now() {
        let ago = |minutes| noon() - SignedDuration::from_mins(minutes);
        let interval = |minute: i64| Interval {
            from: ago(minute),
            until: ago(minute - 1),
            used: Percent::used((300 - minute) as f64 / 4.0),
            reset: Reset::At(ago(-1)),
            after_gap: minute % 50 == 0,
        };
        let history = WindowHistory {
            account: AccountKey::new("sample", "a"),
            window: "session".into(),
            length: Some(SignedDuration::from_hours(5)),
            since: None,
            days: Vec::new(),
            hours: Vec::new(),
            intervals: (1..300).rev().map(interval).collect(),
        };
        let lines = trend(&history, noon());
        assert_eq!(lines.len(), 6);
        let across: Vec<f64> = lines.iter().flatten().map(|(across, _)| *across).collect();
        assert!(across.is_sorted(), "{across:?}");
        assert_eq!(across.last(), Some(&1.0));
        assert!(across.len() <= DOTS + 2 * lines.len());
    }
}
