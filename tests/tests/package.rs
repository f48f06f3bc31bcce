//! The Debian and the RPM package: unpacked, looked through, and their programs run from there.
//! Nothing is installed.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    env::current_exe,
    fs,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

const PROGRAMS: [&str; 3] = ["plimsoll", "plimsoll-popup", "plimsollctl"];

/// An unpacked package.
struct Unpacked {
    name: &'static str,
    root: TempDir,
}

/// The package with this ending, made by `cargo xtask test` before the tests.
fn package(ending: &str) -> PathBuf {
    let own = current_exe().unwrap();
    let target = own.ancestors().nth(3).unwrap();
    let folder = target.join("release/bundle").join(ending);
    let found = fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut packages: Vec<PathBuf> = found
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == ending))
        .collect();
    assert_eq!(
        packages.len(),
        1,
        "no package, or several, in {}: `cargo xtask package` makes them",
        folder.display()
    );
    packages.remove(0)
}

fn deb() -> Unpacked {
    let root = tempfile::tempdir().unwrap();
    let mut command = Command::new("dpkg-deb");
    command.arg("-x").arg(package("deb")).arg(root.path());
    assert!(command.status().unwrap().success());
    Unpacked { name: "deb", root }
}

fn rpm() -> Unpacked {
    let root = tempfile::tempdir().unwrap();
    let mut command = Command::new("bsdtar");
    command.arg("-xf").arg(package("rpm"));
    command.arg("-C").arg(root.path());
    assert!(command.status().unwrap().success());
    Unpacked { name: "rpm", root }
}

impl Unpacked {
    fn at(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    /// Runs a program in a home with nothing in it.
    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(self.at(&format!("usr/bin/{program}")));
        command.env_clear().env("HOME", home.path());
        command.args(arguments).output().unwrap()
    }

