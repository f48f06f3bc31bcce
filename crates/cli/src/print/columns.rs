//! Text in columns: padded to what a terminal's cells make of it, where a Chinese character is
//! two cells wide.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

use crate::print::page;

const BETWEEN: usize = 2;

/// Lines of cells under each other, two spaces apart, from that many cells on; one after the other
/// where a terminal has too few cells for that.
pub(crate) fn print<const N: usize>(
    lines: &[[String; N]],
    indent: usize,
    width: Option<usize>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or_default()
    });
    let between = BETWEEN
        * widths
            .iter()
            .filter(|it| **it > 0)
            .count()
            .saturating_sub(1);
    let widest = indent + widths.iter().sum::<usize>() + between;
    let fits = width.is_none_or(|width| widest <= width);
    for line in lines {
        let cells = line.iter().zip(widths).filter(|(_, width)| *width > 0);
        let cells = cells.filter(|(cell, _)| fits || !cell.is_empty());
        let cells = cells.map(|(cell, width)| padded(cell, if fits { width } else { 0 }));
        let text = cells.collect::<Vec<_>>().join(&" ".repeat(BETWEEN));
        page::print(text.trim_end_matches(' '), [indent, indent + 4], width, out)?;
    }
    Ok(())
}

/// The text with spaces up to a width in cells.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}
