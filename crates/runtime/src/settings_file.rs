//! `settings.toml`: read into core's `Settings`, written back key by key so that comments and
//! unknown keys stay.

use std::{
    fs,
    io::{ErrorKind, Read},
    path::Path,
    time::Duration,
};

use plimsoll_core::settings::Settings;
use toml_edit::{DocumentMut, Item, Table, TableLike};

/// Whoever writes a file in its place empties it first: an empty one is read again.
const READS: usize = 3;
const BETWEEN_READS: Duration = Duration::from_millis(20);

/// Of what is read.
const LONGEST: u64 = 1024 * 1024;

/// What came of reading the file.
#[derive(Debug, PartialEq)]
pub enum Loaded {
    Read(Box<Settings>),
    /// There is none: the defaults.
    Missing,
    /// It is no TOML or does not fit; `reason` names the line. The defaults are used, and the file
    /// was kept aside beside its own name with `.broken` at the end, unless it is too large.
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

/// Reads the file; a broken one is kept aside.
pub fn load(path: &Path) -> Loaded {
    let loaded = look(path);
    if let Loaded::Broken { .. } = loaded {
        // When even this fails, the file is still where it was.
        let _ = keep_aside(path);
    }
    loaded
}

/// Reads the file, which its owner may just be writing: nothing is kept aside.
pub fn look(path: &Path) -> Loaded {
    let text = match read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Loaded::Missing,
        Err(error) => {
            return Loaded::Broken {
                reason: error.to_string(),
            };
        }
    };
    match toml_edit::de::from_str(&text) {
        Ok(settings) => Loaded::Read(Box::new(settings)),
        Err(error) => Loaded::Broken {
            reason: reason(&text, &error),
        },
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut text = read_once(path)?;
    for _ in 1..READS {
        if !text.is_empty() {
            break;
        }
        std::thread::sleep(BETWEEN_READS);
        text = read_once(path)?;
    }
    Ok(text)
}

/// The whole text; nobody writes so much of it by hand that it is refused.
fn read_once(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let file = crate::paths::open_to_read(path)?;
    // Whoever made it by hand may have left it open to all, with a secret or a password in it.
    crate::paths::keep_private(&file);
    file.take(LONGEST + 1).read_to_string(&mut text)?;
    check_length(text.len())?;
    Ok(text)
}

fn check_length(bytes: usize) -> std::io::Result<()> {
    if bytes as u64 > LONGEST {
        return Err(std::io::Error::other("larger than 1 MiB"));
    }
    Ok(())
}

/// The line and what is wrong there, without the line's text: it may be a secret.
fn reason(text: &str, error: &toml_edit::de::Error) -> String {
    let message = match error.message().split_once(": string \"") {
        Some((head, rest)) => {
            let tail = rest.rsplit_once('"').map_or("", |(_, tail)| tail);
            format!("{head}: string{tail}")
        }
        None => error.message().to_owned(),
    };
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        Some(before) => format!("line {}: {message}", before.matches('\n').count() + 1),
        None => message,
    }
}

/// One that is too large stays where it is: nothing is written over it.
fn keep_aside(path: &Path) -> std::io::Result<()> {
    let aside = path.with_extension("toml.broken");
    let mut bytes = Vec::new();
    let file = crate::paths::open_to_read(path)?;
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    check_length(bytes.len())?;
    crate::paths::replace(&aside, &bytes)
}

/// Writes what changed since the file was read, in one step. What did not change stays as it is
/// written there, with comments and unknown keys; a file that does not fit is kept aside first. What
/// would be too large to be read again is not written.
pub fn save(path: &Path, settings: &Settings) -> std::io::Result<()> {
    crate::paths::make_parent(path)?;
    // The file may be a link to a place where its owner keeps such files.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (mut document, standing) = match standing(path)? {
        Some(known) => known,
        None => (DocumentMut::new(), Settings::default()),
    };
    let values =
        |settings: &Settings| toml_edit::ser::to_document(settings).map_err(std::io::Error::other);
    merge(
        document.as_table_mut(),
        Some(values(&standing)?.as_table()),
        values(settings)?.as_table(),
    );
    let text = document.to_string();
    check_length(text.len())?;
    crate::paths::replace(path, text.as_bytes())
}

/// The file as it is now and what it says; `None` when there is none that fits.
fn standing(path: &Path) -> std::io::Result<Option<(DocumentMut, Settings)>> {
    let text = match read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            keep_aside(path)?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let Ok(document) = text.parse::<DocumentMut>() else {
        keep_aside(path)?;
        return Ok(None);
    };
    if let Ok(settings) = toml_edit::de::from_str(&text) {
        return Ok(Some((document, settings)));
    }
    keep_aside(path)?;
    Ok(None)
}

