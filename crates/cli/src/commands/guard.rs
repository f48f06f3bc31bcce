//! `plimsollctl guard`: whether a window is still below a share of use, as an exit code for
//! scripts.

use plimsoll_core::{
    message::Message,
    ports::Clock,
    view::{Card, View},
};

use crate::{
    complaint::complain,
    exit::{UNAVAILABLE, WRONG_USAGE},
    filter::{WindowFilter, is_known_provider},
    follow,
    invocation::Invocation,
    value::WrongValue,
};

const BELOW: u8 = 0;
const NOT_BELOW: u8 = 1;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    filter: WindowFilter,
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    below: f64,
}

/// Says why not on standard error, and gives the exit code.
pub(crate) fn run(args: &Args, invocation: &Invocation) -> std::io::Result<u8> {
    let setup = &invocation.setup_to_ask()?;
    if !is_known_provider(args.filter.provider.as_deref(), setup)? {
        return Ok(WRONG_USAGE);
    }
    let snapshot = follow::current(setup);
    let now = setup.clock.now();
    let view = args.filter.view(&snapshot, setup, now);
    // Of old numbers nobody knows whether they still hold.
    let (known, unknown): (Vec<Card>, Vec<Card>) =
        view.cards.into_iter().partition(|card| !is_unknown(card));
    let known = View {
        cards: known,
        ..view
    };
    let worst = args.filter.worst(&known);
    let over = worst.filter(|(_, row)| row.left.is_some_and(|left| 100.0 - left >= args.below));
    let (code, said) = match (over, worst) {
        (Some((card, row)), _) => {
            let said = Message::new("guard-not-below")
                .text("provider", &card.name)
                .message("window", row.label.clone())
                .text("used", row.used_shown.clone().unwrap_or_default());
            (NOT_BELOW, said)
        }
        (None, None) => (UNAVAILABLE, Message::new("guard-unknown")),
        (None, Some(_)) => match unknown.first() {
            Some(card) => {
                let said = Message::new("guard-unknown-account")
                    .text("provider", &card.name)
                    .message("account", card.label.clone());
                (UNAVAILABLE, said)
            }
            None => return Ok(BELOW),
        },
    };
    complain(&said, setup)?;
    Ok(code)
}

/// Whether it is asked for and nobody knows how much is left now. An account that calls nobody, such
/// as one without a plan, has nothing that could run out.
fn is_unknown(card: &Card) -> bool {
    let is_quiet = card.problem.as_ref().is_some_and(|it| it.quiet);
    let is_off = card.read_at.is_none() && card.problem.is_none() && !card.notes.is_empty();
    !is_quiet && !is_off && (card.old || card.read_at.is_none())
}

/// A share of use, over 0 and at most 100.
fn percent(text: &str) -> Result<f64, WrongValue> {
    let number = text.trim_end_matches('%').parse().ok();
    let number = number.filter(|&number: &f64| number > 0.0 && number <= 100.0);
    number.ok_or(WrongValue("wrong-percent"))
}
