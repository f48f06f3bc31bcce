//! Where programs other than OpenCode keep what is theirs, on each system.

use std::path::PathBuf;

use plimsoll_core::ports::{Machine, Os};

/// Where programs of the desktop keep their data.
pub(crate) fn application_data(machine: &dyn Machine) -> Option<PathBuf> {
    match machine.os() {
        Os::MacOs => Some(machine.home()?.join("Library").join("Application Support")),
        Os::Linux | Os::Windows => config(machine),
    }
}

/// Where command lines keep their configuration.
pub(crate) fn config(machine: &dyn Machine) -> Option<PathBuf> {
    let (variable, usual) = match machine.os() {
        Os::Windows => ("APPDATA", ["AppData", "Roaming"].as_slice()),
        Os::Linux | Os::MacOs => ("XDG_CONFIG_HOME", [".config"].as_slice()),
    };
    directory(machine, variable, usual)
}

/// Where command lines keep their data.
pub(crate) fn data(machine: &dyn Machine) -> Option<PathBuf> {
    match machine.os() {
        Os::MacOs | Os::Windows => application_data(machine),
        Os::Linux => directory(machine, "XDG_DATA_HOME", &[".local", "share"]),
    }
}

/// What the variable names, unless it depends on where a program was started.
fn directory(machine: &dyn Machine, variable: &str, usual: &[&str]) -> Option<PathBuf> {
    let named = machine.var(variable).map(PathBuf::from);
    named.filter(|path| path.is_absolute()).or_else(|| {
        let home = machine.home()?;
        Some(usual.iter().fold(home, |path, part| path.join(part)))
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_core::testing::FakeMachine;

    use super::*;

    #[test]
    fn each_system_has_its_own_places() {
        for (os, set, places) in [
            (Os::Linux, None, [".config", ".config", ".local/share"]),
            (
                Os::MacOs,
                None,
                [
                    "Library/Application Support",
                    ".config",
                    "Library/Application Support",
                ],
            ),
            (Os::Windows, None, ["AppData/Roaming"; 3]),
            (Os::Windows, Some(("APPDATA", "/roaming")), ["/roaming"; 3]),
            (
                Os::Linux,
                Some(("XDG_CONFIG_HOME", "/settings")),
                ["/settings", "/settings", ".local/share"],
            ),
            (
                Os::Linux,
                Some(("XDG_DATA_HOME", "not/absolute")),
                [".config", ".config", ".local/share"],
            ),
        ] {
            let mut machine = FakeMachine::new().on(os);
            if let Some((name, value)) = set {
                machine = machine.set(name, value);
            }
            let home = PathBuf::from("/home/ada");
            let found = [application_data(&machine), config(&machine), data(&machine)];
            assert_eq!(
                found,
                places.map(|it| Some(home.join(it))),
                "{os:?} {set:?}"
            );
        }
    }
}
