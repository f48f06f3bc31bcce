//! Every command and option has words in every language, and help fits its window.

use std::collections::BTreeSet;

use clap::CommandFactory;

use super::*;
use crate::args::Args;

fn help(language: Language, columns: usize) -> Help {
    Help {
        columns,
        ..Help::new(language, Args::command())
    }
}

/// Every command with its place, as in `plimsollctl status`.
fn all(command: &Command) -> Vec<Command> {
    let below = command.get_subcommands().flat_map(all);
    [command.clone()].into_iter().chain(below).collect()
}

fn text_of(command: &Command) -> String {
    command.clone().render_help().to_string()
}

/// What a person reads about a command and its options, each by whose it is.
fn words_of(command: &Command) -> Vec<(String, String)> {
    let place = command.get_bin_name().unwrap_or_default().to_owned();
    let about = command.get_about().map(ToString::to_string);
    let mut words = vec![(place.clone(), about.unwrap_or_default())];
    for arg in command.get_arguments() {
        let help = arg.get_help().map(ToString::to_string);
        words.push((
            format!("{place} {}", arg.get_id()),
            help.unwrap_or_default(),
        ));
    }
    words
}

#[test]
fn every_command_and_option_has_words() {
    let english = help(Language::English, 80).described();
    for language in Language::ALL {
        let described = help(language, 80).described();
        for (command, english) in all(&described).iter().zip(&all(&english)) {
            for ((whose, said), (_, english)) in words_of(command).iter().zip(words_of(english)) {
                assert!(!said.trim().is_empty(), "{whose} has no words");
                let is_id = ["command-", "arg-", "value-", "help-"];
                assert!(
                    !is_id.iter().any(|id| said.starts_with(id)),
                    "{whose}: {said}"
                );
                if language != Language::English {
                    assert_ne!(*said, english, "{whose} is left in English");
                }
            }
        }
    }
}

#[test]
fn nothing_that_clap_writes_is_left_in_english() {
    for language in [Language::French, Language::SimplifiedChinese] {
        let help = help(language, 80);
        let mut texts: Vec<String> = all(&help.described()).iter().map(text_of).collect();
        for name in [None, Some("status"), Some("guard"), Some("completions")] {
            texts.push(help.page(name).unwrap().unwrap());
        }
        for text in texts {
            for english in [
                "Usage:",
                "USAGE",
                "Options:",
                "Commands:",
                "Arguments:",
                "SUBCOMMANDS",
                "possible values",
                "Possible values",
                "[default",
                "Print ",
                "Show ",
                "<COMMAND>",
                " this ",
                "NAME",
            ] {
                assert!(!text.contains(english), "{english} in {text}");
            }
            // The same word in French.
            let is_same = language == Language::French;
            assert!(is_same || !text.contains("DESCRIPTION"), "{text}");
        }
    }
}

#[test]
fn the_help_catalogues_have_the_same_messages() {
    let catalogue = |language: &str| {
        let path = format!(
            "{}/../../locales/{language}/help.ftl",
            env!("CARGO_MANIFEST_DIR")
        );
        std::fs::read_to_string(path).unwrap()
    };
    let ids = |text: &str| -> BTreeSet<String> {
        let ids = text.lines().filter_map(|line| line.split_once(" = "));
        ids.map(|(id, _)| id.to_owned()).collect()
    };
    let english = ids(&catalogue("en"));
    for language in ["fr", "zh-Hans"] {
        assert_eq!(ids(&catalogue(language)), english, "{language}");
    }
    for line in catalogue("fr").lines() {
        for sign in [" :", " ;", " ?", "« ", " »"] {
            assert!(!line.contains(sign), "{line}");
        }
    }
    let described = help(Language::English, 80).described();
    let commands = all(&described);
    let arguments = commands.iter().flat_map(Command::get_arguments);
    let arguments: BTreeSet<&str> = arguments.map(|arg| arg.get_id().as_str()).collect();
    for id in english.iter().filter_map(|id| id.strip_prefix("arg-")) {
        let name = id.rsplit('-').next().unwrap();
        assert!(arguments.contains(name), "{id} is about nothing");
    }
}

#[test]
fn help_keeps_within_the_window_in_every_language() {
    for language in Language::ALL {
        for columns in [30, 40, 59, 60, 80, 100] {
            for command in all(&help(language, columns).described()) {
                for line in text_of(&command).lines() {
                    let words = line.split_whitespace().count();
                    let fits = line.width() <= columns || words <= 3;
                    assert!(fits, "{columns}: {line}");
                    assert_eq!(line, line.trim_end());
                }
            }
        }
    }
}

#[test]
fn an_option_stands_beside_its_text_where_there_is_room() {
    let status = |columns| {
        let described = help(Language::English, columns).described();
        text_of(described.find_subcommand("status").unwrap())
    };
    assert!(
        status(80).contains("\n      --json           Print JSON, schema version 1\n"),
        "{}",
        status(80)
    );
    assert!(
        status(40).contains("\n      --json\n          Print JSON, schema version 1\n"),
        "{}",
        status(40)
    );
}

#[test]
fn what_is_parsed_is_the_same_with_and_without_words() {
    for line in [
        "status --json",
        "guard --below 80%",
        "bar --once --lang fr",
        "man status",
        "help",
    ] {
        let words = || ["plimsollctl"].into_iter().chain(line.split(' '));
        assert!(
            Args::command().try_get_matches_from(words()).is_ok(),
            "{line}"
        );
        let described = help(Language::French, 80).described();
        assert!(described.try_get_matches_from(words()).is_ok(), "{line}");
    }
}

#[test]
fn a_manual_page_names_only_pages_that_exist() {
    let page = help(Language::French, 80).page(None).unwrap().unwrap();
    assert!(
        page.contains(".SH NOM\n") && page.contains(".SH COMMANDES\n"),
        "{page}"
    );
    assert!(!page.contains("help(1)"), "{page}");
    assert_eq!(
        help(Language::French, 80).page(Some("nothing")).unwrap(),
        None
    );
}
