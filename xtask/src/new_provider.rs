//! `cargo xtask new-provider ID`: all that a coded service needs, filled in with a service that works:
//! its folder with cases, its lines in lists and documents, its entry in the tests, its fuzz target.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::tree::Tree;

const TEMPLATE: &str = "xtask/templates/provider";
const SERVICES: &str = "tests/src/services.rs";
const ENDING: &str = ".template";

pub(crate) fn new_provider(tree: &Tree, arguments: &[String]) -> Result<ExitCode, String> {
    let service = Service::of(arguments)?;
    let folder = tree.at(&format!("crates/providers/src/{}", service.id));
    if folder.exists() {
        return Err(format!("{} is there already", folder.display()));
    }
    for file in files(&tree.at(TEMPLATE))? {
        let Some(target) = service.place(tree, &folder, &file) else {
            continue;
        };
        write(
            &target,
            &service.filled(&read(&tree.at(TEMPLATE).join(&file))?),
        )?;
    }
    for edit in service.edits() {
        let path = tree.at(edit.path);
        let text = read(&path)?;
        let changed = edit.made_to(&text);
        write(
            &path,
            &changed.ok_or_else(|| format!("{}: {} is not found", edit.path, edit.place))?,
        )?;
    }
    let entry = service.filled(&read(&tree.at(TEMPLATE).join("service.rs.template"))?);
    let services = tree.at(SERVICES);
    write(&services, &(read(&services)? + &entry))?;
    println!(
        "{} is there. It works as the template's made-up service does: bring {} to what the real one \
         answers, then run\n\n    UPDATE_CASES=1 cargo test -p plimsoll-providers",
        service.name,
        folder
            .strip_prefix(tree.root())
            .unwrap_or(&folder)
            .display()
    );
    Ok(ExitCode::SUCCESS)
}

/// What the new one is called.
#[derive(Debug, PartialEq)]
struct Service {
    id: String,
    name: String,
    host: String,
}

impl Service {
    fn of(arguments: &[String]) -> Result<Self, String> {
        let usage = "new-provider takes an id, as acme, then --name NAME and --host HOST";
        let [id, options @ ..] = arguments else {
            return Err(usage.to_owned());
        };
        let is_id = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if !is_id {
            return Err(format!("{id} is no id: small letters and digits"));
        }
        let mut service = Self {
            id: id.clone(),
            name: capitalised(id),
            host: format!("api.{id}.example"),
        };
        for pair in options.chunks(2) {
            match pair {
                [option, value] if option == "--name" => service.name.clone_from(value),
                [option, value] if option == "--host" => service.host.clone_from(value),
                _ => return Err(usage.to_owned()),
            }
        }
        Ok(service)
    }

    fn type_name(&self) -> String {
        capitalised(&self.id)
    }

    fn constant(&self) -> String {
        self.id.to_uppercase()
    }

    fn filled(&self, template: &str) -> String {
        [
            ("{id}", self.id.clone()),
            ("{name}", self.name.clone()),
            ("{host}", self.host.clone()),
            ("{type}", self.type_name()),
            ("{constant}", self.constant()),
        ]
        .iter()
        .fold(template.to_owned(), |text, (mark, value)| {
            text.replace(mark, value)
        })
    }

    /// Where a file of the template goes; `None` for one that is a part of a file.
    fn place(&self, tree: &Tree, folder: &Path, file: &Path) -> Option<PathBuf> {
        let name = file.to_string_lossy().replace('\\', "/");
        match name.as_str() {
            "service.rs.template" => None,
            "fuzz.rs.template" => Some(tree.at(&format!("fuzz/targets/answers_{}.rs", self.id))),
            name => Some(folder.join(name.strip_suffix(ENDING).unwrap_or(name))),
        }
    }

