//! From Cursor's answers to windows and balances.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use plimsoll_core::{
    message::Message,
    model::{
        Amount, Balance, Note, NoteCode, Percent, QuotaWindow, Reset, Scope, Unit, WindowKind,
        window_length,
    },
    snapshot::Usage,
};

use super::{
    messages::used_percent,
    wire::{Period, Requests, Shares, SpendLimit, Summary, Sums},
};
use crate::figures::Figures;

/// The month that an answer is about.
#[derive(Clone, Copy, Default)]
struct Cycle {
    start: Option<Timestamp>,
    end: Option<Timestamp>,
}

/// Whether there is anything of a plan in it: paid use alone is none.
pub(super) fn tells(usage: &Usage) -> bool {
    let mut windows = usage.windows.iter();
    windows.any(|window| window.scope != Scope::Tools) || !usage.notes.is_empty()
}

pub(super) fn with_nothing(usage: Usage) -> Usage {
    Usage {
        notes: vec![Note::new(NoteCode::NoQuotaReported)],
        ..usage
    }
}

pub(super) fn of_period(period: &Period) -> Usage {
    let cycle = Cycle {
        start: period.billing_cycle_start,
        end: period.billing_cycle_end,
    };
    let mut usage = Usage::default();
    if let Some(plan) = &period.plan_usage {
        let sums = Sums {
            enabled: None,
            used: plan.total_spend,
            limit: plan.limit,
            remaining: None,
            shares: plan.shares,
        };
        usage.windows = of_plan(&sums, cycle);
    }
    if let Some(spend) = &period.spend_limit_usage {
        add_on_demand(&mut usage, &on_demand(spend), cycle);
    }
    usage
}

pub(super) fn of_summary(summary: &Summary) -> Usage {
    let cycle = Cycle {
        start: summary.billing_cycle_start,
        end: summary.billing_cycle_end,
    };
    let individual = summary.individual_usage.as_ref();
    let team = summary.team_usage.as_ref();
    let plan = summary.membership_type.as_deref().and_then(plan_label);
    if summary.is_unlimited == Some(true) {
        return Usage {
            plan,
            notes: vec![Note::new(NoteCode::Unlimited)],
            ..Usage::default()
        };
    }
    let of = |sums: Option<Sums>| sums.map(|sums| of_plan(&sums, cycle)).unwrap_or_default();
    let forms = [
        of(individual.and_then(|it| it.plan)),
        of(individual.and_then(|it| it.overall)),
        of(team.and_then(|it| it.pooled)),
        of_messages(summary, cycle),
    ];
    let windows = forms.into_iter().find(|windows| !windows.is_empty());
    let mut usage = Usage {
        plan,
        windows: windows.unwrap_or_default(),
        ..Usage::default()
    };
    let paid = individual.and_then(|it| it.on_demand);
    let paid = paid.or(team.and_then(|it| it.on_demand));
    if let Some(paid) = paid.filter(|it| it.enabled != Some(false)) {
        add_on_demand(&mut usage, &paid, cycle);
    }
    usage
}

pub(super) fn of_requests(answer: &Requests) -> Usage {
    let Some(counted) = &answer.counted else {
        return Usage::default();
    };
    let figures = Figures {
        used: counted.num_requests,
        limit: counted.max_request_usage,
        ..Figures::default()
    };
    let Some(used) = figures.share() else {
        return Usage::default();
    };
    let next_month = answer.start.and_then(|start| {
        let start = start.to_zoned_datetime(TimeZone::UTC);
        Some(start.checked_add(1.month()).ok()?.timestamp())
    });
    let cycle = Cycle {
        start: answer.start,
        end: next_month,
    };
    let window = QuotaWindow {
        amount: figures.amount(Unit::Requests),
        ..window("requests", Some(used), cycle)
    };
    let derived = next_month.map(|_| Note::new(NoteCode::DerivedReset));
    Usage {
        windows: vec![window],
        notes: derived.into_iter().collect(),
        ..Usage::default()
    }
}

/// The plan as Cursor writes it elsewhere: `pro_plus` is `Pro+`.
pub(super) fn plan_label(membership: &str) -> Option<String> {
    let membership = membership.trim();
    let (name, plus) = match membership.strip_suffix("_plus") {
        Some(name) => (name, "+"),
        None => (membership, ""),
    };
    let mut letters = name.chars().map(|it| if it == '_' { ' ' } else { it });
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters).chain(plus.chars()).collect())
}

