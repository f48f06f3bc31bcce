//! `plimsollctl explain`: the catalogue of problems, without any account at hand.

use std::io::Write;

use jiff::Timestamp;
use plimsoll_core::{
    message::Message,
    ports::Clock,
    problem::{Code, Problem, fix},
    text::Words,
};

use crate::{
    exit::WRONG_USAGE,
    invocation::Invocation,
    print::{page, terminal::Terminal},
    sentences::say_step,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    code: Option<String>,
}

/// Prints one code, or all of them, and gives the exit code.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let setup = invocation.setup()?;
    let (words, now) = (&setup.words, setup.clock.now());
    let Some(text) = &args.code else {
        for code in Code::ALL {
            explain(code, words, now, out)?;
            writeln!(out)?;
        }
        return Ok(0);
    };
    if let Ok(code) = text.parse() {
        explain(code, words, now, out)?;
        return Ok(0);
    }
    let known = Code::ALL.map(Code::as_str).join(", ");
    let say = Message::new("cli-unknown-code")
        .text("code", text.as_str())
        .text("known", known);
    writeln!(std::io::stderr(), "{}", words.say(&say, now))?;
    Ok(WRONG_USAGE)
}

fn explain(code: Code, words: &Words, now: Timestamp, out: &mut dyn Write) -> std::io::Result<()> {
    let fix = fix(&Problem::new(code), None);
    let width = Terminal::here().width();
    let title = format!("{code}: {}", words.say(&fix.title, now));
    page::print(&title, [0, 2], width, out)?;
    page::print(&words.say(&fix.why, now), [0, 0], width, out)?;
    for (number, step) in fix.steps.iter().enumerate() {
        let step = format!("{}. {}", number + 1, say_step(step, words, now));
        page::print(&step, [0, 3], width, out)?;
    }
    Ok(())
}
