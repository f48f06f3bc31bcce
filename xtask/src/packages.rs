//! The system packages that building and testing need, under the name each system gives them, and
//! how to ask what is missing. Installing them is `setup`'s.

use std::fs;
use std::process::Command;

use crate::setup::Chore;

/// A family of Linux distributions that shares its package names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Debian,
    Fedora,
    Arch,
    Suse,
}

/// One thing that is needed, by its name in each family.
struct Needed {
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
    suse: &'static str,
}

/// What the build links against.
const BUILD: &[Needed] = &[
    needed("gcc", "gcc", "gcc", "gcc"),
    needed("libc6-dev", "glibc-devel", "glibc", "glibc-devel"),
    needed("pkg-config", "pkgconf-pkg-config", "pkgconf", "pkg-config"),
    needed(
        "libwebkit2gtk-4.1-dev",
        "webkit2gtk4.1-devel",
        "webkit2gtk-4.1",
        "webkit2gtk3-devel",
    ),
    needed(
        "libgtk-layer-shell-dev",
        "gtk-layer-shell-devel",
        "gtk-layer-shell",
        "gtk-layer-shell-devel",
    ),
];

/// What the tests start besides. A new desktop test adds its line here.
const TEST: &[Needed] = &[
    // For the fuzzer's own library.
    needed("g++", "gcc-c++", "gcc", "gcc-c++"),
    needed(
        "xvfb",
        "xorg-x11-server-Xvfb",
        "xorg-server-xvfb",
        "xorg-x11-server-Xvfb",
    ),
    needed("dbus-daemon", "dbus-daemon", "dbus", "dbus-1-daemon"),
    needed("openbox", "openbox", "openbox", "openbox"),
    needed("dunst", "dunst", "dunst", "dunst"),
    needed("xfce4-panel", "xfce4-panel", "xfce4-panel", "xfce4-panel"),
    needed("xfconf", "xfconf", "xfconf", "xfconf"),
    needed("xdotool", "xdotool", "xdotool", "xdotool"),
    needed("x11-utils", "xprop", "xorg-xprop", "xprop"),
    needed("x11-xserver-utils", "xrandr", "xorg-xrandr", "xrandr"),
    needed(
        "xserver-xorg-core",
        "xorg-x11-server-Xorg",
        "xorg-server",
        "xorg-x11-server",
    ),
    needed(
        "xserver-xorg-video-dummy",
        "xorg-x11-drv-dummy",
        "xf86-video-dummy",
        "xf86-video-dummy",
    ),
    needed("scrot", "scrot", "scrot", "scrot"),
    needed("sway", "sway", "sway", "sway"),
    needed("grim", "grim", "grim", "grim"),
    needed("wtype", "wtype", "wtype", "wtype"),
    needed(
        "webkit2gtk-driver",
        "webkitgtk6.0",
        "webkitgtk-6.0",
        "webkit2gtk4-minibrowser",
    ),
    needed("chromium", "chromium", "chromium", "chromium"),
    needed(
        "fonts-noto-cjk",
        "google-noto-sans-cjk-fonts",
        "noto-fonts-cjk",
        "google-noto-sans-cjk-fonts",
    ),
    needed(
        "desktop-file-utils",
        "desktop-file-utils",
        "desktop-file-utils",
        "desktop-file-utils",
    ),
    needed(
        "python3-dbusmock",
        "python3-dbusmock",
        "python-dbusmock",
        "python3-python-dbusmock",
    ),
    needed("tmux", "tmux", "tmux", "tmux"),
    needed("faketime", "libfaketime", "libfaketime", "libfaketime"),
    needed("dpkg", "dpkg", "dpkg", "dpkg"),
    needed("libarchive-tools", "bsdtar", "libarchive", "bsdtar"),
    needed("rpm", "rpm", "rpm-tools", "rpm"),
    needed(
        "prometheus",
        "golang-github-prometheus",
        "prometheus",
        "golang-github-prometheus-prometheus",
    ),
];

const fn needed(
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
    suse: &'static str,
) -> Needed {
    Needed {
        debian,
        fedora,
        arch,
        suse,
    }
}

impl Family {
    /// The family of the running system, by its own description.
    pub(crate) fn here() -> Option<Self> {
        let text = fs::read_to_string("/etc/os-release")
            .or_else(|_| fs::read_to_string("/usr/lib/os-release"))
            .ok()?;
        Self::named_in(&text)
    }

