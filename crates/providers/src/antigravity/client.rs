//! The OAuth client that Google's refresh tokens were issued for. It is published in the plugin's
//! package and is read from there, or given by the user; it is never in our source.

use std::path::{Path, PathBuf};

use plimsoll_core::{
    model::{Outcome, SearchedPath, Secret},
    ports::{Machine, OauthClient, ReadFault},
};

use crate::opencode_stores::{Directory, directories, outcome_of};

const PACKAGE: &str = "opencode-antigravity-auth";

/// Where the package may keep its constants, in order.
const FILES: [&str; 4] = [
    "dist/src/constants.js",
    "src/constants.ts",
    "src/constants.js",
    "dist/index.js",
];

/// More than any right source file has.
const LIMIT: usize = 4 * 1024 * 1024;

/// Every client there is, in the order to try them, and the packages that were looked at.
#[derive(Default)]
pub(super) struct Clients {
    pub(super) clients: Vec<OauthClient>,
    pub(super) places: Vec<SearchedPath>,
}

/// From the installed plugin, from the environment, from the settings.
pub(super) fn find(machine: &dyn Machine) -> Clients {
    let mut all = Clients::default();
    for package in packages(machine) {
        let (outcome, client) = of_package(machine, &package);
        let path = package.display().to_string();
        all.places.push(SearchedPath::new(path, outcome));
        all.add(client);
    }
    let of_environment = machine
        .var("ANTIGRAVITY_OAUTH_CLIENT_ID")
        .zip(machine.var("ANTIGRAVITY_OAUTH_CLIENT_SECRET"))
        .and_then(|(id, secret)| client(&id, &secret));
    all.add(of_environment);
    let of_settings = machine
        .oauth_client("antigravity")
        .and_then(|entered| client(entered.id.expose(), entered.secret.expose()));
    all.add(of_settings);
    all
}

impl Clients {
    fn add(&mut self, client: Option<OauthClient>) {
        let same = |one: &OauthClient, two: &OauthClient| {
            one.id.expose() == two.id.expose() && one.secret.expose() == two.secret.expose()
        };
        if let Some(client) = client
            && !self.clients.iter().any(|known| same(known, &client))
        {
            self.clients.push(client);
        }
    }
}

fn client(id: &str, secret: &str) -> Option<OauthClient> {
    let usable = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let (id, secret) = (id.trim(), secret.trim());
    (usable(id) && usable(secret)).then(|| OauthClient {
        id: Secret::new(id),
        secret: Secret::new(secret),
    })
}

/// The directories that may hold the package: where `OpenCode` installs it, and where its
/// configuration says that a plugin lies.
fn packages(machine: &dyn Machine) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut add = |path: PathBuf| {
        if !found.contains(&path) {
            found.push(path);
        }
    };
    for cache in directories(machine, Directory::Cache) {
        add(cache.join("node_modules").join(PACKAGE));
        for path in machine.list(&cache.join("packages")) {
            let is_package = path
                .file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| name.starts_with(PACKAGE));
            if is_package {
                add(path.clone());
                add(path.join("node_modules").join(PACKAGE));
            }
        }
    }
    for configuration in directories(machine, Directory::Config) {
        for name in ["opencode.json", "opencode.jsonc"] {
            let text = read(machine, &configuration.join(name)).unwrap_or_default();
            for path in file_plugins(&text) {
                // It may name the package, or a module up to two levels inside it.
                for directory in path.ancestors().take(3) {
                    if FILES.iter().any(|file| {
                        read(machine, &directory.join(file))
                            .is_ok_and(|source| source.contains("ANTIGRAVITY_CLIENT_ID"))
                    }) {
                        add(directory.to_owned());
                    }
                }
            }
        }
    }
    found
}

