//! What a menu entry does, and the text form that its id has.

use plimsoll_core::model::AccountKey;

/// What a menu entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Card(AccountKey),
    Refresh,
    Open,
    PauseHour,
    PauseTomorrow,
    Resume,
    Settings,
    Quit,
}

#[cfg(any(test, not(target_os = "linux")))]
const FIXED: [(Entry, &str); 7] = [
    (Entry::Refresh, "refresh"),
    (Entry::Open, "open"),
    (Entry::PauseHour, "pause-hour"),
    (Entry::PauseTomorrow, "pause-tomorrow"),
    (Entry::Resume, "resume"),
    (Entry::Settings, "settings"),
    (Entry::Quit, "quit"),
];

// On Linux an entry goes with its menu item as it is.
#[cfg(any(test, not(target_os = "linux")))]
impl Entry {
    pub(crate) fn id(&self) -> String {
        if let Self::Card(key) = self {
            return format!("card\n{}\n{}", key.provider, key.id);
        }
        let fixed = FIXED.iter().find(|(entry, _)| entry == self);
        fixed.map_or_else(String::new, |(_, id)| (*id).to_owned())
    }

    /// The entry with that id.
    pub(crate) fn of(id: &str) -> Option<Self> {
        if let Some(card) = id.strip_prefix("card\n") {
            let (provider, account) = card.split_once('\n')?;
            return Some(Self::Card(AccountKey::new(provider, account)));
        }
        let fixed = FIXED.into_iter().find(|(_, known)| *known == id);
        fixed.map(|(entry, _)| entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_again_by_its_id() {
        let card = Entry::Card(AccountKey::new("sample", "a\nb"));
        for entry in FIXED.map(|(entry, _)| entry).into_iter().chain([card]) {
            assert_eq!(Entry::of(&entry.id()), Some(entry));
        }
        assert_eq!(Entry::of("something else"), None);
    }
}
