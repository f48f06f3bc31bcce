//! The languages that Plimsoll speaks.

/// The languages that Plimsoll speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    SimplifiedChinese,
    French,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::English, Self::SimplifiedChinese, Self::French];

    /// The BCP 47 tag, as settings and the popup use it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::SimplifiedChinese => "zh-Hans",
            Self::French => "fr",
        }
    }

    /// The language's own name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::SimplifiedChinese => "简体中文",
            Self::French => "Français",
        }
    }

    /// From a tag or a POSIX locale such as `fr_FR.UTF-8`. The region does not matter, but for
    /// Chinese where it is written with traditional characters: that we do not speak.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let name = tag.split(['.', '@']).next()?.to_ascii_lowercase();
        let (language, rest) = name.split_once(['-', '_']).unwrap_or((&name, ""));
        match language {
            "en" | "c" | "posix" => Some(Self::English),
            "zh" if is_traditional(rest) => None,
            "zh" => Some(Self::SimplifiedChinese),
            "fr" => Some(Self::French),
            _ => None,
        }
    }
}

/// By the script that is named after the language, else by the region.
fn is_traditional(rest: &str) -> bool {
    let named = |names: &[&str]| rest.split(['-', '_']).any(|part| names.contains(&part));
    named(&["hant"]) || (named(&["tw", "hk", "mo"]) && !named(&["hans"]))
}
