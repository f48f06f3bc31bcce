//! When an account is asked next: interval with jitter, back-off, the service's own word, and the
//! moment of a reset.

use crate::{
    model::{AccountKey, Pace, Reset},
    problem::{Code, Problem, Retry},
    snapshot::Usage,
};
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

/// The least time between two queries of one account by hand.
pub const BY_HAND: SignedDuration = SignedDuration::from_secs(15);
/// A reading this young needs no other, whatever happens around it.
pub(super) const FRESH: SignedDuration = SignedDuration::from_mins(1);
/// The latest moment of a service that is believed.
pub(super) const LONGEST_WORD: SignedDuration = SignedDuration::from_hours(6);
/// How often the stores are looked at while something waits for a new sign-in and nobody tells of
/// changes. No service is asked for it.
pub(super) const STORE_WATCH: SignedDuration = SignedDuration::from_secs(60);
/// The least time between two looks at stores that are being written, while something waits for a
/// new sign-in, and while nothing does.
pub(super) const LOOK_SOON: SignedDuration = SignedDuration::from_secs(1);
pub(super) const LOOK_LATER: SignedDuration = SignedDuration::from_secs(10);
/// Between the queries of two accounts at one provider, but for those by hand.
const BETWEEN_ACCOUNTS: SignedDuration = SignedDuration::from_secs(2);
const FIRST_BACK_OFF: SignedDuration = SignedDuration::from_secs(30);
const LAST_BACK_OFF: SignedDuration = SignedDuration::from_mins(15);
/// What somebody has to fix at the service takes its time.
const SELDOM: SignedDuration = SignedDuration::from_hours(1);
/// A service that refuses a good credential does so for a short time; after that it means it.
const REFUSED: SignedDuration = SignedDuration::from_mins(30);
const REFUSED_AGAIN: SignedDuration = SignedDuration::from_hours(3);
/// A service needs a moment to begin its new window.
const AFTER_RESET: SignedDuration = SignedDuration::from_secs(5);

/// After a good answer: the interval, or the first reset before that.
pub(super) fn after_success(
    usage: &Usage,
    interval: SignedDuration,
    jitter: f64,
    now: Timestamp,
) -> Timestamp {
    let usual = now + spread(interval, jitter);
    let resets = usage
        .windows
        .iter()
        .filter_map(|window| match window.reset {
            Reset::At(at) => Some(at + AFTER_RESET),
            Reset::NotStarted | Reset::Unknown => None,
        });
    // A service that is always about to reset is not asked more than once a minute.
    resets
        .filter(|at| *at > now)
        .map(|at| at.max(now + FRESH))
        .chain([usual])
        .min()
        .unwrap_or(usual)
}

/// After a problem, the `failures`-th in a row (from 1). `None` waits for another credential.
pub(super) fn after_problem(
    problem: &Problem,
    failures: u32,
    jitter: f64,
    now: Timestamp,
) -> Option<Timestamp> {
    let back_off = now + spread(back_off(failures), jitter);
    match problem.retry {
        Retry::AsUsual => Some(back_off),
        // Never earlier than asked for, and a little later so that not all clients come at once. A
        // service that says the same short time again and again is not taken at its word.
        Retry::NotBefore(moment) => {
            let moment = moment.clamp(now, now + LONGEST_WORD);
            let word = moment + spread(SignedDuration::from_secs(2), jitter);
            Some(if failures > 1 {
                word.max(back_off)
            } else {
                word
            })
        }
        Retry::Seldom => Some(now + spread(SELDOM, jitter)),
        Retry::Refused if failures > 1 => Some(now + spread(REFUSED_AGAIN, jitter)),
        Retry::Refused => Some(now + spread(REFUSED, jitter)),
        Retry::WhenCredentialChanges => None,
    }
}

fn back_off(failures: u32) -> SignedDuration {
    doubled((FIRST_BACK_OFF, LAST_BACK_OFF), failures)
}

fn doubled((first, last): (SignedDuration, SignedDuration), failures: u32) -> SignedDuration {
    let doubled = first.checked_mul(1 << failures.saturating_sub(1).min(10));
    doubled.unwrap_or(last).min(last)
}

/// Makes the pause that a service's pace asks for the problem's own moment, so that it is kept,
/// shown and held as if the service had named it.
pub(super) fn with_pause(problem: Problem, pace: Pace, failures: u32, now: Timestamp) -> Problem {
    let Some(pause) = pace.pause.filter(|_| problem.code == Code::RateLimited) else {
        return problem;
    };
    let own = now + doubled(pause, failures).max(pace.least);
    match problem.retry_at() {
        // One that it names again and again is not long enough.
        Some(named) if failures == 1 || named >= own => problem,
        Some(_) | None => problem.not_before(own),
    }
}

