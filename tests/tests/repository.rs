//! The rules of the repository that no compiler holds (docs/internals/architecture.md): who may know whom,
//! who may name a service, what a file begins with, what must be in no file at all.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::fs;

use plimsoll_tests::{
    programs::program,
    repository::{Package, Source, packages, root, sources},
    secret_looks::secret_in,
};

/// Who may be built from whom. A package that is not here has to be given its place first.
const ARROWS: &[(&str, &[&str])] = &[
    ("plimsoll-core", &[]),
    ("plimsoll-providers", &["plimsoll-core"]),
    ("plimsoll-runtime", &["plimsoll-core"]),
    (
        "plimsollctl",
        &["plimsoll-core", "plimsoll-providers", "plimsoll-runtime"],
    ),
    (
        "plimsoll",
        &[
            "plimsoll-confine",
            "plimsoll-core",
            "plimsoll-providers",
            "plimsoll-runtime",
        ],
    ),
    ("plimsoll-popup", &["plimsoll-confine", "plimsoll-core"]),
    ("plimsoll-confine", &[]),
    // Most of them start the programs as people do; `paced` is a shell of their own, with a clock
    // that no program has.
    (
        "plimsoll-tests",
        &[
            "plimsoll-confine",
            "plimsoll-core",
            "plimsoll-providers",
            "plimsoll-runtime",
        ],
    ),
    ("xtask", &[]),
];

/// Crates with which the pure ones could go round their ports.
const WORLDLY: &[&str] = &[
    "async-std",
    "curl",
    "dirs",
    "hyper",
    "notify",
    "open",
    "reqwest",
    "rusqlite",
    "rustls",
    "smol",
    "tokio",
    "ureq",
    "zbus",
];

fn breaches(package: &Package) -> Vec<String> {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
        return vec![format!("{} has no place in the arrows yet", package.name)];
    };
    let pure = ["plimsoll-core", "plimsoll-providers"].contains(&package.name.as_str());
    let wrong = package.dependencies.iter().filter(|dependency| {
        let name = dependency.name.as_str();
        // A package names itself for its own tests, with its features.
        let upwards = dependency.is_ours && name != package.name && !allowed.contains(&name);
        let worldly = pure && !dependency.is_for_tests && WORLDLY.contains(&name);
        upwards || worldly
    });
    wrong
        .map(|dependency| format!("{} -> {}", package.name, dependency.name))
        .collect()
}

#[test]
fn dependencies_point_down_only() {
    let packages = packages();
    assert!(
        packages
            .iter()
            .any(|package| package.name == "plimsoll-core")
    );
    let breaches: Vec<String> = packages.iter().flat_map(breaches).collect();
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// Where services may be named, each with its reason.
const MAY_NAME: &[&str] = &[
    // What they are, how they look, what people call them.
    "crates/providers/",
    "icons/",
    "locales/",
    "docs/",
    "README.md",
    "CHANGELOG.md",
    // These play them.
    "tests/",
    "fuzz/",
    // How a name is written in the comments of the providers.
    "clippy.toml",
];

/// Ids and names that are also the name of something else, which everyone may speak of: the program
/// whose sign-ins are read, and what points at a place on the screen.
const ALSO_WORDS: &[&str] = &["cursor", "opencode"];

/// The ids of the services and the names that people see: a folder with cases is a service, and a
/// file that declares one.
fn names(sources: &[Source]) -> Vec<String> {
    let mut names = Vec::new();
    for source in sources {
        let declared = source.path.strip_prefix("crates/providers/declared/");
        if let Some(id) = declared.and_then(|name| name.strip_suffix(".toml")) {
            names.push(id.to_owned());
            let lines = source.text().unwrap().lines();
            let name = lines.filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
            names.extend(name.map(str::to_lowercase));
        }
        let Some(rest) = source.path.strip_prefix("crates/providers/src/") else {
            continue;
        };
        let Some((id, below)) = rest.split_once('/') else {
            continue;
        };
        if below.starts_with("cases/") && !names.contains(&id.to_owned()) {
            names.push(id.to_owned());
        }
        if below == "mod.rs" {
            let line = source.text().unwrap().lines().map(str::trim);
            let name = line.filter_map(|line| line.strip_prefix("name: \"")?.strip_suffix("\","));
            names.extend(name.map(str::to_lowercase));
        }
    }
    names.retain(|name| !ALSO_WORDS.contains(&name.as_str()));
    names
}

/// Whether `text` has `name` as a word of its own or as the start of one, in any letters.
fn has_name(text: &str, name: &str) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric();
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text
            .get(at + name.len()..)
            .and_then(|after| after.chars().next());
        // Short ids are parts of ordinary words.
        !before.is_some_and(joins) && (name.len() > 4 || !after.is_some_and(joins))
    })
}

