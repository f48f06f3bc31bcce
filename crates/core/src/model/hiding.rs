//! Finds secrets in text that came from outside, in whatever way they are written there: escaped for
//! JSON or for an address, in other case, broken by characters that are not seen, or only a part.

use std::collections::HashSet;

use super::text::is_unseen;

/// What stands in the place of a secret.
pub(super) const REDACTED: &str = "[redacted]";

/// Shorter parts of a secret are words of their own.
const LONG_PART: usize = 8;

/// The text without the secrets, and without every long part of one. Nothing else of it changes, so
/// that JSON stays JSON.
pub(crate) fn hide(secrets: &[&str], text: &str) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|it| !it.is_empty()) {
        text = text.replace(secret, REDACTED);
    }
    let parts = Parts::of(secrets);
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end) in parts.found_in(&text) {
        shown.push_str(&text[from..start]);
        shown.push_str(REDACTED);
        from = end;
    }
    shown.push_str(&text[from..]);
    shown
}

/// All runs of `LONG_PART` bytes of the secrets, in lower case.
struct Parts(HashSet<[u8; LONG_PART]>);

impl Parts {
    fn of(secrets: &[&str]) -> Self {
        let runs = secrets.iter().flat_map(|secret| {
            let secret = secret.to_ascii_lowercase().into_bytes();
            let runs: Vec<_> = secret.windows(LONG_PART).map(run).collect();
            runs
        });
        Self(runs.collect())
    }

    /// Where they stand in the text, from byte to byte; none of these touch.
    fn found_in(&self, text: &str) -> Vec<(usize, usize)> {
        let letters = letters(text);
        let bytes: Vec<u8> = letters.iter().map(|letter| letter.is).collect();
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, window) in bytes.windows(LONG_PART).enumerate() {
            if !self.0.contains(&run(window)) {
                continue;
            }
            let (start, end) = (letters[at].start, letters[at + LONG_PART - 1].end);
            match found.last_mut() {
                Some(last) if start <= last.1 => last.1 = end,
                Some(_) | None => found.push((start, end)),
            }
        }
        found
    }
}

fn run(window: &[u8]) -> [u8; LONG_PART] {
    std::array::from_fn(|at| window[at])
}

/// A letter that is meant, in lower case, and where it is written.
struct HidingChar {
    is: u8,
    start: usize,
    end: usize,
}

/// What no secret has in it: they are written in ASCII.
const OTHER: u8 = 0xff;

fn letters(text: &str) -> Vec<HidingChar> {
    let mut letters = Vec::with_capacity(text.len());
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let (is, length) = escaped(&text.as_bytes()[start..])
            .unwrap_or_else(|| (u8::try_from(first).unwrap_or(OTHER), first.len_utf8()));
        let end = start + length;
        // A line of the text is broken here, or something that is not seen stands in between.
        if !is_unseen(if is == OTHER { first } else { is.into() }) {
            let is = is.to_ascii_lowercase();
            letters.push(HidingChar { is, start, end });
        }
        start = end;
    }
    letters
}

/// `\u0067`, `\/` and `%67`, and their length.
fn escaped(bytes: &[u8]) -> Option<(u8, usize)> {
    let code = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok()?;
        let is_code = digits.bytes().all(|it| it.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_code)?;
        Some(
            u8::try_from(code)
                .ok()
                .filter(u8::is_ascii)
                .unwrap_or(OTHER),
        )
    };
    match bytes {
        [b'\\', b'u', digits @ ..] if digits.len() >= 4 => Some((code(&digits[..4])?, 6)),
        [b'\\', b'n' | b'r' | b't', ..] => Some((b'\n', 2)),
        [b'\\', b'/', ..] => Some((b'/', 2)),
        [b'%', high, low, ..] => Some((code(&[*high, *low])?, 3)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef.madeupsecret";

    #[test]
    fn a_secret_is_found_in_every_way_of_writing_it() {
        for (text, shown) in [
            ("a 0123456789abcdef.madeupsecret z", "a [redacted] z"),
            ("a 0123456789ABCDEF.MadeUpSecret z", "a [redacted] z"),
            (r"a 0123456789abcdef\u002emadeupsecret z", "a [redacted] z"),
            (
                r"a \u00301\u00323456789abcdef.madeup\u0073ecret z",
                "a [redacted] z",
            ),
            ("a 0123456789abcdef%2Emadeupsecret z", "a [redacted] z"),
            (
                "a 01234567\u{200b}89abcdef.ma\ndeupsecret z",
                "a [redacted] z",
            ),
            (r"a 01234567\n89abcdef.madeupsecret z", "a [redacted] z"),
            ("a 0123456789abcdef.madeupsecre z", "a [redacted] z"),
            ("a …madeupsecret z", "a …[redacted] z"),
            ("a 0123456… z", "a 0123456… z"),
            ("é%zz\\u00\\uzzzz\\", "é%zz\\u00\\uzzzz\\"),
            ("", ""),
        ] {
            assert_eq!(hide(&[KEY], text), shown);
        }
    }

    #[test]
    fn json_stays_json() {
        let text = r#"{"plan":"of 0123456789abcdef\u002emadeupsecret","used":7}"#;
        let shown = hide(&[KEY, "made-up-token"], text);
        assert_eq!(shown, r#"{"plan":"of [redacted]","used":7}"#);
    }

    #[test]
    fn a_short_secret_is_found_as_a_whole() {
        assert_eq!(
            hide(&["sample", ""], "a sample, samples"),
            "a [redacted], [redacted]s"
        );
        assert_eq!(hide(&["sample.key"], "a key, sample"), "a key, sample");
    }
}
