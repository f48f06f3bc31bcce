//! What kept an exchange from an answer, told from the chain of causes. Statuses and bodies are
//! not looked at here.

use std::{
    error::Error,
    io::{self, ErrorKind},
    iter,
};

use plimsoll_core::ports::{Block, HttpFault};

/// The chain's words for a proxy that wants a name and password, or refuses those it was given:
/// HTTP 407, and SOCKS 5. The library keeps the types of these causes to itself.
const PROXY_PASSWORD: [&str; 3] = [
    "proxy authorization required",
    "user/pass authentication",
    "credentials not accepted",
];

pub(super) fn fault(error: &reqwest::Error) -> HttpFault {
    let reason = reasons(error);
    let blocked = |cause| HttpFault::Blocked {
        cause,
        reason: reason.clone(),
    };
    if error.is_timeout() {
        HttpFault::TimedOut
    } else if error.is_redirect() {
        blocked(Block::OtherPage)
    } else if PROXY_PASSWORD.iter().any(|words| reason.contains(words)) {
        blocked(Block::ProxyPassword)
    } else if causes(error).any(is_tls) {
        blocked(Block::Certificate)
    } else if causes(error).any(is_broken_packing) {
        HttpFault::Garbled { reason }
    } else {
        HttpFault::Offline { reason }
    }
}

/// Why no client could be made. Nobody is spoken to for that: what TLS says is about the trusted
/// certificates.
pub(super) fn unmade(error: &reqwest::Error) -> HttpFault {
    let reason = reasons(error);
    if causes(error).any(is_tls) {
        let cause = Block::NoAuthorities;
        HttpFault::Blocked { cause, reason }
    } else {
        HttpFault::Offline { reason }
    }
}

/// The chain of causes without the address, which may carry a query.
fn reasons(error: &reqwest::Error) -> String {
    let mut reasons: Vec<String> = causes(error)
        .skip(1)
        .map(|cause| {
            let said = cause.to_string();
            match said.split_once(" for url (") {
                Some((said, _)) => said.to_owned(),
                None => said,
            }
        })
        .collect();
    reasons.dedup();
    reasons.join(": ")
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |&error| {
        inner(error).or_else(|| error.source())
    })
}

/// An I/O error's `source` passes over the very error that it wraps.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = error.downcast_ref::<io::Error>()?.get_ref()?;
    Some(wrapped)
}

/// What the unpacking says of bytes that are no packing, after a right head of one. It has neither
/// a kind nor a type that is ours to name.
const NOT_PACKED: &str = "deflate decompression error";

/// Bytes that do not unpack, and not for want of more.
fn is_broken_packing(error: &(dyn Error + 'static)) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    matches!(kind, Some(ErrorKind::InvalidData | ErrorKind::InvalidInput))
        || error.to_string().starts_with(NOT_PACKED)
}

/// A connection that ends during the handshake is an I/O error, not one of these.
fn is_tls(error: &(dyn Error + 'static)) -> bool {
    error.is::<rustls::Error>()
}
