//! `plimsollctl guard`: whether a window is still below a share of use, as an exit code for
//! scripts.

use std::io::Write;

use plimsoll_core::{ports::Clock, text::Message};
use plimsoll_runtime::setup::Setup;

use crate::{args, follow};

const BELOW: u8 = 0;
const NOT_BELOW: u8 = 1;
/// Nobody knows.
const UNAVAILABLE: u8 = 69;

/// Says why not on standard error, and gives the exit code.
pub(crate) fn run(args: &args::Guard, setup: &Setup) -> std::io::Result<u8> {
    if !crate::is_known_provider(args.asked.provider.as_deref(), setup)? {
        return Ok(crate::WRONG_USAGE);
    }
    let snapshot = follow::current(setup);
    let now = setup.clock.now();
    let mut view = args.asked.view(&snapshot, setup, now);
    // Of old numbers nobody knows whether they still hold.
    view.cards.retain(|card| !card.old);
    let worst = args.asked.worst(&view, now);
    let Some((card, row, left)) = worst.and_then(|(card, row)| Some((card, row, row.left?))) else {
        let said = setup.words.say(&Message::new("guard-unknown"), now);
        writeln!(std::io::stderr(), "plimsollctl: {said}")?;
        return Ok(UNAVAILABLE);
    };
    if 100.0 - left < args.below {
        return Ok(BELOW);
    }
    let said = Message::new("guard-not-below")
        .text("provider", &card.name)
        .message("window", row.label.clone())
        .text("used", row.used_shown.clone().unwrap_or_default());
    let said = setup.words.say(&said, now);
    writeln!(std::io::stderr(), "plimsollctl: {said}")?;
    Ok(NOT_BELOW)
}

/// A share of use, over 0 to 100.
pub(crate) fn percent(text: &str) -> Result<f64, String> {
    let number: f64 = text
        .trim_end_matches('%')
        .parse()
        .map_err(|_| "a percentage".to_owned())?;
    if number > 0.0 && number <= 100.0 {
        Ok(number)
    } else {
        Err("over 0 and at most 100".to_owned())
    }
}
