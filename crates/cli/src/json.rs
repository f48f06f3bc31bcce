//! The JSON of `status`, schema version 1: fields are only ever added. The words in it are in the
//! chosen language; codes and ids never are.

use std::io::Write;

use jiff::Timestamp;
use plimsoll_core::{
    model::{
        Balance, Info, Note, Origin, Outcome, Percent, QuotaWindow, Reset, Scope, SearchedPath,
        exact,
    },
    problem::{Code, Fact, Problem, fix},
    settings::Settings,
    snapshot::{AccountState, Snapshot, Usage, account_label},
    text::Words,
    view::{self, ViewContext},
};
use plimsoll_runtime::setup::Setup;
use serde::Serialize;

use crate::sentences::{detail_of, say_step};

/// The whole answer.
#[derive(Debug, Serialize)]
pub(crate) struct Status {
    schema: u32,
    at: Timestamp,
    level: &'static str,
    /// Built-in sample accounts.
    demo: bool,
    accounts: Vec<Account>,
    searched: Vec<Searched>,
    problems: Vec<StoreProblem>,
}

#[derive(Debug, Serialize)]
struct Account {
    provider: String,
    #[serde(rename = "account")]
    identity: Identity,
    origin: Origin,
    fetched_at: Option<Timestamp>,
    endpoint: Option<String>,
    windows: Vec<WindowJson>,
    balances: Vec<BalanceJson>,
    notes: Vec<NoteJson>,
    problem: Option<ProblemJson>,
}

/// What a service says of an account, as in the whole answer.
#[derive(Debug, Serialize)]
pub(crate) struct Rows {
    plan: Option<String>,
    label: Option<String>,
    windows: Vec<WindowJson>,
    balances: Vec<BalanceJson>,
    notes: Vec<NoteJson>,
    problem: Option<Code>,
}

impl Rows {
    pub(crate) fn of(
        usage: &Usage,
        problem: Option<&Problem>,
        words: &Words,
        now: Timestamp,
    ) -> Self {
        let say = |message| words.say(message, now);
        let windows = usage.windows.iter();
        let balances = usage.balances.iter();
        let notes = usage.notes.iter();
        Self {
            plan: usage.plan.clone(),
            label: usage.label.clone(),
            windows: windows
                .map(|window| WindowJson::of(window, say(&window.label), None))
                .collect(),
            balances: balances
                .map(|balance| BalanceJson::of(balance, say(&balance.label)))
                .collect(),
            notes: notes
                .map(|note| NoteJson::of(note, say(&note.text)))
                .collect(),
            problem: problem.map(|problem| problem.code),
        }
    }
}

#[derive(Debug, Serialize)]
struct Identity {
    id: String,
    label: String,
    plan: Option<String>,
}

#[derive(Debug, Serialize)]
struct WindowJson {
    id: String,
    kind: &'static str,
    label: String,
    scope: &'static str,
    pool: Option<String>,
    used_percent: Option<f64>,
    left_percent: Option<f64>,
    left_shown: Option<String>,
    used: Option<f64>,
    limit: Option<f64>,
    unit: Option<String>,
    reset: &'static str,
    resets_at: Option<Timestamp>,
    length_seconds: Option<i64>,
    limit_reached: bool,
    /// Why nothing more can be used, where the service says it.
    reason: Option<String>,
}

#[derive(Debug, Serialize)]
struct BalanceJson {
    id: String,
    label: String,
    amount: String,
    unit: String,
}