/// When each provider was asked last, so that its accounts come one after the other.
#[derive(Debug, Default)]
pub(super) struct Spacing(BTreeMap<String, Timestamp>);

impl Spacing {
    pub(super) fn note_query(&mut self, account: &AccountKey, at: Option<Timestamp>) {
        let Some(at) = at else { return };
        let last = self.0.entry(account.provider.clone()).or_insert(at);
        *last = at.max(*last);
    }

    /// A moment that is kept for this account, if it is too early now.
    pub(super) fn later(&mut self, account: &AccountKey, now: Timestamp) -> Option<Timestamp> {
        let last = self.0.get_mut(&account.provider)?;
        let free = *last + BETWEEN_ACCOUNTS;
        if free <= now {
            return None;
        }
        *last = free;
        Some(free)
    }
}

/// Whether a query is recent enough to be what somebody wants who asks by hand.
pub(super) fn answers(queried_at: Timestamp, wanted_since: Timestamp) -> bool {
    wanted_since.duration_since(queried_at) < BY_HAND
}

/// The shortest that an interval becomes.
pub(super) fn shortest(interval: SignedDuration) -> SignedDuration {
    spread(interval, -1.0)
}

/// A tenth more or less; `jitter` is -1 to 1.
fn spread(length: SignedDuration, jitter: f64) -> SignedDuration {
    SignedDuration::from_millis((length.as_millis() as f64 * (1.0 + jitter / 10.0)) as i64)
}

/// Repeatable noise between -1 and 1 (splitmix64), so that the engine stays a pure function.
pub(super) fn noise(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    (mixed >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::QuotaWindow, problem::Code, testing::session};

    #[test]
    fn back_off_doubles_from_half_a_minute_to_a_quarter_of_an_hour() {
        let seconds: Vec<i64> = (1..=8)
            .map(|failures| back_off(failures).as_secs())
            .collect();
        assert_eq!(seconds, [30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(back_off(u32::MAX).as_secs(), 900);
    }

    #[test]
    fn the_service_s_own_word_is_never_undercut() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let until = now + SignedDuration::from_secs(3037);
        let problem = Problem::new(Code::RateLimited).not_before(until);
        for jitter in [-1.0, 0.0, 1.0] {
            assert!(after_problem(&problem, 1, jitter, now).unwrap() >= until);
        }
        assert_eq!(
            after_problem(&Problem::new(Code::SignInExpired), 1, 0.0, now),
            None
        );
    }

    #[test]
    fn a_short_word_said_again_and_again_does_not_beat_the_back_off() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let soon = Problem::new(Code::RateLimited).not_before(now + SignedDuration::from_secs(1));
        let wait = |failures| {
            let next = after_problem(&soon, failures, 0.0, now).unwrap();
            next.duration_since(now).as_secs()
        };
        assert_eq!([wait(1), wait(2), wait(3), wait(9)], [3, 60, 120, 900]);
        let absurd =
            Problem::new(Code::RateLimited).not_before(now + SignedDuration::from_hours(99));
        let next = after_problem(&absurd, 1, 1.0, now).unwrap();
        assert!(next <= now + LONGEST_WORD + SignedDuration::from_secs(3));
    }

    #[test]
    fn a_reset_brings_one_query_and_only_while_it_lies_ahead() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let wait = |seconds| {
            let window = QuotaWindow {
                used: None,
                length: None,
                ..session(0.0, Reset::At(now + SignedDuration::from_secs(seconds)))
            };
            let usage = Usage {
                windows: vec![window],
                ..Usage::default()
            };
            let next = after_success(&usage, SignedDuration::from_mins(5), 0.0, now);
            next.duration_since(now).as_secs()
        };
        // 5 s after the reset it has been asked for that reset already.
        assert_eq!([wait(-60), wait(-5)], [300, 300]);
        assert_eq!([wait(-4), wait(55), wait(56)], [60, 60, 61]);
        assert_eq!([wait(295), wait(296)], [300, 300]);
    }

    #[test]
    fn noise_is_spread_over_the_whole_range_and_repeatable() {
        let (mut one, mut two) = (7, 7);
        let first: Vec<f64> = (0..1000).map(|_| noise(&mut one)).collect();
        let second: Vec<f64> = (0..1000).map(|_| noise(&mut two)).collect();
        assert_eq!(first, second);
        assert!(first.iter().all(|value| (-1.0..=1.0).contains(value)));
        assert!(first.iter().any(|value| *value < -0.9) && first.iter().any(|value| *value > 0.9));
    }
}
