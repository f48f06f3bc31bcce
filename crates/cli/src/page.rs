//! Text that fits a terminal: lines are broken between words, and what follows is indented. Into a
//! pipe or a file each stays whole, for whoever searches in it.

use std::io::Write;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, core::Word};
use unicode_linebreak::linebreaks;

/// A text as lines of at most so many cells, each with its indentation: of the first one, and of
/// the others.
pub(crate) fn wrapped(text: &str, indents: [usize; 2], width: Option<usize>) -> Vec<String> {
    let [first, others] = indents.map(|cells| " ".repeat(cells));
    let Some(width) = width else {
        return vec![format!("{first}{text}")];
    };
    // However narrow it is, there is room for the text.
    let indents = if width < 2 * others.len() {
        ["", ""]
    } else {
        [&*first, &*others]
    };
    let options = Options::new(width)
        .initial_indent(indents[0])
        .subsequent_indent(indents[1])
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let lines = textwrap::wrap(text, options).into_iter();
    lines
        .map(|line| line.trim_end_matches(' ').to_owned())
        .collect()
}

/// What may stand at the end of a line, in every script.
fn words(text: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let ends = linebreaks(text).map(|(end, _)| end);
    Box::new(ends.scan(0, move |start, end| {
        let word = Word::from(&text[*start..end]);
        *start = end;
        Some(word)
    }))
}

/// Prints a text so.
pub(crate) fn print(
    text: &str,
    indents: [usize; 2],
    width: Option<usize>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    for line in wrapped(text, indents, width) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_what_follows_is_indented() {
        let lines = wrapped("Use one of Sample's models once", [2, 4], Some(20));
        assert_eq!(lines, ["  Use one of", "    Sample's models", "    once"]);
        let whole = wrapped("as it is", [2, 4], None);
        assert_eq!(whole, ["  as it is"]);
    }

    #[test]
    fn a_chinese_character_has_two_cells_and_a_mark_stays_with_what_it_ends() {
        let lines = wrapped("还剩 63%，2 小时 33 分后重置。", [0, 2], Some(12));
        assert!(lines.iter().all(|line| line.width() <= 12), "{lines:?}");
        let begins_with_mark = |line: &String| line.trim_start().starts_with(['，', '。', '%']);
        assert!(!lines.iter().any(begins_with_mark), "{lines:?}");
    }

    #[test]
    fn a_number_and_its_sign_stay_together_and_a_word_too_long_is_broken() {
        let lines = wrapped("encore 63\u{a0}% restants", [0, 0], Some(9));
        assert_eq!(lines, ["encore", "63\u{a0}%", "restants"]);
        let lines = wrapped("/home/ada/.config/opencode/auth.json", [2, 4], Some(12));
        assert!(lines.iter().all(|line| line.width() <= 12), "{lines:?}");
        let whole: String = lines.iter().map(|line| line.trim()).collect();
        assert_eq!(whole, "/home/ada/.config/opencode/auth.json");
    }
}
