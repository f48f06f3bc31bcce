//! How the system names the person that the program runs for.

use std::path::{Path, PathBuf};

use plimsoll_core::view::Identity;

/// Where the system says that programs keep a person's files, which may be outside of the home.
const DIRECTORIES: [&str; 7] = [
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
    "APPDATA",
    "LOCALAPPDATA",
];
const NAMES: [&str; 3] = ["USER", "LOGNAME", "USERNAME"];

/// As the system tells, by `variable` and by itself.
pub(crate) fn identity(variable: impl Fn(&str) -> Option<String>) -> Identity {
    let homes = ["HOME", "USERPROFILE"].map(|name| variable(name).map(PathBuf::from));
    let homes = homes.into_iter().chain([dirs::home_dir()]).flatten();
    let homes: Vec<PathBuf> = homes.flat_map(with_real).collect();
    let elsewhere = DIRECTORIES.iter().filter_map(|name| {
        let path = variable(name).map(PathBuf::from)?;
        // A path within the home is best told from there.
        let is_within = homes.iter().any(|home| path.starts_with(home));
        (!is_within && path.is_absolute()).then(|| (path, format!("${name}")))
    });
    let elsewhere = elsewhere.flat_map(|(path, shown)| {
        let both = with_real(path).into_iter();
        both.map(move |path| (path, shown.clone()))
    });
    let elsewhere: Vec<_> = elsewhere.collect();
    let homes = homes.into_iter().map(|home| (home, "~".to_owned()));
    let directories = homes.chain(elsewhere);
    Identity::new(
        directories.map(|(path, shown)| (path.display().to_string(), shown)),
        NAMES.iter().filter_map(|name| variable(name)),
    )
}

/// The path, and where it leads to if that is elsewhere.
fn with_real(path: PathBuf) -> Vec<PathBuf> {
    let real = std::fs::canonicalize(&path).ok();
    let real = real.filter(|real: &PathBuf| real.as_path() != Path::new(&path));
    [Some(path), real].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_home_of_ones_own_and_directories_outside_of_it_are_known() {
        let set = BTreeMap::from([
            ("HOME", "/data/people/ada"),
            ("XDG_CONFIG_HOME", "/data/people/ada/config"),
            ("XDG_DATA_HOME", "/fast/adas"),
            ("XDG_CACHE_HOME", "relative"),
            ("LOGNAME", "ada"),
        ]);
        let identity = identity(|name| set.get(name).map(|it| (*it).to_owned()));
        for (text, shown) in [
            ("/data/people/ada/config/x", "~/config/x"),
            (
                "/fast/adas/opencode/auth.json",
                "$XDG_DATA_HOME/opencode/auth.json",
            ),
            ("/srv/ada/relative", "/srv/…/relative"),
        ] {
            assert_eq!(identity.hidden_in(text), shown);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_home_that_is_a_link_is_known_by_both_names() {
        let place = tempfile::tempdir().unwrap();
        let place = std::fs::canonicalize(place.path()).unwrap();
        let (real, home) = (place.join("disk"), place.join("ada"));
        std::fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &home).unwrap();
        let said = home.display().to_string();
        let identity = identity(|name| (name == "HOME").then(|| said.clone()));
        for path in [home, real] {
            let text = path.join("x").display().to_string();
            assert_eq!(identity.hidden_in(&text), "~/x");
        }
    }
}
