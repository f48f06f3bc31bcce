//! The command line as a person types it. What it does is in the files named like the commands; the
//! words of its help are in `locales/`.

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::SignedDuration;

use crate::{usage, worst::WindowFilter};

/// All of it. What clap would add has words of its own, so it is added here.
#[derive(Debug, Parser)]
#[command(
    name = "plimsollctl",
    version,
    arg_required_else_help = true,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
pub(crate) struct Args {
    #[arg(long, global = true, value_name = "TAG", value_parser = usage::language)]
    pub(crate) lang: Option<String>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Status(Status),
    Watch(Watch),
    Bar(Bar),
    Guard(Guard),
    Metrics(Metrics),
    History(History),
    Doctor {
        #[arg(long)]
        json: bool,
    },
    Explain {
        code: Option<String>,
    },
    #[command(disable_help_subcommand = true)]
    Providers {
        #[command(subcommand)]
        command: Option<Providers>,
    },
    Completions {
        shell: Shell,
    },
    Man {
        command: Option<String>,
    },
    Help {
        command: Option<String>,
    },
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
            | Self::Providers { .. }
            | Self::Completions { .. }
            | Self::Man { .. }
            | Self::Help { .. } => false,
        }
    }
}

/// What `providers` does.
#[derive(Debug, Subcommand)]
pub(crate) enum Providers {
    List,
    Check { file: PathBuf },
    Test { file: PathBuf, sample: PathBuf },
}

/// What `status` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    #[arg(long, value_name = "ID")]
    pub(crate) provider: Option<String>,
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long)]
    pub(crate) cached: bool,
    #[arg(long)]
    pub(crate) demo: bool,
}

/// What `history` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct History {
    #[command(flatten)]
    pub(crate) filter: WindowFilter,
    #[arg(long, value_name = "AGE", value_parser = usage::age, conflicts_with = "wipe")]
    pub(crate) since: Option<SignedDuration>,
    #[arg(long, value_enum, default_value_t = HistoryFormat::Table)]
    pub(crate) format: HistoryFormat,
    #[arg(long)]
    pub(crate) wipe: bool,
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
    #[arg(long, value_name = "ID")]
    pub(crate) provider: Option<String>,
    #[arg(long)]
    pub(crate) json: bool,
}

/// What `bar` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Bar {
    #[command(flatten)]
    pub(crate) filter: WindowFilter,
    #[arg(long, value_enum, default_value_t = BarFormat::Plain)]
    pub(crate) format: BarFormat,
    #[arg(long, value_parser = usage::template)]
    pub(crate) template: Option<String>,
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
    pub(crate) filter: WindowFilter,
    #[arg(long, value_name = "PERCENT", value_parser = usage::percent)]
    pub(crate) below: f64,
}

/// What `metrics` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Metrics {
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long)]
    pub(crate) names: bool,
}
