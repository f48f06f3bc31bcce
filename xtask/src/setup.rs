//! What has to be there before a chore can start: system packages, Node's packages and the built
//! page. With everything in place it costs some milliseconds and says nothing.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::process::Command;

use crate::packages::Family;
use crate::steps::{npm, on_path, shown, step};
use crate::tree::Tree;

/// What the set-up is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chore {
    Run,
    Test,
    Package,
}

/// Folders that hold results, not sources of the page.
const NOT_SOURCES: &[&str] = &[
    "node_modules",
    "dist",
    "dist-fake",
    "coverage",
    "test-results",
    "playwright-report",
];

const OLDEST_NODE: u32 = 20;

pub(crate) fn set_up(tree: &Tree, chore: Chore) -> Result<(), String> {
    if cfg!(target_os = "linux") {
        linux_packages(chore)?;
    } else if cfg!(target_os = "macos") {
        if !succeeds("xcode-select", &["--print-path"]) {
            return Err(
                "Apple's command line tools are missing: run `xcode-select --install`".to_owned(),
            );
        }
    } else if cfg!(windows) && !has_webview2() {
        println!(
            "The WebView2 runtime was not found; the popup needs it: \
             run `winget install Microsoft.EdgeWebView2Runtime`"
        );
    }
    page(tree, &tree.page())
}

fn linux_packages(chore: Chore) -> Result<(), String> {
    let Some(family) = Family::here() else {
        if on_path("pkg-config") && succeeds("pkg-config", &["--exists", "webkit2gtk-4.1"]) {
            return Ok(());
        }
        return Err(format!(
            "this system's package names are not known here; needed are what Debian calls: {}",
            Family::Debian.wanted(chore).join(" ")
        ));
    };
    install_missing(family, &family.wanted(chore))
}

/// Installs those of these packages that are not there; on other systems than Debian says how.
pub(crate) fn install_missing(family: Family, wanted: &[&str]) -> Result<(), String> {
    let missing = family.missing(wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    println!("System packages missing: {names}");
    if family != Family::Debian {
        return Err(format!(
            "install them first: sudo {} {names}",
            family.installer()
        ));
    }
    if !is_root() && !on_path("sudo") {
        return Err(format!(
            "neither root nor sudo; as root run: {} {names}",
            family.installer()
        ));
    }
    step(apt(&["update"]))?;
    // Nothing is taken away for it: some of the packages exclude others.
    let mut install = apt(&["install", "--yes", "--no-remove", "--no-install-recommends"]);
    install.args(&missing);
    step(install)
}

/// apt-get as root, asking nothing, waiting for another apt's lock, and with its temporary files
/// where no cleaner of /tmp takes them away in the middle.
fn apt(arguments: &[&str]) -> Command {
    let mut command = Command::new(if is_root() { "env" } else { "sudo" });
    if !is_root() {
        command.arg("env");
    }
    command
        .args(["DEBIAN_FRONTEND=noninteractive", "TMPDIR=/var/tmp"])
        .args(["apt-get", "-o", "DPkg::Lock::Timeout=300"])
        .args(arguments);
    command
}

fn is_root() -> bool {
    // The owner of our own entry in /proc is the effective user.
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
    }
    #[cfg(not(target_os = "linux"))]
    false
}

/// Node's packages and the built page, each only when its sources changed.
fn page(tree: &Tree, folder: &Path) -> Result<(), String> {
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json");
    if is_newer(&lock, &installed) {
        check_node()?;
        step(npm(folder, ["ci", "--no-audit", "--no-fund"]))?;
    }
    let is_built = folder.join("dist/index.html").is_file();
    once_per_content(tree, folder, "built", is_built, || {
        check_node()?;
        step(npm(folder, ["run", "build"]))
    })
}

/// Does something with the page unless it was done with what the page is made of now. By content,
/// not by time: a checkout or a generator that writes the same again is no change.
pub(crate) fn once_per_content(
    tree: &Tree,
    folder: &Path,
    what: &str,
    result_is_there: bool,
    act: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let stamp = folder.join(format!("node_modules/.page-{what}-from"));
    let sources = format!(
        "{:016x}",
        fingerprint(&[folder, &tree.at("locales"), &tree.at("icons")])
    );
    if result_is_there && fs::read_to_string(&stamp).is_ok_and(|done| done == sources) {
        return Ok(());
    }
    act()?;
    fs::write(&stamp, sources).map_err(|error| format!("{}: {error}", stamp.display()))
}

fn check_node() -> Result<(), String> {
    let how = match Family::here() {
        Some(Family::Debian) => "sudo apt-get install --no-install-recommends nodejs npm",
        Some(Family::Fedora) => "sudo dnf install nodejs npm",
        Some(Family::Arch) => "sudo pacman -S --needed nodejs npm",
        Some(Family::Suse) => "sudo zypper install nodejs-default npm-default",
        None if cfg!(target_os = "macos") => "brew install node",
        None if cfg!(windows) => "winget install OpenJS.NodeJS.LTS",
        None => "your system's package manager",
    };
    if !on_path("node") || !on_path("npm") {
        return Err(format!(
            "Node {OLDEST_NODE} or newer with npm is missing: {how}, or https://nodejs.org"
        ));
    }
    let mut ask = Command::new("node");
    ask.arg("--version");
    let answer = ask
        .output()
        .map_err(|error| format!("`{}`: {error}", shown(&ask)))?;
    let version = String::from_utf8_lossy(&answer.stdout);
    if major(&version).is_some_and(|number| number >= OLDEST_NODE) {
        return Ok(());
    }
    Err(format!(
        "Node {OLDEST_NODE} or newer is needed, this is {}: see https://nodejs.org",
        version.trim()
    ))
}

fn major(version: &str) -> Option<u32> {
    let (major, _) = version.trim().strip_prefix('v')?.split_once('.')?;
    major.parse().ok()
}

/// Whether `file` changed after `result` was made, or there is no result.
fn is_newer(file: &Path, result: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|entry| entry.modified());
    match (changed(file), changed(result)) {
        (Ok(file), Ok(result)) => file > result,
        _ => true,
    }
}

/// A number that changes when any source under these folders changes, comes or goes.
fn fingerprint(folders: &[&Path]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut waiting: Vec<_> = folders.iter().map(|folder| folder.to_path_buf()).collect();
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let is_source = path
                .file_name()
                .is_some_and(|name| !NOT_SOURCES.iter().any(|skipped| name == *skipped));
            if path.is_dir() && is_source {
                waiting.push(path);
            } else if is_source {
                path.hash(&mut hasher);
                fs::read(&path).unwrap_or_default().hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

fn has_webview2() -> bool {
    ["HKLM\\SOFTWARE\\WOW6432Node", "HKCU\\Software"]
        .iter()
        .any(|hive| {
            let key = format!(
                "{hive}\\Microsoft\\EdgeUpdate\\Clients\\{{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}}"
            );
            succeeds("reg", &["query", &key, "/v", "pv"])
        })
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|answer| answer.status.success())
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_of_node_is_read_from_its_answer() {
        assert_eq!(major("v20.19.2\n"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
