//! What names the person at this computer, and how it is kept out of a text that is passed on.

/// The directories and names that are a person's own.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// With what stands in the place of each; longer ones first.
    directories: Vec<(String, String)>,
    names: Vec<String>,
}

/// What comes before somebody's directory on most computers, also on one that a text has come from.
const HOMES: [&str; 3] = ["/home/", "/Users/", "\\Users\\"];

impl Identity {
    /// Directories with what is shown in their place, and the names that the system knows.
    pub fn new(
        directories: impl IntoIterator<Item = (String, String)>,
        names: impl IntoIterator<Item = String>,
    ) -> Self {
        let directories = directories.into_iter().filter_map(|(path, shown)| {
            let path = path.trim_end_matches(['/', '\\']).to_owned();
            (!path.is_empty()).then_some((path, shown))
        });
        let mut directories: Vec<_> = directories.collect();
        directories.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        let names = names.into_iter().filter(|name| !name.is_empty()).collect();
        Self { directories, names }
    }

    /// The text without them, and without whatever is an address.
    pub fn hidden_in(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for (path, instead) in &self.directories {
            shown = replaced(&shown, path, instead, false);
        }
        for home in HOMES {
            shown = without_owner(&shown, home);
        }
        for name in &self.names {
            shown = replaced(&shown, name, "…", true);
        }
        let word = |word: &str| {
            if word.contains('@') {
                "…".to_owned()
            } else {
                word.to_owned()
            }
        };
        shown.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }
}

/// A home directory's name is its owner's.
fn without_owner(text: &str, home: &str) -> String {
    let mut shown = text.to_owned();
    while let Some(at) = shown.find(home) {
        // In some words each separator is written twice.
        let name = shown[at + home.len()..].trim_start_matches(['/', '\\']);
        let after = shown.len() - name.len();
        let end = shown[after..]
            .find(['/', '\\', ' ', ':', '"'])
            .map_or(shown.len(), |length| after + length);
        shown.replace_range(at..end, "~");
    }
    shown
}

/// Each place where it stands, as whole words: a directory's begin with a separator, and end where its name does.
fn replaced(text: &str, what: &str, instead: &str, is_word: bool) -> String {
    let mut shown = String::new();
    let mut rest = text;
    let mut before = None;
    while let Some(next) = rest.chars().next() {
        let begins = !is_word || before.is_none_or(|it: char| !it.is_alphanumeric());
        let after = if begins { stripped(rest, what) } else { None };
        match after {
            Some(after) if !after.starts_with(char::is_alphanumeric) => {
                shown.push_str(instead);
                before = what.chars().next_back();
                rest = after;
            }
            Some(_) | None => {
                shown.push(next);
                before = Some(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    shown
}

/// What follows it, whatever its case, and whichever separator the text has.
fn stripped<'a>(text: &'a str, what: &str) -> Option<&'a str> {
    let folded = |sign: char| match sign {
        '\\' => vec!['/'],
        other => other.to_lowercase().collect(),
    };
    let mut rest = text.chars();
    for sign in what.chars() {
        if folded(rest.next()?) != folded(sign) {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(home: &str, name: &str) -> Identity {
        Identity::new(
            [(home.to_owned(), "~".to_owned())],
            [name.to_owned(), String::new()],
        )
    }

    #[test]
    fn other_homes_and_addresses_are_hidden_too() {
        for (text, shown) in [
            ("/home/ada/.local/share/x.json", "~/.local/share/x.json"),
            ("C:\\Users\\Ada\\x.json", "C:~\\x.json"),
            ("C:\\\\Users\\\\Ada\\\\x.json", "C:\\~\\\\x.json"),
            ("no account ada@example.org here", "no account … here"),
            ("/home/ada", "~"),
            ("/srv/opencode", "/srv/opencode"),
        ] {
            assert_eq!(Identity::default().hidden_in(text), shown);
        }
    }

    #[test]
    fn a_home_is_hidden_wherever_it_is() {
        for (home, text, shown) in [
            (
                "/data/people/ada",
                "/data/people/ada/x.json: gone",
                "~/x.json: gone",
            ),
            ("/data/people/ada/", "no /data/people/ada", "no ~"),
            ("/var/home/ada", "/var/home/ada/x", "~/x"),
            ("/export/ada", "(/export/ada)", "(~)"),
            ("/", "/etc/x", "/etc/x"),
            ("D:\\Profiles\\Ada", "d:/profiles/ada/x.json", "~/x.json"),
            ("D:\\Profiles\\Ada", "\"D:\\Profiles\\Ada\\x\"", "\"~\\x\""),
        ] {
            assert_eq!(identity(home, "").hidden_in(text), shown, "{home}");
        }
    }

    #[test]
    fn the_users_directories_elsewhere_go_by_their_variable() {
        let identity = Identity::new(
            [
                ("/mnt/ada", "~"),
                ("/mnt/ada/config", "$XDG_CONFIG_HOME"),
                ("/fast/adas-data", "$XDG_DATA_HOME"),
            ]
            .map(|(path, shown)| (path.to_owned(), shown.to_owned())),
            [],
        );
        for (text, shown) in [
            (
                "/fast/adas-data/opencode/auth.json",
                "$XDG_DATA_HOME/opencode/auth.json",
            ),
            ("/mnt/ada/config/x", "$XDG_CONFIG_HOME/x"),
            ("/mnt/ada/x", "~/x"),
        ] {
            assert_eq!(identity.hidden_in(text), shown);
        }
    }

    #[test]
    fn a_name_is_hidden_as_a_word_in_whatever_case() {
        for (text, shown) in [
            ("/srv/users/ada/x.json", "/srv/users/…/x.json"),
            ("D:\\\\Data\\\\Ada\\\\x", "D:\\\\Data\\\\…\\\\x"),
            ("/srv/-home-ada-work/ADA_notes", "/srv/-home-…-work/…_notes"),
            ("ada", "…"),
            ("adapter in /srv/canada", "adapter in /srv/canada"),
        ] {
            assert_eq!(identity("/export/ada", "ada").hidden_in(text), shown);
        }
        let identity = identity("/x/zoë.müller", "Zoë.Müller");
        assert_eq!(
            identity.hidden_in("in /srv/ZOË.MÜLLER-1/x"),
            "in /srv/…-1/x"
        );
    }
}
