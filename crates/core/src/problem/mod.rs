//! What can be wrong: a closed list of codes, each with a fix. A problem is data, not an error
//! type; the words are in `locales/`, the steps in `fix.rs`.

mod case;
mod code;
mod fix;
mod from_answer;
mod retry;
mod stores;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use case::Case;
pub use code::{Code, Retry};
pub use fix::{Blank, Fix, Form, Step, fix};
pub use from_answer::{Expect, check, check_expiry, check_token, not_understood, without_secrets};
pub use retry::{retry_after, retry_at};
pub use stores::store_problems;

use crate::model::{Redacted, Tool};

/// Something that keeps an account or a store from being read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub code: Code,
    pub retry: Retry,
    /// What its words and steps are about. Every value is fit to be shown.
    pub facts: BTreeMap<Fact, String>,
    /// What the service or the system said, under "details".
    pub detail: Option<Redacted>,
    /// The moment from which it holds, where that is known to be before it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// The usual state of a computer at rest, of which nobody is told for a day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_usual: bool,
}

/// What a problem's words may mention; the argument's name in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// A file or directory.
    Path,
    /// The system's own reason.
    Reason,
    Line,
    Column,
    /// HTTP status.
    Status,
    /// The field that is missing in a file.
    Field,
    /// A `Case`, by its name.
    Case,
    /// A page to open that the service named; https, host checked.
    Page,
    /// A name that a template is filled in with.
    User,
    /// A plan tier that a template is filled in with.
    Tier,
    /// The tool that keeps the sign-in, where that is not OpenCode.
    Tool,
    /// The command that signs in with it.
    Command,
}

impl Fact {
    /// The argument's name in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Reason => "reason",
            Self::Line => "line",
            Self::Column => "column",
            Self::Status => "status",
            Self::Field => "field",
            Self::Case => "case",
            Self::Page => "page",
            Self::User => "user",
            Self::Tier => "tier",
            Self::Tool => "tool",
            Self::Command => "command",
        }
    }
}

impl Problem {
    pub fn new(code: Code) -> Self {
        Self {
            code,
            retry: code.retry(),
            facts: BTreeMap::new(),
            detail: None,
            since: None,
            is_usual: false,
        }
    }

    /// Our own fault; `what` is a fixed text of ours.
    pub fn internal(what: &'static str) -> Self {
        Self::new(Code::Internal).detail(Redacted::new(what, []))
    }

    #[must_use]
    pub fn fact(mut self, fact: Fact, value: impl Into<String>) -> Self {
        self.facts.insert(fact, value.into());
        self
    }

    /// Makes its words and steps be about the tool that keeps the sign-in.
    #[must_use]
    pub fn kept_by(self, tool: &Tool) -> Self {
        self.with_case(Case::Tool)
            .fact(Fact::Tool, &*tool.name)
            .fact(Fact::Command, &*tool.sign_in)
    }

    #[must_use]
    pub fn detail(mut self, detail: Redacted) -> Self {
        self.detail = Some(detail);
        self
    }

    #[must_use]
    pub fn not_before(mut self, moment: Timestamp) -> Self {
        self.retry = Retry::NotBefore(moment);
        self
    }

    #[must_use]
    pub fn since(mut self, moment: Timestamp) -> Self {
        self.since = Some(moment);
        self
    }

    #[must_use]
    pub fn usual(mut self) -> Self {
        self.is_usual = true;
        self
    }

    #[must_use]
    pub fn as_usual(mut self) -> Self {
        self.retry = Retry::AsUsual;
        self
    }

    /// The moment the service named, if it named a usable one.
    pub fn retry_at(&self) -> Option<Timestamp> {
        match self.retry {
            Retry::NotBefore(moment) => Some(moment),
            Retry::AsUsual | Retry::Seldom | Retry::Refused | Retry::WhenCredentialChanges => None,
        }
    }

    /// Whether it stopped a request before that went out, so that nobody was asked: a proxy that
    /// cannot be used, no trusted certificate.
    pub fn nothing_was_sent(&self) -> bool {
        self.code == Code::ConnectionBlocked
            && matches!(self.case(), Some(Case::ProxyAddress | Case::NoAuthorities))
    }

    pub fn get(&self, fact: Fact) -> Option<&str> {
        self.facts.get(&fact).map(String::as_str)
    }
}
