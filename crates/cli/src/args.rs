//! The command line as a person types it. What it does is in the files named like the commands.

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::SignedDuration;

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
    /// Only this provider; an unknown id is answered with the known ones
    #[arg(long, value_name = "ID")]
    pub(crate) provider: Option<String>,
    /// Only this account, by its id
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
    /// Only this window, such as session or weekly
    #[arg(long, value_name = "ID")]
    pub(crate) window: Option<String>,
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
