//! What is known of a quota window's past, in runs: gaps and resets end one.

use jiff::Timestamp;

use crate::{
    history::{Interval, WindowHistory, is_same_run, steady},
    model::Percent,
};

/// A value that is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) at: Timestamp,
    pub(super) used: Percent,
}

impl Known {
    pub(super) fn left(&self) -> f64 {
        self.used.remaining()
    }
}

/// What is known from a moment on, and where the window began anew in between.
pub(super) fn runs(history: &WindowHistory, from: Timestamp) -> (Vec<Vec<Known>>, Vec<Timestamp>) {
    let (mut runs, mut resets) = (Vec::new(), Vec::new());
    let mut run: Vec<Known> = Vec::new();
    for spans in [&history.days, &history.hours] {
        let mut end = None;
        for span in spans.iter().filter(|span| span.from >= from) {
            if end.is_none_or(|end| end < span.from) {
                close(&mut run, &mut runs);
            }
            end = Some(span.from + span.grain.length());
            let middle = span.from + span.grain.length() / 2;
            if span.resets > 0 {
                resets.push(middle);
            }
            // The least that was left is what the hour or the day is remembered by.
            run.extend(
                span.high
                    .or(span.last)
                    .map(|used| Known { at: middle, used }),
            );
        }
    }
    let mut before: Option<Interval> = None;
    for interval in steady(&history.intervals, history.length) {
        let told = |interval: &Interval| (interval.used, interval.reset);
        let began = before
            .is_some_and(|before| !is_same_run(told(&before), told(&interval), history.length));
        if began && interval.from >= from {
            resets.push(interval.from);
        }
        // Also the first one: what was folded away before it may lie days back.
        if began || interval.after_gap {
            close(&mut run, &mut runs);
        }
        before = Some(interval);
        let Some(used) = interval.used.filter(|_| interval.until >= from) else {
            continue;
        };
        run.push(Known {
            at: interval.from.max(from),
            used,
        });
        if interval.until > interval.from {
            run.push(Known {
                at: interval.until,
                used,
            });
        }
    }
    close(&mut run, &mut runs);
    (runs, resets)
}

fn close(run: &mut Vec<Known>, runs: &mut Vec<Vec<Known>>) {
    if !run.is_empty() {
        runs.push(std::mem::take(run));
    }
}

/// Leaves every n-th, and the ends of each run.
pub(super) fn thin(runs: &mut [Vec<Known>], most: usize) {
    let all: usize = runs.iter().map(Vec::len).sum();
    let every = all.div_ceil(most).max(1);
    for run in runs {
        let last = run.len().saturating_sub(1);
        let mut index = 0;
        run.retain(|_| {
            let stays = index % every == 0 || index == last;
            index += 1;
            stays
        });
    }
}
