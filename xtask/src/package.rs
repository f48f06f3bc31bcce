//! `cargo xtask package`: the .deb and the .rpm with all three programs, the manual and the
//! shells' completions. What does not depend on the build is said in src-tauri/popup/tauri.conf.json.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::setup::{self, Chore};
use crate::steps::{cargo, shown, step};
use crate::tree::{PROGRAMS, Tree};

/// The libraries of the window that the bundler does not name by itself, as Debian calls them.
const DEBIAN_LIBRARIES: &[&str] = &[
    "libcairo2",
    "libgcc-s1",
    "libgdk-pixbuf-2.0-0",
    "libglib2.0-0",
    "libgtk-layer-shell0",
    "libjavascriptcoregtk-4.1-0",
    "libsoup-3.0-0",
];

/// The commands with a page of the manual.
const MANUALS: &[&str] = &[
    "status",
    "watch",
    "bar",
    "guard",
    "metrics",
    "history",
    "doctor",
    "explain",
    "providers",
    "completions",
    "man",
];

/// Where the manual is, by its language.
const LANGUAGES: [(&str, &str); 3] = [
    ("en", "man/man1"),
    ("fr", "man/fr/man1"),
    ("zh-Hans", "man/zh_CN/man1"),
];

/// A file, after its place in the package.
type Entry = (String, PathBuf);

