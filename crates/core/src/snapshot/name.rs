//! What an account is called.

use super::AccountState;
use crate::{message::Message, settings::Settings};

/// What an account is called: its nickname, its label, masked where set so, or "account n" among its siblings.
pub fn account_label(state: &AccountState, all: &[AccountState], settings: &Settings) -> Message {
    let key = &state.account.key;
    if let Some(nickname) = settings.nickname(key) {
        return Message::new("plain").text("text", nickname);
    }
    let reported = state
        .reading
        .as_ref()
        .and_then(|reading| reading.usage.label.as_ref());
    if let Some(label) = reported.or(state.account.label.as_ref()) {
        Message::new("plain").text(
            "text",
            if settings.is_masked(key) {
                mask(label)
            } else {
                label.clone()
            },
        )
    } else {
        let siblings = all
            .iter()
            .filter(|other| other.account.key.provider == state.account.key.provider);
        let number = siblings
            .take_while(|other| other.account.key != state.account.key)
            .count()
            + 1;
        Message::new("account-number").number("number", number as f64)
    }
}

/// The provider's name, and the account's too where there are several or where it was given one.
pub fn account_name(
    state: &AccountState,
    all: &[AccountState],
    settings: &Settings,
    provider_name: &str,
) -> Message {
    if is_named(state, all, settings) {
        Message::new("tray-account")
            .text("name", provider_name)
            .message("label", account_label(state, all, settings))
    } else {
        Message::new("plain").text("text", provider_name)
    }
}

/// Whether the provider's name alone does not tell which account it is, or the user named it.
pub fn is_named(state: &AccountState, all: &[AccountState], settings: &Settings) -> bool {
    let key = &state.account.key;
    let siblings = all
        .iter()
        .filter(|other| other.account.key.provider == key.provider);
    siblings.count() > 1 || settings.nickname(key).is_some()
}

/// The first character, and the domain of an address; the rest is hidden, however short it is.
fn mask(label: &str) -> String {
    if label.starts_with('…') {
        return label.to_owned();
    }
    let (name, domain) = label
        .split_once('@')
        .map_or((label, None), |(name, domain)| (name, Some(domain)));
    let first: String = name.chars().take(1).collect();
    domain.map_or_else(
        || format!("{first}•••"),
        |domain| format!("{first}•••@{domain}"),
    )
}
