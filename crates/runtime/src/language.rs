//! The language that the system asks for.

/// The first of the usual variables that is set, such as `fr_FR.UTF-8`; the caller knows what it
/// can speak.
pub fn of_system() -> Option<String> {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    names
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
}
