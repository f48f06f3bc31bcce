//! The command line described in the user's language: what clap keeps of it, the help of every
//! command, and the manual.

use clap::{Arg, Command};
use jiff::{Timestamp, tz::TimeZone};
use plimsoll_core::{message::Message, model::Language, text::Words};
use unicode_width::UnicodeWidthStr;

use crate::print::page::whole_words;

/// Text over the whole width of a wide window is hard to read.
const WIDEST: usize = 100;
/// Into a pipe.
const USUAL: usize = 80;
/// Below this much room for it, what an option does stands under the option.
const ROOM: usize = 32;
const INDENT: usize = 2;
const GAP: usize = 2;
/// Where it begins then.
const UNDER: usize = 10;

/// The words of help and errors, beside all others.
pub(crate) struct Help {
    /// As clap has it.
    command_line: Command,
    words: Words,
    columns: usize,
}

impl Help {
    pub(crate) fn new(language: Language, command_line: Command) -> Self {
        let catalogue = match language {
            Language::English => include_str!("../../../locales/en/help.ftl"),
            Language::French => include_str!("../../../locales/fr/help.ftl"),
            Language::SimplifiedChinese => include_str!("../../../locales/zh-Hans/help.ftl"),
        };
        Self {
            command_line,
            words: Words::new(language, TimeZone::UTC).with(catalogue),
            columns: columns(),
        }
    }

    pub(crate) fn say(&self, message: &Message) -> String {
        self.words.say(message, Timestamp::UNIX_EPOCH)
    }

    fn word(&self, id: &str) -> String {
        self.say(&Message::new(id.to_owned()))
    }

    fn found(&self, id: &str) -> Option<String> {
        let message = Message::new(id.to_owned());
        self.words.try_say(&message, Timestamp::UNIX_EPOCH)
    }

    /// The whole command line with its words, and the help of each of its commands.
    pub(crate) fn described(&self) -> Command {
        let mut command = self.named(self.command_line.clone(), "");
        command.build();
        self.written(command)
    }

    /// With the words of a command and all below it; `path` is where it stands, as in `providers`.
    fn named(&self, command: Command, path: &str) -> Command {
        let id = if path.is_empty() {
            command.get_name()
        } else {
            path
        };
        let about = self.word(&format!("command-{id}"));
        let more = self.found(&format!("command-{id}-more"));
        let long = more.map_or_else(|| about.clone(), |more| format!("{about}\n\n{more}"));
        let below = |name: &str| match path {
            "" => name.to_owned(),
            path => format!("{path}-{name}"),
        };
        command
            .about(about)
            .long_about(long)
            .subcommand_value_name(self.word("value-command"))
            .subcommand_help_heading(self.word("help-commands"))
            .mut_args(|arg| self.explained(arg, path))
            .mut_subcommands(|command| {
                let path = below(command.get_name());
                self.named(command, &path)
            })
    }

    /// With what an option or argument does, what it may be, and what holds without it.
    fn explained(&self, arg: Arg, path: &str) -> Arg {
        let id = arg.get_id().as_str().to_owned();
        let own = self.found(&format!("arg-{path}-{id}"));
        let mut said = own.unwrap_or_else(|| self.word(&format!("arg-{id}")));
        let (takes, heading) = if arg.is_positional() {
            (true, "help-arguments")
        } else {
            (arg.get_action().takes_values(), "help-options")
        };
        let values = values(&arg);
        if takes && !values.is_empty() {
            let values = Message::new("help-values").text("values", values.join(", "));
            said = format!("{said}\n{}", self.say(&values));
        }
        let default = arg.get_default_values().iter();
        let default: Vec<_> = default
            .map(|it| it.to_string_lossy().into_owned())
            .collect();
        if takes && !default.is_empty() {
            let default = Message::new("help-default").text("value", default.join(", "));
            said = format!("{said}\n{}", self.say(&default));
        }
        let name = arg.get_value_names().and_then(|names| names.first());
        let name = name.map_or_else(|| id.to_lowercase(), |name| name.to_lowercase());
        let arg = arg.help(said).help_heading(self.word(heading));
        if takes {
            arg.value_name(self.word(&format!("value-{name}")))
                .hide_default_value(true)
                .hide_possible_values(true)
        } else {
            arg
        }
    }

    /// With usage and help written out, which clap would write in English.
    fn written(&self, mut command: Command) -> Command {
        let usage = command.render_usage().to_string();
        let (_, usage) = usage.split_once(' ').unwrap_or(("", &usage));
        let usage = usage.replace(
            "[OPTIONS]",
            &format!("[{}]", self.word("help-words-options")),
        );
        let text = self.text(&command, &usage);
        command
            .override_usage(usage)
            .override_help(text)
            .mut_subcommands(|command| self.written(command))
    }

    fn text(&self, command: &Command, usage: &str) -> String {
        let about = command.get_long_about().or(command.get_about());
        let about = about.map(ToString::to_string).unwrap_or_default();
        let mut parts = vec![self.paragraph(&about), self.usage(usage)];
        let commands = command.get_subcommands().filter(|it| !it.is_hide_set());
        let commands = commands.map(|it| {
            let about = it.get_about().map(ToString::to_string);
            (it.get_name().to_owned(), about.unwrap_or_default())
        });
        let shown = |positional: bool| {
            let args = command.get_arguments().filter(|it| !it.is_hide_set());
            args.filter(move |it| it.is_positional() == positional)
                .map(|arg| (label(arg), arg.get_help().map(ToString::to_string)))
                .map(|(label, help)| (label, help.unwrap_or_default()))
        };
        let sections: [(&str, Vec<_>); 3] = [
            ("help-commands", commands.collect()),
            ("help-arguments", shown(true).collect()),
            ("help-options", shown(false).collect()),
        ];
        for (title, rows) in sections.into_iter().filter(|(_, rows)| !rows.is_empty()) {
            parts.push(format!("{}\n{}", self.title(title), self.rows(&rows)));
        }
        parts.join("\n\n") + "\n"
    }

