//! `cargo xtask run | test | package | …`: every chore of this repository, after the set-up that it
//! needs. Which packages and steps those are stands in the modules, not here.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore speaks to whoever started it"
)]

mod bench;
mod check;
mod coverage;
mod cross;
mod deny;
mod fuzz;
mod mutants;
mod new_provider;
mod package;
mod packages;
mod pictures;
mod run;
mod setup;
mod soak;
mod spelling;
mod steps;
mod test;
mod tools;
mod tree;

use std::process::ExitCode;

use tree::Tree;

const USAGE: &str = "\
cargo xtask run [-- ARGS]   set up, build and start Plimsoll; ARGS go to it (for example --demo)
cargo xtask check           format, lints and unit tests, without a desktop: between two commits
cargo xtask test            set up, then format check, lints and all tests
cargo xtask check-cross     the types of the Windows and macOS builds, from Debian
cargo xtask coverage        lines of core and providers that their tests reach
cargo xtask deny            licences, sources and versions of what we depend on, as in deny.toml
cargo xtask fuzz            foreign bytes of every kind (--seconds N, then names of targets)
cargo xtask mutants         changes of core that its tests do not notice (-- ARGS of cargo-mutants)
cargo xtask new-provider    all that a coded service needs, to be filled in (ID, --name NAME,
                            --host HOST)
cargo xtask package         set up, then make the .deb and the .rpm
cargo xtask pictures        take the pictures of the documentation anew
cargo xtask soak            set up, then long runs with faults at random (--minutes N, of each run;
                            --seed N, the same faults again)
cargo xtask bench           the budgets, on the release build (names: start, idle, window, sizes,
                            growth); `bench history` and `bench page` for docs";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let chore = arguments.next();
    let mut rest: Vec<String> = arguments.collect();
    if let Some(told) = help(chore.as_deref(), &rest) {
        println!("{told}");
        return ExitCode::SUCCESS;
    }
    if let Some(word) = stray(chore.as_deref(), &rest) {
        eprintln!("xtask: {word} is nothing that this chore takes\n\n{USAGE}");
        return ExitCode::from(64);
    }
    if rest.first().is_some_and(|first| first == "--") {
        rest.remove(0);
    }
    let outcome = match chore.as_deref() {
        Some("run") => Tree::here().and_then(|tree| run::run(&tree, &rest)),
        Some("check") => Tree::here().and_then(|tree| check::check(&tree)),
        Some("test") => Tree::here().and_then(|tree| test::test(&tree)),
        Some("check-cross") => Tree::here().and_then(|tree| cross::check_cross(&tree)),
        Some("coverage") => Tree::here().and_then(|tree| coverage::coverage(&tree)),
        Some("deny") => Tree::here().and_then(|tree| deny::deny(&tree)),
        Some("fuzz") => Tree::here().and_then(|tree| fuzz::fuzz(&tree, &rest)),
        Some("mutants") => Tree::here().and_then(|tree| mutants::mutants(&tree, &rest)),
        Some("pictures") => Tree::here().and_then(|tree| pictures::pictures(&tree)),
        Some("soak") => Tree::here().and_then(|tree| soak::soak(&tree, &rest)),
        Some("new-provider") => {
            Tree::here().and_then(|tree| new_provider::new_provider(&tree, &rest))
        }
        Some("package") => Tree::here().and_then(|tree| package::package(&tree)),
        Some("bench") => Tree::here().and_then(|tree| bench::bench(&tree, &rest)),
        Some(_) | None => {
            eprintln!("{USAGE}");
            return ExitCode::from(64);
        }
    };
    match outcome {
        Ok(code) => code,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

/// What is told in the place of a chore, if that was asked for. What stands behind `--` is for the
/// program that the chore starts.
fn help(chore: Option<&str>, rest: &[String]) -> Option<String> {
    let is_asked = |word: &str| matches!(word, "--help" | "-h");
    let chore = chore?;
    if chore == "help" || is_asked(chore) {
        let about = rest.first().and_then(|chore| about(chore));
        return Some(about.unwrap_or_else(|| USAGE.to_owned()));
    }
    let ours = rest.split(|word| word == "--").next()?;
    let is_asked = ours.iter().any(|word| is_asked(word));
    is_asked.then(|| about(chore)).flatten()
}

/// What a chore would not look at.
fn stray<'a>(chore: Option<&str>, rest: &'a [String]) -> Option<&'a str> {
    let takes_none = matches!(
        chore,
        Some("check" | "test" | "check-cross" | "coverage" | "deny" | "pictures" | "package")
    );
    let first = rest.first().filter(|_| takes_none);
    first.map(String::as_str)
}

/// The lines about one chore.
fn about(chore: &str) -> Option<String> {
    let is_head = |line: &str| {
        let rest = line.strip_prefix("cargo xtask ");
        rest.is_some_and(|rest| rest.split(' ').next() == Some(chore))
    };
    let mut lines = USAGE.lines().skip_while(|line| !is_head(line));
    let head = lines.next()?;
    let more = lines.take_while(|line| line.starts_with(' '));
    Some(
        [head]
            .into_iter()
            .chain(more)
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Option<String> {
        let mut words = line.split_whitespace().map(str::to_owned);
        let chore = words.next();
        help(chore.as_deref(), &words.collect::<Vec<_>>())
    }

    #[test]
    fn help_for_a_chore_does_not_start_it() {
        let chores = USAGE
            .lines()
            .filter_map(|line| line.strip_prefix("cargo xtask "));
        for chore in chores.filter_map(|rest| rest.split(' ').next()) {
            let head = format!("cargo xtask {chore} ");
            for line in ["{} --help", "{} -h", "{} --seconds 3 --help", "help {}"] {
                let told = told(&line.replace("{}", chore));
                assert!(
                    told.is_some_and(|told| told.starts_with(&head)),
                    "{line} {chore}"
                );
            }
        }
        assert_eq!(told("--help").as_deref(), Some(USAGE));
        assert!(told("bench --help").unwrap().ends_with("for docs"));
    }

    #[test]
    fn what_stands_behind_two_dashes_goes_to_the_program() {
        for line in ["run -- --help", "run --demo", "run", "mutants -- -h"] {
            assert_eq!(told(line), None, "{line}");
        }
    }

    #[test]
    fn a_chore_that_takes_nothing_refuses_words() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(stray(Some("test"), &words("--hlep")), Some("--hlep"));
        assert_eq!(stray(Some("test"), &[]), None);
        assert_eq!(stray(Some("fuzz"), &words("--seconds 3")), None);
    }

    #[test]
    fn what_is_no_chore_is_not_helped_with() {
        assert_eq!(told("runn --help"), None);
        assert_eq!(help(None, &[]), None);
    }
}
