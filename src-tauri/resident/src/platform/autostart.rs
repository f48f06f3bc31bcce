//! Start at login where desktops follow the XDG autostart specification: one entry in the user's
//! own directory. Whether there is to be one is decided elsewhere.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use plimsoll_runtime::paths;

use crate::program;

/// An entry is far shorter.
const LONGEST: u64 = 64 * 1024;

/// Makes or removes the entry.
pub(crate) fn start_at_login(on: bool) -> io::Result<()> {
    let path = entry().ok_or_else(|| io::Error::other("there is no configuration directory"))?;
    if !on {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let program = program::path()?;
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    // The entry may be a link to a place where its owner keeps such files.
    let path = fs::canonicalize(&path).unwrap_or(path);
    if fs::symlink_metadata(&path).is_ok_and(|it| !it.is_file()) {
        return Err(unfit(&path, "not a file"));
    }
    paths::replace(&path, content(&program).as_bytes())
}

/// Whether there is an entry, as it is left by a person who switched it off elsewhere too. An error
/// is that something else is there, which no desktop takes for one.
pub(crate) fn has_entry() -> io::Result<bool> {
    let Some(path) = entry() else {
        return Ok(false);
    };
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Ok(_) | Err(_) => {}
    }
    let mut text = String::new();
    let file = paths::open_to_read(&path).map_err(|error| unfit(&path, error))?;
    let read = file.take(LONGEST).read_to_string(&mut text);
    read.map_err(|error| unfit(&path, error))?;
    let has = |what: fn(&str) -> bool| text.lines().any(what);
    let says_what = has(|line| {
        let pair = line
            .split_once('=')
            .map(|(key, value)| (key.trim(), value.trim()));
        matches!(pair, Some(("Exec", _) | ("Hidden", "true")))
    });
    if has(|line| line.trim_end() == "[Desktop Entry]") && says_what {
        Ok(true)
    } else {
        Err(unfit(&path, "not an entry of the login"))
    }
}

fn unfit(path: &Path, why: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{}: {why}", path.display()))
}

fn entry() -> Option<PathBuf> {
    dirs::config_dir().map(|directory| directory.join("autostart").join("plimsoll.desktop"))
}

fn content(program: &Path) -> String {
    let lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=Plimsoll",
        "Comment=What is left of AI coding subscriptions, in the system tray",
        &format!(
            "Exec={} {}",
            quoted(&program.to_string_lossy()),
            program::AT_LOGIN
        ),
        "Icon=plimsoll",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    ];
    lines.map(|line| format!("{line}\n")).concat()
}

/// As the specification's `Exec` key wants it: quoted, with `"`, `` ` ``, `$`, `\` escaped, the
/// backslashes once more as in every text of such a file, and `%` doubled.
fn quoted(program: &str) -> String {
    let mut quoted = String::from("\"");
    for c in program.chars() {
        match c {
            '"' | '`' | '$' => {
                quoted.push_str("\\\\");
                quoted.push(c);
            }
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programs_path_is_quoted_as_desktop_entries_want_it() {
        for (path, said) in [
            ("/usr/bin/plimsoll", r#""/usr/bin/plimsoll""#),
            ("/opt/my apps/100%/x", r#""/opt/my apps/100%%/x""#),
            (r#"/a"b$c\d"#, r#""/a\\"b\\$c\\\\d""#),
        ] {
            assert_eq!(quoted(path), said);
        }
        let content = content(Path::new("/usr/bin/plimsoll"));
        assert!(
            content.contains("\nExec=\"/usr/bin/plimsoll\" --at-login\n"),
            "{content}"
        );
    }
}
