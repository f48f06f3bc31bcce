//! Which values a setting may have. Nothing is changed here.

use super::OauthClientSetting;

/// Characters of a nickname.
const LONGEST_NAME: usize = 40;
const MOST_THRESHOLDS: usize = 5;
/// Far more than anybody has; the file is to stay one that is read.
pub(super) const MOST_DIRECTORIES: usize = 32;
/// Bytes of a path, as on Linux.
pub(super) const LONGEST_PATH: usize = 4096;
/// Bytes of an OAuth client's id or secret.
pub(super) const LONGEST_WORD: usize = 512;

pub(super) fn are_thresholds(percents: &[f64]) -> bool {
    percents.len() <= MOST_THRESHOLDS && percents.iter().all(|it| (1.0..=100.0).contains(it))
}

pub(super) fn is_nickname(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control)
}

pub(super) fn is_client(client: &OauthClientSetting) -> bool {
    is_word(&client.id) && is_word(&client.secret)
}

pub(super) fn trimmed(client: &OauthClientSetting) -> OauthClientSetting {
    OauthClientSetting {
        id: client.id.trim().to_owned(),
        secret: client.secret.trim().to_owned(),
    }
}

/// Each once. What the file names already stays, whatever it is.
pub(super) fn full_paths(
    directories: &[String],
    standing: &[String],
) -> Result<Vec<String>, &'static str> {
    let mut kept: Vec<String> = Vec::new();
    for directory in directories {
        let is_old = standing.contains(directory);
        let directory = if is_old { directory } else { directory.trim() };
        if directory.is_empty() || kept.iter().any(|it| it == directory) {
            continue;
        }
        if !is_old && !is_full_path(directory) {
            return Err("refused-directory");
        }
        kept.push(directory.to_owned());
    }
    if kept.len() > MOST_DIRECTORIES && kept.len() > standing.len() {
        return Err("refused-directories");
    }
    Ok(kept)
}

/// Nothing written is 0.
pub(super) fn port(text: &str) -> Option<u16> {
    match text.trim() {
        "" => Some(0),
        digits => digits.parse().ok(),
    }
}

/// On this or another system: `/home/…`, `~/…`, `C:\…`. A place on another computer is none
/// (`\\server\…`, in any spelling that Windows has for it): who looks there connects to it.
fn is_full_path(path: &str) -> bool {
    const SLASHES: [char; 2] = ['/', '\\'];
    let is_drive = |it: &str| {
        let mut all = it.chars();
        all.next().is_some_and(|it| it.is_ascii_alphabetic())
            && all.next() == Some(':')
            && all.next().is_some_and(|it| SLASHES.contains(&it))
    };
    let in_home = path.strip_prefix('~').filter(|it| it.starts_with('/'));
    let below = in_home.unwrap_or(path);
    let is_rooted = below
        .strip_prefix(SLASHES)
        .is_some_and(|rest| !rest.starts_with(['/', '\\', '?']));
    path.len() <= LONGEST_PATH
        && !path.chars().any(char::is_control)
        && (is_rooted || is_drive(path))
}

fn is_word(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control();
    !text.is_empty() && text.len() <= LONGEST_WORD && !text.chars().any(is_odd)
}