#[derive(Debug, Serialize)]
struct NoteJson {
    code: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct ProblemJson {
    code: Code,
    pub(crate) title: String,
    pub(crate) why: String,
    pub(crate) fix: Vec<String>,
    retry_at: Option<Timestamp>,
    detail: Option<String>,
}

#[derive(Debug, Serialize)]
struct StoreProblem {
    path: Option<String>,
    #[serde(flatten)]
    problem: ProblemJson,
}

/// A place that was looked at.
#[derive(Debug, Serialize)]
pub(crate) struct Searched {
    path: String,
    outcome: &'static str,
    entries: Option<usize>,
}

/// The whole answer in one line.
pub(crate) fn write_line(
    snapshot: &Snapshot,
    setup: &Setup,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let status = Status::of(snapshot, setup.view_context(), &setup.words);
    serde_json::to_writer(&mut *out, &status)?;
    writeln!(out)
}

impl Status {
    pub(crate) fn of(snapshot: &Snapshot, context: ViewContext<'_>, words: &Words) -> Self {
        let now = snapshot.at;
        let account = |state: &AccountState| Account::of(state, snapshot, context, words);
        Self {
            schema: 1,
            at: now,
            level: view::level(snapshot, context.settings, now).as_str(),
            demo: snapshot.demo,
            accounts: snapshot.accounts.iter().map(account).collect(),
            searched: snapshot.places.iter().map(Searched::of).collect(),
            problems: snapshot
                .problems
                .iter()
                .map(|problem| StoreProblem {
                    path: problem.get(Fact::Path).map(str::to_owned),
                    problem: ProblemJson::of(problem, None, words, now),
                })
                .collect(),
        }
    }
}

impl Account {
    fn of(state: &AccountState, all: &Snapshot, context: ViewContext<'_>, words: &Words) -> Self {
        let now = all.at;
        let usage = state.reading.as_ref().map(|reading| &reading.usage);
        let say = |message| words.say(message, now);
        let label = account_label(state, &all.accounts, &Settings::default());
        let notes = state
            .notes
            .iter()
            .chain(usage.into_iter().flat_map(|usage| &usage.notes));
        let fault = usage.and_then(|usage| usage.fault.as_ref());
        let info = context
            .providers
            .iter()
            .find(|info| info.id == state.account.key.provider);
        let read_at = plimsoll_core::snapshot::Reading::as_of;
        Self {
            provider: state.account.key.provider.clone(),
            identity: Identity {
                id: state.account.key.shown_id(),
                label: say(&label),
                plan: usage
                    .and_then(|usage| usage.plan.clone())
                    .or_else(|| state.account.plan.clone()),
            },
            origin: state.account.origin.clone(),
            fetched_at: state.reading.as_ref().map(read_at),
            endpoint: usage.and_then(|usage| usage.endpoint.clone()),
            windows: usage
                .into_iter()
                .flat_map(|usage| &usage.windows)
                .map(|window| {
                    let reason = window.reason.as_ref().map(say);
                    WindowJson::of(window, say(&window.label), reason)
                })
                .collect(),
            balances: usage
                .into_iter()
                .flat_map(|usage| &usage.balances)
                .map(|balance| BalanceJson::of(balance, say(&balance.label)))
                .collect(),
            notes: notes
                .map(|note| NoteJson::of(note, say(&note.text)))
                .collect(),
            problem: state.problem.as_ref().or(fault).map(|problem| {
                let about = info.map(|info| (*info, &state.account.key));
                ProblemJson::of(problem, about, words, now)
            }),
        }
    }
}

impl WindowJson {
    fn of(window: &QuotaWindow, label: String, reason: Option<String>) -> Self {
        let (scope, pool) = match &window.scope {
            Scope::All => ("all", None),
            Scope::Pool(pool) => ("pool", Some(pool.clone())),
            Scope::Tools => ("tools", None),
        };
        let (reset, resets_at) = match window.reset {
            Reset::At(at) => ("at", Some(at)),
            Reset::NotStarted => ("not-started", None),
            Reset::Unknown => ("unknown", None),
        };
        let amount = window.amount.as_ref();
        Self {
            id: window.id.clone(),
            kind: window.kind.as_str(),
            label,
            scope,
            pool,
            used_percent: window.used.map(|used| exact(used.get())),
            left_percent: window.used.map(|used| exact(used.remaining())),
            left_shown: window.counted().map(Percent::left_shown),
            used: amount.and_then(|amount| amount.used),
            limit: amount.and_then(|amount| amount.limit),
            unit: amount.map(|amount| amount.unit.as_str().to_owned()),
            reset,
            resets_at,
            length_seconds: window.length.map(|length| length.as_secs()),
            limit_reached: window.limit_reached,
            reason,
        }
    }
}

impl BalanceJson {
    fn of(balance: &Balance, label: String) -> Self {
        let (id, amount) = (balance.id.clone(), balance.amount.clone());
        Self {
            id,
            label,
            amount,
            unit: balance.unit.as_str().to_owned(),
        }
    }
}

impl NoteJson {
    fn of(note: &Note, text: String) -> Self {
        Self {
            code: note.code.as_str(),
            text,
        }
    }
}

impl ProblemJson {
    pub(crate) fn of(
        problem: &Problem,
        about: Option<(&Info, &plimsoll_core::model::AccountKey)>,
        words: &Words,
        now: Timestamp,
    ) -> Self {
        let fix = fix(problem, about);
        Self {
            code: problem.code,
            title: words.say(&fix.title, now),
            why: words.say(&fix.why, now),
            fix: fix
                .steps
                .iter()
                .map(|step| say_step(step, words, now))
                .collect(),
            retry_at: problem.retry_at(),
            detail: detail_of(problem).map(str::to_owned),
        }
    }
}

impl Searched {
    pub(crate) fn of(place: &SearchedPath) -> Self {
        let entries = match place.outcome {
            Outcome::Read { entries, .. } => Some(entries),
            Outcome::Missing
            | Outcome::Unreadable { .. }
            | Outcome::Damaged { .. }
            | Outcome::Locked { .. } => None,
        };
        Self {
            path: place.path.clone(),
            outcome: place.outcome.as_str(),
            entries,
        }
    }
}
