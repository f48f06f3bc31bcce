//! Ids that a file names and a request repeats.

/// Whether an id may stand in an address or a header.
pub(crate) fn is_plain(id: &str) -> bool {
    let is_fit = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
    (1..=64).contains(&id.len()) && id.bytes().all(is_fit)
}
