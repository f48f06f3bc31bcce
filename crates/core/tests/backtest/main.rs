//! The forecast against made-up lives whose end is known, beside what is simpler: the straight
//! line from the window's start, and the rate of the last hour. The figures are printed with
//! `cargo test -p plimsoll-core --test backtest -- --nocapture` and stand in docs/FORECAST.md.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_possible_wrap,
    reason = "a measurement speaks to whoever started it"
)]

mod generator;

use generator::{DAYS, Dice, Identity, Life, PEOPLE, STEP, Shape};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use plimsoll_core::{
    history::{Grain, Span, WindowHistory, by_grain},
    model::{AccountKey, Percent, QuotaWindow, Reset, Scope, WindowKind},
    outlook::{Basis, End, Outlook, outlook},
    text::Message,
};

/// Moments asked about in each life.
const MOMENTS: usize = 15;
const STEPS_A_DAY: i64 = 24 * 60 / STEP;

/// How far off, summed up.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    asked: f64,
    ours: f64,
    line: f64,
    last_hour: f64,
    /// Cases where the band does not simply say that it lasts, and those that held.
    open: f64,
    held: f64,
    /// Of those, below and above the band.
    sooner: f64,
    later: f64,
    unsure: f64,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.ours += other.ours;
        self.line += other.line;
        self.last_hour += other.last_hour;
        self.open += other.open;
        self.held += other.held;
        self.sooner += other.sooner;
        self.later += other.later;
        self.unsure += other.unsure;
    }

    fn print(&self, name: &str) {
        let mean = |sum: f64| sum / self.asked;
        println!(
            "{name:24} {:6.0} cases  ours {:6.2} h  line {:6.2} h ({:+3.0} %)  last hour {:6.2} h \
             ({:+3.0} %)  band {:4.1} % of {:4.0} (sooner {:4.1}, later {:4.1})  unsure {:3.0} %",
            self.asked,
            mean(self.ours),
            mean(self.line),
            100.0 * (self.ours / self.line - 1.0),
            mean(self.last_hour),
            100.0 * (self.ours / self.last_hour - 1.0),
            100.0 * self.held / self.open,
            self.open,
            100.0 * self.sooner / self.open,
            100.0 * self.later / self.open,
            100.0 * self.unsure / self.asked,
        );
    }
}

/// Asked about moments of which it knows as many days as `known` gives the dice.
fn ask(
    identity: &Identity,
    shape: Shape,
    seed: u64,
    days: std::ops::Range<i64>,
    basis: Basis,
) -> Score {
    let life = Life::of(identity, shape, seed);
    let hours = by_grain(Grain::Hour, None, &life.intervals, Some(shape.length()));
    let mut dice = Dice(seed ^ 0x4d);
    let mut score = Score::default();
    let mut tries = 0;
    while score.asked < MOMENTS as f64 && tries < 4000 {
        tries += 1;
        let steps = (days.end - days.start) * STEPS_A_DAY;
        let step = days.start * STEPS_A_DAY + (dice.next() % steps as u64) as i64;
        if let Some(case) = case(&life, &hours, shape, step, basis) {
            score.add(case);
        }
    }
    score
}

fn case(life: &Life, hours: &[Span], shape: Shape, step: i64, basis: Basis) -> Option<Score> {
    let now = life.at(step);
    let (used, ends) = life.truth[step as usize];
    let window = window(shape, used.floor(), life.at(ends));
    let Outlook::Expected(expected) = outlook(
        &window,
        &history(life, hours, shape, now),
        now,
        &TimeZone::UTC,
    ) else {
        return None;
    };
    // What the reset cuts short has no known end.
    let run = (step..ends).map(|step| life.truth.get(step as usize));
    let mut truth = (ends - step) as f64 * STEP as f64;
    for (passed, then) in run.enumerate() {
        let (then_used, then_ends) = then?;
        if *then_ends != ends {
            return None;
        }
        if *then_used >= 100.0 {
            truth = passed as f64 * STEP as f64;
            break;
        }
    }
    let horizon = (ends - step) as f64 * STEP as f64;
    if expected.basis != basis || used < 1.0 {
        return None;
    }
    let minutes = |end: End| match end {
        End::RunsOut(at) => at.duration_since(now).as_secs_f64() / 60.0,
        End::Lasts => horizon,
    };
    let until = |rate: f64| {
        if rate > 0.0 {
            ((100.0 - used.floor()) / rate).min(horizon)
        } else {
            horizon
        }
    };
    let passed = shape.length().as_mins() as f64 - horizon;
    let straight = until(used.floor() / passed);
    let hour_ago = (step - 60 / STEP).max(0);
    let (before, before_ends) = life.truth[hour_ago as usize];
    let before = if before_ends == ends {
        before.floor()
    } else {
        0.0
    };
    let last_hour = until((used.floor() - before) / passed.min(60.0));
    let off = |minutes: f64| (minutes - truth).abs() / 60.0;
    let (early, late) = (minutes(expected.early), minutes(expected.late));
    let open = expected.early != End::Lasts;
    let is = |yes: bool| f64::from(u8::from(yes));
    let slack = STEP as f64;
    Some(Score {
        asked: 1.0,
        ours: off(minutes(expected.likely)),
        line: off(straight),
        last_hour: off(last_hour),
        open: is(open),
        held: is(open && truth >= early - slack && truth <= late + slack),
        sooner: is(open && truth < early - slack),
        later: is(open && truth > late + slack),
        unsure: is(expected.uncertain),
    })
}

