//! Output compared with a file in `tests/golden`. `UPDATE_GOLDEN=1` rewrites what is expected, and
//! the diff is the review.

use std::{fs, path::Path};

/// Ends the test if `text` is not what the file says.
pub fn assert_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == text,
        "{} differs; it would be\n{text}\nand was to be\n{expected}",
        path.display()
    );
}

/// The text with the value of a JSON field made the same at all times.
pub fn without(field: &str, text: &str) -> String {
    let start = format!("\"{field}\": \"");
    let line = |line: &str| {
        let known = line.trim_start().strip_prefix(&start);
        known.map_or_else(
            || line.to_owned(),
            |_| {
                let indent = line.len() - line.trim_start().len();
                let comma = if line.ends_with(',') { "," } else { "" };
                format!("{}{start}…\"{comma}", " ".repeat(indent))
            },
        )
    };
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n") + "\n"
}
