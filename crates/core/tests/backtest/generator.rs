//! Made-up people who use a plan over months: bursts, nights, weekends, drifts, early resets, and
//! services that flap. The same seed gives the same life.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    history::Interval,
    model::{Percent, Reset},
};

/// Minutes between readings.
pub(crate) const STEP: i64 = 5;
pub(crate) const DAYS: i64 = 56;
const MINUTES_A_DAY: i64 = 24 * 60;

/// How somebody works.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identity {
    pub(crate) name: &'static str,
    /// How likely a burst is to begin at an hour, on working days and at weekends.
    pub(crate) busy: fn(hour: i64, weekend: bool) -> f64,
    /// Minutes of a burst and of the pause after it, on average.
    pub(crate) burst: (f64, f64),
    /// Change of use in a week, as a factor.
    pub(crate) drift: f64,
    /// How many times the allowance would be used up if a window lasted as long as the use does.
    pub(crate) appetite: f64,
}

/// What the window is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Five hours from the first use.
    Session,
    /// Seven days, one after the other.
    Weekly,
}

impl Shape {
    pub(crate) fn length(self) -> SignedDuration {
        match self {
            Self::Session => SignedDuration::from_hours(5),
            Self::Weekly => SignedDuration::from_hours(7 * 24),
        }
    }
}

/// Everybody there is.
pub(crate) const PEOPLE: [Identity; 6] = [
    Identity {
        name: "office",
        busy: |hour, weekend| match hour {
            9..=11 | 13..=17 if !weekend => 1.0,
            12 if !weekend => 0.2,
            19..=21 => 0.1,
            _ => 0.0,
        },
        burst: (35.0, 25.0),
        drift: 1.0,
        appetite: 1.3,
    },
    Identity {
        name: "evenings",
        busy: |hour, weekend| match hour {
            19..24 => 1.0,
            10..19 if weekend => 0.7,
            _ => 0.02,
        },
        burst: (50.0, 20.0),
        drift: 1.0,
        appetite: 1.4,
    },
    Identity {
        name: "growing",
        busy: |hour, weekend| match hour {
            8..20 if !weekend => 0.9,
            8..20 => 0.3,
            _ => 0.02,
        },
        burst: (40.0, 30.0),
        drift: 1.15,
        appetite: 0.9,
    },
    Identity {
        name: "fading",
        busy: |hour, weekend| match hour {
            10..23 if !weekend => 0.8,
            12..20 => 0.4,
            _ => 0.0,
        },
        burst: (30.0, 30.0),
        drift: 0.87,
        appetite: 2.6,
    },
    Identity {
        name: "agents",
        busy: |hour, weekend| match hour {
            8..23 => 0.9,
            _ if weekend => 0.3,
            _ => 0.5,
        },
        burst: (120.0, 60.0),
        drift: 1.0,
        appetite: 1.2,
    },
    Identity {
        name: "now and then",
        busy: |hour, weekend| match hour {
            9..18 if !weekend => 0.25,
            20..23 => 0.15,
            _ => 0.01,
        },
        burst: (60.0, 90.0),
        drift: 1.0,
        appetite: 1.2,
    },
];

/// One life: what was read, and the truth that nobody could read.
pub(crate) struct Life {
    pub(crate) intervals: Vec<Interval>,
    /// By step since the start: used percent, and the step at which this run of the window ends.
    pub(crate) truth: Vec<(f64, i64)>,
    pub(crate) start: Timestamp,
}

impl Life {
    pub(crate) fn of(identity: &Identity, shape: Shape, seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ identity.name.len() as u64);
        let start: Timestamp = "2026-08-31T00:00:00Z".parse().unwrap();
        let demand = demand(identity, shape, &mut dice);
        let truth = runs(&demand, shape, &mut dice);
        let intervals = readings(&truth, start, shape, &mut dice);
        Self {
            intervals,
            truth,
            start,
        }
    }

    pub(crate) fn at(&self, step: i64) -> Timestamp {
        self.start + SignedDuration::from_mins(step * STEP)
    }
}

