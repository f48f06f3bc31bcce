//! The forecast and its band against made-up lives whose end is known, beside the rate of the last
//! hour. The figures are printed with
//! `cargo test -p plimsoll-core --test backtest -- --nocapture` and stand in docs/internals/forecast.md.
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
    forecast::{End, expected_use},
    history::{Grain, Span, WindowHistory, by_grain},
    model::{AccountKey, QuotaWindow, Reset, WindowKind},
    testing::session,
};

/// Moments asked about in each life.
const MOMENTS: usize = 15;
const STEPS_A_DAY: i64 = 24 * 60 / STEP;

/// How far off, summed up.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    asked: f64,
    forecast: f64,
    last_hour: f64,
    /// Cases where the band does not simply say that it lasts, and those that held.
    open: f64,
    held: f64,
    /// Of those, below and above the band.
    sooner: f64,
    later: f64,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.forecast += other.forecast;
        self.last_hour += other.last_hour;
        self.open += other.open;
        self.held += other.held;
        self.sooner += other.sooner;
        self.later += other.later;
    }

    fn print(&self, name: &str) {
        let mean = |sum: f64| sum / self.asked;
        println!(
            "{name:24} {:6.0} cases  forecast {:6.2} h  last hour {:6.2} h ({:+3.0} %)  \
             band {:4.1} % of {:4.0} (sooner {:4.1}, later {:4.1})",
            self.asked,
            mean(self.forecast),
            mean(self.last_hour),
            100.0 * (self.forecast / self.last_hour - 1.0),
            100.0 * self.held / self.open,
            self.open,
            100.0 * self.sooner / self.open,
            100.0 * self.later / self.open,
        );
    }
}

/// Asked about moments of which it knows as many days as `known` gives the dice.
fn ask(identity: &Identity, shape: Shape, seed: u64, days: std::ops::Range<i64>) -> Score {
    let life = Life::of(identity, shape, seed);
    let hours = by_grain(Grain::Hour, None, &life.intervals, Some(shape.length()));
    let mut dice = Dice(seed ^ 0x4d);
    let mut score = Score::default();
    let mut tries = 0;
    while score.asked < MOMENTS as f64 && tries < 4000 {
        tries += 1;
        let steps = (days.end - days.start) * STEPS_A_DAY;
        let step = days.start * STEPS_A_DAY + (dice.next() % steps as u64) as i64;
        if let Some(case) = case(&life, &hours, shape, step) {
            score.add(case);
        }
    }
    score
}

fn case(life: &Life, hours: &[Span], shape: Shape, step: i64) -> Option<Score> {
    let now = life.at(step);
    let (used, ends) = life.truth[step as usize];
    let window = window(shape, used.floor(), life.at(ends));
    let known = history(life, hours, shape, now);
    let expected = expected_use(&window, &known, now, &TimeZone::UTC)?;
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
    if used < 1.0 {
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
        forecast: off(minutes(expected.likely)),
        last_hour: off(last_hour),
        open: is(open),
        held: is(open && truth >= early - slack && truth <= late + slack),
        sooner: is(open && truth < early - slack),
        later: is(open && truth > late + slack),
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
        since: None,
        days: Vec::new(),
        hours: old.copied().collect(),
        intervals,
    }
}

fn window(shape: Shape, used: f64, reset: Timestamp) -> QuotaWindow {
    QuotaWindow {
        id: "window".to_owned(),
        kind: WindowKind::of_length(shape.length()),
        length: Some(shape.length()),
        ..session(used, Reset::At(reset))
    }
}

fn all(shape: Shape, seeds: std::ops::Range<u64>, days: std::ops::Range<i64>) -> Score {
    let mut sum = Score::default();
    for identity in &PEOPLE {
        let mut score = Score::default();
        for seed in seeds.clone() {
            score.add(ask(identity, shape, seed, days.clone()));
        }
        score.print(&format!("{shape:?}, {}", identity.name));
        sum.add(score);
    }
    sum.print(&format!("{shape:?}, all"));
    sum
}

/// The band holds the truth in four cases of five, give or take 5 in a hundred; where it reaches as
/// far as the straight line in more of them.
fn assert_holds(shape: Shape, score: &Score) {
    let held = score.held / score.open;
    assert!((0.75..=0.9).contains(&held), "{shape:?}: {held}");
}

/// None of these lives was looked at when the forecast's constants were chosen (seeds 1 to 12).
const SEEDS: std::ops::Range<u64> = 101..113;
const LONG_KNOWN: std::ops::Range<i64> = 21..DAYS - 7;

#[test]
fn the_band_holds_in_four_cases_of_five() {
    for days in [LONG_KNOWN, 4..14, 0..2] {
        println!("days {days:?}");
        for shape in [Shape::Session, Shape::Weekly] {
            let score = all(shape, SEEDS, days.clone());
            assert_holds(shape, &score);
        }
    }
}
