//! `cargo xtask run | test | package | …`: every chore of this repository, after the set-up that it
//! needs. Which packages and steps those are stands in the modules, not here.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore speaks to whoever started it"
)]

mod bench;
mod coverage;
mod cross;
mod deny;
mod fuzz;
mod mutants;
mod package;
mod packages;
mod pictures;
mod run;
mod setup;
mod soak;
mod steps;
mod test;
mod tools;
mod tree;

use std::process::ExitCode;

use tree::Tree;

const USAGE: &str = "\
cargo xtask run [-- ARGS]   set up, build and start Plimsoll; ARGS go to it (for example --demo)
cargo xtask test            set up, then format check, lints and all tests
cargo xtask check-cross     the types of the Windows and macOS builds, from Debian
cargo xtask coverage        lines of core and providers that their tests reach
cargo xtask deny            licences, sources and versions of what we depend on, as in deny.toml
cargo xtask fuzz            foreign bytes of every kind (--seconds N, then names of targets)
cargo xtask mutants         changes of core that its tests do not notice (-- ARGS of cargo-mutants)
cargo xtask package         set up, then make the .deb and the .rpm
cargo xtask pictures        take the pictures of the documentation anew
cargo xtask soak            set up, then run at 200 times the pace with faults (--minutes N)
cargo xtask bench           the budgets, on the release build (names: start, idle, window, sizes,
                            growth); `bench history` and `bench page` for docs";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let chore = arguments.next();
    let mut rest: Vec<String> = arguments.collect();
    if rest.first().is_some_and(|first| first == "--") {
        rest.remove(0);
    }
    let outcome = match chore.as_deref() {
        Some("run") => Tree::here().and_then(|tree| run::run(&tree, &rest)),
        Some("test") => Tree::here().and_then(|tree| test::test(&tree)),
        Some("check-cross") => Tree::here().and_then(|tree| cross::check_cross(&tree)),
        Some("coverage") => Tree::here().and_then(|tree| coverage::coverage(&tree)),
        Some("deny") => Tree::here().and_then(|tree| deny::deny(&tree)),
        Some("fuzz") => Tree::here().and_then(|tree| fuzz::fuzz(&tree, &rest)),
        Some("mutants") => Tree::here().and_then(|tree| mutants::mutants(&tree, &rest)),
        Some("pictures") => Tree::here().and_then(|tree| pictures::pictures(&tree)),
        Some("soak") => Tree::here().and_then(|tree| soak::soak(&tree, &rest)),
        Some("package") => Tree::here().and_then(|tree| package::package(&tree)),
        Some("bench") => Tree::here().and_then(|tree| bench::bench(&tree, &rest)),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
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
