//! Text in columns: padded to what a terminal's cells make of it, where a Chinese character is
//! two cells wide.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

/// Lines of cells under each other, two spaces apart.
pub(crate) fn print<const N: usize>(
    lines: &[[String; N]],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or_default()
    });
    for line in lines {
        let mut text = String::new();
        for (cell, width) in line.iter().zip(widths) {
            text.push_str(&padded(cell, width));
            text.push_str("  ");
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

/// The text with spaces up to a width in cells.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}
