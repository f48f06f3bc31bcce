//! From what a mapping gives to a reading. A field that is unknown, of a wrong type or out of range is
//! the mapping's fault, told with its place; no row is made of it.

use jiff::SignedDuration;
use plimsoll_core::{
    message::Message,
    model::{Balance, Note, NoteCode, QuotaWindow, Reset, Scope, Unit, WindowKind, distinguish},
    problem::{Case, Code, Problem},
    snapshot::Usage,
};
use serde_json::{Map, Value};

use super::fields::{Fields, LARGEST, RowFault, What};
use crate::{figures::Figures, labels::label};

const MOST_WINDOWS: usize = 32;
const MOST_BALANCES: usize = 8;
const MOST_NOTES: usize = 8;
const MOST_PERCENT: f64 = 100_000.0;

/// Words that Plimsoll has for what an allowance is for.
const NAMES: [&str; 8] = [
    "coding",
    "core",
    "extra",
    "free-models",
    "images",
    "search",
    "tool-calls",
    "video",
];
/// Words for what a balance is.
const BALANCES: [&str; 4] = ["balance", "extra", "granted", "own"];
/// What a mapping may find out.
const PROBLEMS: [Code; 7] = [
    Code::KeyRejected,
    Code::SignInRefused,
    Code::Forbidden,
    Code::NoPlan,
    Code::RateLimited,
    Code::ServiceDown,
    Code::FormatChanged,
];
/// Cases of these that have words of their own.
const CASES: [Case; 2] = [Case::Moved, Case::Region];
const NOTES: [NoteCode; 10] = [
    NoteCode::NoQuotaReported,
    NoteCode::Unlimited,
    NoteCode::OverAllowance,
    NoteCode::MayLag,
    NoteCode::Unsure,
    NoteCode::CallsRefused,
    NoteCode::DerivedReset,
    NoteCode::Refills,
    NoteCode::Renews,
    NoteCode::Spent,
];

/// What a mapping made of the answers.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) usage: Usage,
    pub(super) problem: Option<Problem>,
}

impl Rows {
    /// Whether there is anything of an allowance in it.
    pub(super) fn has_any(&self) -> bool {
        let usage = &self.usage;
        !(usage.windows.is_empty() && usage.balances.is_empty() && usage.notes.is_empty())
    }
}

/// Reads what a mapping gave.
pub(super) fn rows(value: &Value) -> Result<Rows, RowFault> {
    let all = Fields::of(value, String::new())?;
    all.refuse_all_but(&[
        "plan", "label", "owner", "windows", "balances", "notes", "problem",
    ])?;
    let mut windows = all.each("windows", MOST_WINDOWS, window)?;
    distinguish(&mut windows);
    let usage = Usage {
        plan: all.text("plan")?,
        label: all.text("label")?,
        owner: all.text("owner")?,
        windows,
        balances: all.each("balances", MOST_BALANCES, balance)?,
        ..Usage::default()
    };
    let notes = all.each("notes", MOST_NOTES, |value, place| {
        note(value, place, &usage.windows)
    })?;
    let usage = Usage { notes, ..usage };
    let problem = match all.value("problem") {
        None => None,
        Some(value) => Some(problem(value, all.place("problem"))?),
    };
    Ok(Rows { usage, problem })
}

/// The fields of a window.
const WINDOW: [&str; 16] = [
    "id",
    "kind",
    "label",
    "name",
    "scope",
    "pool",
    "used",
    "left",
    "limit",
    "unit",
    "used_percent",
    "left_percent",
    "reset",
    "resets_at",
    "length_seconds",
    "limit_reached",
];