/// What would be used in each step if there were no limit, in percent.
fn demand(identity: &Identity, shape: Shape, dice: &mut Dice) -> Vec<f64> {
    let mut demand = Vec::new();
    let (mut in_burst, mut strength, mut mood) = (false, 1.0, 1.0);
    for minute in (0..DAYS * MINUTES_A_DAY).step_by(STEP as usize) {
        let day = minute / MINUTES_A_DAY;
        let hour = minute / 60 % 24;
        if minute % MINUTES_A_DAY == 0 {
            // Some days are worth two, some none.
            mood = if dice.chance(0.08) {
                0.1
            } else {
                dice.about(1.0, 0.45)
            };
        }
        let busy = (identity.busy)(hour, day % 7 >= 5);
        let (burst, pause) = identity.burst;
        let step = STEP as f64;
        if in_burst {
            in_burst = !dice.chance(step / burst) && busy > 0.0;
        } else if dice.chance(busy * step / pause) {
            in_burst = true;
            strength = dice.about(1.0, 0.5);
        }
        let drift = identity.drift.powf(day as f64 / 7.0);
        let used = if in_burst {
            mood * strength * drift * dice.about(1.0, 0.6)
        } else {
            0.0
        };
        demand.push(used);
    }
    scale(&mut demand, identity, shape);
    demand
}

/// A person's appetite says how much of an allowance a busy window takes.
fn scale(demand: &mut [f64], identity: &Identity, shape: Shape) {
    let steps = (shape.length().as_mins() / STEP) as usize;
    let mut sums: Vec<f64> = demand
        .chunks(steps)
        .map(|chunk| chunk.iter().sum())
        .filter(|sum| *sum > 0.0)
        .collect();
    sums.sort_by(f64::total_cmp);
    let busy = sums[sums.len() * 3 / 5];
    let factor = 100.0 * identity.appetite / busy;
    for it in demand {
        *it *= factor;
    }
}

/// The windows one after the other, and what is used of them.
fn runs(demand: &[f64], shape: Shape, dice: &mut Dice) -> Vec<(f64, i64)> {
    let steps = shape.length().as_mins() / STEP;
    let early = match shape {
        Shape::Session => 0.000_1,
        Shape::Weekly => 0.000_05,
    };
    let (mut used, mut ends) = (0.0_f64, 0_i64);
    let mut truth = Vec::new();
    for (step, wanted) in (0_i64..).zip(demand) {
        if step >= ends || dice.chance(early) {
            used = 0.0;
            ends = step + steps;
        }
        if shape == Shape::Session && used <= 0.0 {
            // It begins with the first use, and until then its end moves along.
            ends = step + steps;
        }
        used = (used + wanted).min(100.0);
        truth.push((used, ends));
    }
    truth
}

/// What is read of it: whole percents, nothing while the computer sleeps, now and then nonsense.
fn readings(
    truth: &[(f64, i64)],
    start: Timestamp,
    shape: Shape,
    dice: &mut Dice,
) -> Vec<Interval> {
    let mut intervals: Vec<Interval> = Vec::new();
    let (mut asleep, mut gap) = (0, true);
    for (step, (used, ends)) in (0_i64..).zip(truth) {
        if asleep > 0 {
            asleep -= 1;
            gap = true;
            continue;
        }
        if dice.chance(0.002) {
            asleep = 1 + (dice.next() % 60) as i64;
        }
        let nonsense = dice.chance(0.003);
        let used = if nonsense { 0.0 } else { used.floor() };
        let ends = if nonsense {
            step + shape.length().as_mins() / STEP
        } else {
            *ends
        };
        let at = |step: i64| start + SignedDuration::from_mins(step * STEP);
        let told = Interval {
            from: at(step),
            until: at(step),
            used: Percent::used(used),
            reset: Reset::At(at(ends)),
            after_gap: gap,
        };
        let hour = |moment: Timestamp| moment.as_second() / 3600;
        match intervals.last_mut() {
            Some(last)
                if !gap
                    && last.used == told.used
                    && (used <= 0.0 || last.reset == told.reset)
                    && hour(last.from) == hour(told.from) =>
            {
                last.until = told.until;
                last.reset = told.reset;
            }
            Some(_) | None => intervals.push(told),
        }
        gap = false;
    }
    intervals
}

/// The same numbers for the same seed (`SplitMix64`).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn chance(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// Around a middle, always above 0.
    fn about(&mut self, middle: f64, spread: f64) -> f64 {
        // Twelve of them make a bell.
        let bell: f64 = (0..12).map(|_| self.share()).sum::<f64>() - 6.0;
        middle * (bell * spread).exp()
    }
}
