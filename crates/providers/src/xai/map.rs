//! From xAI's answer to windows and balances. All products draw on one pool.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    message::Message,
    model::{
        Balance, Note, NoteCode, Percent, QuotaWindow, Reset, Scope, Unit, WindowKind,
        window_length,
    },
    snapshot::Usage,
};

use super::wire::{Config, Period, dollars};
use crate::figures::Figures;

/// A share of 0 is left out of the answer, and so is one that nobody knows: it is taken for 0 only
/// where a longer period has just begun.
const JUST_BEGUN: SignedDuration = SignedDuration::from_hours(24);

pub(super) fn usage(config: &Config, now: Timestamp) -> Usage {
    let mut windows: Vec<QuotaWindow> = pool(config, now).into_iter().collect();
    let mut notes = Vec::new();
    if windows.iter().all(|window| window.used.is_none()) {
        notes.push(Note::new(NoteCode::NoQuotaReported));
    }
    let mut balances = Vec::new();
    let cap = dollars(config.on_demand_cap).filter(|cap| *cap > 0.0);
    let spent = dollars(config.on_demand_used).filter(|spent| *spent > 0.0);
    match (cap, spent) {
        (Some(cap), spent) => windows.extend(on_demand(spent.unwrap_or(0.0), cap)),
        (None, Some(spent)) => balances.push(balance("spent", spent)),
        (None, None) => {}
    }
    let prepaid = dollars(config.prepaid_balance).filter(|prepaid| *prepaid != 0.0);
    balances.extend(prepaid.map(|prepaid| balance("balance", prepaid)));
    Usage {
        windows,
        balances,
        notes,
        ..Usage::default()
    }
}

/// The one pool of the period, or of the month on older accounts.
fn pool(config: &Config, now: Timestamp) -> Option<QuotaWindow> {
    let Some(period) = &config.current_period else {
        return month(config);
    };
    let length = period.end.zip(period.start).and_then(|(end, start)| {
        let seconds = end.duration_since(start).as_secs_f64();
        window_length(seconds)
    });
    let kind = kind(period, length);
    let end = period.end.or(config.billing_period_end);
    let begun = period.start.map(|start| now.duration_since(start));
    let is_new = length > Some(JUST_BEGUN)
        && begun.is_some_and(|it| (SignedDuration::ZERO..JUST_BEGUN).contains(&it));
    let used = share(config).or(is_new.then_some(0.0));
    Some(window(
        kind,
        used.and_then(Percent::used),
        end.map_or(Reset::Unknown, Reset::At),
        length,
    ))
}

/// What is used of the pool: as a whole, by what was paid beyond it, or as the sum of its parts.
fn share(config: &Config) -> Option<f64> {
    let cap = dollars(config.on_demand_cap).filter(|cap| *cap > 0.0);
    let paid = dollars(config.on_demand_used).zip(cap);
    let paid = paid.map(|(used, cap)| 100.0 * used / cap);
    let parts: BTreeMap<&str, f64> = config
        .product_usage
        .iter()
        .filter_map(|it| Some((it.product.as_deref()?, it.usage_percent?)))
        .collect();
    let sum = (!parts.is_empty()).then(|| parts.values().sum());
    config.credit_usage_percent.or(paid).or(sum)
}

fn kind(period: &Period, length: Option<SignedDuration>) -> WindowKind {
    match period.kind.as_deref() {
        Some("USAGE_PERIOD_TYPE_DAILY") => WindowKind::Daily,
        Some("USAGE_PERIOD_TYPE_WEEKLY") => WindowKind::Weekly,
        Some("USAGE_PERIOD_TYPE_MONTHLY") => WindowKind::Monthly,
        Some(_) | None => length.map_or(WindowKind::Other, WindowKind::of_length),
    }
}

fn month(config: &Config) -> Option<QuotaWindow> {
    let figures = Figures {
        used: dollars(config.used),
        limit: dollars(config.monthly_limit),
        used_percent: config.credit_usage_percent,
        ..Figures::default()
    };
    let used = figures.share()?;
    let reset = config.billing_period_end.map_or(Reset::Unknown, Reset::At);
    Some(QuotaWindow {
        amount: figures.amount(Unit::Usd),
        ..window(WindowKind::Monthly, Some(used), reset, None)
    })
}

fn window(
    kind: WindowKind,
    used: Option<Percent>,
    reset: Reset,
    length: Option<SignedDuration>,
) -> QuotaWindow {
    let label = match kind {
        WindowKind::Session => Message::new("window-session"),
        WindowKind::Daily => Message::new("window-days").number("days", 1.0),
        WindowKind::Weekly => Message::new("window-weekly"),
        WindowKind::Monthly => Message::new("window-monthly"),
        WindowKind::Other => Message::new("window-other"),
    };
    QuotaWindow {
        id: kind.as_str().to_owned(),
        kind,
        label,
        scope: Scope::All,
        used,
        amount: None,
        reset,
        length,
        limit_reached: used.is_some_and(|used| used.get() >= 100.0),
        reason: None,
    }
}

/// Paid use beyond the plan.
fn on_demand(spent: f64, cap: f64) -> Option<QuotaWindow> {
    let figures = Figures {
        used: Some(spent),
        limit: Some(cap),
        ..Figures::default()
    };
    let used = figures.share()?;
    Some(QuotaWindow {
        id: "extra-usage".to_owned(),
        label: Message::new("window-extra-usage"),
        scope: Scope::Tools,
        amount: figures.amount(Unit::Usd),
        ..window(WindowKind::Monthly, Some(used), Reset::Unknown, None)
    })
}

fn balance(id: &'static str, dollars: f64) -> Balance {
    Balance {
        id: id.to_owned(),
        label: Message::new(format!("balance-label-{id}")),
        amount: format!("{dollars:.2}"),
        unit: Unit::Usd,
    }
}
