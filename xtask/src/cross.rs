//! `cargo xtask check-cross`: the types of the Windows and macOS builds, looked at from Debian with
//! its own compiler. Nothing is linked or run, so it says nothing of how they behave.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::packages::Family;
use crate::setup::{self, Chore};
use crate::steps::step;
use crate::tree::Tree;

/// By their paths, since rustup's may come first.
const COMPILER: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";

const TARGETS: [&str; 2] = ["x86_64-pc-windows-gnu", "aarch64-apple-darwin"];

/// The packages that are shipped.
const PACKAGES: [&str; 7] = [
    "plimsoll-core",
    "plimsoll-providers",
    "plimsoll-runtime",
    "plimsollctl",
    "plimsoll",
    "plimsoll-confine",
    "plimsoll-popup",
];

/// Debian's alone: a compiler with the source of its standard library, and a C compiler for the C
/// that some crates build. `rustc-web` and Debian's plain `rustc` exclude each other.
const NEEDED: [&str; 4] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "gcc-mingw-w64-x86-64-posix",
];

/// Installs what is missing, then looks.
pub(crate) fn check_cross(tree: &Tree) -> Result<ExitCode, String> {
    setup::set_up(tree, Chore::Run)?;
    prepare()?;
    check(tree)?;
    Ok(ExitCode::SUCCESS)
}

/// As a part of `test`: looks where that can be done, and says so where it cannot.
pub(crate) fn check_where_possible(tree: &Tree) -> Result<(), String> {
    match prepare() {
        Ok(()) => check(tree),
        Err(why) => {
            println!("==> SKIPPED: check-cross, the types for Windows and macOS: {why}");
            Ok(())
        }
    }
}

/// Has the compilers there, or says why they cannot be.
fn prepare() -> Result<(), String> {
    if Family::here() != Some(Family::Debian) {
        return Err("it needs Debian's packages".to_owned());
    }
    setup::install_missing(Family::Debian, &NEEDED)?;
    let answer = Command::new(COMPILER)
        .arg("--version")
        .output()
        .map_err(|error| format!("{COMPILER}: {error}"))?;
    let version = String::from_utf8_lossy(&answer.stdout);
    let needed = env!("CARGO_PKG_RUST_VERSION");
    if minor(&version) < minor(&format!("rustc {needed}")) {
        return Err(format!(
            "Rust {needed} or newer is needed, Debian's is {}",
            version.trim()
        ));
    }
    Ok(())
}

fn check(tree: &Tree) -> Result<(), String> {
    let folder = tree.at("target/cross");
    let stub = stub(&folder)?;
    for target in TARGETS {
        let mut cargo = Command::new(CARGO);
        cargo
            .current_dir(tree.root())
            .args(["check", "--locked", "-Z", "build-std=std,panic_abort"])
            // A warning in a package of ours counts as an error, as clippy has it on Linux.
            .args(["-Z", "warnings", "--config", "build.warnings=\"deny\""])
            .args(["--target", target]);
        for package in PACKAGES {
            cargo.args(["--package", package]);
        }
        cargo
            .env("PATH", "/usr/bin:/bin")
            // Building the standard library is a right of nightly compilers otherwise.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", &folder)
            .env("CC_aarch64_apple_darwin", &stub)
            .env("AR_aarch64_apple_darwin", &stub);
        // What rustup and an outer cargo have set is for another compiler.
        for name in [
            "CARGO",
            "RUSTC",
            "RUSTUP_TOOLCHAIN",
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
        ] {
            cargo.env_remove(name);
        }
        step(cargo)?;
    }
    Ok(())
}

/// The second number of what `rustc --version` says; of the first there is only 1.
fn minor(version: &str) -> Option<u32> {
    version
        .split_whitespace()
        .nth(1)?
        .split('.')
        .nth(1)?
        .parse()
        .ok()
}

/// Stands for Apple's C compiler and archiver, which nobody may have here: no code of theirs is
/// linked, so doing nothing is enough.
fn stub(folder: &Path) -> Result<PathBuf, String> {
    let stub = folder.join("does-nothing");
    let written = fs::create_dir_all(folder).and_then(|()| {
        if !stub.is_file() {
            fs::write(&stub, "#!/bin/sh\nexit 0\n")?;
        }
        executable(&stub)
    });
    written.map_err(|error| format!("{}: {error}", stub.display()))?;
    Ok(stub)
}

#[cfg(unix)]
fn executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn the_minor_version_of_a_compiler_is_read_from_its_answer() {
        let debian = "rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)";
        assert_eq!(minor(debian), Some(96));
        assert_eq!(minor("nonsense"), None);
    }
}
