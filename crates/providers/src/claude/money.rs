//! Paid use beyond the plan, in whatever currency: one row with what was spent of the limit, or a
//! sum where there is no limit.

use plimsoll_core::{
    message::Message,
    model::{Balance, QuotaWindow, Reset, Scope, Unit, WindowKind},
};

use super::wire::{Answer, Minor};
use crate::figures::Figures;

/// What the answer says about money.
#[derive(Default)]
pub(super) struct Money {
    pub(super) window: Option<QuotaWindow>,
    pub(super) balances: Vec<Balance>,
    /// It may be spent, and somebody else knows how much.
    pub(super) is_without_limit: bool,
}

/// Sums in the unit of their currency.
#[derive(Clone, Copy)]
struct Sums {
    unit: Unit,
    decimals: u8,
    used: Option<f64>,
    limit: Option<f64>,
    percent: Option<f64>,
}

pub(super) fn money(answer: &Answer) -> Money {
    let mut money = Money::default();
    let balance = answer.spend.as_ref().and_then(|it| it.balance.as_ref());
    if let Some((unit, decimals, amount)) = balance.and_then(read) {
        let balance = sum("balance", unit, decimals, amount);
        money.balances.push(balance);
    }
    // The newer form first, unless the older one says more.
    let forms = [of_spend(answer), of_extra_usage(answer)];
    let forms = || forms.into_iter().flatten();
    let by_sum = forms().find(|it| it.used.is_some());
    let by_share = forms().find(|it| it.percent > Some(0.0));
    let Some(sums) = by_sum.or(by_share).or_else(|| forms().next()) else {
        return money;
    };
    let figures = Figures {
        used: sums.used,
        limit: sums.limit,
        used_percent: sums.percent.filter(|percent| *percent > 0.0),
        ..Figures::default()
    };
    let is_alone = sums.used.is_some() && sums.limit.is_none();
    if let Some(used) = figures.share().filter(|_| !is_alone) {
        money.window = Some(QuotaWindow {
            id: "extra-usage".to_owned(),
            kind: WindowKind::Monthly,
            label: Message::new("window-extra-usage"),
            scope: Scope::Tools,
            used: Some(used),
            amount: figures.amount(sums.unit),
            reset: Reset::Unknown,
            length: None,
            limit_reached: used.get() >= 100.0,
            reason: None,
        });
    } else {
        money.is_without_limit = sums.limit.is_none();
        let beyond = sums
            .used
            .map(|it| sum("spent", sums.unit, sums.decimals, it));
        money.balances.extend(beyond);
    }
    money
}

fn sum(id: &'static str, unit: Unit, decimals: u8, amount: f64) -> Balance {
    Balance {
        id: id.to_owned(),
        label: Message::new(format!("balance-label-{id}")),
        amount: format!("{amount:.0$}", usize::from(decimals)),
        unit,
    }
}

/// Unit, decimals and amount, where all of them are known.
fn read(sum: &Minor) -> Option<(Unit, u8, f64)> {
    let currency = sum.currency.as_deref();
    let decimals = decimals(sum.exponent, currency)?;
    let amount = scaled(sum.amount?, decimals);
    Some((unit(currency)?, decimals, amount))
}

fn of_spend(answer: &Answer) -> Option<Sums> {
    let spend = answer
        .spend
        .as_ref()
        .filter(|it| it.enabled == Some(true))?;
    let used = spend.used.as_ref().and_then(read);
    let limit = [&spend.limit, &spend.cap];
    let limit = limit.into_iter().flatten().find_map(read);
    let (unit, decimals, _) = used.or(limit).unwrap_or((Unit::Usd, 2, 0.0));
    let of_unit = |it: (Unit, u8, f64)| (it.0 == unit).then_some(it.2);
    Some(Sums {
        unit,
        decimals,
        used: used.and_then(of_unit),
        limit: limit.and_then(of_unit),
        percent: spend.percent,
    })
}

fn of_extra_usage(answer: &Answer) -> Option<Sums> {
    let extra = answer.extra_usage.as_ref();
    let extra = extra.filter(|it| it.is_enabled == Some(true))?;
    let currency = extra.currency.as_deref();
    let scale = unit(currency).zip(decimals(extra.decimal_places, currency));
    let scaled = |minor: Option<f64>| Some(scaled(minor?, scale?.1));
    // Of sums in an unknown scale only their share is known.
    let (unit, decimals) = scale.unwrap_or((Unit::Units, 0));
    Some(Sums {
        unit,
        decimals,
        used: scaled(extra.used_credits),
        limit: scaled(extra.monthly_limit),
        percent: extra.utilization,
    })
}

fn unit(currency: Option<&str>) -> Option<Unit> {
    Unit::money(currency.unwrap_or("usd"))
}

/// How many decimals a currency has is known of the dollar alone.
fn decimals(stated: Option<f64>, currency: Option<&str>) -> Option<u8> {
    match stated {
        Some(stated) => (0..=6).find(|it| (f64::from(*it) - stated).abs() < 1e-9),
        None => (unit(currency)? == Unit::Usd).then_some(2),
    }
}

fn scaled(minor: f64, decimals: u8) -> f64 {
    minor / 10_f64.powi(decimals.into())
}