fn of_package(machine: &dyn Machine, package: &Path) -> (Outcome, Option<OauthClient>) {
    let mut outcome = Outcome::Missing;
    for file in FILES {
        match read(machine, &package.join(file)) {
            Ok(source) => {
                let id = constant(&source, "ANTIGRAVITY_CLIENT_ID");
                let secret = constant(&source, "ANTIGRAVITY_CLIENT_SECRET");
                let client = id.zip(secret).and_then(|(id, secret)| client(&id, &secret));
                let dropped = match client {
                    Some(_) => Vec::new(),
                    None => vec![format!("{file}: ANTIGRAVITY_CLIENT_ID")],
                };
                let entries = usize::from(client.is_some());
                outcome = Outcome::Read { entries, dropped };
                if client.is_some() {
                    return (outcome, client);
                }
            }
            Err(ReadFault::Missing) => {}
            Err(fault) => outcome = outcome_of(fault),
        }
    }
    (outcome, None)
}

fn read(machine: &dyn Machine, path: &Path) -> Result<String, ReadFault> {
    let bytes = machine.read(path, &|_| true)?;
    if bytes.len() > LIMIT {
        return Err(ReadFault::Unreadable {
            reason: format!("{} bytes, more than {LIMIT}", bytes.len()),
        });
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The paths of `"file:…"` texts. Found without parsing, since the file may have comments.
fn file_plugins(text: &str) -> Vec<PathBuf> {
    text.match_indices("\"file:")
        .filter_map(|(at, _)| {
            let literal = text.get(at..)?;
            let end = literal.get(1..)?.find('"')? + 2;
            let address: String = serde_json::from_str(literal.get(..end)?).ok()?;
            let path = address.strip_prefix("file:")?;
            let path = path.strip_prefix("//").unwrap_or(path);
            // `/C:/…` is `C:/…`.
            let is_drive = path.as_bytes().get(2) == Some(&b':') && path.starts_with('/');
            let path = if is_drive { path.get(1..)? } else { path };
            Some(PathBuf::from(path))
        })
        .filter(|path| path.is_absolute())
        .take(20)
        .collect()
}

/// The text that a source gives to a constant: `NAME = "…"`, also typed, also in parts.
fn constant(source: &str, name: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    source.match_indices(name).find_map(|(at, _)| {
        let before = source.get(..at)?;
        let mut rest = source.get(at + name.len()..)?;
        if before.ends_with(is_part) || rest.starts_with(is_part) {
            return None;
        }
        rest = rest.trim_start();
        if let Some(typed) = rest.strip_prefix(':') {
            rest = typed.trim_start().strip_prefix("string")?.trim_start();
        }
        rest = rest.strip_prefix('=')?.trim_start();
        let mut text = String::new();
        loop {
            let quote = rest.chars().next().filter(|c| "\"'`".contains(*c))?;
            let (part, after) = rest.get(1..)?.split_once(quote)?;
            text.push_str(part);
            match after.trim_start().strip_prefix('+') {
                Some(more) => rest = more.trim_start(),
                None => return Some(text),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_is_found_however_it_is_written() {
        for source in [
            "export const ANTIGRAVITY_CLIENT_ID = \"made-up\";",
            "export const ANTIGRAVITY_CLIENT_ID: string = 'made-up'",
            "export { ANTIGRAVITY_CLIENT_ID };\nvar ANTIGRAVITY_CLIENT_ID=`made-up`;",
            "const OLD_ANTIGRAVITY_CLIENT_ID = 'old', ANTIGRAVITY_CLIENT_ID = \"made\" +\n \"-up\"",
        ] {
            assert_eq!(
                constant(source, "ANTIGRAVITY_CLIENT_ID").as_deref(),
                Some("made-up"),
                "{source}"
            );
        }
        for source in [
            "",
            "ANTIGRAVITY_CLIENT_ID",
            "ANTIGRAVITY_CLIENT_ID = process.env.ID",
            "ANTIGRAVITY_CLIENT_ID = \"no end",
            "ANTIGRAVITY_CLIENT_ID == 'made-up'",
        ] {
            assert_eq!(constant(source, "ANTIGRAVITY_CLIENT_ID"), None, "{source}");
        }
    }

    #[test]
    fn plugins_of_the_configuration_are_found_beside_comments() {
        let text = r#"{ // mine
            "plugin": ["opencode-x", "file:///home/ada/plugins/a", "file:///home/ada/\u0062.js", "file:relative"] }"#;
        let expected = ["/home/ada/plugins/a", "/home/ada/b.js"];
        assert_eq!(file_plugins(text), expected.map(PathBuf::from));
    }
}
