//! Foreign text made fit to be shown: one short line without characters that reorder or hide what is
//! around them. It stays text; nobody reads it as markup.

/// Characters of a name.
const LONGEST: usize = 80;

/// Makes a name of it.
pub(crate) fn sanitize(text: &mut String) {
    let line = without_controls(text);
    let words: Vec<&str> = line.split_whitespace().collect();
    *text = shorten(&words.join(" "), LONGEST);
}

/// Every character that is not seen becomes a space.
pub(crate) fn without_controls(text: &str) -> String {
    let seen = |c: char| if is_unseen(c) { ' ' } else { c };
    text.chars().map(seen).collect()
}

/// Whether it is a control character, or one that reorders or hides text.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// At most this many characters, the last one then an ellipsis.
pub(super) fn shorten(line: &str, most: usize) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(most - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line_and_markup_stays_text() {
        for (raw, shown) in [
            ("Plus", "Plus"),
            ("<b>Plus</b>", "<b>Plus</b>"),
            (" two\n\tlines\u{7} ", "two lines"),
            ("gpj.\u{202e}exe\u{2066}", "gpj. exe"),
        ] {
            let mut text = raw.to_owned();
            sanitize(&mut text);
            assert_eq!(text, shown);
        }
        let mut text = "x".repeat(10_000);
        sanitize(&mut text);
        assert_eq!(text.chars().count(), LONGEST);
        assert!(text.ends_with('…'));
    }
}
