//! The command line as a person types it. What it does is in the files named like the commands.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::SignedDuration;

use crate::worst::Asked;

/// Shows what is left of AI coding subscriptions, from the sign-ins that OpenCode keeps.
#[derive(Debug, Parser)]
#[command(name = "plimsollctl", version, about, arg_required_else_help = true)]
pub(crate) struct Args {
    /// Language of the words: en, fr, zh, zh-CN or zh-Hans
    #[arg(long, global = true, value_name = "TAG")]
    pub(crate) lang: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask every service now and print what is left
    Status(Status),
    /// Print the status, and again whenever it changes
    Watch(Watch),
    /// Print a line for a status bar, and again whenever it changes
    Bar(Bar),
    /// Say by the exit code whether a window is still below a share of use
    ///
    /// 0: it is; 1: it is not; 64: wrong usage; 69: nobody knows.
    Guard(Guard),
    /// Print the numbers as metrics, in the OpenMetrics text format
    Metrics(Metrics),
    /// Print what was kept of earlier readings; asks no service
    History(History),
    /// Print every path searched with its outcome, and the surroundings; asks no service
    Doctor {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Explain a problem code: what is wrong, why, and what mends it; all codes without one
    Explain {
        /// A code such as sign-in-expired
        code: Option<String>,
    },
    /// Print a completion script
    Completions { shell: Shell },
    /// Print the manual page, or that of one command
    Man { command: Option<String> },
}

impl Command {
    /// Whether it may ask services, going by the settings.
    pub(crate) fn asks(&self) -> bool {
        match self {
            Self::Status(_) | Self::Watch(_) | Self::Bar(_) | Self::Guard(_) | Self::Metrics(_) => {
                true
            }
            Self::History(_)
            | Self::Doctor { .. }
            | Self::Explain { .. }
            | Self::Completions { .. }
            | Self::Man { .. } => false,
        }
    }
}

/// What `status` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    /// Only this provider; an unknown id is answered with the known ones
    #[arg(long, value_name = "ID")]
    pub(crate) provider: Option<String>,
    /// Print JSON, schema version 1
    #[arg(long)]
    pub(crate) json: bool,
    /// Print what the tray app stored last instead of asking
    #[arg(long)]
    pub(crate) cached: bool,
    /// Show built-in sample accounts without asking any service
    #[arg(long)]
    pub(crate) demo: bool,
}

/// What `history` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct History {
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// Only what is not older than this: 90m, 12h, 7d, 4w
    #[arg(long, value_name = "AGE", value_parser = crate::history::ago, conflicts_with = "wipe")]
    pub(crate) since: Option<SignedDuration>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = HistoryFormat::Table)]
    pub(crate) format: HistoryFormat,
    /// Remove the history of what was named, or all of it, after asking
    #[arg(long)]
    pub(crate) wipe: bool,
    /// Do not ask before removing
    #[arg(long, requires = "wipe")]
    pub(crate) yes: bool,
}

/// The ways to print a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HistoryFormat {
    Table,
    Json,
    Csv,
}

/// What `watch` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    /// Only this provider; an unknown id is answered with the known ones
    #[arg(long, value_name = "ID")]
    pub(crate) provider: Option<String>,
    /// Print JSON, schema version 1, a line each
    #[arg(long)]
    pub(crate) json: bool,
}

/// What `bar` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Bar {
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// The bar that reads it
    #[arg(long, value_enum, default_value_t = BarFormat::Plain)]
    pub(crate) format: BarFormat,
    /// What the line says: {left}, {used}, {provider}, {account}, {window}, {reset}, {level} and
    /// {verdict} of the window with the least left
    #[arg(long, value_parser = crate::bar::template, default_value_t = crate::bar::default_template())]
    pub(crate) template: String,
    /// Print one line and end
    #[arg(long)]
    pub(crate) once: bool,
}

/// The bars whose way of reading is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BarFormat {
    Waybar,
    #[value(name = "i3blocks")]
    I3blocks,
    Polybar,
    Tmux,
    Plain,
}

/// What `guard` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Guard {
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// The used percentage to stay below
    #[arg(long, value_name = "PERCENT", value_parser = crate::guard::percent)]
    pub(crate) below: f64,
}

/// What `metrics` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Metrics {
    /// Write them to this file in one step, as the node exporter's textfile collector wants it
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Put the accounts' names into the labels; without it they are numbered
    #[arg(long)]
    pub(crate) names: bool,
}
