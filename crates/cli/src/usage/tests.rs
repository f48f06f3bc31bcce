//! Every way to be wrong, in every language.

use clap::CommandFactory;

use super::*;
use crate::args::Args;

/// Wrong command lines, and what of them is repeated.
const WRONG: [(&str, &[&str]); 19] = [
    ("status --jsn", &["--jsn", "--json"]),
    ("statu", &["statu", "status"]),
    ("nonsense", &["nonsense"]),
    ("--lang", &["--lang"]),
    ("--lang tlh status", &["--lang", "tlh", "zh-Hans"]),
    ("--lang zh-TW status", &["--lang", "zh-TW", "zh-Hans"]),
    ("--lang fr", &[]),
    ("guard", &["--below"]),
    ("guard --below 150", &["--below", "150", "100"]),
    ("guard --below=", &["--below"]),
    (
        "bar --format waybr",
        &["--format", "waybr", "waybar", "i3blocks"],
    ),
    ("bar --template {x}", &["--template", "{x}", "{left}"]),
    ("history --since soon", &["--since", "soon", "7d"]),
    ("history --since 7d --wipe", &["--since", "--wipe"]),
    ("history --yes", &["--wipe"]),
    ("status --json --json", &["--json"]),
    ("status --json=x", &["--json", "x"]),
    ("explain one two", &["two"]),
    ("completions", &["SHELL"]),
];

fn said(language: Language, line: &str) -> String {
    let help = Help::new(language, Args::command());
    let described = help.described();
    let words = ["plimsollctl"].into_iter().chain(line.split(' '));
    let error = described.clone().try_get_matches_from(words).unwrap_err();
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    told(&error, called(&described, &words), &help)
}

#[test]
fn every_mistake_is_named_in_every_language() {
    for (line, repeated) in WRONG {
        let english = said(Language::English, line);
        for language in Language::ALL {
            let text = said(language, line);
            let first = text.split("\n\n").next().unwrap();
            assert!(first.starts_with("plimsollctl: "), "{text}");
            for part in repeated {
                assert!(text.contains(part), "{part} in {line}: {text}");
            }
            for id in ["usage-", "help-", "wrong-", "value-"] {
                assert!(!text.contains(id), "{line}: {text}");
            }
            assert!(!first.contains("understood"), "{line}: {text}");
            if language != Language::English {
                let english = english.split("\n\n");
                for (part, english) in text.split("\n\n").zip(english) {
                    assert_ne!(part, english, "{line}");
                }
                for left in ["error", "Usage:", "tip", "did you", "try "] {
                    assert!(!text.contains(left), "{left} in {line}: {text}");
                }
            }
        }
    }
}

#[test]
fn a_mistake_names_the_command_whose_help_tells_more() {
    let text = said(Language::English, "status --jsn");
    assert!(
        text.starts_with("plimsollctl: there is no option --jsn; did you mean --json?\n"),
        "{text}"
    );
    let guard = said(Language::English, "--lang en guard --below 900");
    assert!(
        guard.contains("\nUsage: plimsollctl guard [OPTIONS] --below <PERCENT>\n"),
        "{guard}"
    );
    assert!(
        text.contains("\nUsage: plimsollctl status [OPTIONS]\n"),
        "{text}"
    );
    assert!(
        text.ends_with("\nFor more, try plimsollctl status --help\n"),
        "{text}"
    );
}

#[test]
fn the_language_that_is_asked_for_is_that_of_the_mistake() {
    for (line, language) in [
        ("status --jsn --lang fr", Some(Language::French)),
        ("--lang=zh-CN statu", Some(Language::SimplifiedChinese)),
        ("--lang en --lang fr", Some(Language::French)),
        ("--lang tlh --lang", None),
        ("status -- --lang fr", None),
        ("status --language fr", None),
    ] {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        assert_eq!(asked_for(&words), language, "{line}");
    }
}
