//! The command line where people meet it: on terminals of every width, in three languages, with and
//! without colours, and with what can be scrolled back to.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use plimsoll_tests::{
    home::Store,
    processes::until,
    programs::program,
    proxy::{Door, Reply},
    scenario::Scenario,
    services,
    stored_readings::StoredReading,
    terminal::Terminal,
};
use serde_json::json;
use unicode_width::UnicodeWidthStr;

const LANGUAGES: [&str; 3] = ["en", "fr", "zh"];
const WIDTHS: [usize; 4] = [40, 60, 80, 200];
/// Longer than a countdown changes within a test.
const SLACK: i64 = 30;

/// Nobody is asked; two services have been.
fn with_readings() -> Scenario {
    let scenario = Scenario::signed_in(services::ALL, Store::Database, Door::Shut, |_, _, _| None);
    let windows = [
        ("session", 37.4, 9180 + SLACK),
        ("weekly", 12.0, 403_200 + SLACK),
    ];
    scenario.keep(&[
        StoredReading::new("openai", scenario.now, &windows),
        StoredReading::new("zai", scenario.now, &[("session", 99.7, 600 + SLACK)]),
    ]);
    scenario
}

/// What is said, without how it is laid out; the time that it is said at is another one each time.
fn words(text: &str) -> String {
    let laid_out = |it: &char| it.is_whitespace() && *it != '\u{a0}' || "█░:：".contains(*it);
    let digit = |it: char| if it.is_ascii_digit() { '0' } else { it };
    let letters = text.chars().filter(|it| !laid_out(it)).map(digit);
    letters.filter(|it| !it.is_whitespace()).collect()
}

/// No line is wider than the terminal or ends with a space, and all words are there.
fn judge(shown: &str, whole: &str, columns: usize, what: &str) {
    for line in shown.lines() {
        assert!(line.width() <= columns, "{what}: {line:?}");
        assert_eq!(line, line.trim_end(), "{what}");
    }
    assert_eq!(words(shown), words(whole), "{what}");
}

#[test]
fn no_line_is_wider_than_the_terminal_and_no_word_is_lost() {
    let scenario = with_readings();
    let failing = Scenario::new(Store::Database, Door::Open, |_, _, _| {
        Some(Reply::json(418, &json!({ "error": "unheard of" })))
    });
    failing.plimsollctl(&["status"]);
    for (scenario, command) in [
        (&scenario, "status --cached"),
        (&failing, "status --cached"),
        (&scenario, "status --demo"),
        (&scenario, "explain"),
        (&scenario, "doctor"),
        (&scenario, "history"),
    ] {
        for language in LANGUAGES {
            let command = format!("{command} --lang {language}");
            let arguments: Vec<&str> = command.split(' ').collect();
            let whole = scenario.plimsollctl(&arguments).out;
            for columns in WIDTHS {
                let shown = scenario.on_terminal(columns, &command, &[("NO_COLOR", "1")]);
                judge(&shown, &whole, columns, &format!("{command} at {columns}"));
            }
        }
    }
}

#[test]
fn lines_are_broken_between_words_and_go_on_indented() {
    let scenario = with_readings();
    let shown = scenario.on_terminal(40, "explain sign-in-expired", &[]);
    let expected = "\
sign-in-expired: Sign-in has expired
The stored token is past its time, and
OpenCode has not renewed it yet.
1. Use one of the service's models once
   in OpenCode; that renews it.
2. Plimsoll notices by itself.
3. Plimsoll does not renew it: that
   would sign OpenCode out.
4. Try again
";
    assert_eq!(shown, expected);
}

#[test]
fn colours_go_by_what_is_agreed_on_among_programs() {
    let scenario = with_readings();
    let coloured = |variables: &[(&str, &str)]| {
        let shown = scenario.on_terminal(80, "status --cached", variables);
        shown.contains("\x1b[")
    };
    assert!(coloured(&[]) && coloured(&[("NO_COLOR", "")]));
    for variables in [
        &[("NO_COLOR", "0")][..],
        &[("CLICOLOR", "0")],
        &[("TERM", "dumb")],
        &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
    ] {
        assert!(!coloured(variables), "{variables:?}");
    }
    assert!(coloured(&[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")]));
    let mut scenario = with_readings();
    for (value, expected) in [("", false), ("0", false), ("1", true)] {
        scenario
            .variables
            .insert("CLICOLOR_FORCE", value.to_owned());
        let piped = scenario.plimsollctl(&["status", "--cached"]).out;
        assert_eq!(piped.contains("\x1b["), expected, "{value:?}");
    }
}

/// A shell with something to scroll back to, in which a watch is started.
fn watching(scenario: &Scenario, rows: u16) -> Terminal<'_> {
    let terminal = Terminal::open(scenario, 80, rows);
    terminal.type_in(&["seq 1000 1050", "Enter"]);
    terminal.wait_for("1050");
    let line = format!("{} watch; echo ended $?", program("plimsollctl").display());
    terminal.type_in(&[&line, "Enter"]);
    terminal
}

#[test]
fn a_watch_leaves_the_terminal_as_it_was() {
    let scenario = with_readings();
    let _app = scenario.pretend_that_the_app_runs();
    let terminal = watching(&scenario, 20);
    let seen = terminal.wait_for("63% left");
    assert!(seen.starts_with("OpenAI"), "{seen}");
    terminal.type_in(&["C-c"]);
    terminal.wait_for("ended 130");
    let whole = terminal.whole();
    for number in 1000..=1050 {
        assert!(whole.contains(&number.to_string()), "{number} is gone");
    }
    assert!(!whole.contains("63% left"), "{whole}");
}

#[test]
fn a_watch_that_ends_gives_the_terminal_back() {
    let scenario = with_readings();
    let _app = scenario.pretend_that_the_app_runs();
    let terminal = watching(&scenario, 20);
    terminal.wait_for("63% left");
    terminal.type_in(&["C-z"]);
    let seen = terminal.wait_for("Stopped");
    assert!(
        seen.contains("1050") && !seen.contains("63% left"),
        "{seen}"
    );
    terminal.type_in(&["fg", "Enter"]);
    let seen = terminal.wait_for("63% left");
    assert!(!seen.contains("1050"), "{seen}");
    terminal.type_in(&["C-\\"]);
    let seen = terminal.wait_for("1050");
    assert!(!seen.contains("63% left"), "{seen}");
}

#[test]
fn a_page_higher_than_the_terminal_says_so() {
    let scenario = with_readings();
    let _app = scenario.pretend_that_the_app_runs();
    let terminal = watching(&scenario, 4);
    let seen = terminal.wait_for("more lines not shown");
    assert!(seen.starts_with("OpenAI"), "{seen}");
    assert_eq!(seen.lines().count(), 4, "{seen}");
    terminal.resize(80, 20);
    terminal.wait_for("Z.ai");
    until("the note gone", || {
        (!terminal.seen().contains("not shown")).then_some(())
    });
    terminal.type_in(&["C-c"]);
    terminal.wait_for("1050");
    assert!(!terminal.whole().contains("63% left"));
}
