//! What is true, and whether what was told fits it.

use super::*;

const THRESHOLDS: [f64; 3] = [80.0, 95.0, 100.0];

/// What is true of one account, whatever the program thinks.
#[derive(Debug, Default)]
pub(super) struct Truth {
    pub(super) cycle: u32,
    pub(super) used: f64,
    /// The moment of the next reset, in true seconds after the start.
    pub(super) reset: i64,
    /// By how much the service says it wrong.
    pub(super) drift: i64,
    /// The cycles and uses of the last two answers, the newer one last, where they were right.
    pub(super) answers: [Option<(u32, f64)>; 2],
    /// Seconds that the sign-in has been broken on an undisturbed clock.
    pub(super) broken_for: Option<i64>,
    /// How often the desktop was told, and the program.
    pub(super) sign_in_told: [u32; 2],
    /// The cycle of which nothing is to be told.
    pub(super) snoozed: Option<u32>,
    /// The thresholds by cycle that the desktop was told, and the program.
    pub(super) told: [BTreeMap<u32, Vec<f64>>; 2],
}

const DESKTOP: usize = 0;
const PROGRAM: usize = 1;

fn highest_of(used: f64) -> Option<f64> {
    let mut reached = THRESHOLDS.into_iter().filter(|it| used >= *it);
    reached.next_back()
}

impl Life {
    /// By the clock on the wall, reckoned here.
    pub(super) fn is_quiet(&self, at: Timestamp) -> bool {
        let there = at.as_second() + i64::from(self.zone_hours) * HOUR;
        let hour = there.rem_euclid(24 * HOUR) / HOUR;
        !(7..22).contains(&hour)
    }

    fn is_paused(&self, at: Timestamp) -> bool {
        self.paused_until.is_some_and(|until| until > at)
    }

    /// Whether everything that is due must be told by now.
    pub(super) fn is_free(&self) -> bool {
        let desktop = self.bench.desktop == Desktop::Takes && self.bench.waiting.is_none();
        self.may_tell() && desktop
    }

    fn may_tell(&self) -> bool {
        let now = self.bench.now;
        !self.is_quiet(now) && !self.is_paused(now)
    }

    /// Looks at what was told just now, and at what was not.
    pub(super) fn judge(&mut self, news: &[Topic]) {
        let taken = &self.bench.taken[self.taken..];
        let telling = taken.iter().filter(|alert| !alert.news.is_empty());
        assert!(telling.count() <= 1, "several at once are one");
        let disturbs = taken.len();
        self.taken = self.bench.taken.len();
        let at = self.bench.taken_at;
        assert!(disturbs == 0 || !self.is_paused(at), "told in a pause");
        let all_used_up = self.judge_told(DESKTOP, news, at);
        if disturbs > 0 && self.is_quiet(at) {
            let passes = self.used_up_passes && all_used_up && !news.is_empty();
            assert!(passes, "told in quiet hours: {news:?}");
        }
        self.judge_runs();
        if self.is_free() {
            self.assert_nothing_is_lost(DESKTOP);
        }
        if self.may_tell() {
            self.assert_nothing_is_lost(PROGRAM);
        }
    }

    /// The same of the program, which no desktop keeps from running.
    fn judge_runs(&mut self) {
        let runs = self.bench.ran.split_off(0);
        assert!(runs.len() <= 1, "several at once are one");
        let at = self.bench.ran_at;
        for run in runs {
            assert!(!self.is_paused(at), "run in a pause");
            let all_used_up = self.judge_told(PROGRAM, &run.topics, at);
            let passes = self.used_up_passes && all_used_up;
            assert!(!self.is_quiet(at) || passes, "run in quiet hours: {run:?}");
        }
    }

    /// Whether all of it is that something is used up.
    fn judge_told(&mut self, recipient: usize, news: &[Topic], at: Timestamp) -> bool {
        let mut all_used_up = true;
        for topic in news {
            let who = NAMES.iter().position(|it| key(it) == *topic.account());
            let truth = &mut self.truths[who.unwrap()];
            match topic {
                Topic::SignIn(_) => {
                    all_used_up = false;
                    truth.sign_in_told[recipient] += 1;
                    assert_eq!(
                        truth.sign_in_told[recipient], 1,
                        "a broken sign-in is told once"
                    );
                    assert!(truth.broken_for.is_some(), "a good sign-in is told of");
                }
                Topic::Usage(..) => {
                    let (cycle, used) = truth.answers[1].expect("told of a wrong answer");
                    all_used_up &= used >= 100.0;
                    assert!(truth.snoozed != Some(cycle), "told in spite of snooze");
                    let ends = after(truth.reset + truth.drift);
                    assert!(
                        cycle != truth.cycle || ends > at,
                        "told of a window that has ended"
                    );
                    let threshold = highest_of(used).expect("told below every threshold");
                    let told = truth.told[recipient].entry(cycle).or_default();
                    assert!(
                        told.last().is_none_or(|last| *last < threshold),
                        "{threshold} is told again in cycle {cycle}, after {told:?}"
                    );
                    told.push(threshold);
                }
            }
        }
        all_used_up
    }

    fn assert_nothing_is_lost(&self, recipient: usize) {
        for truth in &self.truths {
            if truth.broken_for.is_some_and(|seconds| seconds >= 120) {
                let told = truth.sign_in_told[recipient];
                assert_eq!(told, 1, "a broken sign-in is not told");
            }
            let [Some((before, less)), Some((cycle, _))] = truth.answers else {
                continue;
            };
            // What was said twice of a window that has not ended yet, by the computer's clock.
            let ends = after(truth.reset + truth.drift);
            let is_over = cycle != truth.cycle || ends <= self.bench.now;
            if before != cycle || is_over || truth.snoozed == Some(cycle) {
                continue;
            }
            let crossed = highest_of(less);
            let told = truth.told[recipient]
                .get(&cycle)
                .and_then(|told| told.last());
            assert!(
                crossed.is_none_or(|crossed| told.is_some_and(|told| *told >= crossed)),
                "{crossed:?} was crossed in cycle {cycle}, told is {told:?}"
            );
        }
    }

    pub(super) fn assert_withdrawn(&self, who: usize) {
        let about = sign_in_of(NAMES[who]);
        let mut screen = self.bench.screen.values();
        let reachable = self.bench.desktop == Desktop::Takes && self.bench.waiting.is_none();
        assert!(
            !reachable || !screen.any(|alert| alert.news.contains(&about)),
            "a fixed sign-in is still on the screen"
        );
    }
}
