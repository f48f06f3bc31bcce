//! A place that was looked at for sign-ins, and what came of it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A place that was looked at for sign-ins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedPath {
    pub path: String,
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "Owner::is_usual")]
    pub owner: Owner,
}

impl SearchedPath {
    /// One that OpenCode writes.
    pub fn new(path: String, outcome: Outcome) -> Self {
        Self {
            path,
            outcome,
            owner: Owner::default(),
        }
    }
}

/// Whose file it is, and so who can fix it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    #[default]
    OpenCode,
    /// A service's own tool.
    Tool(Tool),
    /// Made by hand: a personal access token with what is known of its owner.
    Person,
}

/// A program other than OpenCode that keeps sign-ins of a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tool {
    /// Its own name, never translated.
    pub name: Cow<'static, str>,
    /// The command that signs in with it.
    pub sign_in: Cow<'static, str>,
}

impl Tool {
    pub const fn new(name: &'static str, sign_in: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            sign_in: Cow::Borrowed(sign_in),
        }
    }
}

impl Owner {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// What came of looking at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Read, with the number of entries in it and remarks on entries that were dropped.
    Read {
        entries: usize,
        dropped: Vec<String>,
    },
    Missing,
    Unreadable {
        reason: String,
    },
    Damaged {
        reason: String,
        line: Option<usize>,
        column: Option<usize>,
    },
    Locked {
        reason: String,
    },
}

impl Outcome {
    /// The identifier in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read",
            Self::Missing => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::Damaged { .. } => "damaged",
            Self::Locked { .. } => "locked",
        }
    }
}
