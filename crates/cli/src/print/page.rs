//! Text that fits a terminal: lines are broken between words, and what follows is indented. Into a
//! pipe or a file each stays whole, for whoever searches in it.

use std::io::Write;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, core::Word};
use unicode_linebreak::linebreaks;
use unicode_width::UnicodeWidthChar;

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
    let options = options(width, words)
        .initial_indent(indents[0])
        .subsequent_indent(indents[1]);
    lines(text, options)
}

/// A text as lines of at most so many cells, without indentation. What one types or looks up stays
/// whole: a line is broken at a space alone, or beside a wide character where its script allows it,
/// and a word that is wider than the room goes beyond it.
pub(crate) fn whole_words(text: &str, width: usize) -> Vec<String> {
    lines(text, options(width, spaced_words).break_words(false))
}

type Words<'a> = Box<dyn Iterator<Item = Word<'a>> + 'a>;

fn options<'a>(width: usize, words: fn(&str) -> Words<'_>) -> Options<'a> {
    Options::new(width)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
}

fn lines(text: &str, options: Options<'_>) -> Vec<String> {
    let lines = textwrap::wrap(text, options).into_iter();
    lines
        .map(|line| line.trim_end_matches(' ').to_owned())
        .collect()
}

/// What may stand at the end of a line, in every script.
fn words(text: &str) -> Words<'_> {
    words_that(text, |_| true)
}

fn spaced_words(text: &str) -> Words<'_> {
    let is_wide = |it: Option<char>| it.and_then(char::width).is_some_and(|it| it > 1);
    words_that(text, move |end| {
        let (before, after) = text.split_at(end);
        let before = before.chars().next_back();
        before.is_some_and(char::is_whitespace) || is_wide(before) || is_wide(after.chars().next())
    })
}

fn words_that<'a>(text: &'a str, may_end: impl Fn(usize) -> bool + 'a) -> Words<'a> {
    let ends = linebreaks(text).map(|(end, _)| end);
    let ends = ends.filter(move |&end| end == text.len() || may_end(end));
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
    fn a_chinese_character_has_two_cells() {
        let lines = wrapped("还剩 63%，2 小时 33 分后重置。", [0, 2], Some(12));
        assert!(lines.iter().all(|line| line.width() <= 12), "{lines:?}");
        let begins_with_mark = |line: &String| line.trim_start().starts_with(['，', '。', '%']);
        assert!(!lines.iter().any(begins_with_mark), "{lines:?}");
    }

    #[test]
    fn a_number_and_its_sign_stay_together() {
        let lines = wrapped("encore 63\u{a0}% restants", [0, 0], Some(9));
        assert_eq!(lines, ["encore", "63\u{a0}%", "restants"]);
        let lines = wrapped("/home/ada/.config/opencode/auth.json", [2, 4], Some(12));
        assert!(lines.iter().all(|line| line.width() <= 12), "{lines:?}");
        let whole: String = lines.iter().map(|line| line.trim()).collect();
        assert_eq!(whole, "/home/ada/.config/opencode/auth.json");
    }

    #[test]
    fn words_break_at_spaces_and_between_wide_characters() {
        assert_eq!(
            whole_words("one --two-three four", 9),
            ["one", "--two-three", "four"]
        );
        assert_eq!(
            whole_words("立即查询所有服务，并输出", 16),
            ["立即查询所有服", "务，并输出"]
        );
        assert_eq!(whole_words("", 5), [""]);
        assert_eq!(
            whole_words("Options\u{a0}: deux", 10),
            ["Options\u{a0}:", "deux"]
        );
    }
}
