//! `cargo xtask fuzz [--seconds N] [TARGET…]`: everything that takes in foreign bytes, each for
//! some seconds under cargo-fuzz. The first inputs are the case folders of the providers.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode};
use std::thread::available_parallelism;
use std::time::Instant;

use crate::setup::{self, Chore};
use crate::steps::{cargo, shown, step};
use crate::tools::FUZZ;
use crate::tree::Tree;

/// As long as nothing else is asked for.
const SECONDS: u32 = 20;

pub(crate) fn fuzz(tree: &Tree, rest: &[String]) -> Result<ExitCode, String> {
    let (seconds, targets) = asked(rest)?;
    setup::set_up(tree, Chore::Test)?;
    fuzz_for(tree, seconds, &targets)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds all targets once, then lets each run for that long; of no names, all.
pub(crate) fn fuzz_for(tree: &Tree, seconds: u32, names: &[String]) -> Result<(), String> {
    step(cargo(
        tree,
        [
            "run",
            "--quiet",
            "--locked",
            "--manifest-path",
            "fuzz/seeds/Cargo.toml",
        ],
    ))?;
    step(cargo_fuzz(tree, &["build"])?)?;
    let mut list = cargo_fuzz(tree, &["list"])?;
    let answer = list
        .output()
        .map_err(|error| format!("`{}`: {error}", shown(&list)))?;
    let all = String::from_utf8_lossy(&answer.stdout).into_owned();
    let targets: Vec<&str> = all
        .lines()
        .filter(|target| names.is_empty() || names.iter().any(|name| name == target))
        .collect();
    if targets.is_empty() {
        return Err(format!("none of these is a target: {}", names.join(" ")));
    }
    let start = Instant::now();
    let at_once = available_parallelism().map_or(1, usize::from);
    for some in targets.chunks(at_once) {
        println!("==> fuzz {}, {seconds} s", some.join(", "));
        let mut running = Vec::new();
        for target in some {
            running.push((*target, run(tree, target, seconds)?));
        }
        // All of them end before one's failure is told.
        let ended: Vec<_> = running
            .into_iter()
            .map(|(target, mut child)| (target, child.wait()))
            .collect();
        for (target, status) in ended {
            let said = fs::read_to_string(log(tree, target)).unwrap_or_default();
            if !status.is_ok_and(|status| status.success()) {
                println!("{said}");
                return Err(format!(
                    "fuzz target {target} failed; its input is in fuzz/artifacts/{target}"
                ));
            }
            println!("    {target}: {} inputs", inputs(&said));
        }
    }
    println!("    done in {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

fn run(tree: &Tree, target: &str, seconds: u32) -> Result<Child, String> {
    let corpus = format!("fuzz/corpus/{target}");
    let mut run = cargo_fuzz(tree, &["run", target, &corpus, "--"])?;
    run.arg(format!("-max_total_time={seconds}"))
        .args(["-timeout=10", "-rss_limit_mb=2048", "-max_len=8192"])
        .args(["-dict=fuzz/dictionaries/shared.dict", "-verbosity=0"])
        .arg("-print_final_stats=1");
    let said = fs::File::create(log(tree, target)).and_then(|file| Ok((file.try_clone()?, file)));
    let (out, err) = said.map_err(|error| format!("the log of {target}: {error}"))?;
    run.stdout(out)
        .stderr(err)
        .spawn()
        .map_err(|error| format!("`{}`: {error}", shown(&run)))
}

/// What a target says is of interest only when it fails.
fn log(tree: &Tree, target: &str) -> PathBuf {
    tree.at(&format!("fuzz/target/{target}.log"))
}

/// How many inputs were tried, by libFuzzer's own count.
fn inputs(said: &str) -> &str {
    said.lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
        .map_or("unknown", str::trim)
}

/// cargo-fuzz without a sanitizer: there is no unsafe code of ours for one to watch, and without
/// it the stable compiler is enough, once it is told that its inner options may be used.
fn cargo_fuzz(tree: &Tree, arguments: &[&str]) -> Result<Command, String> {
    let (chore, rest) = arguments.split_first().unwrap_or((&"list", &[]));
    let mut command = Command::new(FUZZ.there(tree)?);
    command.current_dir(tree.root()).arg(chore);
    if *chore != "list" {
        command.args(["--sanitizer", "none"]);
    }
    command.args(rest).env("RUSTC_BOOTSTRAP", "1").env(
        "CARGO",
        env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")),
    );
    Ok(command)
}

/// The seconds and the names of targets.
fn asked(rest: &[String]) -> Result<(u32, Vec<String>), String> {
    match rest {
        [flag, number, names @ ..] if flag == "--seconds" => {
            let seconds = number
                .parse()
                .map_err(|_| format!("{number} is no number of seconds"))?;
            Ok((seconds, names.to_vec()))
        }
        names => Ok((SECONDS, names.to_vec())),
    }
}

#[cfg(test)]
mod tests {
    use super::{asked, inputs};

    #[test]
    fn the_seconds_come_first_and_can_be_left_out() {
        let words =
            |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
        assert_eq!(asked(&words("--seconds 5 token")), Ok((5, words("token"))));
        assert_eq!(asked(&words("token")), Ok((20, words("token"))));
        assert!(asked(&words("--seconds many")).is_err());
    }

    #[test]
    fn the_inputs_are_what_the_fuzzer_counts() {
        let said = "Done\nstat::number_of_executed_units: 8180\nstat::peak_rss_mb: 40\n";
        assert_eq!(inputs(said), "8180");
        assert_eq!(inputs("nothing"), "unknown");
    }
}