pub(crate) fn package(tree: &Tree) -> Result<ExitCode, String> {
    if !cfg!(target_os = "linux") {
        return Err("the .deb and the .rpm are made on Linux".to_owned());
    }
    setup::set_up(tree, Chore::Package)?;
    let folder = bundle(tree)?;
    println!("The packages lie in {}.", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// Makes both packages and says in which folder they are.
pub(crate) fn bundle(tree: &Tree) -> Result<PathBuf, String> {
    let release = release_folder()?;
    // The bundler builds the window alone; it takes the other programs as files.
    for package in ["plimsoll", "plimsollctl"] {
        let words = ["build", "--release", "--locked", "--bins", "--package"];
        let mut build = cargo(tree, words);
        build.arg(package);
        step(build)?;
    }
    let mut build = bundler(tree);
    build.args(["build", "--ci", "--no-bundle", "--", "--locked"]);
    step(build)?;
    // Packages of earlier versions are none of this one's.
    let folder = release.join("bundle");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let config = release.join("package-files/config.json");
    write(&config, config_of(tree, &release)?.as_bytes())?;
    let mut bundle = bundler(tree);
    bundle
        .args(["bundle", "--ci", "--bundles", "deb,rpm", "--config"])
        .arg(config);
    step(bundle)?;
    Ok(folder)
}

fn bundler(tree: &Tree) -> Command {
    let mut command = Command::new(tree.at("ui/node_modules/.bin/tauri"));
    command.current_dir(tree.root());
    command
}

/// The folder of the release profile beside that of this program.
pub(crate) fn release_folder() -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
    let target = own.parent().and_then(Path::parent);
    let target = target.ok_or("cannot find the target folder")?;
    Ok(target.join("release"))
}

/// What this build adds to tauri.conf.json.
fn config_of(tree: &Tree, release: &Path) -> Result<String, String> {
    let mut glibc = (0, 0);
    for program in PROGRAMS {
        let path = release.join(program);
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        glibc = glibc.max(newest_glibc(&bytes));
    }
    let (major, minor) = glibc;
    let mut debian: Vec<String> = DEBIAN_LIBRARIES.iter().map(ToString::to_string).collect();
    debian.push(format!("libc6 (>= {major}.{minor})"));
    let rpm = vec![
        format!("libc.so.6(GLIBC_{major}.{minor})(64bit)"),
        "libgtk-layer-shell.so.0()(64bit)".to_owned(),
    ];
    let files = files(tree, release)?;
    // The one folder that Debian calls otherwise than everybody else.
    let script = made(release, &["completions", "zsh"], "_plimsollctl")?;
    let with_zsh = |folder: &str| {
        let place = format!("/usr/share/zsh/{folder}/_plimsollctl");
        let mut files = files.clone();
        files.push((place, script.clone()));
        files
    };
    Ok(format!(
        // Icons would be named for the window's program.
        r#"{{"bundle":{{"icon":[],"linux":{{"deb":{},"rpm":{}}}}}}}"#,
        part(&debian, &with_zsh("vendor-completions")),
        part(&rpm, &with_zsh("site-functions")),
    ))
}

/// The files that both packages have at the same place.
fn files(tree: &Tree, release: &Path) -> Result<Vec<Entry>, String> {
    let program = |name: &str| (format!("/usr/bin/{name}"), release.join(name));
    let mut files = vec![program("plimsoll"), program("plimsollctl")];
    for size in ["32x32", "128x128", "256x256"] {
        files.push((
            format!("/usr/share/icons/hicolor/{size}/apps/plimsoll.png"),
            tree.at(&format!("icons/{size}.png")),
        ));
    }
    let mut add = |arguments: &[&str], folder: &str, name: &str| {
        let file = made(release, arguments, name)?;
        files.push((format!("/usr/share/{folder}/{name}"), file));
        Ok::<_, String>(())
    };
    for (language, folder) in LANGUAGES {
        let in_it = ["--lang", language, "man"];
        add(&in_it, folder, "plimsollctl.1")?;
        for command in MANUALS {
            let name = format!("plimsollctl-{command}.1");
            add(&[&in_it[..], &[command]].concat(), folder, &name)?;
        }
    }
    add(
        &["completions", "bash"],
        "bash-completion/completions",
        "plimsollctl",
    )?;
    add(
        &["completions", "fish"],
        "fish/vendor_completions.d",
        "plimsollctl.fish",
    )?;
    Ok(files)
}

/// Writes what the command line prints into a file of this name.
fn made(release: &Path, arguments: &[&str], name: &str) -> Result<PathBuf, String> {
    let mut command = Command::new(release.join("plimsollctl"));
    // What is shipped does not depend on who makes it.
    command.args(arguments).env("LC_ALL", "C.UTF-8");
    let output = command
        .output()
        .map_err(|error| format!("`{}`: {error}", shown(&command)))?;
    if !output.status.success() {
        return Err(format!("`{}` failed", shown(&command)));
    }
    let file = release
        .join("package-files")
        .join(arguments.join("-"))
        .join(name);
    write(&file, &output.stdout)?;
    Ok(file)
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), String> {
    file.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(file, bytes))
        .map_err(|error| format!("{}: {error}", file.display()))
}

/// One package's part of the configuration.
fn part(depends: &[String], files: &[Entry]) -> String {
    let files: Vec<String> = files
        .iter()
        .map(|(place, file)| format!("{place:?}:{:?}", file.display().to_string()))
        .collect();
    format!(
        r#"{{"depends":{depends:?},"files":{{{}}}}}"#,
        files.join(",")
    )
}

/// The newest version of the C library whose symbols a program uses. They stand as text in it.
fn newest_glibc(program: &[u8]) -> (u32, u32) {
    program
        .split(|byte| *byte == 0)
        .filter_map(|text| {
            let version = text.strip_prefix(b"GLIBC_")?;
            let (major, minor) = std::str::from_utf8(version).ok()?.split_once('.')?;
            // A third number is that of old symbols only.
            let minor = minor.split('.').next()?;
            Some((major.parse().ok()?, minor.parse().ok()?))
        })
        .max()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::newest_glibc;

    #[test]
    fn the_newest_symbol_tells_which_c_library_is_needed() {
        let program = b"\x7fELF\0GLIBC_2.2.5\0GLIBC_2.34\0malloc\0GLIBC_2.9\0GCC_4.2.0\0";
        assert_eq!(newest_glibc(program), (2, 34));
        assert_eq!(newest_glibc(b""), (0, 0));
    }
}
