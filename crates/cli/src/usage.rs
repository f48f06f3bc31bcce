//! What is said of a wrong command line, in the user's language.

use std::{error::Error as _, io::Write, process::ExitCode};

use clap::{
    Command,
    error::{ContextKind, ContextValue, Error, ErrorKind},
};
use plimsoll_core::{message::Message, model::Language};
use plimsoll_runtime::{language, settings_keeper};

use crate::{complaint, exit::WRONG_USAGE, help::Help, value::WrongValue};

/// Says what came in the place of a command, as somebody wants to read it: help, the version, or what
/// is wrong.
pub(crate) fn answer(command_line: Command) -> ExitCode {
    let language = asked_for(&arguments()).unwrap_or_else(language_of_settings);
    let help = Help::new(language, command_line);
    let described = help.described();
    let Err(error) = described.clone().try_get_matches() else {
        return ExitCode::from(WRONG_USAGE);
    };
    // A broken pipe is the reader's choice.
    let _ = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            write!(std::io::stdout(), "{error}")
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            write!(std::io::stderr(), "{error}")
        }
        _ => {
            let called = called(&described, &arguments());
            write!(std::io::stderr(), "{}", told(&error, called, &help))
        }
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
        _ => ExitCode::from(WRONG_USAGE),
    }
}

/// Says that there is no command of this name, and gives the exit code.
pub(crate) fn no_such_command(name: Option<&str>, help: &Help) -> std::io::Result<u8> {
    let said = Message::new("usage-unknown-command").text("arg", name.unwrap_or_default());
    complaint::print(&help.say(&said))?;
    Ok(WRONG_USAGE)
}

/// Where the command line names none.
pub(crate) fn language_of_settings() -> Language {
    language::of(&settings_keeper::settings())
}

fn arguments() -> Vec<String> {
    let arguments = std::env::args_os().skip(1);
    arguments
        .map(|it| it.to_string_lossy().into_owned())
        .collect()
}

/// The command that was called, as far as its name was understood.
fn called<'a>(described: &'a Command, arguments: &[String]) -> &'a Command {
    let mut called = described;
    let mut before = "";
    for argument in arguments {
        if before != "--lang"
            && let Some(below) = called.find_subcommand(argument)
        {
            called = below;
        }
        before = argument;
    }
    called
}

/// By the last `--lang` that names one.
fn asked_for(arguments: &[String]) -> Option<Language> {
    let ours = arguments.split(|it| it == "--").next()?;
    let mut named = ours.iter().enumerate().filter_map(|(at, argument)| {
        let tag = match argument.strip_prefix("--lang") {
            Some("") => ours.get(at + 1)?,
            Some(rest) => rest.strip_prefix('=')?,
            None => return None,
        };
        Language::from_tag(tag)
    });
    named.next_back()
}

/// What is wrong, how the command is called, and where there is more.
fn told(error: &Error, called: &Command, help: &Help) -> String {
    let said = help.say(&message(error, help));
    let usage = called.get_overridden_usage().map(ToString::to_string);
    let usage = help.usage(&usage.unwrap_or_default());
    let command = called.get_bin_name().unwrap_or_else(|| called.get_name());
    let more = Message::new("help-more").text("command", format!("{command} --help"));
    let paragraphs = [
        help.paragraph(&format!("plimsollctl: {said}")),
        usage,
        help.paragraph(&help.say(&more)),
    ];
    paragraphs.join("\n\n") + "\n"
}

fn message(error: &Error, help: &Help) -> Message {
    let text = |kind| error.get(kind).map(shown).unwrap_or_default();
    let arg = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    let about = |id: &'static str| Message::new(id).text("arg", arg.clone());
    let about_value = |id| about(id).text("value", value.clone());
    match error.kind() {
        ErrorKind::UnknownArgument if arg.starts_with('-') => near(
            about("usage-unknown-option"),
            text(ContextKind::SuggestedArg),
        ),
        ErrorKind::UnknownArgument => about("usage-unexpected"),
        ErrorKind::InvalidSubcommand => {
            let name = text(ContextKind::InvalidSubcommand);
            let said = Message::new("usage-unknown-command").text("arg", name);
            near(said, text(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingSubcommand => Message::new("usage-command-missing"),
        ErrorKind::InvalidValue => {
            let said = if value.is_empty() {
                about("usage-value-missing")
            } else {
                about_value("usage-value-unfit")
            };
            let said = match text(ContextKind::ValidValue) {
                values if values.is_empty() => said,
                values => Message::new("usage-values")
                    .message("said", said)
                    .text("values", values),
            };
            near(said, text(ContextKind::SuggestedValue))
        }
        ErrorKind::ValueValidation => {
            let wrong = error
                .source()
                .and_then(|it| it.downcast_ref::<WrongValue>());
            match wrong {
                Some(WrongValue(wanted)) => about_value("usage-value-wrong")
                    .text("wanted", help.say(&Message::new(*wanted))),
                None => about_value("usage-value-unfit"),
            }
        }
        ErrorKind::TooManyValues => about_value("usage-value-too-many"),
        ErrorKind::TooFewValues | ErrorKind::NoEquals | ErrorKind::WrongNumberOfValues => {
            about("usage-value-missing")
        }
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            other if other == arg => about("usage-twice"),
            other => about("usage-conflict").text("other", other),
        },
        ErrorKind::MissingRequiredArgument => Message::new("usage-missing").text("args", arg),
        ErrorKind::InvalidUtf8 => Message::new("usage-no-text"),
        // The list is the library's and may grow.
        _ => Message::new("usage-other"),
    }
}

fn near(said: Message, near: String) -> Message {
    if near.is_empty() {
        return said;
    }
    Message::new("usage-near")
        .message("said", said)
        .text("near", near)
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
