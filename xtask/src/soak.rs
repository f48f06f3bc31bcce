//! `cargo xtask soak`: long runs with faults at random, one after the other, each for some minutes.
//! What they assert stands in `tests/tests/soak.rs`, `chaos.rs` and `chaos_app/`.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::setup::{self, Chore};
use crate::steps::{build, cargo, step};
use crate::tree::{PROGRAMS, Tree};

const MINUTES: u32 = 10;

pub(crate) fn soak(tree: &Tree, arguments: &[String]) -> Result<ExitCode, String> {
    let Asked { minutes, seed } = asked(arguments)?;
    let seed = seed.unwrap_or_else(another);
    setup::set_up(tree, Chore::Test)?;
    build(tree, &PROGRAMS)?;
    println!("The same faults again: cargo xtask soak --minutes {minutes} --seed {seed}");
    let mut soak = cargo(tree, ["test", "--locked", "--package", "plimsoll-tests"]);
    soak.args(["--test", "soak", "--test", "chaos", "--test", "chaos_app"]);
    soak.args(["--", "--ignored", "--nocapture"]);
    soak.env("SOAK_MINUTES", minutes.to_string());
    soak.env("CHAOS_SEED", seed.to_string());
    step(soak)?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Debug, PartialEq)]
struct Asked {
    minutes: u32,
    /// What the faults follow from.
    seed: Option<u64>,
}

fn asked(arguments: &[String]) -> Result<Asked, String> {
    let mut asked = Asked {
        minutes: MINUTES,
        seed: None,
    };
    let wrong = || "soak takes --minutes and --seed, each with a whole number".to_owned();
    for pair in arguments.chunks(2) {
        let [option, number] = pair else {
            return Err(wrong());
        };
        match option.as_str() {
            "--minutes" => asked.minutes = number.parse().map_err(|_| wrong())?,
            "--seed" => asked.seed = Some(number.parse().map_err(|_| wrong())?),
            _ => return Err(wrong()),
        }
    }
    Ok(asked)
}

/// Not the one of another day.
fn another() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(1, |now| now.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Asked, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        asked(&words)
    }

    #[test]
    fn minutes_and_seed_are_taken_in_any_order_and_nothing_else() {
        let both = Asked {
            minutes: 3,
            seed: Some(7),
        };
        assert_eq!(of("--minutes 3 --seed 7").as_ref(), Ok(&both));
        assert_eq!(of("--seed 7 --minutes 3"), Ok(both));
        assert_eq!(of("").map(|it| (it.minutes, it.seed)), Ok((MINUTES, None)));
        for wrong in ["3", "--minutes", "--minutes x", "--seed -1", "--hours 2"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
