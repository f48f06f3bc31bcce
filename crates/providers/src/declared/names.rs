//! What may stand for a host, an address, a path or a name in a file that declares a service.

const LONGEST_NAME: usize = 40;
const LONGEST_URL: usize = 400;
const LONGEST_POINTER: usize = 200;
const LONGEST_PATH: usize = 200;
/// Headers that are set by how the key is sent and by the client.
const OUR_HEADERS: [&str; 11] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "host",
    "proxy-authorization",
    "transfer-encoding",
    "user-agent",
    "x-api-key",
];

/// The host of an https address without a port or a name in it.
pub(super) fn host_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://")?;
    let is_good = |it: u8| it.is_ascii_graphic() && it != b'\\';
    let is_plain = url.len() <= LONGEST_URL && url.bytes().all(is_good);
    let host = rest.split(['/', '?', '#']).next()?;
    (is_plain && is_host(host)).then_some(host)
}

pub(super) fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let allowed = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        !label.is_empty() && label.bytes().all(allowed)
    };
    // The last part of an address in numbers is one.
    let has_name = text
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().any(|it| it.is_ascii_lowercase()));
    text.len() <= 200 && text.contains('.') && has_name && text.split('.').all(is_label)
}

pub(super) fn is_id(text: &str) -> bool {
    let allowed = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    (2..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(allowed)
}

pub(super) fn is_field(text: &str) -> bool {
    let allowed = |it: u8| it.is_ascii_lowercase() || it == b'_';
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(allowed)
}

pub(super) fn is_variable(text: &str) -> bool {
    let allowed = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_';
    (2..=80).contains(&text.len()) && text.bytes().all(allowed)
}

pub(super) fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    (1..=LONGEST_NAME).contains(&count) && text.trim() == text && is_seen(text)
}

/// Nothing in it is unseen or changes the order of what stands beside it.
fn is_seen(text: &str) -> bool {
    let is_seen = |it: char| it.is_alphanumeric() || it.is_ascii_graphic() || it == ' ';
    text.chars().all(is_seen)
}

/// A JSON Pointer to something in an object.
pub(super) fn is_pointer(text: &str) -> bool {
    text.starts_with('/') && text.len() <= LONGEST_POINTER && is_seen(text)
}

/// A command that is offered to be copied: a program and words.
pub(super) fn is_command(text: &str) -> bool {
    let allowed = |it: u8| it.is_ascii_alphanumeric() || b" -_.".contains(&it);
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(allowed)
}

/// In the home directory, or below a directory that a variable names.
pub(super) fn is_path(text: &str) -> bool {
    let rest = match text.strip_prefix('$') {
        Some(rest) => rest.split_once('/').filter(|(name, _)| is_variable(name)),
        None => text.split_once('/').filter(|(home, _)| *home == "~"),
    };
    let is_part = |part: &str| !part.is_empty() && part != ".." && part != ".";
    let is_fit = |path: &str| path.split('/').all(is_part) && !path.contains('\\');
    text.len() <= LONGEST_PATH && is_seen(text) && rest.is_some_and(|(_, path)| is_fit(path))
}

pub(super) fn is_header(text: &str) -> bool {
    let allowed = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    (1..=60).contains(&text.len()) && text.bytes().all(allowed) && !OUR_HEADERS.contains(&text)
}

pub(super) fn is_header_value(text: &str) -> bool {
    text.len() <= 200 && text.bytes().all(|it| it.is_ascii_graphic() || it == b' ')
}