#[test]
fn nothing_outside_the_providers_names_a_service() {
    let sources = sources();
    let names = names(&sources);
    for known in [
        "openai",
        "zhipu",
        "zai",
        "antigravity",
        "google antigravity",
        "kimi",
        "kimi for coding",
    ] {
        assert!(
            names.iter().any(|name| name == known),
            "{known} is not in {names:?}"
        );
    }
    let mut found = Vec::new();
    for source in &sources {
        if MAY_NAME.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        let lines = source.text().unwrap_or_default().lines().enumerate();
        for (number, line) in lines.chain([(0, source.path.as_str())]) {
            let line = line.to_lowercase();
            if let Some(name) = names.iter().find(|name| has_name(&line, name)) {
                found.push(format!("{}:{} names {name}", source.path, number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_source_file_says_first_what_it_is_for() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.has_ending("rs") && !source.bytes.starts_with(b"//! "))
        .map(|source| source.path)
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn test_names_have_at_most_sixty_characters() {
    const LONGEST: usize = 60;
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.has_ending("rs")) {
        let lines: Vec<&str> = source.text().unwrap().lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            let name = line.strip_prefix("fn ").or(line.strip_prefix("async fn "));
            let name = name.and_then(|rest| rest.split('(').next());
            let above = lines[..at].iter().rev();
            let mut attributes = above.take_while(|line| line.starts_with("#["));
            let is_test = attributes.any(|line| line.starts_with("#[test"));
            if let Some(name) = name.filter(|name| is_test && name.len() > LONGEST) {
                found.push(format!("{}: {name}", source.path));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_is_included_by_its_path() {
    // Written apart, or this line would be found.
    let include = ["#[", "path ="].concat();
    let sources = sources();
    let found = sources.iter().filter(|source| {
        let text = source.text().unwrap_or_default();
        source.has_ending("rs") && text.contains(&include)
    });
    let found: Vec<&str> = found.map(|source| source.path.as_str()).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_has_anything_that_looks_like_a_real_secret() {
    let found: Vec<String> = sources()
        .iter()
        .filter_map(|source| {
            let secret = secret_in(source.text()?)?;
            Some(format!("{}: {secret}…", source.path))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn lock_files_name_no_host_that_is_one_machines_own() {
    const CRATES: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let mut locks = 0;
    for source in sources() {
        let text = source.text().unwrap_or_default();
        if source.path.ends_with("Cargo.lock") {
            locks += 1;
            let other = text
                .lines()
                .find(|line| line.starts_with("source") && *line != CRATES);
            assert_eq!(other, None, "{}", source.path);
        }
        if source.path.ends_with("package-lock.json") {
            // Whoever installs has a registry; the lock's checksums hold what comes from it.
            let host = text
                .lines()
                .find(|line| line.contains("\"resolved\": \"http"));
            assert_eq!(host, None, "{}", source.path);
        }
    }
    assert!(locks > 0);
}

#[cfg(target_os = "linux")]
#[test]
fn the_resident_links_no_gtk_and_no_web_engine() {
    use object::{Object, read::File};
    let heavy = |name: &str| {
        let bytes = fs::read(program(name)).unwrap();
        let libraries = File::parse(bytes.as_slice()).unwrap();
        let names: Vec<String> = libraries
            .import_libraries()
            .unwrap()
            .map(|library| String::from_utf8_lossy(library.unwrap().name()).into_owned())
            .collect();
        assert!(
            names.iter().any(|name| name.starts_with("libc.so")),
            "{names:?}"
        );
        let is_heavy = |name: &String| {
            let parts = [
                "gtk",
                "gdk",
                "webkit",
                "javascriptcore",
                "libsoup",
                "appindicator",
            ];
            parts.iter().any(|part| name.contains(part))
        };
        names.into_iter().filter(is_heavy).collect::<Vec<_>>()
    };
    assert_eq!(heavy("plimsollctl"), [""; 0]);
    assert_eq!(heavy("plimsoll"), [""; 0]);
    // Or this test looks in the wrong place.
    assert!(!heavy("plimsoll-popup").is_empty());
}

#[test]
fn the_readmes_commands_are_the_only_ones_that_the_ci_runs() {
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(ci.contains("exec cargo xtask test\n"), "{ci}");
}

#[test]
fn every_proof_that_the_page_on_security_names_is_there() {
    let page = fs::read_to_string(root().join("docs/internals/security.md")).unwrap();
    let code: Vec<String> = sources()
        .iter()
        .filter(|source| source.has_ending("rs"))
        .filter_map(|source| source.text().map(str::to_owned))
        .collect();
    let words = page.split('`').skip(1).step_by(2);
    let is_name = |word: &&str| word.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    let names: Vec<&str> = words
        .filter(|word| word.contains('_'))
        .filter(is_name)
        .collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let made = format!("fn {name}(");
        assert!(code.iter().any(|text| text.contains(&made)), "{name}");
    }
}
