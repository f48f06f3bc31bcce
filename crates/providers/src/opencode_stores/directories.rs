//! Where OpenCode keeps its files: its own XDG rule on every system, not the system's habits.

use std::path::PathBuf;

use plimsoll_core::ports::{Machine, Os};

/// The kinds of directories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directory {
    Data,
    Config,
    Cache,
}

/// Where OpenCode keeps files of a kind: its own XDG rule on every system, then known odd places,
/// then the directories of the settings.
pub(crate) fn directories(machine: &dyn Machine, kind: Directory) -> Vec<PathBuf> {
    let mut found = usual(machine, kind);
    for directory in extra(machine, kind) {
        if !found.contains(&directory) {
            found.push(directory);
        }
    }
    found
}

/// Without the directories of the settings: of these only the first that holds anything counts.
pub(super) fn usual(machine: &dyn Machine, kind: Directory) -> Vec<PathBuf> {
    let home = absolute(machine, "OPENCODE_TEST_HOME").or_else(|| machine.home());
    let (variable, default) = match kind {
        Directory::Data => ("XDG_DATA_HOME", ".local/share"),
        Directory::Config => ("XDG_CONFIG_HOME", ".config"),
        Directory::Cache => ("XDG_CACHE_HOME", ".cache"),
    };
    let by_rule = absolute(machine, variable)
        .or_else(|| {
            let home = home.clone()?;
            Some(default.split('/').fold(home, |path, part| path.join(part)))
        })
        .map(|base| base.join("opencode"));
    let replaced = match kind {
        Directory::Config => absolute(machine, "OPENCODE_CONFIG_DIR"),
        Directory::Data | Directory::Cache => None,
    };
    // OpenCode itself does not know this one; people set it for other trackers.
    let for_trackers = match kind {
        Directory::Data => absolute(machine, "OPENCODE_DATA_DIR"),
        Directory::Config | Directory::Cache => None,
    };
    let odd = match machine.os() {
        Os::Windows => vec![
            absolute(machine, "APPDATA").map(|base| base.join("opencode")),
            absolute(machine, "LOCALAPPDATA").map(|base| base.join("opencode")),
        ],
        Os::MacOs => vec![home.map(|home| {
            home.join("Library")
                .join("Application Support")
                .join("opencode")
        })],
        Os::Linux => Vec::new(),
    };
    let mut found = Vec::new();
    for directory in [replaced.or(by_rule), for_trackers]
        .into_iter()
        .chain(odd)
        .flatten()
    {
        if !found.contains(&directory) {
            found.push(directory);
        }
    }
    found
}

pub(super) fn extra(machine: &dyn Machine, kind: Directory) -> Vec<PathBuf> {
    match kind {
        Directory::Data | Directory::Config => machine.opencode_directories(),
        Directory::Cache => Vec::new(),
    }
}

/// A relative path would depend on where Plimsoll was started.
fn absolute(machine: &dyn Machine, variable: &str) -> Option<PathBuf> {
    machine
        .var(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}

#[cfg(test)]
mod tests {
    use plimsoll_core::testing::FakeMachine;

    use super::*;

    fn first(machine: &FakeMachine, kind: Directory) -> String {
        directories(machine, kind)[0].display().to_string()
    }

    #[test]
    fn the_rule_is_the_same_on_every_system() {
        for os in [Os::Linux, Os::MacOs, Os::Windows] {
            let machine = FakeMachine::new().on(os);
            for (kind, path) in [
                (Directory::Data, "/home/ada/.local/share/opencode"),
                (Directory::Config, "/home/ada/.config/opencode"),
                (Directory::Cache, "/home/ada/.cache/opencode"),
            ] {
                assert_eq!(first(&machine, kind), path, "{os:?}");
            }
        }
    }

    #[test]
    fn variables_move_directories_and_relative_ones_do_not_count() {
        let machine = FakeMachine::new()
            .set("XDG_DATA_HOME", "/data")
            .set("XDG_CONFIG_HOME", "/settings")
            .set("OPENCODE_CONFIG_DIR", "/elsewhere")
            .set("XDG_CACHE_HOME", "not/absolute");
        assert_eq!(first(&machine, Directory::Data), "/data/opencode");
        assert_eq!(first(&machine, Directory::Config), "/elsewhere");
        assert_eq!(
            first(&machine, Directory::Cache),
            "/home/ada/.cache/opencode"
        );
    }

    #[test]
    fn odd_places_and_the_directories_of_the_settings_come_last() {
        let mut machine = FakeMachine::new()
            .on(Os::Windows)
            .set("APPDATA", "/roaming")
            .set("LOCALAPPDATA", "/local");
        machine.opencode_directories = vec!["/extra".into(), "/local/opencode".into()];
        let found = directories(&machine, Directory::Data);
        let expected = [
            "/home/ada/.local/share/opencode",
            "/roaming/opencode",
            "/local/opencode",
            "/extra",
        ];
        assert_eq!(found, expected.map(PathBuf::from));
        assert_eq!(
            directories(&FakeMachine::new().on(Os::MacOs), Directory::Data)[1],
            PathBuf::from("/home/ada/Library/Application Support/opencode")
        );
    }
}
