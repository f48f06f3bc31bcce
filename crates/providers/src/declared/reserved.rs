//! What belongs to a service that is built in, or to the tool that it is signed in with: no file of
//! the user's own may name it, so that no key of one goes to another's host.

use std::path::{Path, PathBuf};

use plimsoll_core::ports::Machine;

use super::{
    ALL,
    service::{Place, Service},
};

/// What belongs to services that are code.
struct Coded {
    /// With all hosts below them.
    domains: &'static [&'static str],
    /// In OpenCode's stores and configuration.
    entries: &'static [&'static str],
    /// How the names of their variables begin.
    variables: &'static [&'static str],
}

const CODED: &[Coded] = &[
    Coded {
        domains: &["openai.com", "chatgpt.com"],
        entries: &["openai", "codex", "chatgpt"],
        variables: &["OPENAI_", "CODEX_"],
    },
    Coded {
        domains: &["bigmodel.cn"],
        entries: &[
            "zhipu",
            "zhipuai",
            "zhipuai-coding-plan",
            "zhipu-coding-plan",
            "bigmodel",
        ],
        variables: &["ZHIPU_", "ZHIPUAI_", "BIGMODEL_", "GLM_"],
    },
    Coded {
        domains: &["z.ai"],
        entries: &["zai", "zai-coding-plan", "z-ai"],
        variables: &["ZAI_", "Z_AI_"],
    },
    Coded {
        domains: &[
            "github.com",
            "githubcopilot.com",
            "githubusercontent.com",
            "ghe.com",
        ],
        entries: &[
            "copilot",
            "github",
            "github-copilot",
            "github-copilot-enterprise",
        ],
        variables: &["GITHUB_", "GH_", "COPILOT_"],
    },
    Coded {
        domains: &["google.com", "googleapis.com"],
        entries: &["google", "antigravity", "gemini"],
        variables: &["GOOGLE_", "GEMINI_", "ANTIGRAVITY_"],
    },
    Coded {
        domains: &["anthropic.com", "claude.ai", "claude.com"],
        entries: &["anthropic", "claude", "claude-code"],
        variables: &["ANTHROPIC_", "CLAUDE_"],
    },
    Coded {
        domains: &["x.ai", "grok.com"],
        entries: &["xai", "grok"],
        variables: &["XAI_", "GROK_"],
    },
    Coded {
        domains: &["cursor.com", "cursor.sh"],
        entries: &["cursor"],
        variables: &["CURSOR_"],
    },
    Coded {
        domains: &["opencode.ai"],
        entries: &["opencode"],
        variables: &["OPENCODE_"],
    },
    Coded {
        domains: &["amazonaws.com", "kiro.dev"],
        entries: &["amazon-bedrock", "kiro"],
        variables: &["AWS_", "KIRO_"],
    },
];

/// Directories and files of tools that keep sign-ins, wherever they are, in small letters.
const OF_TOOLS: &[&str] = &[
    ".aws",
    ".claude",
    ".claude.json",
    ".codex",
    ".copilot",
    ".credentials.json",
    ".cursor",
    ".factory",
    ".gemini",
    ".grok",
    ".kimi",
    ".kimi-code",
    ".kiro",
    "antigravity",
    "antigravity-accounts.json",
    "antigravity-cli",
    "codex",
    "copilot-quota-token.json",
    "cursor",
    "github-copilot",
    "kilo",
    "kimi-code.json",
    "kiro",
    "kiro-cli",
    "opencode",
    "opencode.db",
    "plimsoll",
];

/// Variables that say where such a tool has moved its directory or file.
const MOVED: &[&str] = &[
    "CLAUDE_CONFIG_DIR",
    "CLAUDE_SECURESTORAGE_CONFIG_DIR",
    "CODEX_HOME",
    "GROK_HOME",
    "KIMI_CODE_HOME",
    "KIRO_DATA_DIR",
    "OPENCODE_CONFIG_DIR",
    "OPENCODE_DATA_DIR",
    "OPENCODE_DB",
    "OPENCODE_TEST_HOME",
];

/// Whether the host, or one that it lies below, is a built-in service's.
pub(super) fn is_host(host: &str) -> bool {
    let is_below = |domain: &str| {
        let rest = host.strip_suffix(domain);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let mut coded = CODED.iter().flat_map(|it| it.domains);
    coded.any(|domain| is_below(domain))
        || services().any(|service| service.hosts.iter().any(|it| is_below(it)))
}

/// Whether OpenCode's entry of this id is a built-in service's.
pub(super) fn is_entry(id: &str) -> bool {
    let mut coded = CODED.iter().flat_map(|it| it.entries);
    coded.any(|it| *it == id) || places().any(|place| names(place, id))
}

/// Whether the variable is a built-in service's, or its maker's.
pub(super) fn is_variable(name: &str) -> bool {
    let mut coded = CODED.iter().flat_map(|it| it.variables);
    coded.any(|start| name.starts_with(start)) || places().any(|place| names(place, name))
}

/// Whether a part of the path is a directory or file of a tool that a built-in service reads.
pub(super) fn is_path(path: &str) -> bool {
    let mut parts = path.split(['/', '\\']);
    parts.any(|part| OF_TOOLS.contains(&part.to_lowercase().as_str()))
}

/// Whether the path leads to where a tool's sign-ins are on this computer, whatever it is called in
/// the file. What the home directory is called says nothing.
pub(super) fn is_place(path: &Path, machine: &dyn Machine) -> bool {
    let moved = MOVED.iter().filter_map(|name| machine.var(name));
    let moved = moved
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .chain(machine.opencode_directories());
    let home = machine.home();
    let below = home.and_then(|home| path.strip_prefix(home).ok());
    let below = below.unwrap_or(path).to_string_lossy();
    is_path(&below)
        || moved
            .into_iter()
            .any(|directory| path.starts_with(directory))
}

/// Whether a built-in service is called so, by its id or by its name.
pub(super) fn is_name(name: &str) -> bool {
    let mut all = crate::ALL.iter().map(|it| it.info());
    all.any(|info| info.id == name || info.name.to_lowercase() == name.to_lowercase())
}

fn services() -> impl Iterator<Item = &'static Service> {
    ALL.iter().map(|(_, built_in)| &built_in.declared().service)
}

fn places() -> impl Iterator<Item = &'static Place> {
    services().flat_map(|service| service.credentials.iter().map(|it| &it.place))
}

fn names(place: &Place, name: &str) -> bool {
    match place {
        Place::OpenCode(names) | Place::Configuration(names) | Place::Variables(names) => {
            names.iter().any(|it| it == name)
        }
        // A variable that says where a tool's files are.
        Place::File { paths, .. } => paths.iter().any(|path| {
            let start = path.strip_prefix('$').and_then(|it| it.split_once('/'));
            start.is_some_and(|(start, _)| start == name && !is_general(start))
        }),
    }
}

/// Directories of the system, which everybody may start from.
fn is_general(variable: &str) -> bool {
    variable.starts_with("XDG_")
}
