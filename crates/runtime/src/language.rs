//! The language that the system asks for: the variables in the order that GNU gettext has, else the
//! system's own settings.

use plimsoll_core::{model::Language, settings::Settings};

/// The language of the settings, else the system's. A language that we do not speak is none.
pub fn of(settings: &Settings) -> Language {
    let wanted = settings.language.as_deref().and_then(Language::from_tag);
    wanted.unwrap_or_else(of_system)
}

/// The first language that the system asks for and that we speak, else English.
pub fn of_system() -> Language {
    first(|name| std::env::var(name).ok(), of_settings)
}

/// `LANGUAGE` is a list of its own and takes the place of the locale, but for a locale that wants no
/// translation at all.
fn first(
    variable: impl Fn(&str) -> Option<String>,
    system: impl FnOnce() -> Option<String>,
) -> Language {
    let said = |name| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(said);
    let Some(locale) = locale.or_else(system).filter(|it| !is_plain(it)) else {
        return Language::English;
    };
    let wanted = said("LANGUAGE").unwrap_or(locale);
    let spoken = wanted.split(':').find_map(Language::from_tag);
    spoken.unwrap_or(Language::English)
}

/// `C`, `POSIX` and `C.UTF-8` ask for programs' own words.
fn is_plain(locale: &str) -> bool {
    let name = locale.split(['.', '@']).next();
    matches!(name, Some("C" | "POSIX"))
}

/// Here the variables are all there is.
#[cfg(target_os = "linux")]
fn of_settings() -> Option<String> {
    None
}

#[cfg(not(target_os = "linux"))]
fn of_settings() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(test)]
mod tests {
    use Language::{English, French, SimplifiedChinese};

    use super::*;

    /// Written as in a shell.
    fn spoken(set: &str, system: Option<&str>) -> Language {
        let variable = |name: &str| {
            let mut found = set.split(' ').filter_map(|it| it.split_once('='));
            let found = found.find(|(known, _)| *known == name);
            found.map(|(_, value)| value.to_owned())
        };
        first(variable, || system.map(str::to_owned))
    }

    #[test]
    fn the_variables_have_gettexts_order() {
        for (set, language) in [
            ("", English),
            ("LANG=fr_FR.UTF-8", French),
            ("LC_MESSAGES=fr_FR LANG=zh_CN", French),
            (
                "LC_ALL=zh_CN.GB18030 LC_MESSAGES=fr_FR LANG=en_US",
                SimplifiedChinese,
            ),
            ("LC_ALL= LC_MESSAGES= LANG=fr_CA@euro", French),
            ("LC_CTYPE=fr_FR.UTF-8", English),
            ("LC_ALL=sv_SE.UTF-8 LANG=fr_FR", English),
            // A list of its own, the first that we speak.
            ("LANGUAGE=fr LANG=en_US.UTF-8", French),
            ("LANGUAGE=sv:zh_CN:fr LC_ALL=en_US.UTF-8", SimplifiedChinese),
            ("LANGUAGE=::fr_CH:en LANG=en_US.UTF-8", French),
            ("LANGUAGE=en:fr LANG=fr_FR.UTF-8", English),
            ("LANGUAGE=sv LANG=fr_FR.UTF-8", English),
            ("LANGUAGE= LANG=fr_FR.UTF-8", French),
            ("LANGUAGE=C:fr LANG=fr_FR.UTF-8", English),
            // Where no translation is wanted.
            ("LANGUAGE=fr", English),
            ("LANGUAGE=fr LANG=C", English),
            ("LANGUAGE=fr LANG=C.UTF-8", English),
            ("LANGUAGE=fr LC_ALL=POSIX LANG=fr_FR", English),
            ("LC_ALL=C LANG=fr_FR.UTF-8", English),
            // Who reads traditional characters gets what comes next, and no simplified ones.
            ("LANG=zh_TW.UTF-8", English),
            ("LANG=zh_HK", English),
            ("LANGUAGE=zh_TW:fr LANG=zh_TW.UTF-8", French),
            ("LANGUAGE=zh_TW:zh_CN LANG=zh_TW.UTF-8", SimplifiedChinese),
            ("LANG=zh_SG.UTF-8", SimplifiedChinese),
        ] {
            assert_eq!(spoken(set, None), language, "{set}");
        }
    }

    #[test]
    fn the_systems_own_settings_stand_behind_the_variables() {
        for (set, system, language) in [
            ("", "fr-FR", French),
            ("LANG=zh_CN.UTF-8", "fr-FR", SimplifiedChinese),
            ("LANG=C", "fr-FR", English),
            ("LANGUAGE=sv:fr", "en-GB", French),
            ("", "zh-Hant-TW", English),
            ("", "zh-Hans-CN", SimplifiedChinese),
        ] {
            assert_eq!(spoken(set, Some(system)), language, "{set} {system}");
        }
    }

    #[test]
    fn the_setting_wins_and_one_that_we_do_not_speak_does_not_count() {
        let of = |language: &str| {
            of(&Settings {
                language: Some(language.to_owned()),
                ..Settings::default()
            })
        };
        assert_eq!(of("fr"), French);
        assert_eq!(of("tlh"), of_system());
    }
}
