//! Rounds of a run: faults at random, each of which ends, and then calm in which what is shown is
//! looked at.

use super::seed::Seed;

/// How long faults begin.
const ROUGH: i64 = 1500;
/// The longest back-off with its jitter, and two intervals.
const CALM: i64 = 1000 + 700;
/// No fault takes longer.
const LONGEST: i64 = 120;
pub const ROUND: i64 = ROUGH + LONGEST + CALM;
/// Looks at the end of a calm, and the seconds between two: all together are longer than any query
/// takes, so that one at least finds none under way.
pub const LOOKS: i64 = 10;
const BETWEEN_LOOKS: i64 = 30;
/// Other programs' files that are taken away.
const FILES: [&str; 2] = [
    ".config/opencode/antigravity-accounts.json",
    ".cache/opencode/node_modules/opencode-antigravity-auth/dist/src/constants.js",
];
const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
const STEPS: [i64; 7] = [
    5,
    40,
    10 * MINUTE,
    30 * MINUTE,
    DAY,
    40 * DAY,
    5 * 365 * DAY,
];
const ZONES: [&str; 4] = ["UTC", "Asia/Kathmandu", "Pacific/Apia", "America/New_York"];

/// A line of a script.
pub type Line = (i64, String);

/// So many rounds, and how long was slept before the end of each.
pub fn script(seed: Seed, rounds: i64) -> (Vec<Line>, Vec<i64>) {
    let mut script = vec![(0, "watched".to_owned())];
    let (mut slept, mut all_slept) = (0, Vec::new());
    for round in 0..rounds {
        let start = round * ROUND;
        let mut at = start + MINUTE;
        while at < start + ROUGH {
            let length = 10
                + seed
                    .below(LONGEST.unsigned_abs() - 10, &(at, "length"))
                    .cast_signed();
            let (first, last) = fault(seed, at);
            if first.starts_with("suspend ") {
                slept += 900;
            }
            script.push((at, first));
            script.extend(last.into_iter().map(|last| (at + length, last)));
            at += length + 1 + seed.below(120, &(at, "pause")).cast_signed();
        }
        let look = |number| {
            (
                start + ROUND - 1 - number * BETWEEN_LOOKS,
                "show".to_owned(),
            )
        };
        script.extend((0..LOOKS).rev().map(look));
        all_slept.push(slept);
    }
    script.push((rounds * ROUND, "quit".to_owned()));
    (script, all_slept)
}

/// How far a use has risen in its round at this second of a run, from 0 to 1: in half of the faults
/// to the whole.
pub fn progress(even: i64) -> f64 {
    ((even % ROUND) as f64 * 2.0 / ROUGH as f64).min(1.0)
}

/// Whether services answer well at this second of a run, for good in its round.
pub fn is_calm(even: i64) -> bool {
    even % ROUND >= ROUGH + LONGEST
}

/// What begins, and what ends it.
fn fault(seed: Seed, at: i64) -> (String, Vec<String>) {
    let one_of = |count: usize, what: &str| seed.below(count as u64, &(at, what)) as usize;
    let turn = |word: &str| word.to_owned();
    match one_of(8, "kind") {
        0 => (turn("down"), vec![turn("up")]),
        1 => (turn("save"), vec![turn("spend")]),
        2 => (turn("woke"), vec![turn("popup")]),
        3 => (turn("suspend 900"), Vec::new()),
        4 => (
            format!("zone {}", ZONES[one_of(4, "zone")]),
            vec![turn("zone UTC")],
        ),
        5 => {
            let file = FILES[one_of(2, "file")];
            let back = format!("move {file}.gone {file}");
            (
                format!("move {file} {file}.gone"),
                vec![back, turn("stores")],
            )
        }
        _ => {
            let step = STEPS[one_of(STEPS.len(), "step")];
            let step = if one_of(2, "way") == 0 { step } else { -step };
            (format!("step {step}"), vec![format!("step {}", -step)])
        }
    }
}