    /// The lines that go into files that are there.
    fn edits(&self) -> Vec<Edit> {
        let (id, name, host) = (&self.id, &self.name, &self.host);
        let (constant, type_name) = (self.constant(), self.type_name());
        let bin = format!(
            "\n[[bin]]\nname = \"answers_{id}\"\npath = \"targets/answers_{id}.rs\"\n\
             test = false\ndoc = false\nbench = false\n"
        );
        vec![
            Edit::before(
                "crates/providers/src/lib.rs",
                "\npub use declared::",
                format!("mod {id};\n"),
            ),
            Edit::before(
                "crates/providers/src/lib.rs",
                "    &declared::",
                format!("    &Erased::<{id}::{type_name}>::new(),\n"),
            ),
            Edit::before(
                SERVICES,
                "];\n\n/// Of tokens",
                format!("    {constant},\n"),
            ),
            Edit::before(
                SERVICES,
                "];\n\npub(crate) const HOUR",
                format!("    \"planted-refresh-{id}\",\n"),
            ),
            Edit::before(
                "fuzz/seeds/src/main.rs",
                "];\n\n/// The order",
                format!("    \"{id}\",\n"),
            ),
            Edit::before("fuzz/Cargo.toml", "\n[[bin]]\nname = \"auth_file\"", bin),
            Edit::before(
                "icons/services.json",
                "  \"opencode\": {",
                format!("  \"{id}\": {{ \"mark\": null, \"scale\": 1 }},\n"),
            ),
            Edit::before(
                "README.md",
                "; with the sign-ins of their own programs",
                format!(", {name}"),
            ),
            Edit::after(
                "docs/privacy.md",
                "| Service | Hosts |\n|---|---|\n",
                format!("| {name} | `{host}` |\n"),
            ),
            Edit::after(
                "CHANGELOG.md",
                "### Services and sign-ins\n\n",
                format!("- {name}, with the sign-in that OpenCode keeps.\n"),
            ),
        ]
    }
}

/// A text that goes to the first place of another one.
struct Edit {
    path: &'static str,
    place: &'static str,
    is_after: bool,
    text: String,
}

impl Edit {
    fn before(path: &'static str, place: &'static str, text: String) -> Self {
        Self {
            path,
            place,
            is_after: false,
            text,
        }
    }

    fn after(path: &'static str, place: &'static str, text: String) -> Self {
        Self {
            is_after: true,
            ..Self::before(path, place, text)
        }
    }

    fn made_to(&self, text: &str) -> Option<String> {
        let length = if self.is_after { self.place.len() } else { 0 };
        let (head, tail) = text.split_at(text.find(self.place)? + length);
        Some([head, &self.text, tail].concat())
    }
}

fn capitalised(id: &str) -> String {
    let (first, rest) = id.split_at(id.len().min(1));
    first.to_uppercase() + rest
}

/// All files below a folder, relative to it.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(below) = waiting.pop() {
        let path = folder.join(&below);
        let entries =
            fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        for entry in entries.flatten() {
            let name = below.join(entry.file_name());
            if entry.path().is_dir() {
                waiting.push(name);
            } else {
                found.push(name);
            }
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written = folder.and_then(|()| fs::write(path, text));
    written.map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &[&str]) -> Result<Service, String> {
        let words: Vec<String> = line.iter().map(|&word| word.to_owned()).collect();
        Service::of(&words)
    }

    #[test]
    fn a_service_is_named_by_its_id_or_by_options() {
        let plain = of(&["acme"]).expect("an id is enough");
        assert_eq!(
            [
                &plain.name,
                &plain.host,
                &plain.type_name(),
                &plain.constant()
            ],
            ["Acme", "api.acme.example", "Acme", "ACME"]
        );
        let named = of(&["acme", "--name", "Acme AI", "--host", "acme.example"]);
        let named = named.expect("both options are known");
        assert_eq!((&*named.name, &*named.host), ("Acme AI", "acme.example"));
        for wrong in [
            &[][..],
            &["Acme"],
            &["a-b"],
            &["1a"],
            &["../x"],
            &["acme", "--title", "x"],
        ] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
    }
}
