//! The command line as a person types it. What it does is in the files named like the commands.

use clap::{Parser, Subcommand};
use clap_complete::Shell;

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
