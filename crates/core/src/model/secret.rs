//! The type that guards tokens and keys, and the one for text that came from outside.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    hiding::{REDACTED, hide},
    text::{shorten, without_controls},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// A token or key. It is neither printed nor serialised, and is wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The secret itself. Called where a header or a form field is set, and nowhere else.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// A number that changes when the secret does and tells nothing of it.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

impl Hash for Secret {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.expose_secret().hash(state);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(REDACTED)
    }
}

/// Text from outside that is fit to be shown: one line, at most 160 characters, no control
/// characters, secrets replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redacted(String);

impl Redacted {
    pub const MAX_CHARS: usize = 160;

    /// Makes `raw` fit to be shown; every secret in it becomes `[redacted]`, however it is written,
    /// and so does every long part of one.
    pub fn new<'a>(raw: &str, secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let secrets: Vec<&str> = secrets.into_iter().map(Secret::expose).collect();
        let line = without_controls(&hide(&secrets, raw));
        let words: Vec<String> = line.split_whitespace().map(mask_token).collect();
        Self(shorten(&words.join(" "), Self::MAX_CHARS))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A word that looks like a token is replaced even when it is not one of ours.
fn mask_token(word: &str) -> String {
    const PREFIXES: [&str; 11] = [
        "eyJ",
        "gho_",
        "ghp_",
        "ghu_",
        "ghs_",
        "github_pat_",
        "sk-",
        "rt_",
        "ya29.",
        "1//",
        "1%2F%2F",
    ];
    let start = PREFIXES.iter().filter_map(|prefix| word.find(prefix)).min();
    match start {
        Some(at) if word.len() - at > 8 => format!("{}{REDACTED}", &word[..at]),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        assert_eq!(format!("{:?}", Secret::new("made-up-token")), "[redacted]");
    }

    #[test]
    fn server_text_becomes_one_short_line_without_secrets() {
        let secret = Secret::new("made-up-token");
        let raw = format!(
            "bad\u{7}\ntoken made-up-token {} gho_madeupmadeup",
            "x".repeat(300)
        );
        let shown = Redacted::new(&raw, [&secret]);
        assert!(
            shown.as_str().starts_with("bad token [redacted] xxx"),
            "{shown}"
        );
        assert!(shown.as_str().ends_with('…'));
        assert_eq!(shown.as_str().chars().count(), Redacted::MAX_CHARS);
        assert_eq!(
            Redacted::new("old gho_madeupmadeup", []).as_str(),
            "old [redacted]"
        );
    }

    #[test]
    fn a_secret_is_seen_however_it_is_written() {
        let google = Secret::new("1//madeup-refresh_token");
        let key = Secret::new("0123456789abcdef.madeupsecret");
        for raw in [
            "form: refresh_token=1%2F%2Fmadeup-refresh_token&x=1",
            "form: 1%2f%2fmadeup-refresh_token",
            r#"{"said":"1\/\/madeup-refresh_token"}"#,
            "only its end: madeupsecret",
            "turned: madeupsecret.0123456789abcdef",
        ] {
            let shown = Redacted::new(raw, [&google, &key]);
            assert!(shown.as_str().contains(REDACTED), "{shown}");
            for part in ["madeup", "0123456789abcdef"] {
                assert!(!shown.as_str().contains(part), "{shown}");
            }
        }
        let short = Secret::new("sample.key");
        assert_eq!(Redacted::new("a key", [&short]).as_str(), "a key");
    }
}