/// Brings the difference between `old` and `new` into a table that says `old` in its owner's way.
fn merge(into: &mut dyn TableLike, old: Option<&dyn TableLike>, new: &dyn TableLike) {
    for (key, _) in old.into_iter().flat_map(|old| old.iter()) {
        if new.get(key).is_none() {
            into.remove(key);
        }
    }
    for (key, value) in new.iter() {
        let before = old.and_then(|old| old.get(key));
        if before.is_some_and(|before| text(before) == text(value)) {
            continue;
        }
        if let Some(values) = value.as_table_like() {
            let before = before.and_then(Item::as_table_like);
            if into.get(key).is_none() {
                let mut table = Table::new();
                table.set_implicit(true);
                into.insert(key, Item::Table(table));
            }
            if let Some(table) = into.get_mut(key).and_then(Item::as_table_like_mut) {
                merge(table, before, values);
            }
        } else if let (Some(Item::Value(standing)), Item::Value(value)) = (into.get_mut(key), value)
        {
            let decor = standing.decor().clone();
            *standing = value.clone();
            *standing.decor_mut() = decor;
        } else {
            into.insert(key, value.clone());
        }
    }
}

fn text(item: &Item) -> String {
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

    fn saved(before: &str, change: impl FnOnce(&mut Settings)) -> String {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.toml");
        fs::write(&path, before).unwrap();
        let mut settings = load(&path).into_settings();
        change(&mut settings);
        save(&path, &settings).unwrap();
        assert_eq!(load(&path).into_settings(), settings);
        fs::read_to_string(&path).unwrap()
    }

    #[test]
    fn only_what_changed_is_written() {
        let before = "thresholds = [ 50, 90 ] # mine\n\n[notifications]\n# loud\nusage = false\n\
                      later = 1\n\n[providers.sample]\nmuted = true # hush\n";
        assert_eq!(saved(before, |_| {}), before);
        let text = saved(before, |settings| settings.notifications.usage = true);
        assert_eq!(text, before.replace("usage = false", "usage = true"));
        let text = saved(before, |settings| {
            settings.providers.get_mut("sample").unwrap().muted = false;
        });
        assert_eq!(text, before.replace("muted = true", "muted = false"));
    }

    #[test]
    fn a_setting_that_is_taken_back_goes() {
        let text = saved("language = \"fr\"\nmask-names = true\n", |settings| {
            settings.language = None;
        });
        assert_eq!(text, "mask-names = true\n");
        let text = saved("[providers.sample]\nmuted = true\n", |settings| {
            settings.providers.clear();
        });
        assert!(!text.contains("sample"), "{text}");
    }

    #[test]
    fn a_new_table_is_written_as_one() {
        let text = saved("mask-names = true\n", |settings| {
            let sample = settings.providers.entry("sample".into()).or_default();
            sample.muted = true;
            settings.notifications.sign_in = false;
        });
        assert!(
            text.contains("[notifications]\nsign-in = false\n"),
            "{text}"
        );
        assert!(text.contains("[providers.sample]\n"), "{text}");
    }

    #[test]
    fn saving_over_a_broken_file_keeps_it_aside_and_mends_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.toml");
        for broken in [&b"share = \"half\"\n"[..], b"share = \n", b"\xff\xfe"] {
            fs::write(&path, broken).unwrap();
            let settings = Settings {
                mask_names: true,
                ..Settings::default()
            };
            save(&path, &settings).unwrap();
            assert_eq!(load(&path), Loaded::Read(Box::new(settings)));
            let aside = directory.path().join("settings.toml.broken");
            assert_eq!(fs::read(aside).unwrap(), broken);
        }
    }

    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.toml");
        let before = "mask-names = true\n";
        fs::write(&path, before).unwrap();
        let mut settings = load(&path).into_settings();
        let account = settings.accounts.entry("sample/a".into()).or_default();
        account.nickname = Some("x".repeat(1024 * 1024));
        let error = save(&path, &settings).unwrap_err();
        assert_eq!(error.to_string(), "larger than 1 MiB");
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
    }

    #[test]
    fn a_file_that_is_too_large_stays_and_is_not_copied() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.toml");
        let text = "# mine\n".repeat(200_000);
        fs::write(&path, &text).unwrap();
        let Loaded::Broken { reason } = load(&path) else {
            panic!("it was read")
        };
        assert_eq!(reason, "larger than 1 MiB");
        assert!(save(&path, &Settings::default()).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert!(!directory.path().join("settings.toml.broken").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_made_by_hand_is_for_its_owner_alone_once_it_is_read() {
        use std::os::unix::fs::{PermissionsExt, chown};
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.toml");
        fs::write(&path, "mask-names = true\n").unwrap();
        let open_to_all = || fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        open_to_all();
        assert!(load(&path).into_settings().mask_names);
        assert_eq!(mode(), 0o600);
        // Somebody else's stays as it is; only root can give one away.
        if chown(&path, Some(65_534), None).is_ok() {
            open_to_all();
            assert!(look(&path).into_settings().mask_names);
            assert_eq!(mode(), 0o644);
        }
    }

    #[test]
    fn the_reason_has_the_line_and_not_what_stands_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.toml");
        for text in [
            "[oauth-clients.sample]\nsecret = \"made-up-secret\n",
            "[oauth-clients]\nsample = \"made-up-secret\"\n",
        ] {
            fs::write(&path, text).unwrap();
            let Loaded::Broken { reason } = load(&path) else {
                panic!("it was read")
            };
            assert!(reason.starts_with("line 2: "), "{reason}");
            assert!(!reason.contains("made-up"), "{reason}");
        }
    }
}