    /// A heading, with the colon that the language writes.
    fn title(&self, id: &str) -> String {
        let colon = match self.words.language() {
            Language::English => ":",
            Language::French => "\u{a0}:",
            Language::SimplifiedChinese => "：",
        };
        format!("{}{colon}", self.word(id))
    }

    /// How a command is called, behind its heading.
    pub(crate) fn usage(&self, usage: &str) -> String {
        // The wide colon has its space in it.
        let space = match self.words.language() {
            Language::English | Language::French => " ",
            Language::SimplifiedChinese => "",
        };
        self.paragraph(&format!("{}{space}{usage}", self.title("help-usage")))
    }

    fn rows(&self, rows: &[(String, String)]) -> String {
        let widest = rows.iter().map(|(label, _)| label.width()).max();
        let start = INDENT + widest.unwrap_or_default() + GAP;
        let is_beside = start + ROOM <= self.columns;
        let start = if is_beside { start } else { UNDER };
        let mut lines = Vec::new();
        for (label, said) in rows {
            let mut head = " ".repeat(INDENT) + label;
            let said = said.lines();
            for line in said.flat_map(|line| whole_words(line, self.room(start))) {
                if !is_beside && !head.is_empty() {
                    lines.push(std::mem::take(&mut head));
                }
                let gap = " ".repeat(start.saturating_sub(head.width()));
                lines.push(std::mem::take(&mut head) + &gap + &line);
            }
        }
        lines.join("\n")
    }

    fn room(&self, indent: usize) -> usize {
        self.columns.saturating_sub(indent).max(1)
    }

    /// A paragraph from the left, broken where it may be.
    pub(crate) fn paragraph(&self, text: &str) -> String {
        let lines = text.lines();
        let lines: Vec<String> = lines
            .flat_map(|line| whole_words(line, self.room(0)))
            .collect();
        lines.join("\n")
    }

    /// The page of the whole program, or of one of its commands; `None` where there is no such one.
    pub(crate) fn page(&self, command: Option<&str>) -> std::io::Result<Option<String>> {
        // `help` has no page of its own that the list of commands could point at.
        let described = self.described().mut_subcommand("help", |it| it.hide(true));
        let Some(described) = found(&described, command) else {
            return Ok(None);
        };
        let mut page = Vec::new();
        clap_mangen::Man::new(described)
            .source(concat!("plimsollctl ", env!("CARGO_PKG_VERSION")))
            .render(&mut page)?;
        let page = String::from_utf8_lossy(&page);
        let lines: Vec<String> = page.lines().map(|line| self.heading(line)).collect();
        Ok(Some(lines.join("\n") + "\n"))
    }

    /// Headings in capitals, and those that are the library's own in the language.
    fn heading(&self, line: &str) -> String {
        let Some(title) = line.strip_prefix(".SH ") else {
            return line.to_owned();
        };
        let id = match title {
            "NAME" => Some("help-page-name"),
            "SYNOPSIS" => Some("help-page-synopsis"),
            "DESCRIPTION" => Some("help-page-description"),
            "VERSION" => Some("help-page-version"),
            _ => None,
        };
        let title = id.map_or_else(|| title.to_owned(), |id| self.word(id));
        format!(".SH {}", title.to_uppercase())
    }
}

/// A command by its name, or the whole.
pub(crate) fn found(described: &Command, name: Option<&str>) -> Option<Command> {
    match name {
        Some(name) => described.find_subcommand(name).cloned(),
        None => Some(described.clone()),
    }
}

/// As in `-h, --help` or `[COMMAND]`.
fn label(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let name = names.first().map(ToString::to_string).unwrap_or_default();
    if arg.is_positional() {
        return if arg.is_required_set() {
            format!("<{name}>")
        } else {
            format!("[{name}]")
        };
    }
    let short = arg
        .get_short()
        .map_or("    ".to_owned(), |it| format!("-{it}, "));
    let long = arg.get_long().unwrap_or_default();
    if arg.get_action().takes_values() {
        format!("{short}--{long} <{name}>")
    } else {
        format!("{short}--{long}")
    }
}

/// The only ones that it may have.
fn values(arg: &Arg) -> Vec<String> {
    let values = arg.get_possible_values().into_iter();
    let shown = values.filter(|it| !it.is_hide_set());
    shown.map(|it| it.get_name().to_owned()).collect()
}

/// Of the terminal that is written to, else as the user or a script has set it.
fn columns() -> usize {
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    let terminal = terminal.or_else(|| terminal_size::terminal_size_of(std::io::stderr()));
    let named = || std::env::var("COLUMNS").ok()?.parse().ok();
    let columns = terminal
        .map(|(width, _)| usize::from(width.0))
        .or_else(named);
    let columns = columns.filter(|&columns| columns > 0);
    columns.unwrap_or(USUAL).min(WIDEST)
}

#[cfg(test)]
mod tests;
