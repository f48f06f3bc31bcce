//! `settings.toml`: read into core's `Settings`, written back key by key so that comments and
//! unknown keys stay.

use std::{fs, io::ErrorKind, path::Path};

use plimsoll_core::settings::Settings;
use toml_edit::{DocumentMut, Item, Table};

/// What came of reading the file.
#[derive(Debug, PartialEq)]
pub enum Loaded {
    Read(Settings),
    /// There is none: the defaults.
    Missing,
    /// It is no TOML or does not fit; `reason` names the line. The defaults are used, and the file
    /// was kept aside beside its own name with `.broken` at the end.
    Broken {
        reason: String,
    },
}

impl Loaded {
    pub fn into_settings(self) -> Settings {
        match self {
            Self::Read(settings) => settings.clamped(),
            Self::Missing | Self::Broken { .. } => Settings::default(),
        }
    }
}

/// Reads the file.
pub fn load(path: &Path) -> Loaded {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Loaded::Missing,
        Err(error) => {
            return Loaded::Broken {
                reason: error.to_string(),
            };
        }
    };
    match toml_edit::de::from_str(&text) {
        Ok(settings) => Loaded::Read(settings),
        Err(error) => {
            // When even this fails, the file is still where it was.
            let _ = fs::copy(path, path.with_extension("toml.broken"));
            Loaded::Broken {
                reason: error.to_string(),
            }
        }
    }
}

/// Writes the values that differ from the defaults or stand in the file already, in one step.
pub fn save(path: &Path, settings: &Settings) -> std::io::Result<()> {
    crate::paths::make_parent(path)?;
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut document: DocumentMut = text.parse().unwrap_or_default();
    let values =
        |settings: &Settings| toml_edit::ser::to_document(settings).map_err(std::io::Error::other);
    merge(
        document.as_table_mut(),
        values(settings)?.as_table(),
        values(&Settings::default())?.as_table(),
    );
    let temporary = path.with_extension("toml.new");
    fs::write(&temporary, document.to_string())?;
    crate::paths::make_private(&temporary)?;
    fs::rename(&temporary, path)
}

fn merge(into: &mut Table, values: &Table, defaults: &Table) {
    for (key, value) in values {
        let unchanged = defaults.get(key).is_some_and(|it| bare(it) == bare(value));
        match into.get_mut(key) {
            Some(standing) if bare(standing) == bare(value) => {}
            Some(standing) => *standing = value.clone(),
            None if unchanged => {}
            None => {
                into.insert(key, value.clone());
            }
        }
    }
}

/// A value without the spaces and comments round it.
fn bare(item: &Item) -> String {
    let mut item = item.clone();
    if let Some(value) = item.as_value_mut() {
        value.decor_mut().clear();
    }
    item.to_string().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use plimsoll_core::settings::Share;

    use super::*;

    #[test]
    fn comments_and_unknown_keys_stay() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("plimsoll").join("settings.toml");
        crate::paths::make_parent(&path).unwrap();
        fs::write(
            &path,
            "# mine\ninterval-minutes = 7 # often\nfuture = true\n",
        )
        .unwrap();
        let mut settings = load(&path).into_settings();
        assert_eq!(settings.interval_minutes, 7);
        settings.share = Share::Used;
        save(&path, &settings).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("# mine\ninterval-minutes = 7 # often\nfuture = true\n"),
            "{text}"
        );
        assert_eq!(load(&path).into_settings(), settings);
    }

    #[test]
    fn a_broken_file_is_kept_aside_and_named_with_its_line() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.toml");
        fs::write(&path, "interval-minutes = 5\nshare = \"half\"\n").unwrap();
        let Loaded::Broken { reason } = load(&path) else {
            panic!("it was read")
        };
        assert!(reason.contains("line 2"), "{reason}");
        assert!(directory.path().join("settings.toml.broken").exists());
    }
}