/// What would be in the database at that moment.
fn history(life: &Life, hours: &[Span], shape: Shape, now: Timestamp) -> WindowHistory {
    let week_ago = Grain::Hour.start(now - SignedDuration::from_hours(7 * 24));
    let old = hours.iter().filter(|hour| hour.from < week_ago);
    let new = life
        .intervals
        .iter()
        .filter(|it| it.from >= week_ago && it.from <= now);
    let mut intervals: Vec<_> = new.copied().collect();
    if let Some(last) = intervals.last_mut() {
        last.until = last.until.min(now);
    }
    WindowHistory {
        account: AccountKey::new("sample", "a"),
        window: "window".to_owned(),
        length: Some(shape.length()),
        days: Vec::new(),
        hours: old.copied().collect(),
        intervals,
    }
}

fn window(shape: Shape, used: f64, reset: Timestamp) -> QuotaWindow {
    QuotaWindow {
        id: "window".to_owned(),
        kind: WindowKind::of_length(shape.length()),
        label: Message::new("window-weekly"),
        scope: Scope::All,
        used: Percent::used(used),
        amount: None,
        reset: Reset::At(reset),
        length: Some(shape.length()),
        limit_reached: false,
        reason: None,
    }
}

fn all(
    shape: Shape,
    seeds: std::ops::Range<u64>,
    days: std::ops::Range<i64>,
    basis: Basis,
) -> Score {
    let mut sum = Score::default();
    for identity in &PEOPLE {
        let mut score = Score::default();
        for seed in seeds.clone() {
            score.add(ask(identity, shape, seed, days.clone(), basis));
        }
        score.print(&format!("{shape:?}, {}", identity.name));
        sum.add(score);
    }
    sum.print(&format!("{shape:?}, all"));
    sum
}

/// The band holds the truth in four cases of five, give or take 5 in a hundred.
fn assert_holds(shape: Shape, score: &Score) {
    let held = score.held / score.open;
    assert!((0.75..=0.85).contains(&held), "{shape:?}: {held}");
}

/// None of these lives was looked at when the forecast's constants were chosen (seeds 1 to 12).
const SEEDS: std::ops::Range<u64> = 101..113;
const LONG_KNOWN: std::ops::Range<i64> = 21..DAYS - 7;

#[test]
fn with_weeks_of_history_it_is_better_by_a_fifth_than_both_that_are_simpler_and_its_band_holds() {
    for shape in [Shape::Session, Shape::Weekly] {
        let score = all(shape, SEEDS, LONG_KNOWN, Basis::History);
        assert!(score.ours <= 0.8 * score.line, "{shape:?}: {score:?}");
        assert!(score.ours <= 0.8 * score.last_hour, "{shape:?}: {score:?}");
        assert_holds(shape, &score);
    }
}

#[test]
fn with_less_history_it_is_no_worse_than_the_line_and_its_band_holds() {
    for (days, basis) in [(4..14, Basis::History), (0..2, Basis::Pace)] {
        println!("days {days:?}, {basis:?}");
        for shape in [Shape::Session, Shape::Weekly] {
            let score = all(shape, SEEDS, days.clone(), basis);
            assert!(score.ours <= score.line * 1.001, "{shape:?}: {score:?}");
            assert_holds(shape, &score);
        }
    }
}
