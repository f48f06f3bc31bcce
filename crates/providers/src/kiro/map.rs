//! From Kiro's answer to windows and balances.

use plimsoll_core::{
    message::Message,
    model::{Amount, Balance, Percent, QuotaWindow, Reset, Scope, Unit, WindowKind},
    snapshot::Usage,
};

use super::wire::{Answer, Entry};
use crate::figures::Figures;

/// What the answer says; `None` without the credits, or where nothing of them is a number.
pub(super) fn usage(answer: &Answer) -> Option<Usage> {
    let credits = answer.credits()?;
    let plan = answer.subscription_info.as_ref();
    let plan = plan.and_then(|it| plan_label(it.subscription_title.as_deref()?));
    let reset = credits.next_date_reset.or(answer.next_date_reset);
    let reset = reset.map_or(Reset::Unknown, Reset::At);
    let mut windows = vec![month(credits, reset)?];
    if answer.may_go_beyond() {
        windows.extend(beyond(credits, reset));
    }
    Some(Usage {
        plan,
        windows,
        balances: charges(credits).into_iter().collect(),
        ..Usage::default()
    })
}

/// `KIRO PRO+` as people write it.
fn plan_label(title: &str) -> Option<String> {
    let title = title.trim();
    let name = title.strip_prefix("KIRO ").unwrap_or(title);
    let mut letters = name.chars();
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters.flat_map(char::to_lowercase)).collect())
}

/// The month's credits. With a bonus in it, use above the limit says nothing of what is left.
fn month(credits: &Entry, reset: Reset) -> Option<QuotaWindow> {
    let used = credits
        .used
        .map(|used| used - credits.beyond.unwrap_or(0.0));
    let is_unclear = credits.has_bonuses()
        && used
            .zip(credits.limit)
            .is_some_and(|(used, limit)| used > limit);
    let figures = Figures {
        used,
        limit: credits.limit.filter(|_| !is_unclear),
        ..Figures::default()
    };
    let amount = figures.amount(Unit::Credits)?;
    Some(QuotaWindow {
        id: "monthly".to_owned(),
        label: Message::new("window-monthly"),
        ..window(figures.share(), Some(amount), reset)
    })
}

/// Paid use beyond the plan, up to what is allowed. Within the plan there is none.
fn beyond(credits: &Entry, reset: Reset) -> Option<QuotaWindow> {
    let is_within = credits
        .used
        .zip(credits.limit)
        .is_some_and(|(used, limit)| used <= limit);
    let figures = Figures {
        used: credits.beyond.or(is_within.then_some(0.0)),
        limit: credits.cap,
        ..Figures::default()
    };
    let used = figures.share()?;
    Some(QuotaWindow {
        id: "extra-usage".to_owned(),
        label: Message::new("window-extra-usage"),
        scope: Scope::Tools,
        ..window(Some(used), figures.amount(Unit::Credits), reset)
    })
}

fn window(used: Option<Percent>, amount: Option<Amount>, reset: Reset) -> QuotaWindow {
    QuotaWindow {
        id: String::new(),
        kind: WindowKind::Monthly,
        label: Message::new("window-other"),
        scope: Scope::All,
        used,
        amount,
        reset,
        length: None,
        limit_reached: used.is_some_and(|used| used.get() >= 100.0),
        reason: None,
    }
}

/// What was spent beyond the plan.
fn charges(credits: &Entry) -> Option<Balance> {
    let charges = credits.charges.filter(|charges| *charges > 0.0)?;
    Some(Balance {
        id: "spent".to_owned(),
        label: Message::new("balance-label-spent"),
        amount: format!("{charges:.2}"),
        unit: Unit::money(credits.currency.as_deref().unwrap_or("usd"))?,
    })
}
