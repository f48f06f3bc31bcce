//! Claude Code's items in the keychain of macOS: what they are called, and how they are written.

use icu_normalizer::ComposingNormalizerBorrowed;
use plimsoll_core::ports::{Machine, ReadFault};
use sha2::{Digest, Sha256};

const SERVICE: &str = "Claude Code-credentials";

/// The services under which it may keep its sign-in, the likeliest first. A directory of its own has
/// an item of its own.
pub(super) fn services(machine: &dyn Machine) -> Vec<String> {
    let own = machine.var("CLAUDE_CONFIG_DIR").map(|directory| {
        let text = ComposingNormalizerBorrowed::new_nfc().normalize(&directory);
        let hash = Sha256::digest(text.as_bytes());
        let start = [hash[0], hash[1], hash[2], hash[3]];
        format!("{SERVICE}-{:08x}", u32::from_be_bytes(start))
    });
    own.into_iter().chain([SERVICE.to_owned()]).collect()
}

/// The values of a service, in the order in which they are looked at. There may be two items: one has
/// the sign-in and the user's name, one holds other things and comes first in a search without name.
pub(super) fn values(machine: &dyn Machine, service: &str) -> Vec<Result<Vec<u8>, ReadFault>> {
    let user = machine.var("USER").or_else(|| {
        let home = machine.home()?;
        Some(home.file_name()?.to_str()?.to_owned())
    });
    let named = user.map(|user| machine.keychain(service, Some(&user)));
    let first = machine.keychain(service, None);
    named
        .into_iter()
        .chain([first])
        .map(|read| read.map(plain))
        .collect()
}

/// The value may be JSON, or that in hexadecimal digits.
fn plain(value: Vec<u8>) -> Vec<u8> {
    let digits = value.trim_ascii();
    let is_hex = !digits.is_empty()
        && digits.len().is_multiple_of(2)
        && digits.iter().all(u8::is_ascii_hexdigit);
    if !is_hex {
        return value;
    }
    let byte = |pair: &[u8]| {
        let pair = str::from_utf8(pair).unwrap_or_default();
        u8::from_str_radix(pair, 16).unwrap_or_default()
    };
    digits.chunks(2).map(byte).collect()
}
