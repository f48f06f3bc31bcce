//! The command line as the user types it. Each command's own options stand in its file; the words of
//! the help are in `locales/`.

use clap::{ArgAction, Parser};
use plimsoll_core::model::Language;

use crate::{commands::Command, value::WrongValue};

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
    #[arg(long, global = true, value_name = "TAG", value_parser = language)]
    pub(crate) lang: Option<Language>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

fn language(tag: &str) -> Result<Language, WrongValue> {
    Language::from_tag(tag).ok_or(WrongValue("wrong-language"))
}
