//! A problem with the steps that fix it, as cards and the popup show it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    intent::{Intent, LinkId},
    message::Message,
    model::{AccountKey, Info},
    problem::{Code, Fact, Form, Problem, Step, fix},
};

/// A problem with what fixes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ProblemRow {
    pub code: Code,
    /// It calls nobody, and is shown as a note.
    pub quiet: bool,
    /// It goes away without anybody doing anything, as a rule.
    pub passes: bool,
    /// It needs the user: it is marked as such, and its steps open by themselves.
    pub calls: bool,
    pub title: Message,
    pub why: Message,
    pub steps: Vec<StepRow>,
    /// Which of the steps fixes it most often and is one to press or to copy.
    pub first: Option<usize>,
    /// What the service or the system said.
    pub detail: Option<String>,
    #[ts(type = "string | null")]
    pub retry_at: Option<Timestamp>,
    /// The store that it is about.
    pub path: Option<String>,
}

/// One numbered step of a fix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum StepRow {
    Say {
        text: Message,
    },
    /// `copy` goes to the clipboard.
    Copy {
        text: Message,
        copy: String,
    },
    /// A page; `host` is shown before it is opened, `url` is for the command line.
    Open {
        text: Message,
        link: LinkId,
        host: String,
        url: String,
    },
    /// A file or directory.
    Reveal {
        text: Message,
        path: String,
    },
    Press {
        text: Message,
        intent: Intent,
    },
    Form {
        text: Message,
        form: Form,
    },
    /// A setting to look at, as in `Change`.
    Settings {
        text: Message,
        setting: String,
    },
}

pub(super) fn problem_row(
    problem: &Problem,
    about: Option<(&Info, &AccountKey)>,
    quiet: bool,
) -> ProblemRow {
    let fix = fix(problem, about);
    ProblemRow {
        code: problem.code,
        quiet,
        passes: problem.code.passes_by_itself(),
        calls: !quiet && !problem.code.passes_by_itself(),
        title: fix.title,
        why: fix.why,
        first: first(&fix.steps, problem.code),
        steps: fix.steps.into_iter().map(step_row).collect(),
        detail: problem
            .detail
            .as_ref()
            .map(|detail| detail.as_str().to_owned())
            .filter(|detail| !detail.is_empty()),
        retry_at: problem.retry_at(),
        path: problem.get(Fact::Path).map(str::to_owned),
    }
}

/// A page comes first, then a command, then a setting; where only time helps, another try.
fn first(steps: &[Step], code: Code) -> Option<usize> {
    let place = |is_it: fn(&Step) -> bool| steps.iter().position(is_it);
    let retry = || place(|it| matches!(it, Step::Press { .. }));
    if code.passes_by_itself() {
        return retry();
    }
    place(|it| matches!(it, Step::Open { .. }))
        .or_else(|| place(|it| matches!(it, Step::Copy { .. })))
        .or_else(|| place(|it| matches!(it, Step::Settings { .. })))
        .or_else(retry)
}

fn step_row(step: Step) -> StepRow {
    match step {
        Step::Say(text) => StepRow::Say { text },
        Step::Copy { what, text } => StepRow::Copy {
            text: what,
            copy: text,
        },
        Step::Open { what, link, url } => StepRow::Open {
            text: what,
            link,
            host: host(&url),
            url,
        },
        Step::Reveal { what, path } => StepRow::Reveal { text: what, path },
        Step::Press { what, intent } => StepRow::Press { text: what, intent },
        Step::Form { what, form } => StepRow::Form { text: what, form },
        Step::Settings { what, setting } => StepRow::Settings {
            text: what,
            setting: setting.to_owned(),
        },
    }
}

/// The host of an https address.
pub(super) fn host(url: &str) -> String {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    rest.split(['/', '?', '#'])
        .next()
        .unwrap_or_default()
        .to_owned()
}
