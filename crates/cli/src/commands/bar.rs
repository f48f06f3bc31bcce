//! `plimsollctl bar`: one line for a status bar, again whenever it changes. What it is about is the
//! window with the least left.

use std::{future::pending, io::Write};

use clap::ValueEnum;
use jiff::Timestamp;
use plimsoll_core::{
    message::Message,
    model::Reset,
    ports::Clock,
    snapshot::{Snapshot, account_name},
    view::{Card, Level, Row},
};
use plimsoll_runtime::setup::Setup;
use serde_json::json;

use crate::{
    exit::WRONG_USAGE,
    filter::{WindowFilter, is_known_provider},
    follow,
    invocation::Invocation,
    sentences::{about, left_until, read_ago},
    value::WrongValue,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    filter: WindowFilter,
    #[arg(long, value_enum, default_value_t = Format::Plain)]
    format: Format,
    #[arg(long, value_parser = template)]
    template: Option<String>,
    #[arg(long)]
    once: bool,
}

/// The bars whose way of reading is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Waybar,
    #[value(name = "i3blocks")]
    I3blocks,
    Polybar,
    Tmux,
    Plain,
}

/// What stands for a number that nobody knows.
const UNKNOWN: &str = "?";

/// Prints lines until nobody reads them, or one, and gives the exit code.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let setup = &invocation.setup_to_ask()?;
    if !is_known_provider(args.filter.provider.as_deref(), setup)? {
        return Ok(WRONG_USAGE);
    }
    if args.once {
        let line = line(args, setup, &follow::current(setup));
        writeln!(out, "{line}")?;
        return Ok(0);
    }
    let mut last = None;
    let show = |snapshot: &Snapshot| {
        let line = line(args, setup, snapshot);
        if last.as_ref() != Some(&line) {
            writeln!(out, "{line}")?;
            out.flush()?;
            last = Some(line);
        }
        Ok(())
    };
    follow::follow(setup, show, pending::<std::io::Result<()>>())?;
    Ok(0)
}

fn line(args: &Args, setup: &Setup, snapshot: &Snapshot) -> String {
    let now = setup.clock.now();
    let view = args.filter.view(snapshot, setup, now);
    let worst = args.filter.worst(&view);
    let level = worst.map_or(Level::Broken, |(_, row)| row.tone);
    let is_old = worst.is_some_and(|(card, _)| card.old);
    let escape = |text: &str| escaped(args.format, text);
    let value = |field: &str| value(field, worst, level, setup, now);
    let text = if let Some(template) = &args.template {
        filled(template, |field| escape(&value(field)))
    } else {
        let share = Message::new("past-percent").text("value", value("left"));
        escape(&setup.words.say(&share, now))
    };
    let left = worst.and_then(|(_, row)| row.left);
    match args.format {
        Format::Plain => text,
        Format::Waybar => {
            let tooltip: Vec<String> = view
                .cards
                .iter()
                .flat_map(|card| tooltip(card, snapshot, setup, now))
                .map(|line| escape(&line))
                .collect();
            let mut line = json!({
                "text": text,
                "tooltip": tooltip.join("\n"),
                "class": if is_old {
                    json!([level.as_str(), "old"])
                } else {
                    json!(level.as_str())
                },
            });
            if let (Some(left), Some(fields)) = (left, line.as_object_mut()) {
                fields.insert("percentage".to_owned(), json!(left.round() as u64));
            }
            line.to_string()
        }
        Format::I3blocks => json!({
            "full_text": text,
            "short_text": worst.and_then(|(_, row)| row.left_shown.clone()),
            "color": colour(level),
        })
        .to_string(),
        Format::Polybar => format!("%{{F{}}}{text}%{{F-}}", colour(level)),
        Format::Tmux => format!("#[fg={}]{text}#[default]", colour(level)),
    }
}

/// A line for each window of an account, or what is wrong with it. The account is named where the
/// window names it.
fn tooltip(card: &Card, snapshot: &Snapshot, setup: &Setup, now: Timestamp) -> Vec<String> {
    let all = &snapshot.accounts;
    let state = all.iter().find(|state| state.account.key == card.key);
    let name = || match state {
        Some(state) => account_name(state, all, &setup.settings, &card.name),
        None => Message::new("plain").text("text", card.name.clone()),
    };
    let row = |row: &Row| {
        let window = Message::new("cli-window-of")
            .message("name", name())
            .message("window", row.label.clone());
        about(window, left_until(row, now))
    };
    let problem = card.problem.as_ref();
    let problem = problem.map(|problem| about(name(), problem.title.clone()));
    let age = card.read_at.filter(|_| card.old).map(|at| {
        let age = now.duration_since(at);
        about(name(), read_ago(age))
    });
    let lines = card.rows.iter().map(row).chain(age).chain(problem);
    lines.map(|line| setup.words.say(&line, now)).collect()
}

/// What a template may name.
const FIELDS: [&str; 8] = [
    "left", "used", "provider", "account", "window", "reset", "level", "verdict",
];

fn value(
    field: &str,
    worst: Option<(&Card, &Row)>,
    level: Level,
    setup: &Setup,
    now: Timestamp,
) -> String {
    let say = |message: &Message| setup.words.say(message, now);
    let unknown = || UNKNOWN.to_owned();
    let Some((card, row)) = worst else {
        return if field == "level" {
            level.as_str().to_owned()
        } else {
            unknown()
        };
    };
    match field {
        "left" => row.left_shown.clone().unwrap_or_else(unknown),
        "used" => row.used_shown.clone().unwrap_or_else(unknown),
        "provider" => card.name.clone(),
        "account" => say(&card.label),
        "window" => say(&row.label),
        "level" => level.as_str().to_owned(),
        "verdict" => row.sentence.as_ref().map_or_else(unknown, say),
        "reset" => match row.reset {
            Reset::At(at) => say(&Message::new("plain-until").until("until", at)),
            Reset::NotStarted | Reset::Unknown => unknown(),
        },
        _ => String::new(),
    }
}

/// The template with its fields filled in; `{{` and `}}` are braces.
fn filled(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let tail = &rest[at..];
        let brace = &tail[..1];
        rest = if let Some(doubled) = tail[1..].strip_prefix(brace) {
            text.push_str(brace);
            doubled
        } else if let Some((field, after)) = tail[1..].split_once('}') {
            text.push_str(&value(field));
            after
        } else {
            ""
        };
    }
    text + rest
}

/// A template of one line whose fields are all known.
fn template(text: &str) -> Result<String, WrongValue> {
    let all_known = std::cell::Cell::new(true);
    filled(text, |field| {
        all_known.set(all_known.get() && FIELDS.contains(&field));
        String::new()
    });
    if all_known.get() && !text.contains(['\n', '\r']) {
        Ok(text.to_owned())
    } else {
        Err(WrongValue("wrong-template"))
    }
}

/// A value so that the bar shows it and does not obey it.
fn escaped(format: Format, text: &str) -> String {
    let text: String = text.chars().filter(|it| !it.is_control()).collect();
    match format {
        Format::Waybar => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;"),
        Format::Tmux => text.replace('#', "##"),
        Format::Polybar => text.replace("%{", "% {"),
        Format::I3blocks | Format::Plain => text,
    }
}

fn colour(level: Level) -> &'static str {
    match level {
        Level::Calm => "#3fa34d",
        Level::Notice => "#d9a400",
        Level::Critical | Level::Broken => "#d64545",
    }
}
