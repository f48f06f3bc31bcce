//! A password of the macOS keychain, read without a prompt: a tool that renews its item takes away
//! the leave that the user once gave, and a timer must not ask for it again and again.

use plimsoll_core::ports::ReadFault;
use security_framework::{
    base::Error,
    item::{ItemClass, ItemSearchOptions, SearchResult},
    os::macos::keychain::SecKeychain,
};

/// `errSecItemNotFound`.
const NOT_FOUND: i32 = -25_300;
/// `errSecInteractionNotAllowed`.
const NEEDS_A_PROMPT: i32 = -25_308;

pub(super) fn read(service: &str, account: Option<&str>) -> Result<Vec<u8>, ReadFault> {
    // Prompts are off until this is dropped.
    let _quiet = SecKeychain::disable_user_interaction().map_err(fault)?;
    let mut search = ItemSearchOptions::new();
    search
        .class(ItemClass::generic_password())
        .service(service)
        .load_data(true)
        .limit(1_i64);
    if let Some(account) = account {
        search.account(account);
    }
    let found = search.search().map_err(fault)?;
    let data = found.into_iter().find_map(|item| match item {
        SearchResult::Data(bytes) => Some(bytes),
        SearchResult::Ref(_) | SearchResult::Dict(_) | SearchResult::Other => None,
    });
    data.ok_or(ReadFault::Missing)
}

fn fault(error: Error) -> ReadFault {
    match error.code() {
        NOT_FOUND => ReadFault::Missing,
        NEEDS_A_PROMPT => ReadFault::Locked {
            reason: error.to_string(),
        },
        _ => ReadFault::Unreadable {
            reason: error.to_string(),
        },
    }
}