    /// Every file by its path below the root.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut left = vec![self.root.path().to_owned()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    left.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        files.sort();
        files
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn both_packages_hold_the_three_programs_and_they_run() {
    for package in [deb(), rpm()] {
        let name = package.name;
        for program in ["plimsoll", "plimsollctl"] {
            let version = package.run(program, &["--version"]);
            let expected = format!("{program} {}\n", env!("CARGO_PKG_VERSION"));
            assert_eq!(text(&version.stdout), expected, "{name}: {version:?}");
        }
        let nothing = package.run("plimsollctl", &["status", "--json"]);
        assert_eq!(nothing.status.code(), Some(3), "{name}: {nothing:?}");
        let status: Value = serde_json::from_slice(&nothing.stdout).unwrap();
        assert_eq!(status["problems"][0]["code"], "no-accounts", "{name}");
        let demo = package.run("plimsollctl", &["status", "--demo"]);
        assert!(text(&demo.stdout).contains("% left"), "{name}: {demo:?}");
        // Without a display the window says so, after all its libraries were found.
        let popup = package.run("plimsoll-popup", &[]);
        assert_eq!(popup.status.code(), Some(1), "{name}: {popup:?}");
        assert!(
            text(&popup.stderr).starts_with("plimsoll-popup: no display"),
            "{name}: {popup:?}"
        );
    }
}

#[test]
fn both_packages_have_the_desktop_entry_and_the_icons() {
    for package in [deb(), rpm()] {
        let name = package.name;
        let entry = package.at("usr/share/applications/plimsoll.desktop");
        let check = Command::new("desktop-file-validate").arg(&entry).output();
        let check = check.unwrap();
        assert!(
            check.status.success() && check.stdout.is_empty(),
            "{name}: {check:?}"
        );
        let said = fs::read_to_string(&entry).unwrap();
        for line in [
            "Name=Plimsoll",
            "Exec=plimsoll",
            "Icon=plimsoll",
            "Terminal=false",
        ] {
            assert!(
                said.lines().any(|it| it == line),
                "{name}: {line} in {said}"
            );
        }
        for icon in [
            "32x32/apps/plimsoll.png",
            "128x128/apps/plimsoll.png",
            "256x256/apps/plimsoll.png",
            "scalable/apps/plimsoll.svg",
        ] {
            let path = package.at(&format!("usr/share/icons/hicolor/{icon}"));
            assert!(path.is_file(), "{name}: {icon} in {:#?}", package.files());
        }
    }
}

#[test]
fn both_packages_have_the_manual_and_the_completions() {
    for (package, zsh) in [(deb(), "vendor-completions"), (rpm(), "site-functions")] {
        let name = package.name;
        let manual = package.at("usr/share/man/man1/plimsollctl.1");
        let manual = fs::read_to_string(manual).unwrap();
        let mentioned: Vec<String> = manual
            .lines()
            .filter_map(|line| line.strip_suffix("(1)"))
            .map(|page| page.replace('\\', ""))
            .collect();
        assert!(
            mentioned.contains(&"plimsollctl-status".to_owned()),
            "{manual}"
        );
        let pages = ["man/man1", "man/fr/man1", "man/zh_CN/man1"];
        let pages = pages.iter().flat_map(|folder| {
            let mentioned = mentioned.iter();
            mentioned.map(move |page| format!("{folder}/{page}.1"))
        });
        let completions = [
            "bash-completion/completions/plimsollctl".to_owned(),
            "fish/vendor_completions.d/plimsollctl.fish".to_owned(),
            format!("zsh/{zsh}/_plimsollctl"),
        ];
        for made in pages.chain(completions) {
            let path = package.at(&format!("usr/share/{made}"));
            let size = fs::metadata(path).map_or(0, |it| it.len());
            assert!(size > 100, "{name}: {made} has {size} bytes");
        }
    }
}

#[test]
fn packages_lay_files_below_usr_with_ordinary_permissions() {
    for package in [deb(), rpm()] {
        let files = package.files();
        assert!(files.len() > PROGRAMS.len(), "{files:#?}");
        for file in files {
            let place = file.strip_prefix(package.root.path()).unwrap();
            assert!(
                place.starts_with("usr"),
                "{}: {}",
                package.name,
                place.display()
            );
            let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o7777;
            let expected = if place.starts_with("usr/bin") {
                0o755
            } else {
                0o644
            };
            assert_eq!(mode, expected, "{}: {}", package.name, place.display());
        }
    }
}

#[test]
fn the_debian_package_names_what_it_needs() {
    let field = |name: &str| {
        let output = Command::new("dpkg-deb")
            .arg("-f")
            .arg(package("deb"))
            .arg(name)
            .output();
        text(&output.unwrap().stdout).trim().to_owned()
    };
    assert_eq!(field("Package"), "plimsoll");
    assert_eq!(field("Version"), env!("CARGO_PKG_VERSION"));
    let needed = field("Depends");
    let needed: Vec<&str> = needed.split(", ").collect();
    for library in [
        "libwebkit2gtk-4.1-0",
        "libgtk-3-0",
        "libgtk-layer-shell0",
        "libsoup-3.0-0",
    ] {
        assert!(needed.contains(&library), "{library} in {needed:?}");
    }
    assert!(
        needed.iter().any(|it| it.starts_with("libc6 (>= 2.")),
        "{needed:?}"
    );
    assert_eq!(field("Recommends"), "ca-certificates, xdg-utils");
    assert!(deb().at("usr/share/doc/plimsoll/copyright").is_file());
}

#[test]
fn the_rpm_package_names_what_it_needs() {
    let asked = Command::new("rpm")
        .args(["--query", "--requires", "--package"])
        .arg(package("rpm"))
        .output()
        .unwrap();
    let needed = text(&asked.stdout);
    for start in [
        "libwebkit2gtk-4.1.so.0()",
        "libgtk-3.so.0()",
        "libgtk-layer-shell.so.0()",
        "libc.so.6(GLIBC_2.",
    ] {
        assert!(
            needed.lines().any(|line| line.starts_with(start)),
            "{start} in {asked:?}"
        );
    }
    assert!(rpm().at("usr/share/licenses/plimsoll/LICENSE").is_file());
}
