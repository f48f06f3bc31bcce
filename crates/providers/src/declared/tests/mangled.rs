//! Files and programs that somebody has cut, doubled and filled with other words: each is read or
//! refused, and what is read makes a reading or says what is wrong.

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// What stands in for a part.
const PARTS: [&str; 24] = [
    "",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "\\(",
    "'''",
    "|",
    ",",
    ".",
    "..",
    ".[]",
    "?",
    "-",
    "//",
    " as $x | ",
    " if . then ",
    " end ",
    "map(",
    "1e999",
    "\u{202e}",
];

#[derive(Clone, Debug)]
struct Edit {
    at: usize,
    length: usize,
    doubled: bool,
    part: &'static str,
}

fn edit() -> impl Strategy<Value = Edit> {
    (
        any::<usize>(),
        0..40_usize,
        any::<bool>(),
        select(&PARTS[..]),
    )
        .prop_map(|(at, length, doubled, part)| Edit {
            at,
            length,
            doubled,
            part,
        })
}

/// The text with its edits, all within its mapping where `from` is the start of that.
fn edited(text: &str, from: usize, edits: &[Edit]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for edit in edits {
        let at = from + edit.at % (chars.len() - from).max(1);
        let end = (at + edit.length).min(chars.len());
        let cut: Vec<char> = chars[at..end].to_vec();
        let copies = if edit.doubled { 2 } else { 0 };
        let new = edit.part.chars().chain(cut.repeat(copies));
        chars.splice(at..end, new.collect::<Vec<char>>());
    }
    chars.into_iter().collect()
}

#[test]
fn a_mangled_file_is_refused_or_gives_what_holds_together() {
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let file = (0..ALL.len(), any::<bool>(), vec(edit(), 1..5));
    let numbers = vec(prop_oneof![Just(0.0), Just(-1.0), any::<f64>()], 1..4);
    proptest!(config, |((which, is_mapping, edits) in file, numbers in numbers)| {
        let text = ALL[which].1.text;
        let from = if is_mapping { text.find("'''").unwrap_or_default() + 4 } else { 0 };
        let Ok(file) = DeclaredFile::read(&edited(text, from, &edits)) else {
            return Ok(());
        };
        for sample in [json!(numbers), json!({ "limits": numbers, "usage": { "weekly": numbers } })] {
            let Ok(tried) = file.test(&sample, Timestamp::UNIX_EPOCH) else {
                continue;
            };
            for window in tried.usage.windows {
                let used = window.used.map(plimsoll_core::model::Percent::get);
                prop_assert!(used.is_none_or(|used| used.is_finite() && used >= 0.0));
            }
        }
    });
}