/// Two pools where both are told, else one window of the whole.
fn of_plan(sums: &Sums, cycle: Cycle) -> Vec<QuotaWindow> {
    let Shares { total, auto, api } = sums.shares;
    if let (Some(auto), Some(api)) = (auto, api) {
        return pools(auto, api, cycle);
    }
    if let Some(used) = total.and_then(Percent::used) {
        return vec![window("monthly", Some(used), cycle)];
    }
    let figures = figures(sums);
    let counted = figures.limit.and_then(|_| figures.share());
    let window = counted.map(|used| QuotaWindow {
        amount: figures.amount(Unit::Usd),
        ..window("monthly", Some(used), cycle)
    });
    window.into_iter().collect()
}

fn of_messages(summary: &Summary, cycle: Cycle) -> Vec<QuotaWindow> {
    let percent = |message: &Option<String>| used_percent(message.as_deref()?);
    let auto = percent(&summary.auto_model_selected_display_message);
    let api = percent(&summary.named_model_selected_display_message);
    auto.zip(api)
        .map(|(auto, api)| pools(auto, api, cycle))
        .unwrap_or_default()
}

fn pools(auto: f64, api: f64, cycle: Cycle) -> Vec<QuotaWindow> {
    [
        ("cursor-models", "Cursor models", auto),
        ("other-models", "Other models", api),
    ]
    .into_iter()
    .map(|(id, pool, used)| {
        let window = window(id, Percent::used(used), cycle);
        let label = Message::new("window-pool")
            .message("pool", Message::new(format!("pool-{id}")))
            .message("window", window.label);
        QuotaWindow {
            label,
            scope: Scope::Pool(pool.to_owned()),
            ..window
        }
    })
    .collect()
}

fn window(id: &str, used: Option<Percent>, cycle: Cycle) -> QuotaWindow {
    let length = cycle.start.zip(cycle.end).and_then(|(start, end)| {
        let seconds = end.duration_since(start).as_secs_f64();
        window_length(seconds)
    });
    QuotaWindow {
        id: id.to_owned(),
        kind: WindowKind::Monthly,
        label: Message::new("window-monthly"),
        scope: Scope::All,
        used,
        amount: None,
        reset: cycle.end.map_or(Reset::Unknown, Reset::At),
        length,
        limit_reached: used.is_some_and(|used| used.get() >= 100.0),
        reason: None,
    }
}

/// The user's own limit, else the team's.
fn on_demand(spend: &SpendLimit) -> Sums {
    let own = (spend.individual_used, spend.individual_limit);
    let (used, limit) = match own {
        (_, Some(_)) => own,
        (used, None) => (used.or(spend.pooled_used), spend.pooled_limit),
    };
    Sums {
        enabled: None,
        used: used.or(spend.total_spend),
        limit,
        remaining: None,
        shares: Shares::default(),
    }
}

/// Paid use beyond the plan: a row where there is a limit, a sum where something was spent without.
fn add_on_demand(usage: &mut Usage, sums: &Sums, cycle: Cycle) {
    let figures = figures(sums);
    let has_limit = figures.limit.is_some_and(|limit| limit > 0.0);
    if let Some(used) = figures.share().filter(|_| has_limit) {
        let amount: Option<Amount> = figures.amount(Unit::Usd);
        usage.windows.push(QuotaWindow {
            label: Message::new("window-extra-usage"),
            scope: Scope::Tools,
            amount,
            ..window("extra-usage", Some(used), cycle)
        });
    } else if let Some(spent) = figures.used.filter(|spent| *spent > 0.0) {
        usage.balances.push(Balance {
            id: "spent".to_owned(),
            label: Message::new("balance-label-spent"),
            amount: format!("{spent:.2}"),
            unit: Unit::Usd,
        });
    }
}

/// In dollars.
fn figures(sums: &Sums) -> Figures {
    let dollars = |cents: Option<f64>| cents.map(|cents| cents / 100.0);
    Figures {
        used: dollars(sums.used),
        left: dollars(sums.remaining),
        limit: dollars(sums.limit),
        ..Figures::default()
    }
}
