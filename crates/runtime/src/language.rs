//! The language that the system asks for.

/// The first of the usual variables that is set, such as `fr_FR.UTF-8`, else what the system's own
/// settings say, such as `fr-FR`; the caller knows what it can speak.
pub fn of_system() -> Option<String> {
    of_variables(|name| std::env::var(name).ok()).or_else(of_settings)
}

fn of_variables(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
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
    use super::*;

    #[test]
    fn the_first_variable_that_says_something_wins() {
        let of = |set: &[(&str, &str)]| {
            of_variables(|name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        let (all, messages, lang) = (("LC_ALL", ""), ("LC_MESSAGES", "fr_FR"), ("LANG", "zh_CN"));
        assert_eq!(of(&[all, messages, lang]).as_deref(), Some("fr_FR"));
        assert_eq!(of(&[all, lang]).as_deref(), Some("zh_CN"));
        assert_eq!(of(&[("LC_ALL", "C"), lang]).as_deref(), Some("C"));
        assert_eq!(of(&[]), None);
    }
}
