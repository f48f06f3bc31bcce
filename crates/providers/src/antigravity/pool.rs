//! Pools: the models that share one allowance.

use plimsoll_core::model::Scope;

use super::wire::Span;

/// The models that share one allowance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pool {
    Gemini,
    Images,
    ClaudeGpt,
    /// Completion and chat of the editor; no allowance that anyone waits for.
    Editor,
    /// By its own name.
    Other(String),
}

impl Pool {
    /// The pool of a model, a bucket, a group or a family.
    pub(super) fn of(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        let starts = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
        if lower.contains("image") {
            Self::Images
        } else if starts(&["gemini"]) {
            Self::Gemini
        } else if starts(&["claude", "gpt", "3p"]) {
            Self::ClaudeGpt
        } else if starts(&["tab_", "chat_"]) {
            Self::Editor
        } else {
            Self::Other(stem(name).to_owned())
        }
    }

    pub(super) fn id(&self) -> &str {
        match self {
            Self::Gemini => "gemini",
            Self::Images => "gemini-image",
            Self::ClaudeGpt => "claude-gpt",
            Self::Editor => "editor",
            Self::Other(name) => name,
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Gemini => "Gemini",
            Self::Images => "Gemini Image",
            Self::ClaudeGpt => "Claude + GPT",
            Self::Editor => "Tab + Chat",
            Self::Other(name) => name,
        }
    }

    pub(super) fn scope(&self) -> Scope {
        match self {
            Self::Editor => Scope::Tools,
            Self::Gemini | Self::Images | Self::ClaudeGpt | Self::Other(_) => {
                Scope::Pool(self.name().to_owned())
            }
        }
    }
}

/// A bucket's name without its period: `team-5h` and `team-weekly` are one pool.
fn stem(name: &str) -> &str {
    match name.rsplit_once(['-', '_']) {
        Some((stem, period)) if !stem.is_empty() && Span::read(period).is_some() => stem,
        Some(_) | None => name,
    }
}