    fn named_in(os_release: &str) -> Option<Self> {
        let field = |name: &str| {
            os_release.lines().find_map(|line| {
                let value = line.strip_prefix(name)?.strip_prefix('=')?;
                Some(value.trim_matches(['"', '\'']))
            })
        };
        let id = field("ID").unwrap_or_default();
        let like = field("ID_LIKE").unwrap_or_default();
        std::iter::once(id)
            .chain(like.split_whitespace())
            .find_map(|name| match name {
                "debian" | "ubuntu" => Some(Self::Debian),
                "fedora" | "rhel" => Some(Self::Fedora),
                "arch" => Some(Self::Arch),
                "suse" | "opensuse" | "opensuse-tumbleweed" | "opensuse-leap" => Some(Self::Suse),
                _ => None,
            })
    }

    /// The start of the command that installs packages here.
    pub(crate) fn installer(self) -> &'static str {
        match self {
            Self::Debian => "apt-get install --no-install-recommends",
            Self::Fedora => "dnf install",
            Self::Arch => "pacman -S --needed",
            Self::Suse => "zypper install",
        }
    }

    /// The packages that this chore needs.
    pub(crate) fn wanted(self, chore: Chore) -> Vec<&'static str> {
        let for_tests = match chore {
            Chore::Test => TEST,
            Chore::Run | Chore::Package => &[],
        };
        BUILD
            .iter()
            .chain(for_tests)
            .map(|needed| match self {
                Self::Debian => needed.debian,
                Self::Fedora => needed.fedora,
                Self::Arch => needed.arch,
                Self::Suse => needed.suse,
            })
            .collect()
    }

    /// Those of `wanted` that are not installed.
    pub(crate) fn missing<'a>(self, wanted: &[&'a str]) -> Result<Vec<&'a str>, String> {
        match self {
            Self::Debian => {
                let mut query = Command::new("dpkg-query");
                query.args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"]);
                let answer = query
                    .args(wanted)
                    .output()
                    .map_err(|error| format!("dpkg-query: {error}"))?;
                Ok(not_installed(
                    wanted,
                    &String::from_utf8_lossy(&answer.stdout),
                ))
            }
            Self::Fedora | Self::Suse => {
                absent(wanted, "rpm", &["--query", "--quiet", "--whatprovides"])
            }
            Self::Arch => absent(wanted, "pacman", &["--query", "--quiet"]),
        }
    }
}

/// What dpkg does not list as installed; a package it has never heard of is not in its answer.
fn not_installed<'a>(wanted: &[&'a str], answer: &str) -> Vec<&'a str> {
    wanted
        .iter()
        .copied()
        .filter(|name| {
            !answer
                .lines()
                .any(|line| line.split_once(' ') == Some((name, "installed")))
        })
        .collect()
}

fn absent<'a>(
    wanted: &[&'a str],
    program: &str,
    arguments: &[&str],
) -> Result<Vec<&'a str>, String> {
    let mut missing = Vec::new();
    for name in wanted {
        let answer = Command::new(program)
            .args(arguments)
            .arg(name)
            .output()
            .map_err(|error| format!("{program}: {error}"))?;
        if !answer.status.success() {
            missing.push(*name);
        }
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::{Family, not_installed};
    use crate::setup::Chore;

    #[test]
    fn a_derived_system_is_known_by_what_it_is_like() {
        let mint = "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n";
        let leap = "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n";
        assert_eq!(Family::named_in(mint), Some(Family::Debian));
        assert_eq!(Family::named_in(leap), Some(Family::Suse));
        assert_eq!(Family::named_in("ID=fedora\n"), Some(Family::Fedora));
        assert_eq!(Family::named_in("ID=arch\n"), Some(Family::Arch));
        assert_eq!(Family::named_in("ID=other\n"), None);
    }

    #[test]
    fn removed_and_unknown_packages_are_missing() {
        let answer = "gcc installed\nxvfb config-files\n";
        assert_eq!(
            not_installed(&["gcc", "xvfb", "pkg-config"], answer),
            ["xvfb", "pkg-config"]
        );
    }

    #[test]
    fn only_the_tests_need_a_pretend_screen() {
        assert!(Family::Debian.wanted(Chore::Test).contains(&"xvfb"));
        assert!(!Family::Debian.wanted(Chore::Run).contains(&"xvfb"));
    }
}