fn window(value: &Value, place: String) -> Result<QuotaWindow, RowFault> {
    let of = Fields::of(value, place)?;
    of.refuse_all_but(&WINDOW)?;
    let figures = Figures {
        used: of.number("used", -LARGEST, LARGEST)?,
        left: of.number("left", -LARGEST, LARGEST)?,
        limit: of.number("limit", 0.0, LARGEST)?,
        used_percent: of.number("used_percent", 0.0, MOST_PERCENT)?,
        left_percent: of.number("left_percent", -MOST_PERCENT, 100.0)?,
    };
    let length = of.length()?;
    let kind = kind(&of, length)?;
    let length = length.or(match kind {
        WindowKind::Daily => Some(SignedDuration::from_hours(24)),
        WindowKind::Weekly => Some(SignedDuration::from_hours(7 * 24)),
        WindowKind::Session | WindowKind::Monthly | WindowKind::Other => None,
    });
    let resets_at = of.moment("resets_at")?;
    let reset = match (
        of.word("reset", &["at", "not-started", "unknown"])?,
        resets_at,
    ) {
        (Some("not-started"), _) => Reset::NotStarted,
        (None | Some("at"), Some(at)) => Reset::At(at),
        (Some("at"), None) => return Err(of.fault("resets_at", What::Missing)),
        _ => Reset::Unknown,
    };
    let used = figures.share();
    let unit = of.unit("unit")?;
    let pool = of.text("pool")?;
    let is_full = used.is_some_and(|used| used.get() >= 100.0);
    Ok(QuotaWindow {
        id: of.needed("id", of.text("id")?)?,
        kind,
        label: window_label(&of, label(length, kind, resets_at), pool.as_deref())?,
        scope: match (of.word("scope", &["all", "pool", "tools"])?, pool) {
            (Some("tools"), _) => Scope::Tools,
            (None | Some("pool"), Some(pool)) => Scope::Pool(pool),
            (Some("pool"), None) => return Err(of.fault("pool", What::Missing)),
            _ => Scope::All,
        },
        limit_reached: of.truth("limit_reached")?.unwrap_or(is_full),
        amount: figures
            .amount(unit.unwrap_or(Unit::Units))
            .filter(|_| unit.is_some()),
        used,
        reset,
        length,
        reason: None,
    })
}

fn kind(of: &Fields<'_>, length: Option<SignedDuration>) -> Result<WindowKind, RowFault> {
    let kinds = [
        WindowKind::Session,
        WindowKind::Daily,
        WindowKind::Weekly,
        WindowKind::Monthly,
        WindowKind::Other,
    ];
    let named = of.word("kind", &kinds.map(WindowKind::as_str))?;
    match (named, length) {
        (Some(name), _) => Ok(kinds
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .unwrap_or(WindowKind::Other)),
        (None, Some(length)) => Ok(WindowKind::of_length(length)),
        (None, None) => Err(of.fault("kind", What::Missing)),
    }
}

/// The mapping's own words, or ours for what the window is for and how long it is.
fn window_label(of: &Fields<'_>, span: Message, pool: Option<&str>) -> Result<Message, RowFault> {
    if let Some(text) = of.text("label")? {
        return Ok(Message::new("plain").text("text", text));
    }
    let of_pool = Message::new("window-pool").message("window", span.clone());
    Ok(match (of.word("name", &NAMES)?, pool) {
        (Some(name), _) => of_pool.message("pool", Message::new(format!("pool-{name}"))),
        (None, Some(pool)) => of_pool.text("pool", pool),
        (None, None) => span,
    })
}

fn balance(value: &Value, place: String) -> Result<Balance, RowFault> {
    let of = Fields::of(value, place)?;
    of.refuse_all_but(&["id", "label", "name", "amount", "unit"])?;
    let unit = of.needed("unit", of.unit("unit")?)?;
    let amount = match of.value("amount") {
        None => return Err(of.fault("amount", What::Missing)),
        // What the service wrote as a decimal stays one.
        Some(Value::String(text)) if is_decimal(text) => text.trim().to_owned(),
        Some(_) => match of.number("amount", -LARGEST, LARGEST)? {
            Some(number) => decimal(number, unit),
            None => return Err(of.fault("amount", What::WrongType)),
        },
    };
    let label = match (of.text("label")?, of.word("name", &BALANCES)?) {
        (Some(text), _) => Message::new("plain").text("text", text),
        (None, name) => Message::new(format!("balance-label-{}", name.unwrap_or("balance"))),
    };
    Ok(Balance {
        id: of.text("id")?.unwrap_or_else(|| "balance".to_owned()),
        label,
        amount,
        unit,
    })
}

