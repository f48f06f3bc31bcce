//! The commands, each with its options and what it does in a file of its own.

mod bar;
mod completions;
mod doctor;
mod explain;
mod guard;
mod help;
mod history;
mod man;
mod metrics;
mod providers;
mod status;
mod watch;

use std::io::Write;

use clap::Subcommand;

use crate::invocation::Invocation;

/// In the order of the help.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Status(status::Args),
    Watch(watch::Args),
    Bar(bar::Args),
    Guard(guard::Args),
    Metrics(metrics::Args),
    History(history::Args),
    Doctor(doctor::Args),
    Explain(explain::Args),
    Providers(providers::Args),
    Completions(completions::Args),
    Man(man::Args),
    Help(help::Args),
}

impl Command {
    /// Does what it is for and gives the exit code.
    pub(crate) fn run(&self, invocation: &Invocation, out: &mut dyn Write) -> std::io::Result<u8> {
        match self {
            Self::Status(args) => status::run(args, invocation, out),
            Self::Watch(args) => watch::run(args, invocation, out),
            Self::Bar(args) => bar::run(args, invocation, out),
            Self::Guard(args) => guard::run(args, invocation),
            Self::Metrics(args) => metrics::run(args, invocation, out),
            Self::History(args) => history::run(args, invocation, out),
            Self::Doctor(args) => doctor::run(args, invocation, out),
            Self::Explain(args) => explain::run(args, invocation, out),
            Self::Providers(args) => providers::run(args, invocation, out),
            Self::Completions(args) => completions::run(args, invocation, out),
            Self::Man(args) => man::run(args, invocation, out),
            Self::Help(args) => help::run(args, invocation, out),
        }
    }
}
