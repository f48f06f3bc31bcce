//! From the console's answers to windows and balances.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    message::Message,
    model::{Balance, Note, NoteCode, Percent, QuotaWindow, Reset, Scope, Unit, WindowKind},
    snapshot::Usage,
};

use super::{
    requests::Answers,
    wire::{Access, Billing, Budget, Go, Meter},
};
use crate::{figures::Figures, labels::label};

const SESSION: SignedDuration = SignedDuration::from_hours(5);
const WEEK: SignedDuration = SignedDuration::from_hours(168);

pub(super) fn usage(answers: &Answers) -> Usage {
    let mut windows = answers.go.as_ref().map(meters).unwrap_or_default();
    let has_plan = !windows.is_empty();
    windows.extend(answers.budget.as_ref().and_then(|it| budget(it, has_plan)));
    let left = answers.billing.as_ref().and_then(Billing::left);
    // Whoever has a plan may never have paid anything in.
    let left = left.filter(|left| !has_plan || left.abs() >= 0.005);
    let balances: Vec<Balance> = left.map(balance).into_iter().collect();
    let notes = if windows.is_empty() && balances.is_empty() {
        vec![Note::new(NoteCode::NoQuotaReported)]
    } else {
        Vec::new()
    };
    Usage {
        plan: answers.go.as_ref().and_then(plan),
        windows,
        balances,
        notes,
        endpoint: answers.endpoint.map(str::to_owned),
        ..Usage::default()
    }
}

fn plan(go: &Go) -> Option<String> {
    let mut letters = go.product.as_deref()?.trim().chars();
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters).collect())
}

fn meters(go: &Go) -> Vec<QuotaWindow> {
    let Some(Access {
        ends_at,
        meters: Some(meters),
    }) = &go.access
    else {
        return Vec::new();
    };
    let session = (WindowKind::Session, Some(SESSION), &meters.five_hour, None);
    let week = (WindowKind::Weekly, Some(WEEK), &meters.week, None);
    let month = (WindowKind::Monthly, None, &meters.month, *ends_at);
    [session, week, month]
        .into_iter()
        .filter_map(|(kind, length, meter, ends)| window(kind, length, meter.as_ref()?, ends))
        .collect()
}

/// `None` for one without an allowance.
fn window(
    kind: WindowKind,
    length: Option<SignedDuration>,
    meter: &Meter,
    ends: Option<Timestamp>,
) -> Option<QuotaWindow> {
    let figures = Figures {
        used: meter.used(),
        limit: meter.limit().filter(|limit| *limit > 0.0),
        ..Figures::default()
    };
    figures.limit?;
    let used = figures.share();
    let reset = match (meter.resets_at.or(ends), used.map(Percent::get)) {
        (Some(at), _) => Reset::At(at),
        (None, Some(0.0)) => Reset::NotStarted,
        (None, Some(_) | None) => Reset::Unknown,
    };
    Some(QuotaWindow {
        id: kind.as_str().to_owned(),
        kind,
        label: label(length, kind, None),
        scope: Scope::All,
        used,
        amount: figures.amount(Unit::Usd),
        reset,
        length,
        limit_reached: is_full(used),
        reason: None,
    })
}

/// What may be spent in a month. Beside a plan it is about paid use beyond that.
fn budget(budget: &Budget, is_beside_a_plan: bool) -> Option<QuotaWindow> {
    let figures = Figures {
        used: budget.spent(),
        limit: budget.limit(),
        ..Figures::default()
    };
    figures.limit?;
    let used = figures.share();
    Some(QuotaWindow {
        id: "budget".to_owned(),
        kind: WindowKind::Monthly,
        label: Message::new("window-spend"),
        scope: if is_beside_a_plan {
            Scope::Tools
        } else {
            Scope::All
        },
        used,
        amount: figures.amount(Unit::Usd),
        reset: budget.resets_at.map_or(Reset::Unknown, Reset::At),
        length: None,
        limit_reached: budget.exceeded.unwrap_or_else(|| is_full(used)),
        reason: None,
    })
}

fn is_full(used: Option<Percent>) -> bool {
    used.is_some_and(|used| used.get() >= 100.0)
}

fn balance(dollars: f64) -> Balance {
    // Less than half a cent is nothing, and nothing has no sign.
    let dollars = if dollars.abs() < 0.005 { 0.0 } else { dollars };
    Balance {
        id: "balance".to_owned(),
        label: Message::new("balance-label-balance"),
        amount: format!("{dollars:.2}"),
        unit: Unit::Usd,
    }
}