/// The arguments that its words need.
fn note(value: &Value, place: String, windows: &[QuotaWindow]) -> Result<Note, RowFault> {
    let plain = Value::Object(Map::from_iter([("code".to_owned(), value.clone())]));
    let of = match value {
        Value::String(_) => Fields::of(&plain, place)?,
        _ => Fields::of(value, place)?,
    };
    of.refuse_all_but(&["code", "at", "window", "amount", "unit"])?;
    let named = of.word("code", &NOTES.map(NoteCode::as_str))?;
    let Some(code) = NOTES.into_iter().find(|it| Some(it.as_str()) == named) else {
        return Err(of.fault("code", What::Missing));
    };
    match code {
        NoteCode::Refills => {
            let at = of.needed("at", of.moment("at")?)?;
            let id = of.needed("window", of.text("window")?)?;
            let window = windows.iter().find(|window| window.id == id);
            let window = window.ok_or_else(|| of.fault("window", What::Unknown))?;
            Ok(Note::with(code, |words| {
                words
                    .moment("at", at)
                    .message("window", window.label.clone())
            }))
        }
        NoteCode::Renews => {
            let at = of.needed("at", of.moment("at")?)?;
            Ok(Note::with(code, |words| words.moment("at", at)))
        }
        NoteCode::OverAllowance => {
            let amount = of.needed("amount", of.number("amount", 0.0, LARGEST)?)?;
            Ok(Note::with(code, |words| words.number("count", amount)))
        }
        NoteCode::Spent => {
            let amount = of.needed("amount", of.number("amount", 0.0, LARGEST)?)?;
            let unit = of.needed("unit", of.unit("unit")?)?;
            let sum = sum(&decimal(amount, unit), unit);
            Ok(Note::with(code, |words| words.message("sum", sum)))
        }
        _ => Ok(Note::new(code)),
    }
}

/// A sum with its unit, in words.
fn sum(amount: &str, unit: Unit) -> Message {
    plimsoll_core::view::balance_of(&Balance {
        id: String::new(),
        label: Message::new("plain"),
        amount: amount.to_owned(),
        unit,
    })
}

fn problem(value: &Value, place: String) -> Result<Problem, RowFault> {
    let known = PROBLEMS.map(Code::as_str);
    let find = |name: &str| PROBLEMS.into_iter().find(|code| code.as_str() == name);
    if let Value::String(name) = value {
        return find(name).map(Problem::new).ok_or(RowFault {
            place,
            what: What::Unknown,
        });
    }
    let of = Fields::of(value, place)?;
    of.refuse_all_but(&["code", "case"])?;
    let Some(code) = of.word("code", &known)?.and_then(find) else {
        return Err(of.fault("code", What::Missing));
    };
    let problem = Problem::new(code);
    let case = of.word("case", &CASES.map(Case::as_str))?;
    Ok(match case.and_then(Case::named) {
        Some(case) => problem.with_case(case),
        None => problem,
    })
}

fn is_decimal(text: &str) -> bool {
    let digits = text.trim().strip_prefix('-').unwrap_or(text.trim());
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    digits.len() <= 24
        && match digits.split_once('.') {
            Some((whole, part)) => is_digits(whole) && is_digits(part),
            None => is_digits(digits),
        }
}

/// Money has two decimals, and as many more as a small sum needs to be any.
fn decimal(number: f64, unit: Unit) -> String {
    match unit {
        Unit::Tokens | Unit::Credits | Unit::Requests | Unit::Calls | Unit::Units => {
            format!("{}", (number * 100.0).round() / 100.0)
        }
        Unit::Usd | Unit::Currency(_) if number != 0.0 && number.abs() < 0.01 => {
            format!("{number:.4}")
        }
        Unit::Usd | Unit::Currency(_) => format!("{number:.2}"),
    }
}
