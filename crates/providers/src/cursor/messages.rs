//! What Cursor tells organisations about their use: a sentence with a percentage in it, and no number.

/// The percentage of "You've used 42% of …".
pub(super) fn used_percent(message: &str) -> Option<f64> {
    let (before, _) = message.split_once('%')?;
    let starts = |it: char| !(it.is_ascii_digit() || it == '.');
    let number = before.rsplit(starts).next()?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::used_percent;

    #[test]
    fn a_sentence_tells_its_percentage() {
        for (message, percent) in [
            ("You've used 42% of your included total usage", Some(42.0)),
            ("You've used 12.5% of it", Some(12.5)),
            ("0%", Some(0.0)),
            ("You've used all of your included usage", None),
            ("You've used % of it", None),
            ("", None),
        ] {
            assert_eq!(used_percent(message), percent, "{message}");
        }
    }
}
