//! When an account is asked next: interval with jitter, back-off, the service's own word, and the
//! moment of a reset.

use jiff::{SignedDuration, Timestamp};

use crate::{
    model::{Reset, Usage},
    problem::{Problem, Retry},
};

/// The least time between two queries of one account by hand.
pub(super) const BY_HAND: SignedDuration = SignedDuration::from_secs(15);
/// How often the stores are looked at while something waits for a new sign-in, should no word of
/// a change come. No service is asked for it.
pub(super) const STORE_WATCH: SignedDuration = SignedDuration::from_secs(60);
const FIRST_BACK_OFF: SignedDuration = SignedDuration::from_secs(30);
const LAST_BACK_OFF: SignedDuration = SignedDuration::from_mins(15);
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
    resets
        .filter(|at| *at > now + BY_HAND)
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
        // Never earlier than asked for, and a little later so that not all clients come at once.
        Retry::NotBefore(moment) => Some(moment + spread(SignedDuration::from_secs(2), jitter)),
        Retry::WhenCredentialChanges => None,
    }
}

fn back_off(failures: u32) -> SignedDuration {
    let doubled = FIRST_BACK_OFF.checked_mul(1 << failures.saturating_sub(1).min(10));
    doubled.unwrap_or(LAST_BACK_OFF).min(LAST_BACK_OFF)
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
    use crate::problem::Code;

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
            after_problem(&Problem::new(Code::SignInRefused), 1, 0.0, now),
            None
        );
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
